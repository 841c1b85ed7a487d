"""Copies of the database whose write-ahead log was cut or bent, as after a power cut: each opens at a state that was once
committed."""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from teamhub.actions import integrity, journal
from teamhub.actions.work import unit_of_work
from teamhub.models import turns
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.places import Subdistrict
from tests.cast import Cast
from tests.figures import Tell

pytestmark = pytest.mark.sqlite("tears the log that SQLite writes beside its file")

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)


def write_without_checkpoint(app: Flask, cast: Cast, operations: int, tmp_path: Path) -> tuple[Path, Path]:
    """The database and its log after so many units of work, copied while both are in use. Each unit stores a row and a
    line of the journal."""
    by = cast.viewer("leader")
    for number in range(operations):
        with unit_of_work():
            db.session.add(Subdistrict(name=f"街道{number}"))
            journal.write(
                "post.open", by=by, at=AT + timedelta(seconds=number), object_type="post", object_id=number
            )
    database = Path(app.instance_path) / "teamhub.sqlite"
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in (database.name, f"{database.name}-wal"):
        shutil.copy(database.with_name(name), kept / name)
    return kept / database.name, kept / f"{database.name}-wal"


def torn(app: Flask, cast: Cast, tmp_path: Path, operations: int, copies: int) -> set[int]:
    """Opens so many copies, half of them cut, half bent; the different numbers of rows that were found."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns, "CHECKPOINT_COMMITS", 10**9)
        patch.setattr(turns, "CHECKPOINT_GROWTH", 10**12)
        base = db.session.scalar(select(func.count()).select_from(Subdistrict)) or 0
        database, log = write_without_checkpoint(app, cast, operations, tmp_path)
    content, key = log.read_bytes(), app.config["TEAMHUB_JOURNAL_KEY"].encode()
    rng, found, bent = random.Random(3), set(), tmp_path / "bent.sqlite"
    for number in range(copies):
        at = rng.randrange(32, len(content))
        changed = bytearray(content) if number % 2 else bytearray(content[:at])
        if number % 2:
            changed[at] ^= rng.randrange(1, 256)
        shutil.copy(database, bent)
        bent.with_name("bent.sqlite-shm").unlink(missing_ok=True)
        bent.with_name("bent.sqlite-wal").write_bytes(changed)
        engine = create_engine(f"sqlite:///{bent}")
        with Session(engine) as session:
            assert integrity.problems(session, key) == []
            rows = (session.scalar(select(func.count()).select_from(Subdistrict)) or 0) - base
            entries = session.scalar(
                select(func.count()).select_from(JournalEntry).where(JournalEntry.action == "post.open")
            )
            assert rows == entries, "a row without its line of the journal, or the other way round"
        engine.dispose()
        found.add(rows)
    return found


@pytest.mark.proves("T03")
def test_a_torn_log_opens_at_a_state_that_was_committed(app: Flask, cast: Cast, tmp_path: Path) -> None:
    assert len(torn(app, cast, tmp_path, 40, 30)) > 10


@pytest.mark.prove
@pytest.mark.proves("T03")
def test_a_thousand_torn_logs(app: Flask, cast: Cast, tmp_path: Path, tell: Tell) -> None:
    states = torn(app, cast, tmp_path, 500, 1000)
    assert len(states) > 100
    tell("torn logs: copies / different states / broken", f"1000 / {len(states)} / 0")


@pytest.mark.proves("T02")
def test_every_pooled_connection_has_its_settings_also_after_it_was_recycled(app: Flask) -> None:
    narrow = turns.loses_pages(sqlite3.sqlite_version_info)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
        "trusted_schema": 0,
        "wal_autocheckpoint": 0 if narrow else 1000,
        "journal_size_limit": 67108864,
    }
    for _ in range(2):
        together = [db.engine.connect() for _ in range(db.engine.pool.size() + 2)]  # type: ignore[attr-defined]  # a queue of connections
        for connection in together:
            found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in expected}
            assert found == expected
            connection.invalidate()  # as recycling does: the next one is a fresh connection
            connection.rollback()
            again = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in expected}
            assert again == expected
            connection.close()
        db.engine.dispose()


def short_log(app: Flask, monkeypatch: pytest.MonkeyPatch, shrink_from: int) -> tuple[Path, Path]:
    """The database and its log, of which the narrow mode takes care often and from so many bytes."""
    monkeypatch.setattr(turns, "SHRINK_FROM", shrink_from)
    monkeypatch.setattr(turns, "CHECKPOINT_COMMITS", 20)
    turn = turns.file_turn(db.engine)
    assert turn is not None
    turn.narrow = True
    database = Path(app.instance_path) / "teamhub.sqlite"
    return database, database.with_name("teamhub.sqlite-wal")


@pytest.mark.proves("T10")
def test_a_long_reader_sees_one_state_and_the_log_shrinks_when_it_leaves(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, log = short_log(app, monkeypatch, 256 * 1024)
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        seen = reader.execute("SELECT count(*) FROM subdistricts").fetchone()
        note_some(cast, range(60))
        assert reader.execute("SELECT count(*) FROM subdistricts").fetchone() == seen
        grown = log.stat().st_size
        assert grown > 256 * 1024
        reader.execute("ROLLBACK")
    note_some(cast, range(60, 100))
    assert log.stat().st_size < grown / 2


@contextmanager
def overlapping_readers(database: Path) -> Iterator[None]:
    """Pages of a quarter of a second, of which there always is one under way."""
    over = threading.Event()

    def read(late: float) -> None:
        over.wait(late)
        while not over.is_set():
            with closing(sqlite3.connect(database, isolation_level=None)) as page:
                page.execute("BEGIN")
                page.execute("SELECT count(*) FROM subdistricts").fetchone()
                over.wait(0.25)

    threads = [threading.Thread(target=read, args=(late,)) for late in (0, 0.08, 0.16)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.mark.proves("T10")
def test_the_log_is_cut_though_there_always_is_somebody_who_reads(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, log = short_log(app, monkeypatch, 512 * 1024)

    def largest(first: int) -> int:
        sizes = []
        for n in range(first, first + 150):
            note_some(cast, range(n, n + 1))
            sizes.append(log.stat().st_size)
        return max(sizes)

    with overlapping_readers(database):
        bounded = largest(0)
        monkeypatch.setattr(turns, "READERS_END_WITHIN", 0)  # the control
        assert largest(150) > 2 * bounded


@pytest.mark.prove
@pytest.mark.proves("T10")
def test_a_reader_of_a_minute(app: Flask, cast: Cast, tell: Tell) -> None:
    database = Path(app.instance_path) / "teamhub.sqlite"
    log = database.with_name("teamhub.sqlite-wal")
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        seen = reader.execute("SELECT count(*) FROM subdistricts").fetchone()
        note_some(cast, range(3000))  # fifty a second for a minute
        assert reader.execute("SELECT count(*) FROM subdistricts").fetchone() == seen
        grown = log.stat().st_size
        reader.execute("ROLLBACK")
    note_some(cast, range(3000, 3300))
    left = log.stat().st_size
    tell(
        "a reader while 3,000 writes pass: log / afterwards",
        f"{grown / 2**20:.0f} MiB / {left / 2**20:.1f} MiB",
    )
    assert grown < 96 * 2**20, "some 22 KB a write"
    assert left < grown / 2


def note_some(cast: Cast, numbers: range) -> None:
    by = cast.viewer("leader")
    for number in numbers:
        with unit_of_work():
            db.session.add(Subdistrict(name=f"街道{number}"))
            journal.write("post.open", by=by, at=AT, object_type="post", object_id=number)
