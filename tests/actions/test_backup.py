"""Backups are whole or not there; a bad one never touches the live database."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from teamhub.actions import backup, integrity, journal
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from tests.cast import Cast
from tests.databases import take_guard_away

pytestmark = pytest.mark.sqlite("backs up a SQLite file; PostgreSQL has pg_dump")

AT = datetime(2022, 4, 4, 14, 0, tzinfo=UTC)


@pytest.fixture
def live(app: Flask, cast: Cast) -> Path:
    """A database with a journal, closed."""
    leader = cast.viewer("leader")
    with unit_of_work():
        for number in range(20):
            journal.write("post.open", by=leader, at=AT, object_type="post", object_id=number)
    db.session.remove()
    db.engine.dispose()
    return Path(app.instance_path) / "teamhub.sqlite"


def key(app: Flask) -> bytes:
    return str(app.config["TEAMHUB_JOURNAL_KEY"]).encode()


def sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.proves("T16")
def test_a_backup_restored_elsewhere_holds_the_same_rows(app: Flask, live: Path, tmp_path: Path) -> None:
    made = backup.make(live, tmp_path / "one.zip", key=key(app), at=AT)
    elsewhere = tmp_path / "elsewhere" / "teamhub.sqlite"
    elsewhere.parent.mkdir()
    assert backup.restore(tmp_path / "one.zip", elsewhere, key=key(app), at=AT) == made
    assert backup.describe(elsewhere, key(app), AT) == made
    assert made.rows["journal_entries"] == 20


def test_a_backup_taken_while_somebody_writes_is_consistent(app: Flask, live: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(live)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO subdistricts (name, name_en) VALUES ('东街道', '')")
        made = backup.make(live, tmp_path / "one.zip", key=key(app), at=AT)
        writer.rollback()
    assert made.rows["subdistricts"] == 1


def test_the_old_database_is_kept_beside_the_restored_one(app: Flask, live: Path, tmp_path: Path) -> None:
    backup.make(live, tmp_path / "one.zip", key=key(app), at=AT)
    with unit_of_work():
        db.session.execute(text("UPDATE communities SET name = '改过' WHERE slug = 'linli'"))
    db.session.remove()
    db.engine.dispose()
    backup.restore(tmp_path / "one.zip", live, key=key(app), at=AT)
    assert [p.name for p in live.parent.glob("*.before-*")] == ["teamhub.sqlite.before-20220404T140000Z"]
    assert (
        db.session.execute(text("SELECT name FROM communities WHERE slug = 'linli'")).scalar() == "邻里社区"
    )


@pytest.mark.proves("T17")
@pytest.mark.parametrize("place", range(40))
def test_a_bent_or_cut_backup_is_refused_and_nothing_is_touched(
    app: Flask, live: Path, tmp_path: Path, place: int
) -> None:
    good = tmp_path / "good.zip"
    backup.make(live, good, key=key(app), at=AT)
    content = bytearray(good.read_bytes())
    at = (len(content) - 1) * (place // 2) // 19
    if place % 2:
        content[at] ^= 0x55
    else:
        content = content[:at]
    bad = tmp_path / "bad.zip"
    bad.write_bytes(content)
    before = sha(live)
    with pytest.raises(backup.BackupRefused):
        backup.restore(bad, live, key=key(app), at=AT)
    assert sha(live) == before
    assert list(live.parent.glob(".teamhub-*")) == []


def test_other_files_and_other_keys_are_refused(app: Flask, live: Path, tmp_path: Path) -> None:
    good, other, text_file = tmp_path / "good.zip", tmp_path / "other.zip", tmp_path / "x.zip"
    backup.make(live, good, key=key(app), at=AT)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "hello")
    text_file.write_text("no backup at all")
    for bad in (other, text_file):
        with pytest.raises(backup.BackupRefused):
            backup.check(bad, key=key(app))
    with pytest.raises(backup.BackupRefused, match="backup_other_key"):
        backup.check(good, key=b"another")


def test_a_running_database_is_not_replaced(app: Flask, live: Path, tmp_path: Path) -> None:
    backup.make(live, tmp_path / "one.zip", key=key(app), at=AT)
    before = sha(live)
    with closing(sqlite3.connect(live)) as running:
        running.execute("BEGIN IMMEDIATE")
        with pytest.raises(backup.BackupRefused, match="restore_while_running"):
            backup.restore(tmp_path / "one.zip", live, key=key(app), at=AT)
        running.rollback()
    assert sha(live) == before


def test_a_touched_journal_is_found_and_keeps_a_backup_from_being_made(
    app: Flask, live: Path, tmp_path: Path
) -> None:
    with unit_of_work():
        take_guard_away("journal_entries", "update")
        db.session.execute(text("UPDATE journal_entries SET action = 'x' WHERE seq = 7"))
    found = integrity.problems(db.session(), key(app))
    assert [(p.code, p.place.endswith("entry 7")) for p in found] == [("journal", True)]
    db.session.remove()
    with pytest.raises(backup.BackupRefused, match="backup_damaged"):
        backup.make(live, tmp_path / "one.zip", key=key(app), at=AT)
    assert not (tmp_path / "one.zip").exists()
