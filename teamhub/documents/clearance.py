"""The certificate of clearance (清零确认单): one A4 sheet with the count of every outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment


@dataclass(frozen=True)
class ClearanceFacts:
    """`outcomes`: (label, doors), which add up to `doors`; `others`: (what, how much) of letters and untested people.
    `where`, `sweep`, `statement`, `last_visit` and `printed` are sentences in the language of the print."""

    community: str
    title: str
    where: str
    sweep: str
    statement: str
    doors: int
    outcomes: tuple[tuple[str, int], ...]
    others: tuple[tuple[str, str], ...]
    last_visit: str
    printed: str
    example_note: str = ""


@dataclass(frozen=True)
class ClearanceWords:
    outcome: str
    doors: str
    total: str
    signatures: tuple[str, ...]
    date: str


WORDS = {
    "zh": ClearanceWords("走访结果", "户数", "合计", ("走访组负责人", "工作队队长", "社区党委书记"), "日期"),
    "en": ClearanceWords("Outcome", "Doors", "Total", ("Team", "Team leader", "Party secretary"), "Date"),
}


def print_clearance(facts: ClearanceFacts, *, language: str) -> bytes:
    """The PDF. Raises as clearance_sheet does, and PrintingFailed."""
    return clearance_sheet(facts, language=language).printed()


def clearance_sheet(facts: ClearanceFacts, *, language: str) -> Sheet:
    """Raises GlyphMissing, FontMissing, and ValueError when the outcomes do not add up to the doors: such a sheet must
    not exist."""
    if sum(count for _, count in facts.outcomes) != facts.doors:
        raise ValueError("outcomes do not add up to the doors")
    chinese = language.startswith("zh")
    words = WORDS["zh" if chinese else "en"]
    check_glyphs(_pieces(facts, words))
    template = environment().get_template("documents/clearance.html")
    html = template.render(c=facts, words=words, is_chinese=chinese)
    return Sheet(html, ("page.css", "clearance.css"), f"{facts.title} {facts.where}")


def _pieces(facts: ClearanceFacts, words: ClearanceWords) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.community + facts.title + facts.where, "title"
    yield (
        Role.HEADING,
        "".join((words.outcome, words.doors, words.total, *words.signatures, words.date)),
        "head",
    )
    told = (facts.sweep, facts.statement, facts.last_visit, facts.printed, facts.example_note)
    yield Role.SMALL, "".join((*told, *(label for label, _ in facts.outcomes))), "table"
    yield Role.SMALL, "".join(what + much for what, much in facts.others), "table"
