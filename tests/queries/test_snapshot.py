"""What is asked again in one reading transaction is answered from memory; never longer, never in a unit of work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.modes import only_reading
from teamhub.models.places import Subdistrict
from teamhub.queries.snapshot import once


def districts() -> int:
    def ask() -> int:
        return db.session.scalar(select(func.count()).select_from(Subdistrict)) or 0

    return once(("test.districts", 1), ask)


def add() -> None:
    db.session.add(Subdistrict(name="北郊街道"))
    db.session.flush()


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What is asked, as within a request."""
    found: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda c, u, statement, *_: found.append(statement))
    token = only_reading.set(True)
    yield found
    only_reading.reset(token)


def asked(statements: list[str]) -> int:
    return sum("FROM subdistricts" in statement for statement in statements)


def test_a_question_is_asked_once_in_one_transaction(statements: list[str]) -> None:
    assert districts() == districts() == districts()
    assert asked(statements) == 1
    assert once(("test.districts", 2), lambda: "another question") == "another question"


def test_outside_a_request_every_question_is_asked(statements: list[str]) -> None:
    token = only_reading.set(False)
    before = districts()
    add()
    assert districts() == before + 1
    db.session.rollback()
    only_reading.reset(token)


def test_the_next_transaction_asks_again(statements: list[str]) -> None:
    before = districts()
    db.session.rollback()
    with unit_of_work():
        add()
    assert districts() == before + 1
    assert asked(statements) == 2


def test_a_unit_of_work_sees_what_it_stores(statements: list[str]) -> None:
    with unit_of_work():
        before = districts()
        add()
        assert districts() == before + 1
    assert districts() == before + 1


def test_none_is_an_answer_and_without_a_transaction_nothing_is_kept(statements: list[str]) -> None:
    calls: list[int] = []
    db.session.rollback()

    def ask() -> None:
        calls.append(1)

    once(("test.none", 1), ask)
    once(("test.none", 1), ask)
    assert len(calls) == 2
    districts()
    once(("test.none", 1), ask)
    once(("test.none", 1), ask)
    assert len(calls) == 3
