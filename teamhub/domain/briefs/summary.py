"""A week or a whole campaign from the figures of its days: the same words, tables and paper as a day's brief.

It has no number and is nobody's signature: it adds up what was issued, and says which days were not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from teamhub.domain.briefs import summary_tables as tables
from teamhub.domain.briefs import wording
from teamhub.domain.briefs.brief import (
    Block,
    Brief,
    Ending,
    Paragraph,
    Section,
)
from teamhub.domain.briefs.compose import compiled_by, ending, example_note
from teamhub.domain.briefs.runs import Count, Runs, Voice
from teamhub.domain.briefs.summary_facts import SummaryFacts
from teamhub.domain.figures import Label


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
        ("duty", Label("卡口值守情况", "Checkpoint duty"), tables.duty),
        ("testing", Label("核酸检测情况", "Testing"), tables.testing),
        ("sweeps", Label("扫楼情况", "Door-to-door sweep"), tables.sweeps),
        ("deeds", Label("为民办实事情况", "Good deeds"), tables.deeds),
        ("care", Label("特殊人员保障", "Care for vulnerable residents"), tables.care),
        ("problems", Label("存在问题", "Open problems"), tables.problems),
        ("days", Label("各日简报", "Briefs of the days"), tables.days),
    )
    kept = [w for w in writers if w[0] in titles or w[0] == "days"]
    return tuple(
        Section(key, wording.marker(voice, place), voice.words(titles.get(key, usual)), write(facts, voice))
        for place, (key, usual, write) in enumerate(kept, 1)
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
