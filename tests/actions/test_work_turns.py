"""Writers of one process take turns instead of asking SQLite's lock again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from teamhub.actions.work import Once, Work, unit_of_work
from teamhub.models import turns
from teamhub.models.base import db
from teamhub.models.places import Subdistrict
from teamhub.web.clock import now
from tests.cast import Cast


def in_a_thread(app: Flask, do: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            do()
            db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_second_writer_waits_and_then_sees_what_the_first_stored(app: Flask) -> None:
    seen: list[int] = []

    def second() -> None:
        with unit_of_work():
            seen.append(db.session.scalar(select(func.count()).select_from(Subdistrict)) or 0)

    with unit_of_work():
        waiting = in_a_thread(app, second)
        waiting.join(timeout=0.3)
        assert waiting.is_alive()
        assert seen == []
        db.session.add(Subdistrict(name="东街道"))
    waiting.join(timeout=5)
    assert seen == [1]


def test_who_waits_too_long_is_told_that_the_database_is_busy(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    told: list[str] = []

    def second() -> None:
        try:
            with unit_of_work():
                pass
        except OperationalError as error:
            told.append(str(error.orig))

    with unit_of_work():
        in_a_thread(app, second).join(timeout=5)
    assert len(told) == 1
    assert "lock" in told[0]


def test_after_a_failure_the_next_writer_has_the_turn(app: Flask) -> None:
    def fails() -> None:
        with unit_of_work():
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()

    def second() -> None:
        with unit_of_work():
            db.session.add(Subdistrict(name="东街道"))

    in_a_thread(app, second).join(timeout=5)
    assert db.session.scalar(select(func.count()).select_from(Subdistrict)) == 1


@pytest.mark.sqlite("its writers' turn")
def test_a_submission_answered_before_takes_no_turn(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.3)
    once = Once.of(cast.account("member"), "scan-1", {"seat": 1}, now())
    other = Once.of(cast.account("member"), "scan-2", {"seat": 1}, now())
    with unit_of_work(once) as work:
        work.reply = {"n": 1}
    answered: list[Work] = []
    refused: list[bool] = []

    def again() -> None:
        with unit_of_work(once) as work:
            answered.append(work)
        with pytest.raises(OperationalError), unit_of_work(other):
            pass
        refused.append(True)

    with unit_of_work():
        in_a_thread(app, again).join(timeout=20)
    assert [(work.replayed, work.reply) for work in answered] == [(True, {"n": 1})]
    assert refused == [True], "a new one waits for the turn"
