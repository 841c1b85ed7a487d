"""The duty roster (值班表): one day on A4 landscape, rows posts, columns shifts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment


@dataclass(frozen=True)
class RosterSeat:
    """`phone` is masked already. `replaces`: the name of the one for whom this person stands in."""

    name: str
    organization: str = ""
    phone: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class RosterCell:
    """One post in one shift. `seats_due`: how many people the post needs."""

    seats: tuple[RosterSeat, ...]
    seats_due: int


@dataclass(frozen=True)
class RosterRow:
    post: str
    kind: str
    cells: tuple[RosterCell, ...]


@dataclass(frozen=True)
class RosterFacts:
    """`shifts`: names with hours ("白班 08:00–20:00"), parallel to the cells of each row. `day` and `as_of` are in
    words. `officers` runs parallel to the shifts: who is in charge."""

    community: str
    title: str
    day: str
    as_of: str
    shifts: tuple[str, ...]
    officers: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    rules: tuple[str, ...] = ()
    example_note: str = ""


@dataclass(frozen=True)
class RosterWords:
    post: str
    officer: str
    stands_in: str
    empty: str
    rules: str


WORDS = {
    "zh": RosterWords("岗位", "带班", "替", "缺{n}人", "值班要求"),
    "en": RosterWords("Post", "In charge", "for", "{n} missing", "Rules"),
}


def print_roster(facts: RosterFacts, *, language: str) -> bytes:
    """The PDF. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return roster_sheet(facts, language=language).printed()


def roster_sheet(facts: RosterFacts, *, language: str) -> Sheet:
    """Long rosters run over several sheets of paper with the head repeated. Raises GlyphMissing, FontMissing."""
    chinese = language.startswith("zh")
    words = WORDS["zh" if chinese else "en"]
    check_glyphs(pieces(facts, words))
    template = environment().get_template("documents/duty_roster.html")
    html = template.render(roster=facts, words=words, is_chinese=chinese)
    return Sheet(html, ("page.css", "roster.css"), f"{facts.title} {facts.day}")


def pieces(facts: RosterFacts, words: RosterWords) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.community + facts.title, "title"
    yield Role.HEADING, "".join((*facts.shifts, words.post, words.rules)), "head"
    yield (
        Role.SMALL,
        "".join((facts.day, facts.as_of, *facts.officers, *facts.rules, facts.example_note)),
        "foot",
    )
    for row in facts.rows:
        yield Role.HEADING, row.post, row.post
        yield Role.SMALL, row.kind, row.post
        for seat in (seat for cell in row.cells for seat in cell.seats):
            yield Role.SMALL, seat.name + seat.organization + seat.phone + seat.replaces, row.post
