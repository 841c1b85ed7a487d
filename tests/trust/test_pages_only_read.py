"""On PostgreSQL a request stores nothing outside a unit of work, and what it asks stays planned for the next one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy import func, select, text
from sqlalchemy.exc import InternalError, OperationalError

from teamhub import create_app
from teamhub.actions import schema
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.people import Account
from teamhub.web.reading import OnlyReading
from tests.conftest import CHEAP
from tools.own_postgres import own_server

pytestmark = pytest.mark.sqlite("makes a PostgreSQL of its own")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An empty installation on PostgreSQL."""
    with own_server() as server:
        made = create_app(
            {**CHEAP, "DATABASE_URL": server.url}, instance_path=str(tmp_path_factory.mktemp("own"))
        )
        with made.app_context():
            schema.upgrade()
            db.session.remove()
            yield made
            db.session.remove()
            db.engine.dispose()


def request(work: Any) -> None:
    """Does it as the application does what a request asks, and ends the request."""

    def application(environ: Any, start_response: Any) -> list[bytes]:
        work()
        return []

    try:
        OnlyReading(application)({}, lambda status, headers, error=None: lambda body: None)
    finally:
        db.session.remove()


def store() -> None:
    """Somebody new."""
    db.session.add(Account(login=secrets.token_hex(8), display_name="", created_at=datetime.now(UTC)))
    db.session.flush()


def accounts() -> int:
    return db.session.scalar(select(func.count()).select_from(Account)) or 0


def planned() -> int:
    """Statements that the connection has at hand."""
    return db.session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) or 0


def test_the_server_refuses_what_a_page_stores_outside_a_unit_of_work(app: Flask) -> None:
    with pytest.raises(InternalError) as refused:
        request(store)
    assert isinstance(refused.value.orig, errors.ReadOnlySqlTransaction)
    store()  # the control: nothing else refuses it
    assert accounts() == 1
    db.session.rollback()
    assert accounts() == 0
    db.session.rollback()


def test_a_unit_of_work_inside_a_request_stores(app: Flask) -> None:
    before = accounts()

    def verb() -> None:
        accounts()  # the page has begun to read
        with unit_of_work():
            store()
        assert accounts() == before + 1

    request(verb)
    assert accounts() == before + 1
    db.session.rollback()


def test_a_failed_unit_of_work_is_taken_back(app: Flask) -> None:
    before = accounts()

    def verb() -> None:
        with unit_of_work():
            store()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        request(verb)
    assert accounts() == before
    db.session.rollback()


def test_questions_of_a_page_stay_planned_for_the_next(app: Flask) -> None:
    for _ in range(8):
        request(accounts)
    kept = planned()
    assert kept > 0
    db.session.rollback()  # the control: not a page's, so it ends with ROLLBACK
    assert planned() == 0
    db.session.rollback()


def test_a_page_sees_one_moment_throughout(app: Flask) -> None:
    """Also after a page whose transaction ended with COMMIT."""
    request(accounts)
    before = accounts()
    db.session.rollback()

    def somebody_else() -> None:
        with app.app_context(), unit_of_work():
            store()

    def page() -> None:
        assert accounts() == before
        other = Thread(target=somebody_else)
        other.start()
        other.join()
        assert accounts() == before

    request(page)
    assert accounts() == before + 1
    db.session.rollback()


def end_connections(app: Flask) -> None:
    """As a restart of the server does."""
    with app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'teamhub' AND pid <> pg_backend_pid()"
            )
        )


@pytest.mark.parametrize("asks_again", [True, False])
def test_a_server_that_goes_away_within_a_page_is_met_by_the_next(app: Flask, *, asks_again: bool) -> None:
    """`asks_again`: the page notices by itself; else its end does."""

    def page() -> None:
        accounts()
        killer = Thread(target=end_connections, args=(app,))
        killer.start()
        killer.join()
        if asks_again:
            accounts()

    with pytest.raises(OperationalError):
        request(page)
    db.session.remove()
    request(accounts)
    request(accounts)
