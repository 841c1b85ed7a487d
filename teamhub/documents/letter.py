"""The commitment letter (承诺书): two on an A4 sheet, each with a copy for the household to tear off.

The wording is the community's own. One that is too long for half a sheet gets the whole sheet rather than small print.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment

CHARACTERS_A_LINE, LINES_OF_HALF_A_SHEET, LINES_OF_A_SHEET = 26, 11, 30
"""Full-width characters of 12 pt in the column of the promises, and the lines of 18 pt that have room there."""


class WordingTooLong(Exception):
    """`lines` of wording where a whole sheet of paper has room for `room`."""

    def __init__(self, lines: int) -> None:
        super().__init__(f"{lines} lines of wording, room for {LINES_OF_A_SHEET}")
        self.lines, self.room = lines, LINES_OF_A_SHEET


@dataclass(frozen=True)
class Household:
    """`place`: compound, building and door, as the records have it; empty on a blank letter. `residents` 0: not known.
    No name of a resident: the household writes its own."""

    place: str
    residents: int = 0


@dataclass(frozen=True)
class LetterFacts:
    """`title`, `opening`, `promises` and `hotline` are texts of the community; the words are in the language of the
    print. `about`: campaign or sweep and the date, at the foot of each letter."""

    community: str
    title: str
    opening: str
    promises: tuple[str, ...]
    about: str
    hotline: str = ""
    example_note: str = ""


@dataclass(frozen=True)
class LetterWords:
    household: str
    residents: str
    signed: str
    phone: str
    date: str
    sweeper: str
    copy: str
    kept: str
    hotline: str
    people: str


WORDS = {
    "zh": LetterWords("住户", "常住人数", "户代表（签字）", "电话", "日期", "走访人（签字）", "住户存联", "社区存联", "社区电话", "人"),
    "en": LetterWords("Household", "People living here", "For the household (signature)", "Phone", "Date",
                      "Sweeper (signature)", "Copy for the household", "Copy for the community", "Community telephone", ""),
}  # fmt: skip


def print_letters(facts: LetterFacts, households: Sequence[Household], *, language: str) -> bytes:
    """The PDF. Raises as letters_sheet does, and PrintingFailed."""
    return letters_sheet(facts, households, language=language).printed()


def letters_sheet(facts: LetterFacts, households: Sequence[Household], *, language: str) -> Sheet:
    """Two letters a sheet of paper, or one where the wording is long. Raises GlyphMissing, FontMissing,
    WordingTooLong, and ValueError without a household."""
    if not households:
        raise ValueError("no letters to print")
    chinese = language.startswith("zh")
    words = WORDS["zh" if chinese else "en"]
    check_glyphs(_pieces(facts, words, households))
    each = letters_a_sheet(facts.opening, facts.promises)
    template = environment().get_template("documents/letter.html")
    html = template.render(
        letter=facts,
        leaves=[households[start : start + each] for start in range(0, len(households), each)],
        each=each,
        words=words,
        is_chinese=chinese,
    )
    return Sheet(html, ("page.css", "letter.css"), f"{facts.title} {households[0].place}".strip())


def letters_a_sheet(opening: str, promises: Sequence[str]) -> int:
    """2, or 1 for a long wording. Raises WordingTooLong for one that no sheet holds."""
    lines = sum(_lines(text) for text in (opening, *promises))
    if lines > LINES_OF_A_SHEET:
        raise WordingTooLong(lines)
    return 2 if lines <= LINES_OF_HALF_A_SHEET else 1


def _lines(text: str) -> int:
    full = sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in text)
    return max(1, math.ceil((full + 2) / CHARACTERS_A_LINE))


def _pieces(
    facts: LetterFacts, words: LetterWords, households: Sequence[Household]
) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.title, "letter_title"
    yield Role.BODY, facts.opening, "letter_opening"
    yield Role.BODY, "".join(facts.promises), "letter_promises"
    told = (facts.community, facts.about, facts.hotline, facts.example_note)
    own = (
        words.household,
        words.residents,
        words.signed,
        words.sweeper,
        words.copy,
        words.kept,
        words.hotline,
    )
    yield Role.SMALL, "".join((*told, *own, words.phone, words.date)), "letter"
    for one in households:
        yield Role.HEADING, one.place, one.place
