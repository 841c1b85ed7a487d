"""Backups while everybody writes, bent ones, and a large one."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import threading
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from teamhub.actions import backup, journal
from teamhub.actions.backup_cipher import CipherRefused
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.places import Subdistrict
from tests.cast import Cast
from tests.figures import Tell

pytestmark = pytest.mark.sqlite("backs up the file of SQLite")

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
SECRET = b"three words and a tree"


def key_of(app: Flask) -> bytes:
    return str(app.config["TEAMHUB_JOURNAL_KEY"]).encode()


def database_of(app: Flask) -> Path:
    return Path(app.instance_path) / "teamhub.sqlite"


@pytest.mark.proves("T15")
def test_a_backup_while_others_write_holds_all_that_was_acknowledged_before(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    assert while_writing(app, cast, tmp_path, 2) > 0


@pytest.mark.prove
@pytest.mark.proves("T15")
def test_twenty_backups_while_others_write(app: Flask, cast: Cast, tmp_path: Path, tell: Tell) -> None:
    written = while_writing(app, cast, tmp_path, 20)
    tell("backups while others write: backups / rows written meanwhile / missing", f"20 / {written} / 0")


def while_writing(app: Flask, cast: Cast, tmp_path: Path, times: int) -> int:
    """Rows that were written while the backups were made."""
    acknowledged: list[str] = []
    stop = threading.Event()

    def write() -> None:
        with app.app_context():
            by = cast.viewer("leader")
            while not stop.wait(0.02):
                name = f"街道{len(acknowledged)}"
                with unit_of_work():
                    db.session.add(Subdistrict(name=name))
                    journal.write("post.open", by=by, at=AT, object_type="post", object_id=1)
                acknowledged.append(name)
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(times):
            before = set(acknowledged)
            file, place = tmp_path / f"{number}.zip", tmp_path / f"{number}.sqlite"
            made = backup.make(database_of(app), file, key=key_of(app), at=AT)
            assert backup.restore(file, place, key=key_of(app), at=AT) == made
            with closing(sqlite3.connect(place)) as raw:
                names = {name for (name,) in raw.execute("SELECT name FROM subdistricts")}
            assert before <= names
            place.unlink()
    finally:
        stop.set()
        writer.join()
    return len(acknowledged)


@pytest.mark.proves("T17")
def test_a_bent_backup_never_touches_the_live_database(app: Flask, cast: Cast, tmp_path: Path) -> None:
    mutated(app, tmp_path, 12)


@pytest.mark.prove
@pytest.mark.proves("T17")
def test_two_hundred_bent_backups(app: Flask, cast: Cast, tmp_path: Path, tell: Tell) -> None:
    mutated(app, tmp_path, 200)
    tell("bent backups: refused / live database changed", "200 of 200 / 0")


def mutated(app: Flask, tmp_path: Path, times: int) -> None:
    """Half of an open backup, half of an encrypted one; half cut, half with a flipped bit."""
    db.session.remove()
    db.engine.dispose()
    live, key = database_of(app), key_of(app)
    good: dict[bytes | None, Path] = {None: tmp_path / "open.zip", SECRET: tmp_path / "locked.zip"}
    backup.make(live, good[None], key=key, at=AT)
    backup.make(live, good[SECRET], key=key, at=AT, secret=SECRET)
    before = digest(live)
    bad, rng = tmp_path / "bad.zip", random.Random(17)
    for number in range(times):
        secret = SECRET if number % 4 > 1 else None
        content = bytearray(good[secret].read_bytes())
        if number % 2:
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        else:
            content = content[: len(content) * number // times]
        bad.write_bytes(content)
        with pytest.raises((backup.BackupRefused, CipherRefused)):
            backup.restore(bad, live, key=key, at=AT, secret=secret)
        assert digest(live) == before
    others = {"empty": b"", "words": b"no backup at all"}
    for name, body in others.items():
        (tmp_path / name).write_bytes(body)
    with zipfile.ZipFile(tmp_path / "foreign", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    for name in ("empty", "words", "foreign"):
        with pytest.raises(backup.BackupRefused):
            backup.restore(tmp_path / name, live, key=key, at=AT)
    with pytest.raises(CipherRefused, match="backup_wrong_key"):
        backup.restore(good[SECRET], live, key=key, at=AT, secret=b"three words and a bush")
    with pytest.raises(backup.BackupRefused, match="backup_other_key"):
        backup.restore(good[None], live, key=b"of another installation", at=AT)
    assert digest(live) == before


@pytest.mark.proves("T17")
def test_without_the_seal_some_bent_bits_pass(app: Flask, cast: Cast, tmp_path: Path) -> None:
    """The control: a date in the zip's directory is read by nothing. So are backups of releases that did not seal."""
    db.session.remove()
    db.engine.dispose()
    sealed, bare, key = tmp_path / "sealed.zip", tmp_path / "bare.zip", key_of(app)
    backup.make(database_of(app), sealed, key=key, at=AT)
    with zipfile.ZipFile(sealed) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    for file, refused in ((bare, False), (sealed, True)):
        content = bytearray(file.read_bytes())
        content[content.rindex(b"PK\x01\x02") + 12] ^= 1  # the minute of its last entry
        file.write_bytes(content)
        if refused:
            with pytest.raises(backup.BackupRefused, match="backup_damaged"):
                backup.check(file, key=key)
        else:
            backup.check(file, key=key)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.prove
@pytest.mark.proves("T16")
def test_two_hundred_thousand_visits_are_restored_in_two_minutes(
    example: Flask, tmp_path: Path, tell: Tell
) -> None:
    """The example's visits, copied until there are 200,000."""
    live, key = database_of(example), key_of(example)
    db.session.remove()
    db.engine.dispose()
    with closing(sqlite3.connect(live)) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(door_visits)") if row[1] != "id"]
        names, (first,) = ", ".join(columns), raw.execute("SELECT max(id) FROM door_visits").fetchone()
        later = ", ".join("attempt + :more" if name == "attempt" else name for name in columns)
        more = 0
        while raw.execute("SELECT count(*) FROM door_visits").fetchone()[0] < 200_000:
            more += 100
            raw.execute(
                f"INSERT INTO door_visits ({names}) SELECT {later} FROM door_visits WHERE id <= :first",
                {"more": more, "first": first},
            )
        raw.commit()
    begun = time.monotonic()
    made = backup.make(live, tmp_path / "large.zip", key=key, at=AT, secret=SECRET)
    packed = time.monotonic()
    place = tmp_path / "elsewhere.sqlite"
    assert backup.restore(tmp_path / "large.zip", place, key=key, at=AT, secret=SECRET) == made
    restored = time.monotonic()
    assert backup.describe(place, key, AT).rows == made.rows
    megabytes = (tmp_path / "large.zip").stat().st_size / 1e6
    tell("backup of 200,000 visits: seconds / MB, encrypted", f"{packed - begun:.1f} / {megabytes:.0f}")
    tell("restore of 200,000 visits, checked: seconds", f"{restored - packed:.1f}")
    assert restored - packed < 120
