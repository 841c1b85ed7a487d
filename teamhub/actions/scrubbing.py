"""After rows were emptied: the bytes leave the database file and its log, too.

`secure_delete` overwrites what is deleted; pages that were rearranged may keep a remainder, so the file is written
anew (VACUUM), and the log is cut to nothing. Readers that hold an old snapshot are waited for, then tried again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from teamhub.models import personal, turns
from teamhub.models.base import Base, db
from teamhub.models.modes import writing
from teamhub.models.personal import Holds
from teamhub.models.privacy import Erasure

COPIES, COPY_DAYS = (".schema-*", ".before-*"), timedelta(days=14)


def waiting() -> list[int]:
    """Ledger lines whose bytes may still be in the files."""
    return list(db.session.scalars(select(Erasure.id).where(Erasure.scrubbed_at.is_(None))))


def scrub(*, at: datetime) -> bool:
    """Writes the database anew where something was erased since the last time. False: somebody reads an older state;
    the next round tries again. Waits like any writer; a page is answered meanwhile as long as it only reads."""
    lines = waiting()
    if not lines:
        return True
    engine = db.engine
    db.session.remove()
    if engine.dialect.name == "sqlite":
        with turns.writers_turn(engine):
            clean = scrub_file(Path(engine.url.database or ""))
    else:
        _vacuum_tables(engine)
        clean = True
    if clean:
        _note(engine, lines, at)
    return clean


def drop_old_copies(database: Path, at: datetime) -> int:
    """Copies that an upgrade or a restore laid beside the database hold what was erased since: after a fortnight
    nobody goes back to them, and they are deleted. How many were."""
    old = [
        file
        for pattern in COPIES
        for file in database.parent.glob(database.name + pattern)
        if datetime.fromtimestamp(file.stat().st_mtime, UTC) < at - COPY_DAYS
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def scrub_file(database: Path) -> bool:
    """VACUUM and an empty log. False when a reader kept the log from being emptied."""
    with closing(sqlite3.connect(database, timeout=5, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        wal = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        try:
            connection.execute("VACUUM")
            if not wal:
                return True
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
        return not busy


def _vacuum_tables(engine: Engine) -> None:
    """PostgreSQL: tables with personal data are written anew. Its own log is rotated by the server."""
    kinds = (Holds.RESIDENT, Holds.HEALTH, Holds.PROSE, Holds.MEMBER, Holds.FILE)
    kept = [table.name for table in Base.metadata.sorted_tables if personal.columns_holding(table, *kinds)]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in kept:
            connection.execute(text(f'VACUUM (FULL) "{name}"'))


def _note(engine: Engine, lines: list[int], at: datetime) -> None:
    token = writing.set(True)
    try:
        with turns.writers_turn(engine), Session(engine) as session, session.begin():
            session.execute(update(Erasure).where(Erasure.id.in_(lines)).values(scrubbed_at=at))
    finally:
        writing.reset(token)
