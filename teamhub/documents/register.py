"""A register (登记表): a list of people or events on A4 with heads on every sheet and lines to sign. The receipt list of a
notice, the record of a muster and the handover log of a post are printed with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment


@dataclass(frozen=True)
class Column:
    """`share`: of the width, against the other columns'. `centred`: numbers, times, short words."""

    head: str
    share: int
    centred: bool = False


@dataclass(frozen=True)
class RegisterFacts:
    """`about`: sentences under the title. `rows`: cells as words, as many as columns. `totals`: (what, how much).
    `signatures`: who signs at the foot. All in the language of the print."""

    community: str
    title: str
    about: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, str], ...]
    signatures: tuple[str, ...]
    printed: str
    nothing: str = ""
    example_note: str = ""


def print_register(facts: RegisterFacts, *, language: str) -> bytes:
    """The PDF. Raises as register_sheet does, and PrintingFailed."""
    return register_sheet(facts, language=language).printed()


def register_sheet(facts: RegisterFacts, *, language: str) -> Sheet:
    """Raises GlyphMissing, FontMissing, and ValueError when a row has not the columns' number of cells."""
    if any(len(row) != len(facts.columns) for row in facts.rows):
        raise ValueError("a row does not fit the columns")
    check_glyphs(_pieces(facts))
    whole = sum(column.share for column in facts.columns)
    widths = "".join(
        f".c{number} {{ width: {100 * column.share / whole:.3f}%; }}\n"
        for number, column in enumerate(facts.columns, start=1)
    )
    template = environment().get_template("documents/register.html")
    html = template.render(r=facts, is_chinese=language.startswith("zh"))
    label = " ".join((facts.title, *facts.about[:1])) if facts.about else facts.title
    return Sheet(html, ("page.css", "register.css"), label, extra_css=widths)


def _pieces(facts: RegisterFacts) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.title, "title"
    heads = "".join(column.head for column in facts.columns)
    yield Role.HEADING, "".join((facts.community, heads, *facts.signatures)), "head"
    told = (*facts.about, facts.printed, facts.nothing, facts.example_note)
    yield Role.SMALL, "".join((*told, *(what + much for what, much in facts.totals))), "table"
    for row in facts.rows:
        yield Role.SMALL, "".join(row), row[0]
