"""A whole campaign as the content of a workbook: what is imported into an empty instance gives the same records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.domain.workbook import SHEETS, ColumnSpec, Kind, SheetSpec
from teamhub.domain.workbook.content import Cell
from teamhub.domain.workbook.pairs import written_pairs
from teamhub.domain.workbook.spec import PROSE
from teamhub.domain.workbook.wall import written_moment
from teamhub.models.base import db
from teamhub.models.places import Community
from teamhub.queries import terms
from teamhub.queries.workbook import stored
from teamhub.queries.workbook.labels import Labels
from teamhub.queries.workbook.stored import Reach, Stored
from teamhub.queries.workbook.tables import BINDINGS

Row = dict[str, Cell]


@dataclass
class Gathering:
    """What the functions that fill single columns need."""

    reach: Reach
    labels: Labels
    zone: ZoneInfo
    language: str

    def yes_no(self, value: bool) -> str:
        if self.language.startswith("zh"):
            return "是" if value else "否"
        return "yes" if value else "no"

    def separator(self, column: ColumnSpec) -> str:
        if column.longest == PROSE:
            return "\n"
        return "；" if self.language.startswith("zh") else "; "

    def written(self, column: ColumnSpec, value: Any) -> Cell:
        """A value of the database as a cell."""
        if value is None or value == "":
            return None
        write = _WRITERS.get(column.kind)
        return write(self, column, value) if write is not None else value


_WRITERS: dict[Kind, Callable[[Gathering, ColumnSpec, Any], Cell]] = {
    Kind.REF: lambda g, column, value: g.labels.of(column.ref, value),
    Kind.MOMENT: lambda g, column, value: written_moment(value, g.zone),
    Kind.TIME: lambda g, column, value: f"{value // 60:02d}:{value % 60:02d}",
    Kind.BOOL: lambda g, column, value: g.yes_no(value),
    Kind.CODE: lambda g, column, value: g.labels.code(column.vocabulary, value),
    Kind.CHOICE: lambda g, column, value: g.labels.choice(column.choices, value),
    Kind.PAIRS: lambda g, column, value: written_pairs(value) or None,
}
"""Kinds whose cells differ from what is stored; text, numbers and days are cells as they are."""

Extra = Callable[[Gathering], Callable[[Stored, Row], None]]
"""Prepares, once a sheet, the function that fills what the table itself does not hold."""


def gather(
    community_id: int, campaign_id: int | None, language: str = "zh_Hans_CN"
) -> Iterator[tuple[SheetSpec, Iterator[Row]]]:
    """Every sheet in its order with its rows."""
    from teamhub.queries.workbook.gather_special import EXTRAS, WHOLE

    community = db.session.get_one(Community, community_id)
    reach = Reach(community_id, campaign_id)
    known = terms.many(community_id, [v.name for v in VOCABULARIES])
    gathering = Gathering(reach, Labels(reach, known, language), ZoneInfo(community.zone), language)
    for spec in SHEETS:
        if spec.key in WHOLE:
            yield spec, WHOLE[spec.key](gathering)
        elif BINDINGS[spec.key].parent is not None:
            yield spec, _headed(gathering, spec)
        else:
            yield spec, _plain(gathering, spec, EXTRAS.get(spec.key))


def _plain(gathering: Gathering, spec: SheetSpec, extra: Extra | None) -> Iterator[Row]:
    """One row of the sheet for each row of the table."""
    found = gathering.labels.rows(spec.key)
    table = BINDINGS[spec.key].table
    columns = [c for c in spec.columns if c.stored and c.column in table.c and c.ref != "shifts"]
    numbers = _numbered(spec, found)
    fill = extra(gathering) if extra is not None else None
    for number, row in zip(numbers, found, strict=True):
        cells: Row = {c.field: gathering.written(c, row[c.column]) for c in columns}
        if number > 1:
            cells["nth"] = number
        if fill is not None:
            fill(row, cells)
        if _belongs(spec, row, cells):
            yield cells


def _belongs(spec: SheetSpec, row: Stored, cells: Row) -> bool:
    """A row that points at a round or a resident outside of this campaign is another campaign's; time lent to a
    campaign without a legal basis is not taken along."""
    if spec.key == "processing_bases":
        return bool(row["basis"])
    if spec.key != "home_samples":
        return True
    return row["round_id"] is None or cells.get("round") is not None


def _numbered(spec: SheetSpec, found: list[Stored]) -> Iterator[int]:
    """1 for a row, 2 for the next one with the same key ..."""
    binding = BINDINGS[spec.key]
    if not binding.nth:
        yield from (1 for _ in found)
        return
    key = [spec.column(name).column for name in spec.key_columns if name != "nth"]
    seen: dict[tuple[Any, ...], int] = {}
    for row in found:
        place = tuple(row[column] for column in key)
        seen[place] = seen.get(place, 0) + 1
        yield seen[place]


def _headed(gathering: Gathering, spec: SheetSpec) -> Iterator[Row]:
    """The heading record on each of its rows; alone where it heads nothing."""
    binding = BINDINGS[spec.key]
    heads = [spec.column(name) for name in spec.parent_fields]
    own = [c for c in spec.columns if c.field not in spec.parent_fields]
    below: dict[int, list[Stored]] = {}
    for row in gathering.labels.rows(spec.key):
        below.setdefault(row[binding.link], []).append(row)
    for parent in gathering.labels.parents(spec.key):
        head: Row = {c.field: gathering.written(c, parent[c.column]) for c in heads}
        for row in below.get(parent["id"], []):
            yield head | {c.field: gathering.written(c, row[c.column]) for c in own}
        if parent["id"] not in below:
            yield head


def alongside(gathering: Gathering, name: str, column: str) -> dict[int, list[Stored]]:
    """Rows of a table without a sheet, by what they belong to."""
    found: dict[int, list[Stored]] = {}
    for row in stored.alongside(name, gathering.reach):
        found.setdefault(row[column], []).append(row)
    return found
