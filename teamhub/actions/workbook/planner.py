"""Compares a workbook with what is stored, sheet by sheet, and collects what would be added and changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from teamhub.actions.workbook.directory import Directory
from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.shelf import Change, Key, Shelf
from teamhub.domain.access import Viewer
from teamhub.domain.settings import Thresholds
from teamhub.domain.workbook import BY_KEY, SHEETS, SheetSpec
from teamhub.domain.workbook.faults import Fault, FaultList, Weight
from teamhub.domain.workbook.parsed import ParsedBook, ParsedSheet
from teamhub.models.campaigns import Campaign
from teamhub.models.places import Community
from teamhub.queries.terms import TermRow
from teamhub.queries.workbook import stored
from teamhub.queries.workbook.stored import Reach, Stored
from teamhub.queries.workbook.tables import ALONGSIDE, BINDINGS

PARENT_KEYS: dict[str, tuple[str, ...]] = {
    "shift_patterns": ("name",),
    "staffing_templates": ("name",),
    "doors": ("compound_id", "name"),
    "sampling_teams": ("round_id", "code"),
    "sweep_teams": ("sweep_id", "code"),
}
"""By which columns the record that heads several rows is found again."""

OTHER_KEYS: dict[str, tuple[str, ...]] = {
    "community": ("id",),
    "sweep_doors": ("sweep_id", "unit_id"),
}
"""Sheets whose rows do not stand for rows of the table one to one."""


@dataclass(frozen=True)
class Place:
    """The community and campaign that a workbook goes into."""

    community: Community
    campaign: Campaign | None
    thresholds: Thresholds
    terms: Mapping[str, Mapping[str, TermRow]]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.community.zone)

    @property
    def reach(self) -> Reach:
        return Reach(self.community.id, self.campaign.id if self.campaign is not None else None)


@dataclass
class Counts:
    """Rows of one sheet by what they do."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, change: Change) -> None:
        if change is Change.NEW:
            self.new += 1
        elif change is Change.CHANGED:
            self.changed += 1
        else:
            self.unchanged += 1


@dataclass
class Planner:
    """`counts` by key of the sheet. `roles`: person id -> roles that the workbook gives. `briefs`: what people wrote,
    to be entered when the records are stored. `memory`: what handlers keep from row to row."""

    book: ParsedBook
    place: Place
    faults: FaultList
    by: Viewer
    at: datetime
    counts: dict[str, Counts] = field(default_factory=dict)
    roles: dict[int, tuple[str, ...]] = field(default_factory=dict)
    briefs: list[Mapping[str, Any]] = field(default_factory=list)
    seen: dict[tuple[str, Key], int] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shelves: dict[str, Shelf] = {}
        self.directory = Directory(self)
        self.once: set[tuple[str, ...]] = set()
        self._last_id = 0

    def sheet(self, key: str) -> Shelf:
        """The shelf of a sheet's rows."""
        if key not in self.shelves:
            binding = BINDINGS[key]
            self.shelves[key] = Shelf(
                binding.table,
                own_key(key),
                stored.rows(key, self.place.reach),
                fixed=self._fixed(binding.table.c),
                next_id=self.next_id,
                nth=binding.nth,
            )
        return self.shelves[key]

    def parent(self, key: str) -> Shelf:
        """The shelf of the records that head a sheet's rows."""
        name = f"{key} parents"
        if name not in self.shelves:
            table = BINDINGS[key].parent
            assert table is not None
            found = stored.parent_rows(key, self.place.reach)
            self.shelves[name] = Shelf(
                table, PARENT_KEYS[key], found, fixed=self._fixed(table.c), next_id=self.next_id
            )
        return self.shelves[name]

    def alongside(self, name: str, key: tuple[str, ...]) -> Shelf:
        """The shelf of a table without a sheet."""
        if name not in self.shelves:
            table = ALONGSIDE[name]
            found = stored.alongside(name, self.place.reach)
            self.shelves[name] = Shelf(table, key, found, fixed=self._fixed(table.c), next_id=self.next_id)
        return self.shelves[name]

    def next_id(self) -> int:
        """An id for a row that is not stored yet."""
        self._last_id -= 1
        return self._last_id

    def _fixed(self, columns: Any) -> Stored:
        fixed: Stored = {}
        if "community_id" in columns:
            fixed["community_id"] = self.place.community.id
        if "campaign_id" in columns and self.place.campaign is not None:
            fixed["campaign_id"] = self.place.campaign.id
        return fixed

    def complain(
        self, sheet: ParsedSheet, row: int, name: str, code: str, shown: str = "", /, **values: object
    ) -> None:
        self._say(sheet, row, name, code, shown, values, Weight.FAULT)

    def warn(
        self, sheet: ParsedSheet, row: int, name: str, code: str, shown: str = "", /, **values: object
    ) -> None:
        self._say(sheet, row, name, code, shown, values, Weight.WARNING)

    def complain_once(self, sheet: ParsedSheet, name: str, code: str, /, **values: object) -> None:
        """A fault of the whole sheet, told a single time."""
        mark = (sheet.spec.key, name, code, *map(str, values.values()))
        if mark not in self.once:
            self.once.add(mark)
            self._say(sheet, 0, name, code, "", values, Weight.FAULT)

    def _say(
        self,
        sheet: ParsedSheet,
        row: int,
        name: str,
        code: str,
        shown: str,
        values: Mapping[str, object],
        weight: Weight,
    ) -> None:
        heading = sheet.headings.get(name, "")
        if not heading and name:
            heading = sheet.spec.column(name).zh
        self.faults.add(Fault(sheet.name, row, heading, code, shown, dict(values), weight, name))

    def flag(self, vocabulary: str, code: str, flag: str) -> Any:
        """What a term's flag says, terms of the workbook included."""
        row = self.sheet("terms").find((vocabulary, code)) if "terms" in self.book.sheets else None
        if row is not None and flag in row["flags"]:
            return row["flags"][flag]
        term = self.place.terms.get(vocabulary, {}).get(code)
        return term.flags.get(flag) if term is not None else None


