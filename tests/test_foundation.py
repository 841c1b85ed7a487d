"""The ground everything stands on: transactions, replays, the journal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from teamhub.actions import journal
from teamhub.actions.work import KeyReused, Once, unit_of_work
from teamhub.models.base import db
from teamhub.models.campaigns import IdempotencyKey, JournalEntry
from teamhub.models.engine import PRAGMAS
from teamhub.models.places import Subdistrict
from tests.cast import Cast
from tests.databases import take_guard_away

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)


@pytest.mark.sqlite("its pragmas")
def test_every_connection_syncs_each_commit_and_checks_references(app: Flask) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    for _ in range(2):
        with db.engine.connect() as connection:
            for name, value in expected.items():
                assert connection.execute(text(f"PRAGMA {name}")).scalar() == value
        db.engine.dispose()
    assert {name for name, _ in PRAGMAS} >= set(expected)


def test_a_unit_of_work_that_fails_leaves_nothing(app: Flask) -> None:
    def fails() -> None:
        with unit_of_work():
            db.session.add(Subdistrict(name="东街道"))
            db.session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert db.session.scalar(select(func.count()).select_from(Subdistrict)) == 0


@pytest.mark.proves("T27")
def test_the_same_submission_twice_acts_once_and_answers_the_same(app: Flask) -> None:
    once = Once.of(7, "k1", {"name": "东街道"}, AT)
    for _ in range(3):
        with unit_of_work(once=once) as work:
            if not work.replayed:
                db.session.add(Subdistrict(name="东街道"))
                work.reply["id"] = 41
        assert work.reply == {"id": 41}
    assert db.session.scalar(select(func.count()).select_from(Subdistrict)) == 1
    assert db.session.scalar(select(func.count()).select_from(IdempotencyKey)) == 1


@pytest.mark.proves("T25")
def test_a_known_key_with_another_body_is_refused(app: Flask) -> None:
    with unit_of_work(once=Once.of(7, "k1", {"name": "东街道"}, AT)):
        pass
    with pytest.raises(KeyReused), unit_of_work(once=Once.of(7, "k1", {"name": "西街道"}, AT)):
        pass


@pytest.mark.proves("T26")
def test_two_people_may_use_the_same_key(app: Flask) -> None:
    for account in (7, 8):
        with unit_of_work(once=Once.of(account, "k1", {}, AT)) as work:
            assert not work.replayed


def test_the_journal_chain_names_the_entry_that_was_touched(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        for number in range(5):
            journal.write("post.open", by=leader, at=AT, object_type="post", object_id=number)
    assert list(journal.broken_entries(leader.community_id)) == []
    with unit_of_work():
        take_guard_away("journal_entries", "update")
        entry = db.session.scalars(select(JournalEntry).where(JournalEntry.seq == 3)).one()
        entry.object_id = 99
    assert list(journal.broken_entries(leader.community_id)) == [3]
