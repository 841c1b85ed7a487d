"""How connections behave: SQLite pragmas, who begins a writing transaction, and the journal's key per engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

from teamhub.models import turns

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


def pragmas(*, narrow: bool) -> tuple[tuple[str, str], ...]:
    """`narrow`: only the holder of the writer's turn checkpoints (models/turns.py)."""
    if not narrow:
        return PRAGMAS
    return tuple((name, "0" if name == "wal_autocheckpoint" else value) for name, value in PRAGMAS)


def options(config: Mapping[str, Any]) -> dict[str, Any]:
    """How a process uses its database: on SQLite a connection for every thread, so that nobody waits for one. A refused
    statement does not carry its values into a log."""
    if not str(config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite"):
        return {"hide_parameters": True}
    return {"hide_parameters": True, "pool_size": int(config["TEAMHUB_THREADS"]), "max_overflow": 8}


def prepare(engine: Engine, journal_key: bytes, *, threads: int) -> None:
    journal_keys[engine] = journal_key
    if engine.dialect.name != "sqlite":
        return
    turn = turns.prepare(engine, threads=threads)
    settings = pragmas(narrow=turn.narrow)

    def on_connect(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        for name, value in settings:
            connection.execute(f"PRAGMA {name}={value}")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_begin(connection: Connection) -> None:
    if not writing.get():
        connection.exec_driver_sql("BEGIN")
        return
    turn = turns.file_turn(connection.engine)
    assert turn is not None, "prepare() made one"
    turn.begin(connection)
