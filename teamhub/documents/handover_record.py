"""The record of a handover (交接班记录): one A4 sheet a change of shift, filled in from the records where they say
something, with room to write where they do not, and both signatures. Also empty, for a night without phones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment


@dataclass(frozen=True)
class HandoverFacts:
    """`head`: (what, value) in pairs of columns: post, date, shift, people, times. `counted`: (what, number or empty):
    traffic, parcels, open requests, supplies. `told`: (what, text), each a box to write in. `signatures`: (who, name or
    empty, time or empty). All in the language of the print."""

    community: str
    title: str
    head: tuple[tuple[str, str], ...]
    counted_title: str
    counted: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    signatures: tuple[tuple[str, str, str], ...]
    rules: tuple[str, ...]
    printed: str
    example_note: str = ""


COLUMNS = 4
"""Counted things beside each other."""


def print_handover(facts: HandoverFacts, *, language: str) -> bytes:
    """The PDF. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return handover_sheet(facts, language=language).printed()


def handover_sheet(facts: HandoverFacts, *, language: str) -> Sheet:
    """Raises GlyphMissing, FontMissing."""
    check_glyphs(_pieces(facts))
    counted = [facts.counted[start : start + COLUMNS] for start in range(0, len(facts.counted), COLUMNS)]
    html = (
        environment()
        .get_template("documents/handover_record.html")
        .render(h=facts, counted=counted, columns=COLUMNS, is_chinese=language.startswith("zh"))
    )
    where = " ".join(value for _, value in facts.head[:3])
    return Sheet(html, ("page.css", "handover_record.css"), f"{facts.title} {where}".strip())


def _pieces(facts: HandoverFacts) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.title, "title"
    yield (
        Role.HEADING,
        "".join((*(what for what, _ in facts.head), *(what for what, _ in facts.told))),
        "head",
    )
    for what, text in (*facts.head, *facts.told, *facts.counted):
        yield Role.SMALL, what + text, what
    for who, name, time in facts.signatures:
        yield Role.SMALL, who + name + time, name or who
    told = (facts.community, facts.counted_title, facts.printed, facts.example_note)
    yield Role.SMALL, "".join((*told, *facts.rules)), "foot"
