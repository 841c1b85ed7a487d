"""The sections of a summary: sentences and tables over its days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from teamhub.domain.briefs import wording
from teamhub.domain.briefs.brief import (
    Align,
    Block,
    Column,
    Item,
    Paragraph,
    Row,
    Table,
    full_width,
)
from teamhub.domain.briefs.runs import Count, Runs, Voice, merged
from teamhub.domain.briefs.summary_facts import SummaryFacts
from teamhub.domain.figures import RoundFigures, SweepFigures


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


def duty(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
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


def testing(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
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


def sweeps(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
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


def deeds(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
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


def care(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
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


def problems(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
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


def days(facts: SummaryFacts, voice: Voice) -> tuple[Block, ...]:
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
