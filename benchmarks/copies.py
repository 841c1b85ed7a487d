"""One community many times over: the example's rows copied inside SQLite with their keys shifted, so that a thousand
communities of its size stand in one database within minutes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

OWN_NAMES = {"communities": "slug", "accounts": "login"}
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
            f"INSERT INTO door_visits ({', '.join(names)}) "  # noqa: S608  # names out of the schema itself
            f"SELECT {taken} FROM door_visits WHERE attempt <= {attempts}",
            {"again": again},
        )
    database.execute("COMMIT")
    database.execute("ANALYZE")
    there = int(database.execute("SELECT count(*) FROM door_visits").fetchone()[0])
    database.close()
    return there


def _tables(database: sqlite3.Connection) -> list[str]:
    """Those of a community, and the accounts of its people."""
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    own = [name for name in names if "community_id" in _columns(database, name)]
    return ["communities", "accounts", "journal_entries", *own]


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def _highest(database: sqlite3.Connection, table: str) -> int:
    found = database.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  # as above
    return int(found.fetchone()[0])


def _span(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT span FROM copied").fetchone()[0])


def _copying(database: sqlite3.Connection, table: str, tables: list[str], span: int) -> str:
    """The statement that copies a table. Keys and foreign keys into copied tables are shifted by the copy's number."""
    shifted = {row[3] for row in database.execute(f"PRAGMA foreign_key_list({table})") if row[2] in tables}
    shifted |= {"id"} | ({"chain"} if table == "journal_entries" else set())
    taken = []
    for name in _columns(database, table):
        if name in shifted:
            taken.append(f"source.{name} + copy.n * {span}")
        elif name == OWN_NAMES.get(table):
            taken.append(f"source.{name} || '-' || copy.n")
        else:
            taken.append("NULL" if name in ALONE else f"source.{name}")
    return (
        "WITH RECURSIVE copy(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM copy WHERE n < :last) "  # noqa: S608
        f"INSERT INTO {table} SELECT {', '.join(taken)} FROM copy CROSS JOIN {table} AS source "
        f"WHERE source.id < {span} ORDER BY copy.n, source.id"
    )
