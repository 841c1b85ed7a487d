"""Erased is erased: no byte in any file, counts and journal as before, and a restored backup does not bring it back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from teamhub.actions import erasures, integrity, journal, scrubbing
from teamhub.actions.erasures import ErasureRefused
from teamhub.actions.work import unit_of_work
from teamhub.models.base import Base, db
from teamhub.models.care import VulnerableResident
from teamhub.models.duty import ActivityLogEntry
from teamhub.models.people import Account, Person, UserSession
from teamhub.models.places import Resident
from teamhub.models.privacy import Erasure
from tests.canaries import MEMBER, MEMBER_PHONE, NAME, PHONE, every_personal_table, plant
from tests.cast import Cast
from tests.databases import contents

NOW = datetime(2022, 4, 20, 1, 0, tzinfo=UTC)


def files_with(folder: Path, word: str) -> list[str]:
    """Files of the instance in which the word stands, as UTF-8, UTF-16 or in JSON's escapes."""
    forms = (word.encode(), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode())
    return [
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(form in file.read_bytes() for form in forms)
    ]


def counts() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name
        not in {"journal_entries", "erasures", "uploads", "care_medicines", "enrolment_codes", "leases"}
    }


def test_canaries_sit_in_every_table_that_holds_something_personal(app: Flask, cast: Cast) -> None:
    found = plant(cast)
    assert {column.partition(".")[0] for column in found.words.values()} >= every_personal_table()
    assert len(found.words) >= 20


@pytest.mark.sqlite("reads the files of the embedded database")
@pytest.mark.proves("T60")
def test_an_erased_resident_leaves_no_byte_in_any_file_and_the_counts_as_they_were(
    app: Flask, cast: Cast
) -> None:
    found = plant(cast)
    folder, before = Path(app.instance_path), counts()
    gone = [
        NAME,
        PHONE,
        *found.of("residents.", "vulnerable_", "care_", "resident_requests.", "request_steps.", "deeds."),
        *found.of("door_visits.note", "commitment_letters.", "uploads.", "print_jobs."),
    ]
    for word in gone:
        assert files_with(folder, word), f"{word} was never there: the search proves nothing"
    with unit_of_work():
        erasures.erase_resident(found.resident_id, "asked", by=cast.viewer("leader"), at=NOW)
    assert scrubbing.scrub(at=NOW)
    assert {word: found.words[word] for word in gone if files_with(folder, word)} == {}
    assert counts() == before
    assert list(journal.broken_entries(cast.community_id)) == []
    assert integrity.problems(db.session(), app.config["TEAMHUB_JOURNAL_KEY"].encode()) == []
    assert db.session.scalars(select(Erasure)).one().scrubbed_at == NOW
    log = db.session.scalars(select(ActivityLogEntry)).one()
    assert log.text == f"雀*月的电话139****0101，{MEMBER}去过", "the log keeps what is not about the erased"
    db.session.remove()


@pytest.mark.sqlite("reads the files of the embedded database")
def test_without_the_scrub_the_bytes_stay_in_the_log(app: Flask, cast: Cast) -> None:
    """The negative control: rows that are merely emptied still stand in the write-ahead log."""
    found = plant(cast)
    with unit_of_work():
        erasures.erase_resident(found.resident_id, "asked", by=cast.viewer("leader"), at=NOW)
    assert files_with(Path(app.instance_path), NAME)


@pytest.mark.sqlite("reads the files of the embedded database")
def test_a_reader_of_an_older_state_makes_the_scrub_try_again(app: Flask, cast: Cast) -> None:
    found = plant(cast)
    file = db.engine.url.database
    assert file
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM residents").fetchone()
        with unit_of_work():
            erasures.erase_resident(found.resident_id, "asked", by=cast.viewer("leader"), at=NOW)
        assert not scrubbing.scrub(at=NOW)
        assert len(scrubbing.waiting()) == 1
        reader.execute("COMMIT")
    assert scrubbing.scrub(at=NOW)
    assert scrubbing.waiting() == []


