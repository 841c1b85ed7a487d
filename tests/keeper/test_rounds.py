"""The daily round: once a day, by one process, and by another when that one dies; and the same by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions import erasures, journal_heads, leases
from teamhub.actions.work import unit_of_work
from teamhub.cli.privacy import privacy
from teamhub.keeper import rounds
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.places import Resident
from teamhub.models.privacy import Erasure, RetentionRun
from tests.canaries import NAME, plant
from tests.cast import Cast
from tests.databases import contents

NOW = datetime(2022, 7, 1, 1, 0, tzinfo=UTC)


def over(cast: Cast) -> int:
    """A resident of a campaign that ended three months ago."""
    found = plant(cast)
    db.session.get_one(Campaign, cast.campaign_id).ends_on = date(2022, 4, 6)
    db.session.commit()
    return found.resident_id


@pytest.mark.proves("T59", "T60")
def test_the_round_erases_what_is_over_once_a_day_and_leaves_no_byte(app: Flask, cast: Cast) -> None:
    resident_id = over(cast)
    assert rounds.go_round("one", NOW) == 2, "both communities have their run"
    assert db.session.get_one(Resident, resident_id).name == ""
    assert db.session.scalars(select(Erasure)).one().scrubbed_at == NOW
    folder = Path(app.instance_path)
    assert NAME not in contents()
    db.session.remove()
    assert [
        file.name for file in folder.iterdir() if file.is_file() and NAME.encode() in file.read_bytes()
    ] == []
    assert (folder / erasures.LEDGER).stat().st_mode & 0o077 == 0
    assert (folder / journal_heads.FILE).exists()
    assert rounds.go_round("one", NOW + timedelta(hours=2)) == 0
    assert rounds.go_round("one", NOW + timedelta(hours=24)) == 2
    assert len(db.session.scalars(select(RetentionRun)).all()) == 4


def test_while_one_process_is_at_it_another_does_nothing_and_takes_over_when_it_died(
    app: Flask, cast: Cast
) -> None:
    with unit_of_work():
        assert leases.take(rounds.LEASE, "one", lasts=rounds.LASTS, at=NOW)
    assert rounds.go_round("two", NOW) == 0
    with unit_of_work():
        assert not leases.take(rounds.LEASE, "two", lasts=rounds.LASTS, at=NOW + rounds.LASTS / 2)
        assert leases.take(rounds.LEASE, "one", lasts=rounds.LASTS, at=NOW + rounds.LASTS / 2), "renewed"
    assert rounds.go_round("two", NOW + rounds.LASTS * 2) == 2


@pytest.mark.sqlite("such copies are made of the embedded database")
def test_copies_that_an_upgrade_laid_aside_do_not_outlive_a_fortnight(app: Flask, cast: Cast) -> None:
    folder, at = Path(app.instance_path), datetime.now(UTC)
    aside = folder / "teamhub.sqlite.schema-0002"
    aside.write_bytes(NAME.encode())
    rounds.go_round("one", at)
    assert aside.exists()
    rounds.go_round("one", at + timedelta(days=15))
    assert not aside.exists()


def test_by_hand_it_first_says_what_would_go(app: Flask, cast: Cast) -> None:
    resident_id = over(cast)
    runner = app.test_cli_runner()
    told = runner.invoke(privacy, ["purge", "--dry-run"])
    assert "residents 1" in told.output
    assert db.session.get_one(Resident, resident_id).name == NAME
    db.session.remove()
    done = runner.invoke(privacy, ["purge"])
    assert done.exit_code == 0, done.output
    assert db.session.get_one(Resident, resident_id).name == ""
    db.session.remove()
    again = runner.invoke(privacy, ["reapply"])
    assert "erased again: 0" in again.output
