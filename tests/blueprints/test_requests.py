"""Requests: taken, sorted, given to somebody, done, confirmed, closed as one deed; who sees whom it is for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import requests as verbs
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import NotAllowed
from teamhub.domain.requests import RequestFacts
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry, Reveal
from teamhub.models.deeds import Deed, ResidentRequest
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]
WISH = {
    "category": "medicine",
    "wish": "女儿的药只有城那头有",
    "urgency": "normal",
    "channel": "post",
    "door": "1-1-301",
    "requested_by": "孔秀英",
    "phone": "13912345678",
}


def take(client: PageClient, expect: int = 303, **more: str) -> ResidentRequest:
    client.get("/linli/requests/new")
    once = client.soup.find("input", attrs={"name": "once"})
    assert once is not None
    client.post("/linli/requests/new", {**WISH, "once": str(once["value"]), **more}, expect=expect)
    return db.session.scalars(select(ResidentRequest).order_by(ResidentRequest.id.desc())).first()  # type: ignore[return-value]  # the tests that expect none do not look


def step(client: PageClient, request: ResidentRequest, kind: str, expect: int = 303, **more: str) -> None:
    db.session.refresh(request)
    sent = {"step": kind, "version": str(request.version), **more}
    client.post(f"/linli/requests/{request.id}/steps", sent, expect=expect)


def assign(client: PageClient, request: ResidentRequest, person_id: int, expect: int = 303) -> None:
    db.session.refresh(request)
    sent = {"person_id": str(person_id), "version": str(request.version)}
    client.post(f"/linli/requests/{request.id}/assign", sent, expect=expect)


def deeds() -> int:
    return db.session.scalar(select(func.count()).select_from(Deed).where(Deed.voided_at.is_(None))) or 0


def test_from_the_wish_to_one_deed(as_: As, cast: Cast) -> None:
    leader, member = as_("leader"), as_("member")
    request = take(leader)
    assert request.due_at is not None
    assert request.due_at - request.asked_at == timedelta(hours=24)
    assign(leader, request, cast.person("member"))
    member.get("/linli/me")
    assert "女儿的药" in member.text()
    step(member, request, "accepted")
    step(member, request, "done", note="药已送到家")
    step(leader, request, "confirmed")
    assert deeds() == 0, "only what is closed is a deed"
    step(leader, request, "closed")
    deed = db.session.scalars(select(Deed)).one()
    assert (deed.request_id, deed.category, deed.summary) == (request.id, "medicine", "药已送到家")
    assert [h.person_id for h in deed.helpers] == [cast.person("member")]
    assert deed.beneficiary == "", "a full name does not leave the request"


def test_closed_twice_is_one_deed_and_reopened_is_none(as_: As, cast: Cast) -> None:
    leader, member = as_("leader"), as_("member")
    request = take(leader)
    for _ in range(2):
        assign(leader, request, cast.person("member"))
        step(member, request, "accepted")
        step(member, request, "done")
        step(leader, request, "confirmed")
        step(leader, request, "closed")
        assert deeds() == 1
        step(leader, request, "reopened", 422)
        step(leader, request, "reopened", note="药拿错了")
        assert deeds() == 0
    assert db.session.scalar(select(func.count()).select_from(Deed)) == 1


def test_who_helped_does_not_confirm(app: Flask, cast: Cast) -> None:
    with unit_of_work():
        request = verbs.take_request(
            RequestFacts(category="medicine", wish="药"), by=cast.viewer("leader"), at=now()
        )
    with unit_of_work():
        verbs.assign_request(
            request.id,
            cast.person("group_leader"),
            version=request.version,
            by=cast.viewer("leader"),
            at=now(),
        )
    with unit_of_work():
        verbs.advance_request(request.id, "done", by=cast.viewer("group_leader"), at=now())
    with pytest.raises(NotAllowed), unit_of_work():
        verbs.advance_request(request.id, "confirmed", by=cast.viewer("group_leader"), at=now())


def test_name_phone_and_door_show_to_the_helper_from_accepting_on(as_: As, cast: Cast) -> None:
    leader, member = as_("leader"), as_("member")
    request = take(leader)
    assign(leader, request, cast.person("member"))
    member.get(f"/linli/requests/{request.id}")
    assert "孔秀英" not in member.text()
    assert "13912345678" not in member.text()
    step(member, request, "accepted")
    member.get(f"/linli/requests/{request.id}")
    assert "孔秀英" in member.text()
    assert "13912345678" in member.text()
    assert [r.reason for r in db.session.scalars(select(Reveal))] == ["assigned"]


def test_the_leader_opens_them_with_a_reason_that_is_kept(as_: As) -> None:
    leader = as_("leader")
    request = take(leader)
    for address in (f"/linli/requests/{request.id}", "/linli/requests"):
        leader.get(address)
        assert "孔秀英" not in leader.text()
        assert "13912345678" not in leader.text()
    leader.post(f"/linli/requests/{request.id}/reveal", {"reason": ""}, expect=422)
    assert "孔秀英" not in leader.text()
    leader.post(f"/linli/requests/{request.id}/reveal", {"reason": "回电"}, expect=200)
    assert "孔秀英" in leader.text()
    assert db.session.scalars(select(Reveal.reason)).all() == ["回电"]
    kept = db.session.scalars(select(JournalEntry)).all()
    assert not any("孔秀英" in str(e.details) or "139" in str(e.details) for e in kept)


def test_what_somebody_else_sees_to_is_not_there(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    request = take(leader)
    assign(leader, request, cast.person("member"))
    as_("other_member").get(f"/linli/requests/{request.id}", expect=404)
    as_("outsider").get(f"/bieqv/requests/{request.id}", expect=404)
    as_("reader").get("/linli/requests", expect=403)


def test_a_wish_without_words_keeps_what_was_typed(as_: As) -> None:
    client = as_("member")
    take(client, 422, wish=" ", door="2-1-301")
    door = client.soup.find("input", attrs={"name": "door"})
    assert door is not None
    assert door["value"] == "2-1-301"
    take(client, 422, advanced="很多")
    assert db.session.scalar(select(func.count()).select_from(ResidentRequest)) == 0


def test_the_same_submission_twice_is_one_request(as_: As) -> None:
    client = as_("member")
    client.get("/linli/requests/new")
    once = client.soup.find("input", attrs={"name": "once"})
    assert once is not None
    for _ in range(2):
        client.post("/linli/requests/new", {**WISH, "once": str(once["value"])})
    assert db.session.scalar(select(func.count()).select_from(ResidentRequest)) == 1


def test_likely_the_same_wish_is_shown_and_refused_never(as_: As) -> None:
    leader = as_("leader")
    first, second = take(leader), take(leader)
    leader.get(f"/linli/requests/{second.id}")
    alike = leader.soup.find(id="alike")
    assert alike is not None
    assert first.code in alike.get_text()


def test_a_stale_page_does_not_overwrite(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    request = take(leader)
    before = request.version
    assign(leader, request, cast.person("member"))
    sent = {"person_id": str(cast.person("worker")), "version": str(before)}
    leader.post(f"/linli/requests/{request.id}/assign", sent, expect=409)
    db.session.refresh(request)
    assert request.assigned_to_id == cast.person("member")


def test_overdue_comes_first_then_urgent_then_the_oldest(as_: As) -> None:
    leader = as_("leader")
    old, urgent, late = take(leader), take(leader, urgency="urgent"), take(leader)
    late.due_at = now() - timedelta(hours=1)
    db.session.commit()
    leader.get("/linli/requests")
    listed = [a.get_text() for a in leader.soup.select("#request-list tbody th a")]
    assert listed == [late.code, urgent.code, old.code]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_page_reads_well(as_: As, cast: Cast, language: str) -> None:
    leader, member = as_("leader", language=language), as_("member", language=language)
    leader.get("/linli/requests")
    request = take(leader, way="")
    assign(leader, request, cast.person("member"))
    leader.get(f"/linli/requests/{request.id}")
    leader.get("/linli/requests?state=all&overdue=1")
    member.get(f"/linli/requests/{request.id}")
    step(member, request, "accepted")
    member.get(f"/linli/requests/{request.id}")
    member.get("/linli/requests/new")