@pytest.mark.sqlite("reads the files of the embedded database")
@pytest.mark.proves("T60", "T45")
def test_an_erased_member_leaves_no_byte_and_keeps_a_label_where_they_served(app: Flask, cast: Cast) -> None:
    found = plant(cast)
    db.session.add(
        UserSession(
            account_id=found.account_id,
            token_digest="f" * 64,
            created_at=NOW,
            last_seen_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
    )
    db.session.commit()
    folder = Path(app.instance_path)
    gone = [MEMBER, MEMBER_PHONE, *found.of("people.", "accounts.", "devices.", "walk_ups.")]
    assert all(files_with(folder, word) for word in gone)
    with unit_of_work():
        erasures.erase_person(found.person_id, "asked", by=cast.viewer("leader"), at=NOW)
    assert scrubbing.scrub(at=NOW)
    assert {word: found.words[word] for word in gone if files_with(folder, word)} == {}
    person = db.session.get_one(Person, found.person_id)
    assert (person.name, person.active) == ("P901", False)
    account = db.session.get_one(Account, found.account_id)
    assert account.disabled_at == NOW
    assert account.display_name == "P901"
    assert db.session.scalars(select(UserSession.revoked_at)).all() == [NOW]
    db.session.remove()


def test_no_row_says_a_word_of_the_erased_and_the_scrub_finds_nothing_left(app: Flask, cast: Cast) -> None:
    found = plant(cast)
    gone = [
        NAME,
        PHONE,
        MEMBER,
        MEMBER_PHONE,
        *found.of("care_", "people.", "accounts.", "resident_requests."),
    ]
    assert all(word in contents() for word in gone)
    with unit_of_work():
        erasures.erase_resident(found.resident_id, "asked", by=cast.viewer("leader"), at=NOW)
        erasures.erase_person(found.person_id, "asked", by=cast.viewer("leader"), at=NOW)
    assert scrubbing.scrub(at=NOW)
    said = contents()
    assert [word for word in gone if word in said] == []
    assert scrubbing.waiting() == []


def test_who_still_works_here_is_deactivated_first(app: Flask, cast: Cast) -> None:
    with pytest.raises(ErasureRefused, match="erasure_person_active"):
        erasures.erase_person(cast.person("member"), "asked", by=cast.viewer("leader"), at=NOW)


@pytest.mark.sqlite("reads the files of the embedded database")
@pytest.mark.proves("T18")
def test_a_restored_backup_does_not_bring_the_erased_back(app: Flask, cast: Cast, tmp_path: Path) -> None:
    found = plant(cast)
    key = app.config["TEAMHUB_JOURNAL_KEY"].encode()
    live = Path(db.engine.url.database or "")
    db.session.remove()
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(tmp_path / "old.sqlite")) as copy:
        source.backup(copy)
    with unit_of_work():
        erasures.erase_resident(found.resident_id, "asked", by=cast.viewer("leader"), at=NOW)
        erasures.erase_person(found.person_id, "asked", by=cast.viewer("leader"), at=NOW)
    ledger = tmp_path / erasures.LEDGER
    erasures.keep_ledger(ledger, erasures.ledger_of(db.session()), key=key)
    assert "雀" not in ledger.read_text("utf-8")
    db.session.remove()
    db.engine.dispose()
    shutil.copy(tmp_path / "old.sqlite", live)
    for leftover in ("-wal", "-shm"):
        live.with_name(live.name + leftover).unlink(missing_ok=True)
    assert files_with(live.parent, NAME), "the old backup holds the name"

    lines = erasures.read_ledger(ledger, key=key)
    assert erasures.reapply_to(live, lines, key=key, at=NOW) == 2
    assert erasures.reapply_to(live, lines, key=key, at=NOW) == 0, "a second time finds nothing to do"

    assert files_with(live.parent, NAME) == []
    assert files_with(live.parent, MEMBER_PHONE) == []
    assert db.session.get_one(Resident, found.resident_id).name == ""
    assert list(journal.broken_entries(cast.community_id)) == []
    last = db.session.execute(
        text("SELECT action, details FROM journal_entries ORDER BY id DESC LIMIT 1")
    ).one()
    assert last.action == "privacy.reapplied"
    assert json.loads(last.details) == {"erased": 2}


def test_a_line_that_somebody_wrote_into_the_ledger_erases_nobody(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    found = plant(cast)
    key = app.config["TEAMHUB_JOURNAL_KEY"].encode()
    ledger = tmp_path / erasures.LEDGER
    line = erasures.Line(cast.community_id, "resident", found.resident_id, "asked", NOW)
    erasures.keep_ledger(ledger, [line], key=b"another key")
    ledger.write_text(ledger.read_text("utf-8") + "nonsense\n" + '{"kind": "resident"}\n', "utf-8")
    assert erasures.read_ledger(ledger, key=key) == []
    assert db.session.get_one(Resident, found.resident_id).name == NAME


def test_a_form_opened_before_the_erasure_cannot_write_the_words_back(app: Flask, cast: Cast) -> None:
    found = plant(cast)
    before = db.session.get_one(VulnerableResident, found.entry_id).version
    with unit_of_work():
        erasures.erase_resident(found.resident_id, "asked", by=cast.viewer("leader"), at=NOW)
    assert db.session.get_one(VulnerableResident, found.entry_id).version == before + 1
