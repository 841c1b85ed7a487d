"""Whoever edits, deletes, reorders or cuts the journal is found out, whatever rights they have on the database."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from teamhub.actions import integrity, journal, journal_heads
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from tests.cast import Cast
from tests.figures import Tell

pytestmark = pytest.mark.sqlite("tampers with copies of a SQLite file")

AT = datetime(2022, 4, 2, 2, 0, tzinfo=UTC)
ENTRIES = 120
pytestmark = pytest.mark.sqlite("the tampering is done in the file, the chain is the same on PostgreSQL")
Tampering = Callable[[sqlite3.Connection, random.Random], str]


def edited(file: sqlite3.Connection, dice: random.Random) -> str:
    seq = dice.randint(1, ENTRIES)
    column, value = dice.choice(
        [
            ("action", "deed.void"),
            ("actor_account_id", 999),
            ("object_id", 777),
            ("object_type", "brief"),
            ("at", "2022-04-02 03:00:00.000000"),
            ("details", json.dumps({"persons": dice.randint(100, 999)})),
            ("actor_label", "x"),
        ]
    )
    file.execute(f"UPDATE journal_entries SET {column} = ? WHERE seq = ?", (value, seq))
    return f"{column} of {seq}"


def deleted(file: sqlite3.Connection, dice: random.Random) -> str:
    seq = dice.randint(1, ENTRIES - 1)
    file.execute("DELETE FROM journal_entries WHERE seq = ?", (seq,))
    return f"{seq} deleted"


def deleted_and_renumbered(file: sqlite3.Connection, dice: random.Random) -> str:
    seq = dice.randint(1, ENTRIES - 1)
    file.execute("DELETE FROM journal_entries WHERE seq = ?", (seq,))
    for later in range(seq + 1, ENTRIES + 1):
        file.execute("UPDATE journal_entries SET seq = ? WHERE seq = ?", (later - 1, later))
    return f"{seq} deleted, the rest moved up"


def exchanged(file: sqlite3.Connection, dice: random.Random) -> str:
    one, other = dice.sample(range(1, ENTRIES + 1), 2)
    file.execute("UPDATE journal_entries SET seq = -1 WHERE seq = ?", (one,))
    file.execute("UPDATE journal_entries SET seq = ? WHERE seq = ?", (one, other))
    file.execute("UPDATE journal_entries SET seq = ? WHERE seq = -1", (other,))
    return f"{one} and {other} exchanged"


def cut(file: sqlite3.Connection, dice: random.Random) -> str:
    left = dice.randint(0, ENTRIES - 1)
    file.execute("DELETE FROM journal_entries WHERE seq > ?", (left,))
    return f"cut after {left}"


def forged(file: sqlite3.Connection, dice: random.Random) -> str:
    """An entry that somebody without the key writes at the end, hashed as well as they can."""
    last = file.execute("SELECT digest FROM journal_entries WHERE seq = ?", (ENTRIES,)).fetchone()[0]
    file.execute(
        "INSERT INTO journal_entries (chain, seq, at, actor_label, action, object_type, details, previous_digest, "
        "digest) SELECT chain, ?, at, '', 'deed.note', '', '{}', ?, ? FROM journal_entries WHERE seq = 1",
        (ENTRIES + 1, last, f"{dice.getrandbits(256):064x}"),
    )
    return "an entry forged"


TAMPERINGS: tuple[Tampering, ...] = (edited, deleted, deleted_and_renumbered, exchanged, cut, forged)


@pytest.fixture
def kept(app: Flask, cast: Cast, tmp_path: Path) -> tuple[Path, Path, bytes]:
    """A database with a journal, without its triggers, in a file of its own; where the journal stood; the key."""
    for number in range(ENTRIES):
        with unit_of_work():
            journal.write(
                "session.count",
                by=cast.viewer("leader"),
                at=AT + timedelta(minutes=number),
                object_type="session",
                object_id=number,
                persons=number,
            )
    key, heads = app.config["TEAMHUB_JOURNAL_KEY"].encode(), tmp_path / journal_heads.FILE
    assert journal_heads.follow(heads, db.session(), key) == {}
    live = db.engine.url.database
    assert live
    db.session.remove()
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        for verb in ("update", "delete"):
            copy.execute(f"DROP TRIGGER journal_entries_no_{verb}")
        copy.commit()
    return tmp_path / "copy.sqlite", heads, key


def found_in(file: Path, heads: Path, key: bytes) -> list[str]:
    engine = create_engine(f"sqlite:///{file}")
    try:
        with Session(engine) as session:
            told = integrity._journal(session, key, journal_heads.read(heads, key))
            return [problem.place for problem in told]
    finally:
        engine.dispose()


def tamper(kept: tuple[Path, Path, bytes], times: int) -> dict[str, int]:
    file, heads, key = kept
    assert found_in(file, heads, key) == [], "sound before"
    missed, done = [], dict[str, int]()
    for turn in range(times):
        dice = random.Random(turn)
        one = TAMPERINGS[turn % len(TAMPERINGS)]
        worse = file.with_name("worse.sqlite")
        shutil.copy(file, worse)
        with closing(sqlite3.connect(worse)) as connection:
            what = one(connection, dice)
            connection.commit()
        if not found_in(worse, heads, key):
            missed.append(what)
        done[one.__name__] = done.get(one.__name__, 0) + 1
    assert missed == []
    return done


@pytest.mark.proves("T61")
def test_every_tampering_with_the_journal_is_found(kept: tuple[Path, Path, bytes]) -> None:
    assert sum(tamper(kept, 36).values()) == 36


@pytest.mark.prove
@pytest.mark.proves("T61")
def test_five_hundred_tamperings_are_found(kept: tuple[Path, Path, bytes], tell: Tell) -> None:
    done = tamper(kept, 500)
    tell("tamperings with the journal found (T61)", f"{sum(done.values())} of 500")


def test_without_the_written_heads_a_cut_end_would_not_be_seen(kept: tuple[Path, Path, bytes]) -> None:
    """The negative control: a chain that is merely shorter holds in itself."""
    file, heads, key = kept
    with closing(sqlite3.connect(file)) as connection:
        cut(connection, random.Random(1))
        connection.commit()
    assert found_in(file, heads.with_name("nothing"), key) == []
    assert found_in(file, heads, key) != []


@pytest.mark.proves("T61")
def test_the_database_itself_refuses_to_change_an_entry(app: Flask, cast: Cast) -> None:
    with unit_of_work():
        journal.write("deed.note", by=cast.viewer("leader"), at=AT)
    for statement in ("UPDATE journal_entries SET action = 'x'", "DELETE FROM journal_entries"):
        with pytest.raises(IntegrityError, match="the journal never changes"), unit_of_work():
            db.session.connection().exec_driver_sql(statement)


def test_a_round_reads_only_what_was_added_and_stops_at_a_break(
    kept: tuple[Path, Path, bytes], app: Flask, cast: Cast
) -> None:
    _, heads, key = kept
    before = journal_heads.read(heads, key)[cast.community_id]
    with unit_of_work():
        journal.write("deed.note", by=cast.viewer("leader"), at=AT)
    assert journal_heads.follow(heads, db.session(), key) == {}
    after = journal_heads.read(heads, key)[cast.community_id]
    assert after.seq == before.seq + 1
    text = heads.read_text("utf-8").replace(str(after.seq), str(before.seq))
    heads.write_text(text, "utf-8")
    assert journal_heads.read(heads, key) == {}, "a file without its seal says nothing"


@pytest.mark.prove
@pytest.mark.proves("T61")
def test_half_a_million_entries_are_verified_in_half_a_minute(app: Flask, cast: Cast, tell: Tell) -> None:
    key, by = app.config["TEAMHUB_JOURNAL_KEY"].encode(), cast.viewer("leader")
    previous, rows = journal.GENESIS, []
    for seq in range(1, 500_001):
        entry = JournalEntry(
            chain=by.community_id,
            seq=seq,
            at=AT + timedelta(seconds=seq),
            actor_account_id=by.account_id,
            actor_label="",
            action="session.count",
            object_type="session",
            object_id=seq % 97,
            details={"persons": seq % 13, "tubes": 1},
            previous_digest=previous,
        )
        previous = journal.digest_of(entry, key)
        rows.append(
            (
                by.community_id,
                seq,
                entry.at.strftime("%Y-%m-%d %H:%M:%S.%f"),
                by.account_id,
                seq % 97,
                json.dumps(entry.details),
                entry.previous_digest,
                previous,
            )
        )
    live = db.engine.url.database
    db.session.remove()
    with closing(sqlite3.connect(str(live))) as file:
        file.executemany(
            "INSERT INTO journal_entries (chain, seq, at, actor_account_id, actor_label, action, object_type, "
            "object_id, details, previous_digest, digest) "
            "VALUES (?, ?, ?, ?, '', 'session.count', 'session', ?, ?, ?, ?)",
            rows,
        )
        file.commit()
    del rows
    began = time.process_time()  # of this process: others may share the machine
    found = journal.walk(by.community_id)
    took = time.process_time() - began
    assert found.broken == []
    assert found.head.seq == 500_000
    tell("500,000 entries of the journal verified", f"{took:.1f} s of processor")
    assert took <= 30
