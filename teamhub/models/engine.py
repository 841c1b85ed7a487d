"""How connections behave: SQLite pragmas, who begins a writing transaction, and the journal's key per engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

from teamhub.models import turns
from teamhub.models.modes import writing

answered_before: ContextVar[bool] = ContextVar("answered_before", default=False)
"""True after a unit of work found that this very submission was stored before."""

turn_of: ContextVar[int] = ContextVar("turn_of", default=0)
"""Id of the community that is written in; 0: none, the installation's own rows. On PostgreSQL writers of one community
take turns, and writers of different communities do not wait for each other; SQLite has one writer anyway."""

before_writing: ContextVar[Callable[[], None] | None] = ContextVar("before_writing", default=None)
"""Asked first in each unit of work of a request, under the lock: is whoever asks still let in? Somebody may have been
removed between the gate and the lock. Raises what the page then answers."""

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
    """How a process uses its database: on SQLite a connection for every thread, so that nobody waits for one. On
    PostgreSQL half of them stay open, because other processes and hosts want some of the server's hundred; a page reads
    all of its figures from one snapshot, as on SQLite; nobody waits for a lock longer than there; a server that was
    restarted meanwhile is noticed. A page is many small questions: starting a helper or a compiler for one of them takes
    longer than its answer. On both a refused statement does not carry its values into a log."""
    threads = int(config["TEAMHUB_THREADS"])
    if str(config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite"):
        return {"hide_parameters": True, "pool_size": threads, "max_overflow": 8}
    session = {
        "timezone": "UTC",
        "default_transaction_isolation": r"repeatable\ read",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "5min",
        "max_parallel_workers_per_gather": "0",
        "jit": "off",
    }
    kept = max(2, threads // 2)
    return {
        "hide_parameters": True,
        "pool_size": kept,
        "max_overflow": max(0, threads - kept) + 4,
        "pool_pre_ping": True,
        "connect_args": {
            "application_name": "teamhub",
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        },
    }


def prepare(engine: Engine, journal_key: bytes, *, threads: int) -> None:
    journal_keys[engine] = journal_key
    if engine.dialect.name != "sqlite":
        from teamhub.models import postgres  # its driver is an extra

        postgres.prepare(engine)
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
