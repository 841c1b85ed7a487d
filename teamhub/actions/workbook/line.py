"""One row of a workbook on its way into the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from teamhub.domain.workbook.faults import Unreadable, shortened
from teamhub.domain.workbook.parsed import ParsedRow, ParsedSheet
from teamhub.domain.workbook.spec import ColumnSpec, Kind
from teamhub.domain.workbook.wall import instant_of, written_moment
from teamhub.queries.workbook.tables import BINDINGS

if TYPE_CHECKING:
    from teamhub.actions.workbook.planner import Planner
    from teamhub.actions.workbook.shelf import Key


class Line:
    """`stored`: the row of the table, once the line is kept; `parent`: the record that heads it."""

    def __init__(self, planner: Planner, sheet: ParsedSheet, row: ParsedRow) -> None:
        self.planner, self.sheet, self.row = planner, sheet, row
        self.stored: dict[str, Any] = {}
        self.parent: dict[str, Any] = {}
        self._found: dict[str, int | None] = {}

    def cell(self, name: str) -> Any:
        """The value of a field; None when the cell is empty or unreadable."""
        return self.row.cells.get(name)

    def broken(self, name: str) -> bool:
        return name in self.row.broken

    def complain(self, name: str, code: str, /, **values: object) -> None:
        self.planner.complain(self.sheet, self.row.number, name, code, self._shown(name), **values)

    def warn(self, name: str, code: str, /, **values: object) -> None:
        self.planner.warn(self.sheet, self.row.number, name, code, self._shown(name), **values)

    def _shown(self, name: str) -> str:
        """The cell as somebody wrote it, or nearly so."""
        value = self.row.cells.get(name)
        if value is None:
            return ""
        column = self.sheet.spec.column(name)
        if column.kind is Kind.CODE:
            term = self.planner.place.terms.get(column.vocabulary, {}).get(value)
            value = term.zh if term is not None else value
        elif column.kind is Kind.CHOICE:
            value = next((c.zh for c in column.choices if c.code == value), value)
        elif isinstance(value, datetime):
            value = written_moment(value, self.planner.place.zone)
        elif isinstance(value, tuple):
            value = "；".join(map(str, value))
        return shortened(value)

    def reference(self, name: str) -> int | None:
        """The id that a REF points at; None when it is empty or nothing is found, which is then said."""
        if name not in self._found:
            self._found[name] = self._look_up(self.sheet.spec.column(name))
        return self._found[name]

    def _look_up(self, column: ColumnSpec) -> int | None:
        text = self.cell(column.field)
        if text is None:
            return None
        within = []
        for outer in column.within:
            value = (
                self.reference(outer) if self.sheet.spec.column(outer).kind is Kind.REF else self.cell(outer)
            )
            if value is None:
                if outer not in self.row.cells and not self.broken(outer):
                    self.complain(column.field, "needs_other_column", other=self.sheet.spec.column(outer).zh)
                return None
            within.append(value)
        try:
            return self.planner.directory.find(column.ref, str(text), tuple(within))
        except Unreadable as error:
            self.complain(column.field, error.code, sheet=column.ref)
            return None

    def references(self, name: str) -> list[int]:
        """The ids that a LIST points at, without those not found."""
        column, found = self.sheet.spec.column(name), []
        for text in self.cell(name) or ():
            try:
                found.append(self.planner.directory.find(column.ref, str(text)))
            except Unreadable as error:
                self.planner.complain(
                    self.sheet, self.row.number, name, error.code, shortened(text), sheet=column.ref
                )
        return list(dict.fromkeys(found))

    def values(self, anchors: Mapping[str, datetime] | None = None) -> dict[str, Any]:
        """Column of the table -> value, for the cells that are filled and understood. `anchors`: moments near which
        a time without a day lies."""
        values: dict[str, Any] = {}
        binding = BINDINGS[self.sheet.spec.key]
        for column in self.sheet.spec.columns:
            if not column.stored or column.field not in self.row.cells or not binding.holds(column.column):
                continue
            if column.kind is Kind.REF:
                value: Any = self.reference(column.field)
            elif column.kind is Kind.MOMENT:
                value = self.moment(column.field, (anchors or {}).get(column.field))
            else:
                value = self.row.cells[column.field]
            if value is not None:
                values[column.column] = value
        return values

    def moment(self, name: str, anchor: datetime | None = None) -> datetime | None:
        """The instant of a MOMENT; a time alone is that of the row's day, or the nearest one to the anchor."""
        value = self.cell(name)
        if not isinstance(value, time):
            return value  # type: ignore[no-any-return]  # the form reads a MOMENT as an instant or a time
        zone = self.planner.place.zone
        if anchor is not None:
            day = anchor.astimezone(zone).date()
            near = (instant_of(datetime.combine(day + timedelta(days=n), value), zone) for n in (-1, 0, 1))
            return min(near, key=lambda moment: (abs(moment - anchor), moment))
        own_day = self.cell(self.sheet.spec.column(name).day_from)
        if not isinstance(own_day, date):
            self.complain(name, "moment_needs_day")
            return None
        return instant_of(datetime.combine(own_day, value), zone)

    def key(self, values: Mapping[str, Any]) -> Key | None:
        """The natural key of the row; None, and a complaint, when a part of it is missing."""
        shelf = self.planner.sheet(self.sheet.spec.key)
        parts = []
        for column in shelf.key_columns:
            value = values.get(column)
            if value is None and not self._may_be_empty(shelf.table.c[column]):
                self._complain_missing(column)
                return None
            parts.append("" if value is None and not shelf.table.c[column].nullable else value)
        if BINDINGS[self.sheet.spec.key].nth:
            parts.append(self.cell("nth") or 1)
        return tuple(parts)

    @staticmethod
    def _may_be_empty(column: Any) -> bool:
        return bool(column.nullable) or (column.default is not None and column.default.arg == "")

    def _complain_missing(self, stored_column: str) -> None:
        for column in self.sheet.spec.columns:
            if column.column == stored_column and column.field not in self.row.cells:
                if not self.broken(column.field):
                    self._missing(column)
                return

    def _missing(self, column: ColumnSpec) -> None:
        if column.field in self.sheet.headings:
            self.complain(column.field, "missing")
        else:
            self.planner.complain_once(self.sheet, column.field, "column_missing")

    def first_of(self, key: Key) -> bool:
        """Does no earlier row of the sheet have this key? Else complains."""
        mark = (self.sheet.spec.key, key)
        earlier = self.planner.seen.setdefault(mark, self.row.number)
        if earlier == self.row.number:
            return True
        code = "row_twice_at_once" if BINDINGS[self.sheet.spec.key].nth else "row_twice"
        self.planner.complain(self.sheet, self.row.number, "", code, row=earlier)
        return False

    def complete(self, *, is_new: bool) -> None:
        """Complains about what a new row cannot do without; a stored row keeps what it has. The row is taken in all
        the same, so that rows that point at it are not called wrong as well."""
        for column in self.sheet.spec.required() if is_new else ():
            if column.field not in self.row.cells and not self.broken(column.field):
                self._missing(column)

    def lacks(self, name: str) -> bool:
        """Complains when a field that the row needs after all is empty."""
        if name in self.row.cells or self.broken(name):
            return False
        self._missing(self.sheet.spec.column(name))
        return True
