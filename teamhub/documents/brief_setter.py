"""Sets the parts of a brief for paper: paragraphs into lines, cells into stretches that stay whole, heads of columns
into balanced lines, figures of a column flush right below each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import ceil

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import width
from teamhub.documents.typesetting import Measure, Segment, set_lines
from teamhub.domain.briefs.brief import Table
from teamhub.domain.briefs.runs import Runs, plain

POINTS_PER_MM = 72 / 25.4
LINE = 156 * POINTS_PER_MM
CELLS = 28
BODY = Measure(Role.BODY, size=16.0, line=LINE, pitch=LINE / CELLS)
"""The measure of Chinese running text: 28 characters of 16 pt in 156 mm."""
TITLE_SIZE = {True: 22.0, False: 16.0}
CELL_PADDING, CELL_SIZES = {True: 4.5, False: 5.5}, {True: 9.0, False: 10.5}
"""By density of the table, in points."""

STRETCHES = re.compile(r"（[^（）]*）|(?:[^、，；, ]、)?[^、，；,（ ]+[、，；, ]?|.", re.DOTALL)
"""Stretches of a cell: what stands in brackets, and names up to the next comma or space."""
SLOTS = re.compile(r"[^；;]+[；;]?\s*|.", re.DOTALL)
HEAD_PIECES = re.compile(r"（[^（）]*）|\d+[一-鿿]\d+|[^（）/一-鿿]+/?|[一-鿿]+/?")
"""Pieces of a column's head: a bracket, 10混1, Latin and figures, Chinese words."""
FIGURE = re.compile(r"-?[\d,]+(?:\.\d+)?%?")
CJK = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
BRACKETS = "（）"
SHORT_WORD = 8


@dataclass(frozen=True)
class Stretch:
    """`together`: not to be broken. `breaks`: a new line begins after it."""

    text: str
    together: bool
    breaks: bool = False


@dataclass(frozen=True)
class SetLine:
    """A line of running text; `tracking` in hundredths of a point."""

    tracking: int
    segments: list[SetSegment]


@dataclass(frozen=True)
class SetSegment:
    text: str
    half: bool
    is_marker: bool


@dataclass
class Setter:
    """One brief in one language. Remembers which letter-spacings and widths it used: `css` writes their classes."""

    chinese: bool
    used: set[int] = field(default_factory=set)
    widths: dict[tuple[str, int], int] = field(default_factory=dict)

    def typeset(self, runs: Runs, marker: str = "") -> list[SetLine]:
        """English is one stretch of text, broken and justified by the press."""
        if not self.chinese:
            marked = [SetSegment(marker, False, True)] if marker else []
            return [SetLine(0, [*marked, SetSegment(_bound(plain(runs)), False, False)])]
        lines = set_lines([marker, plain(runs)] if marker else [plain(runs)], BODY)
        self.used |= {line.tracking for line in lines}
        return [SetLine(line.tracking, [_segment(s, bool(marker)) for s in line.segments]) for line in lines]

    def is_mixed(self, runs: Runs) -> bool:
        """Chinese words in an English paragraph: justified, its few spaces would be torn open."""
        return not self.chinese and CJK.search(plain(runs)) is not None

    def title(self, text: str) -> list[Stretch]:
        """A title that needs several lines gets them of nearly the same length, the upper ones longer."""
        size = TITLE_SIZE[self.chinese]
        if self.chinese:
            return _evenly(Role.TITLE, text, LINE / size)
        return _balanced(re.findall(r"\S+\s*", text), LINE / size, lambda piece: _ems(Role.TITLE, piece))

    def head(self, table: Table, place: int) -> list[Stretch]:
        """A column's head in balanced lines that do not tear words of two characters."""
        text = table.columns[place].title
        pieces = [part for piece in HEAD_PIECES.findall(text) for part in _words(piece)]
        return _balanced(
            pieces or [text],
            self._room(table, place),
            lambda piece: _ems(Role.HEADING, piece) - _squeezed(piece),
        )

    def cell(self, runs: Runs, table: Table, place: int) -> list[Stretch]:
        """A cell in stretches: names between spaces and commas stay whole where they fit the column; a Chinese name
        that does not gets lines of nearly the same length."""
        room = self._room(table, place)
        role = Role.BODY if self.chinese else Role.BODY_EN
        found: list[Stretch] = []
        for slot in SLOTS.findall(plain(runs)):
            parts = [slot] if _fits(role, slot, room) else STRETCHES.findall(slot)
            for part in filter(None, parts):
                long = CJK.search(part) and not _fits(role, part, room)
                found += _evenly(role, part, room) if long else [Stretch(part, _fits(role, part, room))]
        return found

    @staticmethod
    def is_figure(runs: Runs) -> bool:
        return FIGURE.fullmatch(plain(runs)) is not None

    def figure_class(self, table: Table, place: int) -> str:
        """The class of a box as wide as the widest figure of the column: right edges stand below each other."""
        name = (table.key, place)
        if name not in self.widths:
            body, size = Role.BODY if self.chinese else Role.BODY_EN, CELL_SIZES[table.dense]
            found = [
                _ems(Role.HEADING if row.is_total else body, plain(row.cells[place])) * size
                for row in table.rows
                if self.is_figure(row.cells[place])
            ]
            self.widths[name] = round(max(found) * 100) + 1
        return f"fw{self.widths[name]}"

    def css(self) -> str:
        tracks = [f".tr{n} {{ letter-spacing: {n / 100:.2f}pt }}" for n in sorted(self.used)]
        boxes = [f".fw{n} {{ width: {n / 100:.2f}pt }}" for n in sorted(set(self.widths.values()))]
        return "\n".join([*tracks, *boxes])

    @staticmethod
    def _room(table: Table, place: int) -> float:
        """Width of a column in em of its own size."""
        return (LINE * table.columns[place].share / 100 - CELL_PADDING[table.dense]) / CELL_SIZES[table.dense]


