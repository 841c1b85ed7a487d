"""Somebody is removed while a request of theirs is under way: it is refused, and the history keeps their name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import people as verbs
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.deeds import Deed
from teamhub.models.engine import before_writing
from teamhub.models.people import Person
from teamhub.queries import viewers
from teamhub.web import access
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]


def send(cast: Cast, as_: As, patch: pytest.MonkeyPatch, expect: int) -> None:
    """The member records a deed; between the gate and the lock the leader deactivates them."""
    gate, member = viewers.viewer_in, as_("member")

    def then_removed(*given: Any, **named: Any) -> Any:
        entered = gate(*given, **named)
        token = before_writing.set(None)  # the leader's request is another one
        with unit_of_work():
            verbs.deactivate_person(
                db.session.get_one(Person, cast.person("member")),
                by=cast.viewer("leader"),
                at=datetime.now(UTC),
            )
        before_writing.reset(token)
        return entered

    patch.setattr(viewers, "viewer_in", then_removed)
    member.post(
        "/linli/deeds/new",
        {
            "category": "shopping",
            "summary": "代买药品",
            "done_at": "2022-04-03T09:00",
            "once": "b" * 20,
            "compound_id": "",
            "helpers": [str(cast.person("member"))],
        },
        expect=expect,
    )


@pytest.mark.proves("T45")
def test_a_request_under_way_is_refused_when_its_sender_is_removed(
    app: Flask, cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(cast, as_, monkeypatch, 401)
    assert db.session.scalar(select(func.count()).select_from(Deed)) == 0
    monkeypatch.undo()
    as_("leader").get(f"/linli/people/{cast.person('member')}")
    person = db.session.get_one(Person, cast.person("member"))
    assert (person.name, person.active) == ("李文涛", False)


def test_without_the_second_look_it_would_have_been_stored(
    app: Flask, cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(access, "_still_signed_in", lambda: None)
    send(cast, as_, monkeypatch, 303)
    assert db.session.scalar(select(func.count()).select_from(Deed)) == 1


@pytest.mark.proves("T45")
def test_the_sessions_of_somebody_removed_are_dead_at_once(app: Flask, cast: Cast, as_: As) -> None:
    member = as_("member")
    member.get("/linli/me")
    with unit_of_work():
        verbs.deactivate_person(
            db.session.get_one(Person, cast.person("member")),
            by=replace(cast.viewer("leader")),
            at=datetime.now(UTC),
        )
    assert member.get("/linli/me", expect=303).location.startswith("/sign-in")
