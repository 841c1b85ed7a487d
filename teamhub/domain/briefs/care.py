"""Section: the care register and cases with a schedule. Counts only, never a person."""

from __future__ import annotations

from teamhub.domain.briefs.brief import Align, Block, Column, Paragraph, Row, Table
from teamhub.domain.briefs.runs import Count, Runs, Value, Voice
from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import CareFigures, DayFigures, TimedCaseFigures, TimedCaseStep


def write_care(day: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Block, ...]:
    care = day.care
    blocks: list[Block] = [Paragraph(headline(care, voice))]
    if care.rows and care.registered:
        blocks.append(register_table(care, voice))
    blocks += [Paragraph(timed(t, voice)) for t in care.timed if t.active or t.released_today]
    return tuple(blocks)


def headline(care: CareFigures, voice: Voice) -> Runs:
    if not care.registered:
        return voice.say("目前无在册特殊人员。", "Nobody is on the care register.")
    return voice.say(
        "在册特殊人员{n}人，{carers}，{contacts}。{requests}",
        "{n:person is|people are} on the care register; {carers}; {contacts}. {requests}",
        n=Count(care.registered, "care.registered"),
        carers=carers(care, voice),
        contacts=contacts(care, voice),
        requests=requests(care, voice),
    )


def carers(care: CareFigures, voice: Voice) -> Runs:
    if care.assigned >= care.registered:
        return voice.say("全部明确包保人", "each has a named carer")
    return voice.say(
        "已明确包保人{n}人、尚缺{rest}人",
        "{n} with a named carer, {rest} without",
        n=Count(care.assigned, "care.assigned"),
        rest=Count(care.registered - care.assigned, "care.uncovered"),
    )


def contacts(care: CareFigures, voice: Voice) -> Runs:
    if care.contacted >= care.registered:
        return voice.say("当日全部联系", "all were contacted today")
    n = Count(care.contacted, "care.contacted")
    if not care.overdue:
        return voice.say("当日联系{n}人", "{n} contacted today", n=n)
    return voice.say(
        "当日联系{n}人，逾期未联系{late}人",
        "{n} contacted today, {late} overdue",
        n=n,
        late=Count(care.overdue, "care.overdue"),
    )


def requests(care: CareFigures, voice: Voice) -> Runs:
    raised, closed = Count(care.requests, "care.requests"), Count(care.closed, "care.closed")
    if not raised.value:
        return voice.say("当日无诉求。", "No request was raised.")
    if closed.value >= raised.value:
        return voice.say(
            "提出诉求{n}件，全部办结。", "{n:request was|requests were} raised and settled.", n=raised
        )
    return voice.say(
        "提出诉求{n}件，办结{done}件。",
        "{n:request was|requests were} raised, {done} settled.",
        n=raised,
        done=closed,
    )


def register_table(care: CareFigures, voice: Voice) -> Table:
    titles = (
        ("类别", "在册", "已明确包保人", "当日联系", "诉求（件）", "已办结")
        if voice.zh
        else ("Group", "On register", "With carer", "Contacted today", "Requests", "Settled")
    )
    shares = (30, 12, 16, 14, 14, 14)
    columns = tuple(
        Column(title, Align.NUMBER if place else Align.TEXT, share)
        for place, (title, share) in enumerate(zip(titles, shares, strict=True))
    )
    measures = ("registered", "assigned", "contacted", "requests", "closed")
    rows = [
        Row(
            (
                voice.say("{who}", "{who}", who=r.label),
                *((voice.figure(Count(getattr(r, m), f"care.{r.code}.{m}")),) for m in measures),
            )
        )
        for r in care.rows
        if r.registered
    ]
    total = Row(
        (
            voice.say("合计", "Total"),
            *((voice.figure(Count(getattr(care, m), f"care.{m}")),) for m in measures),
        ),
        is_total=True,
    )
    return Table("care", "特殊人员保障" if voice.zh else "Care register", columns, (*rows, total))


def timed(cases: TimedCaseFigures, voice: Voice) -> Runs:
    """黄码居民12人，均居家隔离；其中6人完成第2次单检，待结果和3天期满后转绿，6人完成第1次单检。"""
    source = f"care.timed.{cases.code}"
    sentences: list[Runs] = []
    if cases.active:
        at_home = voice.say("均居家隔离", "all isolating at home")
        if cases.isolated < cases.active:
            at_home = voice.say(
                "居家隔离{n}人", "{n} isolating at home", n=Count(cases.isolated, f"{source}.isolated")
            )
        steps = sorted((s for s in cases.steps if s.cases), key=lambda s: -s.tests_done)
        told = [step(cases, s, voice) for s in steps]
        sentences.append(
            voice.say(
                "{who}{n}人，{at_home}{told}。" if not told else "{who}{n}人，{at_home}；其中{told}。",
                "{who}: {n}, {at_home}{told}." if not told else "{who}: {n}, {at_home}; {told}.",
                who=cases.label,
                n=Count(cases.active, f"{source}.active"),
                at_home=at_home,
                told=voice.clauses(told)[:-1],
            )
        )
    if cases.released_today:
        sentences.append(
            voice.say("当日{release}{n}人。", "{n} {release} today.", release=cases.release,
                      n=Count(cases.released_today, f"{source}.released"))
        )  # fmt: skip
    if cases.overdue:
        sentences.append(
            voice.say(
                "逾期未采{n}人。", "{n} overdue for a test.", n=Count(cases.overdue, f"{source}.overdue")
            )
        )
    return voice.sentences(sentences)


def step(cases: TimedCaseFigures, at: TimedCaseStep, voice: Voice) -> Runs:
    n = Count(at.cases, f"care.timed.{cases.code}.tests{at.tests_done}")
    if at.tests_done <= 0:
        return voice.say("{n}人待首次{test}", "{n} before the first {test}", n=n, test=cases.test)
    values: dict[str, Value] = {"nth": str(at.tests_done), "test": cases.test}
    if at.tests_done >= cases.tests_required:
        return voice.say(
            "{n}人完成第{nth}次{test}，待结果和{days}天期满后{release}",
            "{n} with {test} no. {nth} done, to be {release} after the result and {days} days",
            n=n,
            days=str(cases.days),
            release=cases.release,
            **values,
        )
    return voice.say("{n}人完成第{nth}次{test}", "{n} with {test} no. {nth} done", n=n, **values)
