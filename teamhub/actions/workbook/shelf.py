"""One table while a workbook is compared with it: what is stored, what will be added, what will change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from itertools import count
from typing import Any

from sqlalchemy import Table

from teamhub.queries.workbook.stored import Stored

Key = tuple[Any, ...]


class Change(IntEnum):
    """What a row of the workbook does. The greater one wins where a row touches several tables."""

    UNCHANGED = 0
    CHANGED = 1
    NEW = 2


class Shelf:
    """Rows by their natural key. Rows to be added carry a negative id until they are stored."""

    def __init__(
        self,
        table: Table,
        key: Sequence[str],
        found: Iterable[Stored],
        *,
        fixed: Mapping[str, Any],
        next_id: Callable[[], int],
        nth: bool = False,
    ) -> None:
        self.table, self.key_columns, self.fixed = table, tuple(key), dict(fixed)
        self.rows: dict[Key, Stored] = {}
        self.by_id: dict[int, Stored] = {}
        self.fresh: list[Stored] = []
        self.changes: dict[int, Stored] = {}
        self._next_id = next_id
        repeats: dict[Key, count[int]] = {}
        for row in found:
            known = tuple(row[column] for column in self.key_columns)
            if nth:
                known = (*known, next(repeats.setdefault(known, count(1))))
            self.rows[known] = row
            self.by_id[row["id"]] = row

    def find(self, key: Key) -> Stored | None:
        """The row as it will be."""
        return self.rows.get(key)

    def put(self, key: Key, values: Mapping[str, Any]) -> tuple[Stored, Change]:
        """Adds the row or changes what differs; the row as it will be."""
        row = self.rows.get(key)
        if row is None:
            row = {"id": self._next_id(), **self.fixed, **values}
            self.rows[key] = row
            self.by_id[row["id"]] = row
            self.fresh.append(row)
            return row, Change.NEW
        return row, self.change(row, values)

    def change(self, row: Stored, values: Mapping[str, Any]) -> Change:
        """Changes what differs in a row of this shelf."""
        differs = {column: value for column, value in values.items() if row.get(column) != value}
        if not differs:
            return Change.UNCHANGED
        row.update(differs)
        if row["id"] < 0:
            return Change.NEW
        self.changes.setdefault(row["id"], {}).update(differs)
        return Change.CHANGED

    @property
    def touched(self) -> bool:
        return bool(self.fresh or self.changes)
