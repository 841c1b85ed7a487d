"""How connections behave: SQLite pragmas, who begins a writing transaction, and the journal's key per engine."""

from __future__ import annotations

import sqlite3
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""True inside a unit of work. A writer begins IMMEDIATE, so that it waits for the lock at the start instead of
failing half-way; readers begin plain, so that they never queue behind each other."""

answered_before: ContextVar[bool] = ContextVar("answered_before", default=False)
"""True after a unit of work found that this very submission was stored before."""

journal_keys: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()

PRAGMAS = (
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    ("foreign_keys", "ON"),
    ("busy_timeout", "5000"),
    ("secure_delete", "ON"),
    ("trusted_schema", "OFF"),
    ("wal_autocheckpoint", "1000"),
    ("journal_size_limit", "67108864"),
)


def prepare(engine: Engine, journal_key: bytes) -> None:
    journal_keys[engine] = journal_key
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, record: Any) -> None:
    connection.isolation_level = None
    for name, value in PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}")


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
