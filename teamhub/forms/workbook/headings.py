"""Which sheet is which, and which row holds its headings: by their names, in either language, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from teamhub.domain.workbook import SHEETS, ColumnSpec, SheetSpec

HEAD_ROWS = 10
_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]$")
_SKIP = re.compile(r"[\s*＊:：_\-]+")


def folded(text: object) -> str:
    """A heading or sheet name without blanks, stars, dashes and a closing bracket: 手机号 *（必填） -> 手机号."""
    flat = unicodedata.normalize("NFKC", str(text)).strip().casefold()
    return _SKIP.sub("", flat)


def _spellings(names: Sequence[str]) -> set[str]:
    return {folded(name) for name in names if name}


@dataclass(frozen=True)
class Headings:
    """Where the headings stand: `row` from 0; `places`: field -> column from 0; `names`: field -> heading as written;
    `doubled`: headings that stand twice; `others`: headings nobody knows."""

    row: int
    places: dict[str, int]
    names: dict[str, str]
    doubled: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


_SHEET_NAMES: dict[str, SheetSpec] = {
    spelling: spec
    for spec in reversed(SHEETS)
    for spelling in _spellings((spec.zh, spec.en, spec.key, *spec.also))
}
_COLUMN_NAMES: dict[str, dict[str, ColumnSpec]] = {}
for _spec in SHEETS:
    _known: dict[str, ColumnSpec] = {}
    for _strength in (
        lambda column: column.also,
        lambda column: (column.field,),
        lambda column: (column.zh, column.en),
    ):  # a column's own title wins over the field and over what another is also called
        for _column in _spec.columns:
            _known |= dict.fromkeys(_spellings(_strength(_column)), _column)
    _COLUMN_NAMES[_spec.key] = _known


def sheet_named(name: str) -> SheetSpec | None:
    """The sheet that this name stands for: 人员, People, people, 花名册."""
    return _SHEET_NAMES.get(folded(name)) or _SHEET_NAMES.get(folded(_BRACKETS.sub("", name.strip())))


def column_of(spec: SheetSpec, heading: object) -> ColumnSpec | None:
    known = _COLUMN_NAMES[spec.key]
    return known.get(folded(heading)) or known.get(folded(_BRACKETS.sub("", str(heading).strip())))


def find_headings(spec: SheetSpec, rows: Sequence[Sequence[object]]) -> Headings | None:
    """The row among the first ten that names most columns of the sheet; None when none names at least one that the
    sheet cannot do without."""
    best, most = None, 0
    for number, row in enumerate(rows[:HEAD_ROWS]):
        found = {c.field for cell in row if cell != "" and (c := column_of(spec, cell)) is not None}
        if len(found) > most:
            best, most = number, len(found)
    if best is None or not (most >= 2 or len(spec.columns) < 4):
        return None
    return _read_headings(spec, best, rows[best])


def _read_headings(spec: SheetSpec, number: int, row: Sequence[object]) -> Headings:
    found = Headings(number, {}, {})
    for place, cell in enumerate(row):
        if cell in ("", None):
            continue
        column = column_of(spec, cell)
        written = " ".join(str(cell).split()).rstrip("*＊")
        if column is None:
            found.others.append(written)
        elif column.field in found.places:
            found.doubled.append(written)
        else:
            found.places[column.field] = place
            found.names[column.field] = written
    return found


def sheet_by_headings(rows: Sequence[Sequence[object]]) -> SheetSpec | None:
    """The register whose headings these are: all that it cannot do without is there, and no other fits as well."""
    scores: list[tuple[float, SheetSpec]] = []
    for spec in SHEETS:
        headings = find_headings(spec, rows)
        if headings is None or any(c.field not in headings.places for c in spec.required()):
            continue
        named = len(headings.places) + len(headings.others)
        scores.append((len(headings.places) + len(headings.places) / named, spec))
    scores.sort(key=lambda score: -score[0])
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]
