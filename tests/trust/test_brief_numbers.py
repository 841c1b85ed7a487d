"""Many people issue briefs in the same moment: numbers without gaps, one each, one print each."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from teamhub.actions import briefs as verbs
from teamhub.actions.integrity import problems
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import AlreadyDone
from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief, StoredDocument
from teamhub.models.people import Person
from teamhub.queries import briefs
from teamhub.web.clock import now
from tests.cast import Cast
from tests.databases import take_guard_away
from tests.figures import Tell

FIRST = date(2022, 4, 1)


def at_once(app: Flask, acts: list[Callable[[], None]]) -> list[BaseException]:
    """All in the same moment, each in a thread of its own; what they raised."""
    barrier = threading.Barrier(len(acts))
    raised: list[BaseException] = []

    def act(one: Callable[[], None]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                one()
            except Exception as error:
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def in_turn(act: Callable[[], int]) -> int:
    """Who waits too long for the writer's turn is told so (503, try again), and tries again."""
    for _ in range(30):
        try:
            with unit_of_work():
                return act()
        except OperationalError:
            db.session.rollback()
    raise TimeoutError("never got a turn")


def issue_and_store(cast: Cast, day: date) -> None:
    """As the page does it: issue, then print outside the transaction, here twice as after a lost answer."""
    brief_id = in_turn(lambda: verbs.issue(day, version=0, by=cast.viewer("leader"), at=now()).id)

    def store() -> int:
        verbs.store_print(brief_id, "zh_Hans_CN", f"print of {day}".encode(), at=now())
        return brief_id

    for _ in range(2):
        in_turn(store)


def hashes() -> dict[int, tuple[str, str]]:
    rows = db.session.execute(
        select(DailyBrief.number, DailyBrief.frozen, StoredDocument.content, StoredDocument.sha256).join(
            StoredDocument, StoredDocument.brief_id == DailyBrief.id
        )
    ).all()
    assert all(hashlib.sha256(content).hexdigest() == kept for _n, _frozen, content, kept in rows)
    return {
        n: (hashlib.sha256((frozen or "").encode()).hexdigest(), kept)
        for n, frozen, _content, kept in rows
        if n
    }


def issued_at_once(app: Flask, cast: Cast, *, people: int, rounds: int) -> None:
    for number in range(rounds):
        days = [FIRST + timedelta(days=number * people + n) for n in range(people)]
        raised = at_once(app, [partial(issue_and_store, cast, day) for day in days])
        assert raised == []
        db.session.rollback()
        numbers = sorted(db.session.scalars(select(DailyBrief.number)))  # type: ignore[type-var]
        assert numbers == list(range(1, (number + 1) * people + 1))
    assert len(hashes()) == people * rounds


def edit_later(cast: Cast, times: int) -> None:
    """Records that the briefs counted go on changing."""
    with unit_of_work():
        for turn in range(times):
            person_id = list(cast.people.values())[turn % len(cast.people)]
            db.session.get_one(Person, person_id).position = f"职务{turn}"
            db.session.flush()


@pytest.mark.proves("T39", "T62")
def test_numbers_have_no_gap_and_hashes_stay(app: Flask, cast: Cast) -> None:
    issued_at_once(app, cast, people=8, rounds=2)
    before = hashes()
    edit_later(cast, 200)
    assert hashes() == before


@pytest.mark.proves("T39")
def test_of_many_who_issue_the_same_brief_one_does_and_the_others_learn_who(app: Flask, cast: Cast) -> None:
    who = ("leader", "secretary") * 4

    def issue_it(name: str) -> None:
        in_turn(lambda: verbs.issue(FIRST, version=0, by=cast.viewer(name), at=now()).id)

    raised = at_once(app, [partial(issue_it, name) for name in who])
    db.session.rollback()
    row = db.session.scalars(select(DailyBrief)).one()
    assert row.number == 1
    assert len(raised) == len(who) - 1
    for error in raised:
        assert isinstance(error, AlreadyDone)
        assert (error.values["number"], error.values["by"]) == (1, row.approved_by)


@pytest.mark.proves("T62")
def test_prints_exchanged_with_their_digests_are_found_by_verify(app: Flask, cast: Cast) -> None:
    """Somebody with the file itself in hand, who knows of the triggers."""
    for day in (FIRST, FIRST + timedelta(days=1)):
        issue_and_store(cast, day)
    key = app.config["TEAMHUB_JOURNAL_KEY"].encode()
    assert problems(db.session(), key) == []
    first, second = db.session.scalars(select(StoredDocument).order_by(StoredDocument.id)).all()
    told = [(first.id, second.sha256, second.content), (second.id, first.sha256, first.content)]
    take_guard_away("stored_documents", "update")
    for row_id, digest, content in told:
        db.session.execute(
            text("UPDATE stored_documents SET sha256 = :d, content = :c WHERE id = :id"),
            {"d": digest, "c": content, "id": row_id},
        )
    db.session.commit()
    db.session.expire_all()
    assert [p.code for p in problems(db.session(), key)] == ["brief_print", "brief_print"]
    take_guard_away("stored_documents", "delete")
    db.session.execute(text("DELETE FROM stored_documents"))
    db.session.commit()
    assert [p.place.rpartition(": ")[2] for p in problems(db.session(), key)] == ["gone", "gone"]


@pytest.mark.proves("T39")
def test_without_the_write_lock_two_take_one_number(app: Flask, cast: Cast) -> None:
    """The control: asked for before the transaction, a number is given twice, and only the table's own rule is left
    to refuse it."""
    asked = threading.Barrier(4)

    def careless(day: date) -> None:
        number = briefs.next_number(cast.community_id, 2022)
        db.session.rollback()
        asked.wait()
        with unit_of_work():
            brief = verbs.issue(day, version=0, by=cast.viewer("leader"), at=now())
            db.session.execute(
                text("UPDATE daily_briefs SET state = 'draft', number = :n WHERE id = :id"),
                {"n": number, "id": brief.id},
            )

    days = [FIRST + timedelta(days=n) for n in range(4)]
    take_guard_away("daily_briefs", "update")
    db.session.commit()
    raised = at_once(app, [partial(careless, day) for day in days])
    assert len(raised) == 3
    assert all(isinstance(error, IntegrityError) for error in raised)


@pytest.mark.proves("T39", "T62")
@pytest.mark.prove
def test_thirty_two_at_once_fifty_times(app: Flask, cast: Cast, tell: Tell) -> None:
    issued_at_once(app, cast, people=32, rounds=50)
    before = hashes()
    edit_later(cast, 10_000)
    assert hashes() == before
    count = db.session.scalar(select(func.count()).select_from(StoredDocument))
    tell("briefs issued 32 at once, 50 times: issued / gaps / prints", f"{len(before)} / 0 / {count}")
