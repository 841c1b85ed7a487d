"""Stores what was planned: ids first, then rows in the order in which they point at each other, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, bindparam, func, insert, select, text, update

from teamhub.actions.romanise import pinyin_of
from teamhub.actions.workbook.shelf import Shelf
from teamhub.models.base import Base, db
from teamhub.queries.workbook.stored import Stored

BATCH = 5_000
NOW_COLUMNS = frozenset({"recorded_at", "assigned_at", "requested_at", "created_at", "updated_at"})


def store(shelves: Iterable[Shelf], *, at: datetime) -> dict[int, int]:
    """Inserts and updates everything; the real ids of the rows that had negative ones."""
    by_table: dict[Table, Shelf] = {shelf.table: shelf for shelf in shelves}
    ordered = [by_table[table] for table in Base.metadata.sorted_tables if table in by_table]
    ids: dict[int, int] = {}
    for shelf in ordered:
        fresh = [row["id"] for row in shelf.fresh]
        ids.update(zip(fresh, _reserve(shelf.table, len(fresh)), strict=True))
    for shelf in ordered:
        if shelf.table.name == "people":
            _romanise(shelf)
        _insert(shelf, ids, at)
        _update(shelf, ids)
    return ids


def _reserve(table: Table, count: int) -> list[int]:
    """Ids for new rows. On SQLite the writer's lock is held; PostgreSQL's sequences hand them out."""
    if not count:
        return []
    session = db.session
    if session.get_bind().dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(session.scalars(query, {"name": table.name, "count": count}))
    last = session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


def _insert(shelf: Shelf, ids: Mapping[int, int], at: datetime) -> None:
    if not shelf.fresh:
        return
    columns = [(column, *_usual(column, at)) for column in shelf.table.columns]
    points = _pointing(shelf.table)
    rows = [_complete(row, columns, points, ids) for row in _own_first(shelf)]
    for start in range(0, len(rows), BATCH):
        db.session.execute(insert(shelf.table), rows[start : start + BATCH])


def _complete(
    row: Stored, columns: list[tuple[Column[Any], Any, bool]], points: frozenset[str], ids: Mapping[int, int]
) -> Stored:
    """All columns of the table, with real ids."""
    full: Stored = {}
    for column, usual, copied in columns:
        name = column.name
        value: Any = row.get(name, usual) if not copied or name in row else dict(usual)
        if name in points and value is not None and value < 0:
            value = ids[value]
        full[name] = value
    return full


def _usual(column: Column[Any], at: datetime) -> tuple[Any, bool]:
    """What a column holds when nobody says; whether that is to be copied for each row."""
    if column.name in NOW_COLUMNS:
        return at, False
    default = column.default
    if default is None:
        return None, False
    if default.is_callable:
        made = default.arg(None)  # type: ignore[attr-defined]  # a callable default has its function in arg
        return made, isinstance(made, dict)
    return default.arg, False  # type: ignore[attr-defined]  # a scalar default


def _pointing(table: Table) -> frozenset[str]:
    """Columns that hold ids."""
    return frozenset({"id"} | {column.name for column in table.columns if column.foreign_keys})


def _own_first(shelf: Shelf) -> Iterator[Stored]:
    """Rows of a table that points at itself: those pointed at come first."""
    own = [c.name for c in shelf.table.columns if any(k.column.table is shelf.table for k in c.foreign_keys)]
    if not own:
        yield from shelf.fresh
        return
    done: set[int] = set()
    waiting = list(shelf.fresh)
    while waiting:
        later = []
        for row in waiting:
            targets = [row.get(name) for name in own]
            if all(t is None or t > 0 or t in done for t in targets):
                done.add(row["id"])
                yield row
            else:
                later.append(row)
        if len(later) == len(waiting):
            yield from later
            return
        waiting = later


def _update(shelf: Shelf, ids: Mapping[int, int]) -> None:
    """One statement for each set of columns that changes together. Rows that readers hold see a new version."""
    if not shelf.changes:
        return
    points = _pointing(shelf.table)
    groups: dict[tuple[str, ...], list[Stored]] = {}
    for row_id, changed in shelf.changes.items():
        values = {
            f"new_{name}": ids[value] if name in points and value is not None and value < 0 else value
            for name, value in changed.items()
        }
        groups.setdefault(tuple(sorted(changed)), []).append({"row_id": row_id, **values})
    for names, rows in groups.items():
        table = shelf.table
        setting: dict[str, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        if "version" in table.c and "version" not in names:
            setting["version"] = table.c.version + 1
        statement = update(table).where(table.c.id == bindparam("row_id")).values(setting)
        db.session.connection().execute(statement, rows)


def _romanise(shelf: Shelf) -> None:
    """People are found by pinyin: what the workbook says, else what the name gives."""
    for row in shelf.fresh:
        full, row["initials"] = pinyin_of(row["name"])
        row["pinyin"] = "".join(str(row.get("pinyin") or "").casefold().split()) or full
    for row_id, changed in shelf.changes.items():
        if "name" in changed:
            full, initials = pinyin_of(changed["name"])
            changed.update({"initials": initials} | ({} if "pinyin" in changed else {"pinyin": full}))
            shelf.by_id[row_id].update(changed)
