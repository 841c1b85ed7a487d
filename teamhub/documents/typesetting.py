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
from math import ceil

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import width

CLOSING = frozenset("，。、；：？！”’）》〉〕】」』%‰℃…—")
OPENING = frozenset("“‘（《〈〔【「『")
HALVED_AT_END = frozenset("，。、；：？！”’）》〉〕】」』")
MOST_SPREAD, MOST_SQUEEZE, MOST_SQUEEZED = 1.3, 0.1, 2
"""For the sake of the line below a line may be widened and narrowed by so many points at each gap, and so many of its
marks set half."""
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
    hung: bool = False
    """Halved only because of where its line ends or begins."""

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
    spans: list[tuple[int, int]] = []
    room = _first_room(measure)
    start = 0
    while start < len(units):
        if spans and units[start].opens and not units[start].half:
            _halve(units[start], measure)
            units[start].hung = True
        end = _break_after(units, start, room, measure)
        spans.append((start, end))
        start, room = end, measure.line
    _mend_short_end(units, spans, measure)
    rooms = [_first_room(measure), *(measure.line for _ in spans[1:])]
    return [
        _line(units[start:end], room, end >= len(units), measure)
        for (start, end), room in zip(spans, rooms, strict=False)
    ]


def _first_room(measure: Measure) -> float:
    return measure.line - measure.indent * measure.pitch


def _mend_short_end(units: list[_Unit], spans: list[tuple[int, int]], measure: Measure) -> None:
    """A single character is not left alone on the last line: the line above takes it in by squeezing marks, or
    gives one more down to it. Neither, where the line above would show it."""
    if len(spans) < 2:
        return
    end, last = spans[-1]
    if sum(len(u.text) for u in units[end:last] if not u.closes) > 1:
        return
    room = measure.line if len(spans) > 2 else _first_room(measure)
    if not _take_in(units, spans, room, measure):
        _give_down(units, spans, room, measure)


def _take_in(units: list[_Unit], spans: list[tuple[int, int]], room: float, measure: Measure) -> bool:
    (above, _), (_, last) = spans[-2:]
    line = units[above:last]
    loose = [u for u in line[:-1] if u.is_mark and u.closes and not u.half]
    squeezed = [line[-1]] if line[-1].is_mark and line[-1].closes and not line[-1].half else []
    over = sum(u.width for u in line) - room - len(squeezed) * measure.size / 2
    needed = ceil(round(over - MOST_SQUEEZE * len(line), 3) / (measure.size / 2))
    if needed > min(MOST_SQUEEZED, len(loose)):
        return False
    squeezed += loose[len(loose) - needed :] if needed > 0 else []
    for unit in squeezed:
        _halve(unit, measure)
    spans[-2:] = [(above, last)]
    return True


def _give_down(units: list[_Unit], spans: list[tuple[int, int]], room: float, measure: Measure) -> None:
    (above, end), (_, last) = spans[-2:]
    moved = end - 1
    while moved > above and (units[moved].closes or units[moved - 1].opens):
        moved -= 1
    left = room - sum(u.width for u in units[above:moved])
    if moved <= above + 1 or left > MOST_SPREAD * sum(len(u.text) for u in units[above:moved]):
        return
    for unit in units[moved : end + 1]:
        if unit.hung:
            unit.half, unit.hung, unit.width = False, False, unit.width + measure.size / 2
    if units[moved].opens and not units[moved].half:
        _halve(units[moved], measure)
    spans[-2:] = [(above, moved), (moved, last)]


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
        following.hung = True
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
    left = room - (sum(u.width for u in units) - base)
    if gaps > 0 and (not last or left < 0):
        spread = left / gaps
    line.tracking = round((base + spread) * 100)
    return line
