"""Volunteers whom nobody listed: shut by default, nothing kept without consent, admitted in one tap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from teamhub.actions import walk_ups as verbs
from teamhub.actions.settings import set_thresholds, write_text
from teamhub.actions.work import unit_of_work
from teamhub.domain.walk_ups import WalkUpRefused
from teamhub.models.base import db
from teamhub.models.people import Account, Membership, Person, SignInThrottle, WalkUp
from teamhub.web.clock import now
from tests.cast import STARTED, Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]
JOIN = "/linli/people/join"
WAITING = "/linli/people/walk-ups"
SELF = {"name": "赵志愿", "phone": "139 1234 5678", "member_type": "volunteer", "confirms": "y"}


@pytest.fixture
def welcome(cast: Cast) -> Cast:
    with unit_of_work():
        leader = cast.viewer("leader")
        set_thresholds({"volunteers_welcome": True}, by=leader, at=now())
        write_text(
            "volunteer_rules", "服从安排\n佩戴口罩", "Follow the leader\nWear a mask", by=leader, at=now()
        )
    return cast


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(WalkUp)) or 0


def offer(stranger: PageClient, expect: int = 303, **more: str) -> None:
    stranger.get(JOIN)
    once = stranger.soup.find("input", attrs={"name": "once"})
    assert once is not None
    sent = {**SELF, "once": str(once["value"]), **more}
    stranger.post(JOIN, {k: v for k, v in sent.items() if v}, expect=expect)


def test_it_is_shut_until_the_community_opens_it(as_: As, stranger: PageClient, cast: Cast) -> None:
    for path in (JOIN, "/linli/people/joined"):
        stranger.get(path, expect=404)
    as_("leader").get(f"{JOIN}/poster.pdf", expect=404)


def test_from_the_poster_to_the_roster_in_one_tap(as_: As, stranger: PageClient, welcome: Cast) -> None:
    offer(stranger)
    stranger.get("/linli/people/joined")
    assert stranger.soup.select_one("#join-state form") is None
    waits = db.session.scalars(select(WalkUp)).one()
    leader = as_("leader")
    leader.get("/linli/me")
    assert "1人等待加入" in leader.text()
    leader.get(WAITING)
    assert "赵志愿" in leader.text()
    assert "13912345678" not in leader.text()

    leader.post(f"{WAITING}/{waits.id}/admit", {})
    person = db.session.scalars(select(Person).where(Person.name == "赵志愿")).one()
    assert (person.active, person.phone, person.member_type) == (True, "13912345678", "volunteer")
    assert person.deployed_from is not None
    roles = db.session.scalars(select(Membership.role).where(Membership.account_id == person.account_id))
    assert list(roles) == ["sweeper"]

    stranger.get("/linli/people/joined")
    assert stranger.soup.select_one("#join-state form") is not None
    answer = stranger.post("/linli/people/joined", {})
    way = answer.headers["Location"]
    stranger.get(way)
    stranger.post(way, {"pin": "482915", "again": "482915"})
    stranger.get("/linli/me")
    stranger.get(WAITING, expect=403)
    db.session.expire_all()
    account = db.session.get_one(Account, person.account_id)
    assert account.pin_hash


def test_the_phone_opens_no_second_way_once_it_is_set_up(
    as_: As, stranger: PageClient, welcome: Cast
) -> None:
    offer(stranger)
    key = verbs.browser_key("secret", "x")
    with pytest.raises(WalkUpRefused, match="walk_up_not_admitted"):
        verbs.open_the_way(key, community_id=welcome.community_id, at=now())
    answer = stranger.post("/linli/people/joined", {})
    assert answer.headers["Location"].endswith("/people/joined")


def test_declined_is_wiped_and_decided_once(as_: As, stranger: PageClient, welcome: Cast) -> None:
    offer(stranger)
    waits = db.session.scalars(select(WalkUp)).one()
    leader = as_("leader")
    leader.post(f"{WAITING}/{waits.id}/decline", {})
    db.session.refresh(waits)
    assert (waits.name, waits.phone, waits.person_id) == ("", "", None)
    leader.post(f"{WAITING}/{waits.id}/admit", {}, expect=409)
    assert db.session.scalar(select(func.count()).where(Person.name.in_(("", "赵志愿")))) == 0
    stranger.get("/linli/people/joined")
    assert stranger.soup.select_one("#join-state form") is None


def test_a_number_on_the_roster_is_not_admitted_twice(as_: As, stranger: PageClient, welcome: Cast) -> None:
    offer(stranger)
    first = db.session.scalars(select(WalkUp)).one()
    leader = as_("leader")
    leader.post(f"{WAITING}/{first.id}/admit", {})
    offer(stranger, name="钱志愿")
    second = db.session.scalars(select(WalkUp).where(WalkUp.id != first.id)).one()
    leader.post(f"{WAITING}/{second.id}/admit", {}, expect=409)
    db.session.refresh(second)
    assert second.admitted_at is None
    assert db.session.scalars(select(Person.name).where(Person.phone == "13912345678")).all() == ["赵志愿"]


def test_only_leaders_of_this_community_decide(as_: As, stranger: PageClient, welcome: Cast) -> None:
    offer(stranger)
    waits = db.session.scalars(select(WalkUp)).one()
    for name in ("member", "group_leader"):
        as_(name).post(f"{WAITING}/{waits.id}/admit", {}, expect=403)
    as_("outsider").post(f"/bieqv/people/walk-ups/{waits.id}/admit", {}, expect=404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"confirms": ""},
        {"name": ""},
        {"phone": "12"},
        {"phone": "110"},
        {"member_type": "cadre"},
        {"member_type": "medic"},
        {"member_type": ""},
    ],
    ids=str,
)
def test_nothing_is_kept_of_a_refused_offer(
    stranger: PageClient, welcome: Cast, wrong: dict[str, str]
) -> None:
    offer(stranger, expect=422, **wrong)
    assert kept() == 0


def test_a_flood_is_stopped_and_a_second_press_changes_nothing(stranger: PageClient, welcome: Cast) -> None:
    most = verbs.OFFERED_FROM_ADDRESS.failures
    for _ in range(most):
        offer(stranger, once="same")
    assert kept() == 1
    offer(stranger, expect=429)


def test_the_poster_is_one_sheet(as_: As, welcome: Cast) -> None:
    answer = as_("leader").get(f"{JOIN}/poster.pdf")
    assert answer.data.startswith(b"%PDF")


HOSTILE = ("<script>alert(1)</script>", "' OR 1=1 --", "\x00", "=1+1", "9" * 400, "{{7*7}}", "\u202e\u0000")
HELD = st.text(max_size=60) | st.sampled_from(HOSTILE)


def test_a_hundred_hostile_inputs(as_: As, stranger: PageClient, welcome: Cast) -> None:
    """Some fields hostile, with and without consent, and fields that are not on the form."""
    stranger.get(JOIN)
    answers: Counter[int] = Counter()

    @settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        hostile=st.dictionaries(st.sampled_from(("name", "phone", "member_type")), HELD, max_size=2),
        consent=st.booleans(),
        number=st.uuids(),
    )
    def send(hostile: dict[str, str], consent: bool, number: UUID) -> None:
        with unit_of_work():
            db.session.execute(delete(SignInThrottle))
        before = kept()
        form = {**SELF, "once": str(number), "person_id": "1", "admitted_at": str(STARTED), **hostile}
        if not consent:
            del form["confirms"]
        answer = stranger.http.post(JOIN, data={**form, "csrf_token": stranger.csrf()})
        db.session.rollback()
        answers[answer.status_code] += 1
        assert kept() - before in ({0, 1} if consent and answer.status_code == 303 else {0})
        assert b"<script>alert(1)" not in answer.data

    send()
    assert set(answers) == {303, 400, 422}
    rows = db.session.scalars(select(WalkUp)).all()
    assert {(r.person_id, r.admitted_at, r.member_type) for r in rows} == {(None, None, "volunteer")}
    page = as_("leader").get(WAITING).get_data(as_text=True)
    assert "<script>alert" not in page
