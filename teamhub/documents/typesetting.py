"""Chinese running text into lines that fill the measure, as an office typist would set it.

WeasyPrint justifies only at spaces, and Chinese has none: its lines would end ragged. So lines are broken here:
measured with the very fonts that print them, no closing mark at a line's start and no opening one at its end,
numbers and Latin words kept whole, two marks in a row squeezed to one and a half cells, and what is left over
spread evenly between the characters (letter-spacing).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import width

CLOSING = frozenset("，。、；：？！”’）》〉〕】」』%‰℃…—")
OPENING = frozenset("“‘（《〈〔【「『")
HALVED_AT_END = frozenset("，。、；：？！”’）》〉〕】」』")
_WHOLE = re.compile(r"——|……|[A-Za-z0-9][A-Za-z0-9.,:+/×%‰℃'-]*[A-Za-z0-9%‰℃]|.", re.DOTALL)


@dataclass(frozen=True)
class Measure:
    """`size` and `line` (the full line) in points, `pitch` the cell of a full-width character, `indent` in cells.
    `spread` and `squeeze`: most points that may be added to or taken from the gap between two characters."""

    role: Role
    size: float
    line: float
    pitch: float
    indent: int = 2


@dataclass
class Segment:
    """A stretch of one run in one line. `half`: set in half-width marks."""

    text: str
    run: int
    half: bool = False


@dataclass
class Line:
    """`tracking`: letter-spacing in hundredths of a point."""

    segments: list[Segment] = field(default_factory=list)
    tracking: int = 0


@dataclass
class _Unit:
    """An unbreakable piece: text, the runs of its characters, natural width in points, and whether it is a mark
    whose empty half may go."""

    text: str
    runs: list[int]
    width: float
    half: bool = False

    @property
    def opens(self) -> bool:
        return self.text[0] in OPENING

    @property
    def closes(self) -> bool:
        return self.text[0] in CLOSING

    @property
    def is_mark(self) -> bool:
        return len(self.text) == 1 and self.text in HALVED_AT_END | OPENING


def set_lines(texts: Sequence[str], measure: Measure) -> list[Line]:
    """`texts`: the runs of one paragraph. All lines but the last fill the measure."""
    units = list(_units(texts, measure))
    _squeeze_neighbours(units, measure)
    lines: list[Line] = []
    room = measure.line - measure.indent * measure.pitch
    start = 0
    while start < len(units):
        if lines and units[start].opens and not units[start].half:
            _halve(units[start], measure)
        end = _break_after(units, start, room, measure)
        taken = units[start:end]
        last = end >= len(units)
        lines.append(_line(taken, room, last, measure))
        start, room = end, measure.line
    return lines


def _units(texts: Sequence[str], measure: Measure) -> Iterator[_Unit]:
    text = "".join(texts)
    owner = [place for place, t in enumerate(texts) for _ in t]
    base = measure.pitch - measure.size
    for match in _WHOLE.finditer(text):
        piece = match.group(0)
        natural = sum((width(measure.role, c) or 0.0) * measure.size + base for c in piece)
        owners = owner[match.start() : match.end()]
        if natural <= measure.line / 2:
            yield _Unit(piece, owners, natural)
            continue
        for character, run in zip(
            piece, owners, strict=True
        ):  # a word too long for any line may break anywhere
            yield _Unit(character, [run], (width(measure.role, character) or 0.0) * measure.size + base)


def _halve(unit: _Unit, measure: Measure) -> None:
    unit.half = True
    unit.width -= measure.size / 2


def _squeeze_neighbours(units: list[_Unit], measure: Measure) -> None:
    """Of two marks in a row one gives up its empty half: ）。  ）（  “（."""
    for left, right in pairwise(units):
        if not (left.is_mark and right.is_mark):
            continue
        if left.closes and not left.half:
            _halve(left, measure)
        elif left.opens and right.opens and not right.half:
            _halve(right, measure)


def _break_after(units: list[_Unit], start: int, room: float, measure: Measure) -> int:
    """Index after the last unit of the line. A closing mark that just does not fit may hang in by its half."""
    used, end = 0.0, start
    while end < len(units) and used + units[end].width <= room + 0.01:
        used += units[end].width
        end += 1
    if end >= len(units):
        return end
    following = units[end]
    hangs = following.is_mark and following.closes and not following.half
    if hangs and used + following.width - measure.size / 2 <= room + 0.01:
        _halve(following, measure)
        return end + 1
    return _legal_break(units, start, end)


def _legal_break(units: list[_Unit], start: int, end: int) -> int:
    """Moves back to where the next line may begin. At least one unit stays, whatever it is."""
    legal = max(end, start + 1)
    while legal > start + 1 and (units[legal].closes or units[legal - 1].opens):
        legal -= 1
    if units[legal].closes or units[legal - 1].opens:
        return max(end, start + 1)
    return legal


def _line(units: list[_Unit], room: float, last: bool, measure: Measure) -> Line:
    base = measure.pitch - measure.size
    if not last and units[-1].is_mark and units[-1].closes and not units[-1].half:
        _halve(units[-1], measure)
    line = Line()
    for unit in units:
        for character, run in zip(unit.text, unit.runs, strict=True):
            tail = line.segments[-1] if line.segments else None
            if tail and tail.run == run and tail.half == unit.half:
                tail.text += character
            else:
                line.segments.append(Segment(character, run, unit.half))
    spread = 0.0
    gaps = sum(len(u.text) for u in units) - 1
    if not last and gaps > 0:
        left = room - (sum(u.width for u in units) - base)
        spread = left / gaps
    line.tracking = round((base + spread) * 100)
    return line
