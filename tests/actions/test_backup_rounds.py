"""Backups by the clock: due, one at a time, rotated, practised, and what came of it written down."""

from __future__ import annotations

import fcntl
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from teamhub.actions import backup, backup_rounds
from teamhub.actions.backup_rounds import Place, run_due, state_of
from teamhub.models.base import db
from tests.cast import Cast

pytestmark = pytest.mark.sqlite("backs up a SQLite file; PostgreSQL has pg_dump")

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.fixture
def place(app: Flask, cast: Cast, tmp_path: Path) -> Place:
    db.session.remove()
    db.engine.dispose()
    key = str(app.config["TEAMHUB_JOURNAL_KEY"]).encode()
    return Place(Path(app.instance_path) / "teamhub.sqlite", tmp_path / "backups", 15, key)


def test_the_first_round_makes_one_and_practises_it(place: Place) -> None:
    state = run_due(place, at=AT)
    assert state is not None
    assert state.made is not None
    assert state.drill is not None
    assert (state.drill.why, state.drill.rows) == ("", state.made.rows)
    assert state == state_of(place.folder)
    assert [f.name for f in place.folder.glob("*.zip")] == ["teamhub-20261128T120000Z.zip"]
    assert run_due(place, at=AT + timedelta(minutes=14)) is None
    later = run_due(place, at=AT + timedelta(minutes=15))
    assert later is not None
    assert later.drill == state.drill
    assert [f.name for f in place.folder.iterdir() if f.name.startswith(".")] == [".lease"]


def test_an_encrypted_one_is_practised_with_its_key_and_tells_nothing_without(
    place: Place, app: Flask
) -> None:
    state = run_due(replace(place, secret=b"three words and a tree"), at=AT)
    assert state is not None
    assert state.made is not None
    assert state.made.encrypted
    assert state.drill is not None
    assert state.drill.why == ""
    file = backup_rounds.newest(place.folder)
    assert file is not None
    with pytest.raises(backup.BackupRefused, match="backup_needs_key"):
        backup.check(file, key=place.key)


def test_while_another_process_is_at_it_nothing_happens(place: Place) -> None:
    place.folder.mkdir()
    with (place.folder / ".lease").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert run_due(place, at=AT) is None
    assert run_due(place, at=AT) is not None


def test_a_damaged_database_is_not_backed_up_and_the_last_good_one_stays(place: Place) -> None:
    run_due(place, at=AT)
    with closing(sqlite3.connect(place.database)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("DELETE FROM communities")
        raw.commit()
    state = run_due(place, at=AT + timedelta(minutes=20))
    assert state is not None
    assert state.failed is not None
    assert state.failed.why == "backup_damaged"
    assert state.made is not None
    assert [f.name for f in place.folder.glob("*.zip")] == ["teamhub-20261128T120000Z.zip"]


def test_a_drill_that_fails_says_so(place: Place) -> None:
    run_due(place, at=AT)
    file = backup_rounds.newest(place.folder)
    assert file is not None
    file.write_bytes(file.read_bytes()[:-100])
    state = run_due(replace(place, minutes=0), at=AT + timedelta(days=7))
    assert state is not None
    assert state.drill is not None
    assert state.drill.why == "backup_unreadable"


def test_old_ones_go_and_what_a_killed_round_left_goes_with_them(place: Place) -> None:
    place.folder.mkdir()
    for hours in range(1, 24 * 40, 5):
        (place.folder / backup_rounds.NAME.format(AT - timedelta(hours=hours))).write_bytes(b"")
    (place.folder / ".teamhub-left").mkdir()
    (place.folder / ".teamhub-left" / "teamhub.sqlite").write_bytes(b"half")
    run_due(place, at=AT)
    assert len(list(place.folder.glob("*.zip"))) <= 48 + 14
    assert not (place.folder / ".teamhub-left").exists()
