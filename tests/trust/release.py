"""The database of the first release, as it lay on the machines that run it: schema 0002, two communities, a campaign
with something on every sheet of the workbook, an issued brief with its print."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

KEPT = Path(__file__).with_name("release_0_1_0")


def first_release(instance: Path) -> Path:
    """Puts it into an instance folder, with the key of its journal."""
    instance.mkdir(parents=True)
    shutil.copy(KEPT / "journal.key", instance / "journal.key")
    database = instance / "teamhub.sqlite"
    with closing(sqlite3.connect(database)) as raw:
        raw.executescript(gzip.decompress((KEPT / "teamhub.sql.gz").read_bytes()).decode())
        raw.execute("PRAGMA journal_mode=WAL")
    return instance


def rows(database: Path, *, of: list[str] | None = None) -> dict[str, int]:
    """Rows by table; `of`: only these."""
    with closing(sqlite3.connect(database)) as raw:
        names = of or [
            name
            for (name,) in raw.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def schema_of(database: Path) -> tuple[str, list[str]]:
    """The revision, and every table, index and trigger as the database describes it."""
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        words = raw.execute(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1"
        )
        # A table that was built anew lists its constraints in any order.
        described = sorted(
            "\n".join(sorted(line.strip(" \t,") for line in word.splitlines())) for (word,) in words
        )
        revision = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    return (revision[0] if revision else ""), described