def _segment(segment: Segment, has_marker: bool) -> SetSegment:
    return SetSegment(segment.text, segment.half, has_marker and segment.run == 0)


def _words(piece: str) -> list[str]:
    """首访电话核实 -> 首访 电话 核实; an odd number of characters begins with three: 复访后 清零."""
    if not CJK.match(piece):
        return list(re.findall(r"\S+\s*", piece))
    rest = piece.rstrip("/")
    first = 3 if len(rest) % 2 and len(rest) > 1 else 2
    words = [rest[:first], *(rest[n : n + 2] for n in range(first, len(rest), 2))]
    return [*words[:-1], words[-1] + piece[len(rest) :]]


def _balanced(pieces: list[str], room: float, measured: Callable[[str], float]) -> list[Stretch]:
    """As few lines as fit `room` em, and of these the break that makes the longest line shortest."""
    count = len(pieces)
    whole = measured("".join(pieces))
    for lines in range(max(1, min(count, int(whole / room))), count + 1):
        best: tuple[float, tuple[str, ...]] | None = None
        for cuts in combinations(range(1, count), lines - 1):
            made = tuple("".join(pieces[a:b]) for a, b in zip((0, *cuts), (*cuts, count), strict=True))
            longest = max(measured(line.rstrip()) for line in made)
            if longest <= room and (best is None or longest < best[0] - 0.01):
                best = (longest, made)
        if best:
            return [Stretch(line.rstrip(), True, place < lines) for place, line in enumerate(best[1], 1)]
    return [Stretch("".join(pieces), False)]


def _evenly(role: Role, text: str, room: float) -> list[Stretch]:
    """Chinese in as few lines as fit, each as long as the others, the upper ones a character longer."""
    lines = max(1, ceil(_ems(role, text) / room))
    while lines < len(text):
        size, longer = divmod(len(text), lines)
        ends = [place * size + min(place, longer) for place in range(lines + 1)]
        made = [text[a:b] for a, b in pairwise(ends)]
        if all(_fits(role, line, room) for line in made):
            return [Stretch(line, True, place < lines) for place, line in enumerate(made, 1)]
        lines += 1
    return [Stretch(text, False)]


def _bound(text: str) -> str:
    """The last short word of a paragraph goes with the one before it: it would be a line of its own."""
    head, space, tail = text.rpartition(" ")
    return f"{head}\u00a0{tail}" if space and len(tail) < SHORT_WORD else text


def _fits(role: Role, text: str, room: float) -> bool:
    """Without the mark at its end, which may hang over by its empty half."""
    return _ems(role, text.rstrip("、，；,; ")) <= room


def _ems(role: Role, text: str) -> float:
    return sum(width(role, character) or 0.0 for character in text)


def _squeezed(text: str) -> float:
    """Brackets of a head are set half."""
    return 0.5 * sum(character in BRACKETS for character in text)