def own_key(key: str) -> tuple[str, ...]:
    """The columns by which the rows of a sheet's table are found again, without the order of equal ones."""
    if key in OTHER_KEYS:
        return OTHER_KEYS[key]
    spec, binding = BY_KEY[key], BINDINGS[key]
    own = tuple(
        spec.column(name).column
        for name in spec.key_columns
        if name not in spec.parent_fields and name != "nth"
    )
    return (binding.link, *own) if binding.parent is not None else own


Handler = Callable[[Line], Change | None]
"""Takes in one row: what it does; None when it is faulty."""

Finisher = Callable[[Planner], None]
"""Looks at a sheet as a whole once all its rows are in."""


def run(
    planner: Planner,
    handlers: Mapping[str, Handler],
    finishers: Mapping[str, Finisher],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> None:
    """All sheets in their order."""
    done, total = 0, planner.book.row_count
    for spec in SHEETS:
        sheet = planner.book.sheets.get(spec.key)
        if sheet is None:
            continue
        progress(done, total)
        done += len(sheet.rows)
        if not _placed(planner, sheet, spec):
            continue
        _run_sheet(planner, sheet, handlers.get(spec.key, plain))
        if spec.key in finishers:
            finishers[spec.key](planner)


def _placed(planner: Planner, sheet: ParsedSheet, spec: SheetSpec) -> bool:
    """Is there a campaign for rows that need one?"""
    binding = BINDINGS[spec.key]
    needs = "campaign_id" in (binding.parent if binding.parent is not None else binding.table).c
    needs = needs or binding.within is not None
    if planner.place.campaign is None and needs and sheet.rows:
        planner.complain(sheet, 0, "", "campaign_missing")
        return False
    return True


def _run_sheet(planner: Planner, sheet: ParsedSheet, handler: Handler) -> None:
    counts = planner.counts.setdefault(sheet.spec.key, Counts())
    if sheet.spec.single and len(sheet.rows) > 1:
        planner.complain(sheet, sheet.rows[1].number, "", "one_row_only")
        return
    for row in sheet.rows:
        change = handler(Line(planner, sheet, row))
        if change is not None:
            counts.add(change)


def plain(line: Line) -> Change | None:
    """A row that stands for one row of its table."""
    return keep(line, line.values())


def keep(line: Line, values: dict[str, Any]) -> Change | None:
    """Stores the values of a plain row under its key; complains about what is missing or there twice."""
    planner, spec = line.planner, line.sheet.spec
    key = line.key(values)
    if key is None:
        return None
    shelf = planner.sheet(spec.key)
    if not line.first_of(key):
        return None
    line.complete(is_new=shelf.find(key) is None)
    line.stored, change = shelf.put(key, values)
    return change


def keep_with_parent(line: Line, values: dict[str, Any] | None = None) -> Change | None:
    """A row headed by a record that is repeated on every row of its group; without anything of its own it makes that
    record alone."""
    planner, spec = line.planner, line.sheet.spec
    values = line.values() if values is None else values
    binding = BINDINGS[spec.key]
    own: dict[str, Any] = {}
    heading: dict[str, Any] = {}
    parent_columns = {spec.column(name).column for name in spec.parent_fields}
    for column, value in values.items():
        (heading if column in parent_columns else own)[column] = value
    parents = planner.parent(spec.key)
    parent_key = tuple(heading.get(column) for column in parents.key_columns)
    if None in parent_key:
        line.complete(is_new=True)
        return None
    line.complete(is_new=parents.find(parent_key) is None)
    parent, change = parents.put(parent_key, heading)
    line.parent = parent
    if not own:
        return change
    key = line.key(own | {binding.link: parent["id"]})
    if key is None or not line.first_of(key):
        return None
    line.stored, own_change = planner.sheet(spec.key).put(key, own | {binding.link: parent["id"]})
    return max(change, own_change)
