"""A whole database into another one, SQLite or PostgreSQL either way: every row with its id, the counters of ids, and
proof that both hold the same. All of it is one transaction of the target: it is there complete, or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Connection, Engine, Table, func, inspect, select, text
from sqlalchemy.orm import Session

from teamhub.actions import integrity, schema
from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.modes import writing
from teamhub.models.turns import writers_turn

BATCH = 2000
"""Rows in memory at a time."""


class CopyRefused(RuleBroken):
    """copy_schema (side, found, needed) | copy_not_empty (table) | copy_same | copy_differs (tables) |
    copy_broken (what, place): the target's own check found something."""


@dataclass(frozen=True)
class Content:
    """What a table holds: how many rows, and a digest of them that depends neither on their order nor on the database.
    Equal contents of all tables mean equal databases."""

    rows: int
    digest: str


class _Adder:
    """Adds up the digests of rows."""

    def __init__(self) -> None:
        self.rows, self.sum = 0, 0

    def add(self, row: Iterable[Any]) -> None:
        told = json.dumps(
            list(row), ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain
        )
        self.rows += 1
        self.sum += int.from_bytes(hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest())

    def content(self) -> Content:
        return Content(self.rows, f"{self.sum % 2**256:064x}")


def _plain(value: object) -> str:
    """Moments come in UTC from both databases."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    assert isinstance(value, date | datetime), type(value)
    return value.isoformat()


def contents(engine: Engine) -> dict[str, Content]:
    """Of every table, from one snapshot."""
    with engine.connect() as connection:
        return {table.name: _content(connection, table) for table in db.metadata.sorted_tables}


def copy(source: Engine, target: Engine, *, key: bytes) -> dict[str, Content]:
    """Fills an empty target, makes its schema where it has none. `key`: the journal's. Raises CopyRefused, and then the
    target is as it was (a schema that was made stays)."""
    if source.url == target.url:
        raise CopyRefused("copy_same")
    _expect_schema(source, "source")
    _prepare(target)
    token = writing.set(True)
    try:
        with writers_turn(target), _references_unchecked(target) as into, into.begin():
            moved = _fill(source, into)
            _check(into, moved, key)
    finally:
        writing.reset(token)
    with target.connect().execution_options(isolation_level="AUTOCOMMIT") as after:
        after.exec_driver_sql("ANALYZE")
    return moved


def _fill(source: Engine, into: Connection) -> dict[str, Content]:
    token = writing.set(False)
    moved: dict[str, Content] = {}
    try:
        with source.connect() as reading:
            for table in db.metadata.sorted_tables:
                adder = _Adder()
                _write(into, table, _read(reading, table, adder))
                moved[table.name] = adder.content()
            for table in db.metadata.sorted_tables:
                _go_on_counting(reading, into, table)
    finally:
        writing.reset(token)
    return moved


def _check(into: Connection, moved: dict[str, Content], key: bytes) -> None:
    """The target, read again, holds what was read from the source; its chains and references hold."""
    found = {table.name: _content(into, table) for table in db.metadata.sorted_tables}
    differing = [name for name, content in moved.items() if found[name] != content]
    if differing:
        raise CopyRefused("copy_differs", tables=", ".join(differing))
    with Session(into, join_transaction_mode="rollback_only") as session:
        for problem in integrity.problems(session, key):
            raise CopyRefused("copy_broken", what=problem.code, place=problem.place)


def _expect_schema(engine: Engine, side: str) -> None:
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != schema.head():
        raise CopyRefused("copy_schema", side=side, found=found or "-", needed=schema.head())


def _prepare(target: Engine) -> None:
    """A target without any table gets the schema; one with a schema has to be empty."""
    if not inspect(target).get_table_names():
        config = schema.alembic_config(target)
        token = writing.set(True)
        try:
            with writers_turn(target):
                command.upgrade(config, "head")
        finally:
            writing.reset(token)
    _expect_schema(target, "target")
    with target.connect() as connection:
        for table in db.metadata.sorted_tables:
            if connection.execute(select(1).select_from(table).limit(1)).first() is not None:
                raise CopyRefused("copy_not_empty", table=table.name)


@contextmanager
def _references_unchecked(engine: Engine) -> Iterator[Connection]:
    """A connection on which SQLite leaves references unchecked (`_check` checks them all); PostgreSQL checks them with
    each table, after those that it points at."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if engine.dialect.name != "sqlite" or raw is None:
            yield connection
            return
        raw.execute("PRAGMA foreign_keys=OFF")  # only outside a transaction
        try:
            yield connection
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _content(connection: Connection, table: Table) -> Content:
    adder = _Adder()
    for _ in _read(connection, table, adder):
        pass
    return adder.content()


def _read(connection: Connection, table: Table, adder: _Adder) -> Iterator[list[tuple[Any, ...]]]:
    """Batches of rows as Python values."""
    result = connection.execution_options(yield_per=BATCH).execute(select(table))
    for rows in result.partitions():
        batch = [tuple(row) for row in rows]
        for row in batch:
            adder.add(row)
        yield batch


def _write(into: Connection, table: Table, batches: Iterator[list[tuple[Any, ...]]]) -> None:
    names = [column.name for column in table.columns]
    if into.dialect.name != "postgresql":
        for batch in batches:
            into.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in batch])
        return
    # COPY checks references when it is through: rows of one table may point at each other in any order.
    as_json = [isinstance(column.type, JSON) for column in table.columns]
    nullable = [bool(column.nullable) for column in table.columns]
    quoted = into.dialect.identifier_preparer.quote
    cursor = into.connection.cursor()
    statement = f"COPY {quoted(table.name)} ({', '.join(map(quoted, names))}) FROM STDIN"
    with cursor.copy(statement) as stream:
        for batch in batches:
            for row in batch:
                stream.write_row(
                    json.dumps(value) if is_json and not (value is None and may_miss) else value
                    for value, is_json, may_miss in zip(row, as_json, nullable, strict=True)
                )


def _go_on_counting(reading: Connection, into: Connection, table: Table) -> None:
    """The next id is one that the source would have given: an id is never used again, not even after its row went."""
    if table.autoincrement_column is None:
        return
    last = max(_highest(reading, table), _counted(reading, table))
    if not last:
        return
    if into.dialect.name == "postgresql":
        into.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": table.name, "last": last},
        )
    elif table.dialect_options["sqlite"]["autoincrement"]:
        done = into.execute(
            text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name"),
            {"name": table.name, "last": last},
        )
        if not done.rowcount:
            into.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
                {"name": table.name, "last": last},
            )


def _highest(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.max(table.c.id))) or 0


def _counted(connection: Connection, table: Table) -> int:
    """How far the source's own counter got; SQLite has one only where an id must never come back."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass)")
        return connection.scalar(query, {"name": table.name}) or 0
    if not table.dialect_options["sqlite"]["autoincrement"]:
        return 0
    return (
        connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        or 0
    )
