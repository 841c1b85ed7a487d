"""One community many times over: the example's rows copied inside the database with their keys shifted, so that a thousand
communities of its size stand in one database within minutes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import psycopg

from teamhub.models.base import db

OWN_NAMES = {"communities": "slug", "accounts": "login", "daily_briefs": "code"}
"""Columns that are unique over all communities: the copy's number is put behind."""
ALONE = {"follow_digest", "key_digest"}
"""Unique secrets, which a copy does not have."""


def copy_community(file: Path, first: int, last: int) -> None:
    """Adds the copies numbered `first` to `last` (inclusive) of the only community of the database. The application
    must not have it open. Journal entries keep their words and digests; nobody checks their chain here."""
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        database.execute(f"PRAGMA {pragma}")
    tables = _tables(database)
    span = max(_highest(database, table) for table in tables) + 1 if first == 1 else _span(database)
    database.execute("CREATE TABLE IF NOT EXISTS copied (span INTEGER)")
    if first == 1:
        database.execute("INSERT INTO copied VALUES (?)", (span,))
    database.execute("BEGIN")
    for table in tables:
        database.execute(_copying(database, table, tables, span), {"first": first, "last": last})
    database.execute("COMMIT")
    database.execute("ANALYZE")
    database.execute("PRAGMA journal_mode=WAL")
    database.close()


def repeat_visits(file: Path, wanted: int) -> int:
    """Repeats the visits of the example as further attempts until there are at least so many; how many there are."""
    database = sqlite3.connect(file, isolation_level=None)
    there = int(database.execute("SELECT count(*) FROM door_visits").fetchone()[0])
    attempts = int(database.execute("SELECT max(attempt) FROM door_visits").fetchone()[0])
    names = [name for name in _columns(database, "door_visits") if name != "id"]
    taken = ", ".join(f"attempt + {attempts} * :again" if name == "attempt" else name for name in names)
    database.execute("BEGIN")
    for again in range(1, -(-wanted // there)):
        database.execute(
            f"INSERT INTO door_visits ({', '.join(names)}) "  # names out of the schema itself
            f"SELECT {taken} FROM door_visits WHERE attempt <= {attempts}",
            {"again": again},
        )
    database.execute("COMMIT")
    database.execute("ANALYZE")
    there = int(database.execute("SELECT count(*) FROM door_visits").fetchone()[0])
    database.close()
    return there


def grow(file: Path, *, doors: int, sweeps: int, entries: int) -> None:
    """Makes the only community of the database `doors` times as large in households, with letters and visits, and gives
    it `sweeps` times as many sweeps, the further ones before its first; its journal is filled up to so many `entries`,
    whose chain nobody checks here. The application must not have the database open."""
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN")
    for tables, times in (
        (["units", "sweep_doors", "door_visits", "commitment_letters"], doors),
        (["sweeps", "sweep_teams", "sweep_team_members", "sweep_doors", "door_visits"], sweeps),
    ):
        span = max(_highest(database, table) for table in tables) + 1
        for table in tables:
            database.execute(_copying(database, table, tables, span, GROWN), {"first": 1, "last": times - 1})
    database.execute("UPDATE compounds SET household_count = household_count * ?", (doors,))
    there = int(database.execute("SELECT count(*) FROM journal_entries").fetchone()[0])
    highest = int(database.execute("SELECT max(seq) FROM journal_entries").fetchone()[0])
    copied = _copying(database, "journal_entries", [], _highest(database, "journal_entries") + 1, GROWN)
    database.execute(copied, {"first": 1, "last": -(-entries // there), "entries": highest})
    database.execute("COMMIT")
    database.execute("ANALYZE")
    database.execute("PRAGMA journal_mode=WAL")
    database.close()


GROWN = {
    ("units", "label"): "source.label || '-' || copy.n",
    ("sweeps", "number"): "source.number + 100 * copy.n",
    ("sweeps", "held_on"): "date(source.held_on, (-10 * copy.n) || ' days')",
    (
        "sweeps",
        "starts_at",
    ): "datetime(source.starts_at, (-10 * copy.n) || ' days') || substr(source.starts_at, 20)",
    ("journal_entries", "chain"): "source.chain",
    ("journal_entries", "seq"): "source.seq + :entries * copy.n",
}
"""What has to differ in a copy beside its keys: (table, column) -> SQL."""


def _tables(database: sqlite3.Connection) -> list[str]:
    """Those of a community, and the accounts of its people."""
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    own = [name for name in names if "community_id" in _columns(database, name)]
    return ["communities", "accounts", "journal_entries", *own]


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def _highest(database: sqlite3.Connection, table: str) -> int:
    found = database.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # as above
    return int(found.fetchone()[0])


def _span(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT span FROM copied").fetchone()[0])


def _copying(
    database: sqlite3.Connection,
    table: str,
    tables: list[str],
    span: int,
    otherwise: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> str:
    """The statement that copies a table. Keys and foreign keys into copied tables are shifted by the copy's number.
    `otherwise`: what other columns become."""
    shifted = {row[3] for row in database.execute(f"PRAGMA foreign_key_list({table})") if row[2] in tables}
    shifted |= {"id"} | ({"chain"} if table == "journal_entries" else set())
    taken = []
    for name in _columns(database, table):
        if (table, name) in otherwise:
            taken.append(otherwise[table, name])
        elif name in shifted:
            taken.append(f"source.{name} + copy.n * {span}")
        elif name == OWN_NAMES.get(table):
            taken.append(f"source.{name} || '-' || copy.n")
        else:
            taken.append("NULL" if name in ALONE else f"source.{name}")
    return (
        "WITH RECURSIVE copy(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM copy WHERE n < :last) "
        f"INSERT INTO {table} SELECT {', '.join(taken)} FROM copy CROSS JOIN {table} AS source "
        f"WHERE source.id < {span} ORDER BY copy.n, source.id"
    )


def copy_community_in_postgres(address: str, copies: int) -> None:
    """The same inside PostgreSQL, by somebody who may leave references unchecked meanwhile: on a server of one's own."""
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("SET session_replication_role = replica")
        names = [table.name for table in db.metadata.sorted_tables if "community_id" in table.columns]
        tables = ["communities", "accounts", "journal_entries", *names]
        highest = [f"SELECT coalesce(max(id), 0) FROM {table}" for table in tables]
        span = max(_number(database, query) for query in highest) + 1
        for table in tables:
            database.execute(_copying_in_postgres(table, tables, span, copies))
            database.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        database.execute("VACUUM ANALYZE")


def _number(database: psycopg.Connection, query: str) -> int:
    row = database.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _copying_in_postgres(table: str, tables: list[str], span: int, copies: int) -> str:
    taken = []
    for column in db.metadata.tables[table].columns:
        points = any(key.column.table.name in tables for key in column.foreign_keys)
        if points or column.name == "id" or (table, column.name) == ("journal_entries", "chain"):
            taken.append(f"source.{column.name} + copy.n * {span}")
        elif column.name == OWN_NAMES.get(table):
            taken.append(f"source.{column.name} || '-' || copy.n")
        else:
            taken.append("NULL" if column.name in ALONE else f"source.{column.name}")
    into = ", ".join(column.name for column in db.metadata.tables[table].columns)
    return (
        f"INSERT INTO {table} ({into}) SELECT {', '.join(taken)} "
        f"FROM generate_series(1, {copies}) copy(n) CROSS JOIN {table} AS source ORDER BY copy.n, source.id"
    )
