"""A week or a whole campaign from the figures of its days: the same words, tables and paper as a day's brief.

It has no number and is nobody's signature: it adds up what was issued, and says which days were not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from teamhub.domain.briefs import wording
from teamhub.domain.briefs.brief import (
    Align,
    Block,
    Brief,
    Column,
    Ending,
    Item,
    Paragraph,
    Row,
    Section,
    Table,
    full_width,
)
from teamhub.domain.briefs.compose import compiled_by, ending, example_note
from teamhub.domain.briefs.runs import Count, Runs, Voice, merged
from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures, Label, RoundFigures, SweepFigures


@dataclass(frozen=True)
class SummaryDay:
    """`number` None: the day's brief is not issued, its figures are the records as they stand. `problems`: what its
    brief said of problems."""

    figures: DayFigures
    number: int | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class SummaryFacts:
    """`days` in order, at least one. `texts`: the community's standing words. `whole`: from the campaign's first day."""

    days: tuple[SummaryDay, ...]
    texts: BriefTexts
    compiled_by: str
    whole: bool = False

    @property
    def first(self) -> date:
        return self.days[0].figures.day

    @property
    def last(self) -> date:
        return self.days[-1].figures.day


def compose_summary(facts: SummaryFacts, language: str) -> Brief:
    """`language`: zh_Hans_CN or en."""
    voice, last = Voice(language), facts.days[-1].figures
    texts = facts.texts
    heading = title(facts, voice)
    return Brief(
        language=language,
        masthead=voice.words(texts.masthead),
        number_line="（汇总，不编期号）" if voice.zh else "Summary, not numbered",
        secrecy=voice.words(texts.secrecy),
        compiled_by=voice.words(compiled_by(last, texts)),
        date_line=wording.full_date(voice, last.as_of.date()),
        title=heading,
        as_of_line=f"（{period(facts, voice)}）" if voice.zh else f"({period(facts, voice)})",
        addressee=f"{voice.words(texts.addressee)}：" if voice.zh else f"To: {voice.words(texts.addressee)}",
        lead=(Paragraph(lead(facts, voice)),),
        sections=sections(facts, voice),
        ending=signatures(facts, voice),
        standing=f"{heading} {period(facts, voice)}",
        example_note=example_note(last, voice),
        draft_note="",
        created=last.as_of.isoformat(),
        keywords=(last.community.slug, facts.first.isoformat(), facts.last.isoformat()),
    )


def title(facts: SummaryFacts, voice: Voice) -> str:
    """…工作周报 for seven days, …工作汇总 otherwise."""
    community = facts.days[-1].figures.community
    week = len(facts.days) == 7 and not facts.whole
    if voice.zh:
        return f"{community.name.zh}{community.campaign.zh}下沉工作{'周报' if week else '汇总'}"
    return (
        f"{community.name.of('en')}: {community.campaign.of('en')}, {'weekly summary' if week else 'summary'}"
    )


def period(facts: SummaryFacts, voice: Voice) -> str:
    if facts.first == facts.last:
        return wording.full_date(voice, facts.first)
    if voice.zh:
        same_year = facts.first.year == facts.last.year
        end = wording.month_day(voice, facts.last) if same_year else wording.full_date(voice, facts.last)
        return f"{wording.full_date(voice, facts.first)}至{end}"
    return f"{wording.full_date(voice, facts.first)} to {wording.full_date(voice, facts.last)}"


def lead(facts: SummaryFacts, voice: Voice) -> Runs:
    """How many days, how many of them issued: a figure of a day that is not issued may still change."""
    issued = [d.number for d in facts.days if d.number is not None]
    days, open_days = Count(len(facts.days), "period.days"), len(facts.days) - len(issued)
    if not open_days:
        basis = voice.say(
            "数字取自已印发的各日简报。", "Figures are those of the briefs issued for these days."
        )
    elif not issued:
        basis = voice.say(
            "各日简报尚未印发，数字取自现有记录。",
            "No brief of these days is issued yet; figures are the records as they stand.",
        )
    else:
        basis = voice.say(
            "其中{n}天的简报尚未印发，该日数字取自现有记录，其余取自已印发的简报。",
            "For {n:day|days} no brief is issued yet and the records count as they stand; the others are as issued.",
            n=Count(open_days, "period.open"),
        )
    head = voice.say("现将{days}天的工作情况汇总如下。", "This is a summary of {days:day|days}.", days=days)
    return voice.sentences([head, basis])


def sections(facts: SummaryFacts, voice: Voice) -> tuple[Section, ...]:
    titles = {spec.key: spec.title for spec in facts.texts.sections}
    writers: tuple[tuple[str, Label, Callable[[SummaryFacts, Voice], tuple[Block, ...]]], ...] = (
        ("duty", Label("卡口值守情况", "Checkpoint duty"), _duty),
        ("testing", Label("核酸检测情况", "Testing"), _testing),
        ("sweeps", Label("扫楼情况", "Door-to-door sweep"), _sweeps),
        ("deeds", Label("为民办实事情况", "Good deeds"), _deeds),
        ("care", Label("特殊人员保障", "Care for vulnerable residents"), _care),
        ("problems", Label("存在问题", "Open problems"), _problems),
        ("days", Label("各日简报", "Briefs of the days"), _days),
    )
    kept = [w for w in writers if w[0] in titles or w[0] == "days"]
    return tuple(
        Section(key, wording.marker(voice, place), voice.words(titles.get(key, usual)), write(facts, voice))
        for place, (key, usual, write) in enumerate(kept, 1)
    )


def on_day(key: str, day: date) -> str:
    """The rows behind a figure of one day within a period: duty.expected@2022-04-03."""
    return f"{key}@{day.isoformat()}"


def _figure(value: int, key: str, day: date | None, voice: Voice) -> Runs:
    """Of one day with its rows; a sum over days has none of its own."""
    return (voice.figure(Count(value, on_day(key, day) if day else f"period.{key}")),)


def _columns(voice: Voice, *titles: tuple[str, str, int]) -> tuple[Column, ...]:
    """(Chinese, English, share); the first column holds words."""
    return full_width(
        Column(zh if voice.zh else en, Align.NUMBER if place else Align.TEXT, share)
        for place, (zh, en, share) in enumerate(titles)
    )


def _day_words(day: date, voice: Voice) -> Runs:
    return voice.say("{d}", "{d}", d=wording.month_day(voice, day))


def _total(voice: Voice, cells: Iterable[Runs]) -> Row:
    return Row((voice.say("合计", "Total"), *cells), is_total=True)


DUTY = ("expected", "present", "late", "absent", "substitutions", "spot_checks")


def _duty(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
    sums = {name: sum(getattr(d.figures.duty, name) for d in facts.days) for name in DUTY}
    if not sums["expected"]:
        return (Paragraph(voice.say("期间未排值守。", "No duty was planned in this time.")),)
    missed = [
        voice.say(zh, en, n=Count(sums[name], f"period.duty.{name}"))
        for name, zh, en in (("late", "迟到{n}人次", "{n} late"), ("absent", "缺勤{n}人次", "{n} absent"))
        if sums[name]
    ]
    said = voice.say(
        "应到{expected}人次，实到{present}人次；{standing}。",
        "{expected:seat was|seats were} due and {present} taken; {standing}.",
        expected=Count(sums["expected"], "period.duty.expected"),
        present=Count(sums["present"], "period.duty.present"),
        standing=voice.clauses(missed)[:-1]
        if missed
        else voice.say("无迟到、缺勤", "nobody was late or absent"),
    )
    columns = _columns(
        voice, ("日期", "Day", 16), ("应到", "Due", 14), ("实到", "Present", 14), ("迟到", "Late", 14), ("缺勤", "Absent", 14),
        ("替班", "Stand-ins", 14), ("查岗（次）", "Spot checks", 14),
    )  # fmt: skip
    rows = [
        Row(
            (
                _day_words(d.figures.day, voice),
                *(
                    _figure(getattr(d.figures.duty, name), f"duty.{name}", d.figures.day, voice)
                    for name in DUTY
                ),
            )
        )
        for d in facts.days
    ]
    total = _total(voice, (_figure(sums[name], f"duty.{name}", None, voice) for name in DUTY))
    return (
        Paragraph(said),
        Table("duty", "各日值守" if voice.zh else "Duty by day", columns, (*rows, total)),
    )


def _rounds(facts: SummaryFacts) -> list[RoundFigures]:
    """Each round once, as the last of the days tells it."""
    return list({r.number: r for d in facts.days for r in d.figures.testing.rounds}.values())


def _testing(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
    rounds = _rounds(facts)
    here = Count(sum(d.figures.testing.person_tests_day for d in facts.days), "period.testing.person_tests")
    total = Count(facts.days[-1].figures.testing.person_tests_total, on_day("testing.total", facts.last))
    if not rounds and not here.value:
        return (Paragraph(voice.say("期间未开展检测。", "No testing was done in this time.")),)
    said = voice.say(
        "开展检测{rounds}轮，采样{here}人次，累计{total}人次。",
        "{rounds:round was|rounds were} held with {here:person-test|person-tests}; {total} in the campaign so far.",
        rounds=Count(len(rounds), "period.testing.rounds"), here=here, total=total,
    )  # fmt: skip
    if not rounds:
        return (Paragraph(said),)
    columns = _columns(
        voice, ("轮次", "Round", 20), ("应检", "Due", 13), ("实检", "Tested", 13), ("覆盖率", "Rate", 14), ("管数", "Tubes", 12),
        ("上门单采", "At home", 13), ("最长排队（分）", "Max. wait (min)", 15),
    )  # fmt: skip
    return (
        Paragraph(said),
        Table(
            "testing",
            "各轮检测" if voice.zh else "Rounds",
            columns,
            tuple(_round_row(r, voice) for r in rounds),
        ),
    )


def _round_row(held: RoundFigures, voice: Voice) -> Row:
    key = f"testing.R{held.number}"
    name = voice.say(
        "第{nth}轮（{day}）",
        "No. {n} ({day})",
        nth=wording.ordinal(voice, held.number),
        n=str(held.number),
        day=wording.month_day(voice, held.day),
    )
    counts = [
        _figure(getattr(held, what), f"{key}.{what}", held.day, voice) for what in ("eligible", "tested")
    ]
    rate = (voice.rate(held.tested, held.eligible, on_day(f"{key}.coverage", held.day)),)
    rest = [_figure(getattr(held, what), f"{key}.{what}", held.day, voice) for what in ("tubes", "home")]
    wait = (
        voice.say("—", "—")
        if held.longest_wait is None
        else _figure(held.longest_wait, f"{key}.longest_wait", held.day, voice)
    )
    return Row((name, *counts, rate, *rest, wait))


def _sweeps(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
    held = list({s.number: (d.figures.day, s) for d in facts.days for s in d.figures.sweeps}.values())
    letters = Count(facts.days[-1].figures.totals.letters, on_day("sweeps.letters", facts.last))
    signed = voice.say(
        "{letter}累计签订{n}份。", "{letter} signed so far: {n}.", letter=facts.texts.words.letter, n=letters
    )
    if not held:
        none = voice.say("期间未开展扫楼。", "No sweep was held in this time.")
        return (Paragraph(voice.sentences([none, signed if letters.value else ()])),)
    said = voice.say(
        "开展扫楼{n}次，查出未检{found}人，已补采{done}人。",
        "{n:sweep was|sweeps were} held; {found:untested person was|untested people were} found and {done} tested since.",
        n=Count(len(held), "period.sweeps"),
        found=Count(sum(s.untested_found for _, s in held), "period.sweeps.untested_found"),
        done=Count(sum(s.made_up for _, s in held), "period.sweeps.made_up"),
    )
    columns = _columns(
        voice, ("扫楼", "Sweep", 22), ("应访户", "Due", 14), ("首访核实", "First visit", 14), ("复访", "Revisited", 12),
        ("查出未检", "Missed", 12), ("已补采", "Made up", 12), ("清零小区", "Cleared", 14),
    )  # fmt: skip
    rows = tuple(_sweep_row(day, sweep, voice) for day, sweep in held)
    return (
        Paragraph(voice.sentences([said, signed if letters.value else ()])),
        Table("sweeps", "各次扫楼" if voice.zh else "Sweeps", columns, rows),
    )


def _sweep_row(day: date, sweep: SweepFigures, voice: Voice) -> Row:
    key = f"sweeps.S{sweep.number}"
    name = voice.say(
        "第{nth}次（{day}）",
        "No. {n} ({day})",
        nth=wording.ordinal(voice, sweep.number),
        n=str(sweep.number),
        day=wording.month_day(voice, day),
    )
    counts = [
        _figure(getattr(sweep, what), f"{key}.{what}", day, voice)
        for what in ("due", "first_settled", "revisited", "untested_found", "made_up")
    ]
    cleared = voice.say(
        "{done}/{all}", "{done}/{all}",
        done=Count(sweep.cleared_compounds, on_day(f"{key}.cleared", day)), all=Count(len(sweep.rows), on_day(f"{key}.compounds", day)),
    )  # fmt: skip
    return Row((name, *counts, cleared))


def _deeds(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
    last = facts.days[-1].figures.deeds
    here = sum(d.figures.deeds.day for d in facts.days)
    said = voice.say(
        "期间办理{here}件，累计{total}件。", "{here} done in this time, {total} in the campaign so far.",
        here=Count(here, "period.deeds"), total=Count(last.total, on_day("deeds.total", facts.last)),
    )  # fmt: skip
    if not last.total:
        return (Paragraph(voice.say("尚未登记实事。", "No deed has been noted yet.")),)
    sums: dict[str, int] = {}
    for day in facts.days:
        for row in day.figures.deeds.rows:
            sums[row.code] = sums.get(row.code, 0) + row.day
    columns = _columns(
        voice, ("类别", "Kind", 50), ("期间（件）", "In this time", 25), ("累计（件）", "So far", 25)
    )
    rows = [
        Row(
            (
                voice.say("{k}", "{k}", k=r.label),
                _figure(sums.get(r.code, 0), f"deeds.{r.code}", None, voice),
                _figure(r.total, f"deeds.{r.code}.total", facts.last, voice),
            )
        )
        for r in last.rows
    ]
    total = _total(
        voice, (_figure(here, "deeds", None, voice), _figure(last.total, "deeds.total", facts.last, voice))
    )
    return (
        Paragraph(said),
        Table("deeds", "实事分类" if voice.zh else "Deeds by kind", columns, (*rows, total)),
    )


def _care(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
    last = facts.days[-1].figures.care
    if not last.registered:
        return (Paragraph(voice.say("目前无在册特殊人员。", "Nobody is on the care register.")),)
    return (
        Paragraph(
            voice.say(
                "期末在册特殊人员{n}人，已明确包保人{assigned}人；期间联系{contacts}人次，提出诉求{raised}件，办结{closed}件。",
                "{n:person is|people are} on the care register at the end, {assigned} with a named carer;"
                " {contacts:contact|contacts}, {raised:request|requests} raised and {closed} settled in this time.",
                n=Count(last.registered, on_day("care.registered", facts.last)),
                assigned=Count(last.assigned, on_day("care.assigned", facts.last)),
                contacts=Count(sum(d.figures.care.contacted for d in facts.days), "period.care.contacted"),
                raised=Count(sum(d.figures.care.requests for d in facts.days), "period.care.requests"),
                closed=Count(sum(d.figures.care.closed for d in facts.days), "period.care.closed"),
            )
        ),
    )


def _problems(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
    """What the issued briefs said, each with its day: they were written in Chinese and stay so."""
    told = [
        voice.say("{day}：{p}", "{day}: {p}", day=wording.month_day(voice, d.figures.day), p=problem)
        for d in facts.days
        for problem in d.problems
    ]
    if not told:
        return (Paragraph(voice.say("各日简报未列突出问题。", "The briefs of these days name no problem.")),)
    if len(told) == 1:
        return (Paragraph(told[0]),)
    return tuple(Item(wording.item_marker(voice, place), merged(runs)) for place, runs in enumerate(told, 1))


def _days(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
    """The basis: which brief tells which day."""
    columns = full_width(
        (
            Column("日期" if voice.zh else "Day", Align.TEXT, 40),
            Column("简报" if voice.zh else "Brief", Align.CENTRE, 60),
        )
    )
    rows = [
        Row((
            _day_words(d.figures.day, voice),
            voice.say("第{n}期", "No. {n}", n=str(d.number)) if d.number is not None else voice.say("未印发", "not issued"),
        ))
        for d in facts.days
    ]  # fmt: skip
    last = voice.say(
        "本汇总由系统按上列各日数字相加得出，不编期号；如有出入，以各日简报为准。",
        "This summary adds up the days above and has no number; where it differs, the briefs of the days hold.",
    )
    return (
        Table("days", "汇总依据" if voice.zh else "What it rests on", columns, tuple(rows)),
        Paragraph(last),
    )


def signatures(facts: SummaryFacts, voice: Voice) -> Ending:
    """Who made it, and a line to sign by hand."""
    usual = ending(replace(facts.texts, reviewed_by="", approved_by=""), voice)
    return replace(
        usual,
        reviewed_label="汇总：" if voice.zh else "Compiled: ",
        reviewed_by=facts.compiled_by,
        approved_label="审核：" if voice.zh else "Reviewed: ",
    )
