"""A page that looks for news is answered without asking the application, until anybody writes anything."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from teamhub.actions import deeds
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.people import UserSession
from teamhub.web import clock, session, unchanged
from tests.cast import Cast
from tests.page_client import PageClient
from tests.statements import counted

SignIn = Callable[..., PageClient]
PATHS = ("/linli/tally", "/linli/tally/screen", "/linli/tally.json", "/linli/duty")
NOON = datetime.fromisoformat("2022-04-03T12:00:10+08:00")


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of sessions and of answers, which a test moves on by hand; what views show keeps its own."""
    held = Clock()
    monkeypatch.setattr(clock, "now", held.now)
    monkeypatch.setattr(session, "now", held.now)
    return held


@pytest.fixture
def reader(as_: SignIn, time: Clock) -> PageClient:
    client = as_("leader")
    with client.http.session_transaction() as cookie:
        cookie["_permanent"], cookie["seen"] = True, int(NOON.timestamp())
    client.csrf()
    return client


def ask(client: PageClient, path: str, mark: str = "") -> tuple[int, str, int]:
    """Status, mark, and how many questions went to the database."""
    with counted() as asked:
        answer = Context().run(client.http.get, path, headers={"If-None-Match": mark} if mark else {})
    return answer.status_code, answer.headers.get("ETag", ""), len(asked)


@pytest.mark.sqlite(
    "on PostgreSQL, which does not tell that something was written, every question takes the whole way"
)
@pytest.mark.parametrize("path", PATHS)
def test_the_same_question_again_costs_nothing(reader: PageClient, path: str) -> None:
    ok, mark, questions = ask(reader, path)
    assert (ok, questions > 0) == (200, True)
    assert ask(reader, path, mark) == (304, mark, 0)
    assert ask(reader, path, mark) == (304, mark, 0)
    assert ask(reader, path, '"another"')[0] == 200


def test_a_page_asked_whole_comes_whole(reader: PageClient) -> None:
    mark = ask(reader, PATHS[0])[1]
    assert ask(reader, PATHS[0])[0] == 200
    assert ask(reader, PATHS[0], mark)[0] == 304


def test_whatever_is_written_is_seen_with_the_next_question(reader: PageClient, cast: Cast) -> None:
    mark = ask(reader, PATHS[0])[1]
    with unit_of_work():
        deeds.note_deed(deeds.DeedFacts("printing", NOON), by=cast.viewer("member"), at=NOON)
    status, newer, questions = ask(reader, PATHS[0], mark)
    assert (status, questions > 0) == (200, True)
    assert newer != mark


def test_a_session_that_was_revoked_hears_nothing_more(reader: PageClient) -> None:
    mark = ask(reader, PATHS[0])[1]
    assert ask(reader, PATHS[0], mark)[0] == 304
    db.session.execute(update(UserSession).values(revoked_at=NOON))
    db.session.commit()
    assert ask(reader, PATHS[0], mark)[0] == 303


def test_somebody_else_with_the_mark_takes_the_whole_way(
    app: Flask, reader: PageClient, stranger: PageClient, as_: SignIn
) -> None:
    mark = ask(reader, PATHS[0])[1]
    assert ask(stranger, PATHS[0], mark)[0] == 303
    assert ask(as_("outsider"), PATHS[0], mark)[0] == 404


@pytest.mark.sqlite(
    "on PostgreSQL, which does not tell that something was written, every question takes the whole way"
)
def test_the_minute_is_over(reader: PageClient, time: Clock) -> None:
    mark = ask(reader, PATHS[0])[1]
    assert ask(reader, PATHS[0], mark)[2] == 0
    time.at += timedelta(seconds=50)
    assert ask(reader, PATHS[0], mark)[2] > 0


@pytest.mark.sqlite(
    "on PostgreSQL, which does not tell that something was written, every question takes the whole way"
)
def test_it_forgets_the_oldest(reader: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "KEPT", 2)
    mark = ask(reader, PATHS[0])[1]
    for path in PATHS[1:3]:
        ask(reader, path)
    assert ask(reader, PATHS[0], mark)[2] > 0
