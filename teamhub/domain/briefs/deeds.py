"""Section: deeds for residents."""

from __future__ import annotations

from teamhub.domain.briefs.brief import Align, Block, Column, Paragraph, Row, Table
from teamhub.domain.briefs.runs import Count, Runs, Voice
from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures, DeedFigures


def write_deeds(day: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Block, ...]:
    deeds = day.deeds
    blocks: list[Block] = [Paragraph(headline(deeds, voice))]
    if deeds.total:
        blocks.append(category_table(deeds, voice))
    case = typical_case(deeds, texts)
    if case:
        blocks.append(Paragraph(voice.say("典型事例：{case}", "A typical case: {case}", case=case)))
    return tuple(blocks)


def headline(deeds: DeedFigures, voice: Voice) -> Runs:
    day, total = Count(deeds.day, "deeds.day"), Count(deeds.total, "deeds.total")
    if not deeds.total:
        return voice.say("尚未登记实事。", "No deed has been noted yet.")
    if not deeds.day:
        return voice.say(
            "当日未登记实事，累计{total}件。", "No deed was noted today; {total} so far.", total=total
        )
    return voice.say(
        "当日办理{day}件，累计{total}件。", "{day} done today, {total} so far.", day=day, total=total
    )


def typical_case(deeds: DeedFigures, texts: BriefTexts) -> str:
    """What was typed; untouched, the first candidate that is cleared for print."""
    if texts.typical_case is not None:
        return texts.typical_case.strip()
    return next((c.story.strip() for c in deeds.cases if c.story.strip()), "")


def category_table(deeds: DeedFigures, voice: Voice) -> Table:
    columns = (
        Column("类别" if voice.zh else "Kind", Align.TEXT, 50),
        Column("当日（件）" if voice.zh else "Today", Align.NUMBER, 25),
        Column("累计（件）" if voice.zh else "So far", Align.NUMBER, 25),
    )
    rows = [
        Row(
            (
                voice.say("{kind}", "{kind}", kind=r.label),
                (voice.figure(Count(r.day, f"deeds.{r.code}.day")),),
                (voice.figure(Count(r.total, f"deeds.{r.code}.total")),),
            )
        )
        for r in deeds.rows
    ]
    total = Row(
        (
            voice.say("合计", "Total"),
            (voice.figure(Count(deeds.day, "deeds.day")),),
            (voice.figure(Count(deeds.total, "deeds.total")),),
        ),
        is_total=True,
    )
    return Table("deeds", "实事分类" if voice.zh else "Deeds by kind", columns, (*rows, total))
