"""Many leaders close one request at the same moment: one deed. And what holds it when the pages do not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from teamhub.actions import request_deeds, requests
from teamhub.actions.work import unit_of_work
from teamhub.domain.requests import RequestFacts
from teamhub.models.base import db
from teamhub.models.deeds import Deed, ResidentRequest
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
LEADERS = 8


def confirmed(cast: Cast) -> ResidentRequest:
    """A request that only waits to be closed."""
    leader, member = cast.viewer("leader"), cast.viewer("member")
    with unit_of_work():
        one = requests.take_request(RequestFacts("printing", "打印试卷6份"), by=leader, at=now())
        requests.assign_request(one.id, cast.person("member"), version=one.version, by=leader, at=now())
        for step, who in (("accepted", member), ("done", member), ("confirmed", leader)):
            requests.advance_request(one.id, step, by=who, at=now())
    return one


def deeds() -> int:
    return db.session.scalar(select(func.count()).select_from(Deed)) or 0


def test_closed_by_many_at_once_is_one_deed(as_: SignIn, cast: Cast) -> None:
    one = confirmed(cast)
    url, form = f"/linli/requests/{one.id}/steps", {"step": "closed", "version": str(one.version)}
    clients = [as_("leader") for _ in range(LEADERS)]
    posts = [(client, form | {"csrf_token": client.csrf()}) for client in clients]
    start = Barrier(LEADERS)

    def close(post: tuple[PageClient, dict[str, str]]) -> int:
        start.wait()
        return int(Context().run(post[0].http.post, url, data=post[1]).status_code)

    with ThreadPoolExecutor(LEADERS) as pool:
        answers = sorted(pool.map(close, posts))
    db.session.rollback()
    assert answers == [303] + [409] * (LEADERS - 1)
    assert deeds() == 1


def test_without_looking_first_the_table_itself_refuses_the_second_deed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the race would store if nobody looked for the first deed."""
    one = confirmed(cast)
    leader = cast.viewer("leader")
    with unit_of_work():
        requests.advance_request(one.id, "closed", by=leader, at=now())
    monkeypatch.setattr(request_deeds, "select", lambda *_: select(Deed).where(Deed.id == -1))
    monkeypatch.setattr(request_deeds, "next_code", lambda *within, form: "D9999")
    with pytest.raises(IntegrityError, match="request_id"), unit_of_work():
        request_deeds.count_deed(one, by=leader, at=now())
    monkeypatch.undo()
    assert deeds() == 1
