"""Rounds at the desk, counts and queues on the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import testing_rounds as verbs
from teamhub.actions.work import unit_of_work
from teamhub.domain.testing_plans import RoundPlan
from teamhub.models.base import db
from teamhub.models.testing import (
    QueueObservation,
    SamplingSite,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
)
from tests.cast import Cast
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
STARTS, ENDS = datetime(2022, 4, 2, 0, 0, tzinfo=UTC), datetime(2022, 4, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def session_id(app: Flask, cast: Cast) -> int:
    """A site with one compound, a round, its one session."""
    site = SamplingSite(
        community_id=cast.community_id, campaign_id=cast.campaign_id, code="P1", name="明珠华府"
    )
    db.session.add(site)
    db.session.flush()
    db.session.add(
        SiteCompound(community_id=cast.community_id, site_id=site.id, compound_id=cast.compound_id)
    )
    db.session.commit()
    with unit_of_work():
        plan = RoundPlan(STARTS, ENDS, "pooled", 10, (site.id,), {cast.compound_id: 40})
        verbs.plan_round(plan, by=cast.viewer("leader"), at=STARTS)
    return db.session.scalars(select(SiteSession.id)).one()


def people_counted() -> int:
    return db.session.scalar(select(func.coalesce(func.sum(SiteCount.persons), 0))) or 0


def once(client: PageClient, which: str) -> str:
    field = client.soup.find("input", id=f"{which}-once")
    assert field is not None
    return str(field["value"])


def proposed(client: PageClient) -> dict[str, str]:
    """What the page of a new round proposes."""
    client.get("/linli/testing/rounds/new")
    return typed(client, "plan")


def typed(client: PageClient, form_id: str) -> dict[str, str]:
    """The fields of a form as they stand."""
    form = client.soup.find("form", id=form_id)
    assert form is not None
    fields: dict[str, str] = {}
    for one in form.find_all(["input", "select"]):
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            fields[str(one["name"])] = str(chosen["value"]) if chosen else ""
        elif one.get("type") not in {"checkbox", "radio"} or one.has_attr("checked"):
            fields[str(one["name"])] = str(one.get("value", ""))
    return fields


def press(client: PageClient, session_id: int, people: int, compound_id: int, expect: int = 303) -> str:
    client.get(f"/linli/testing/sessions/{session_id}")
    key = once(client, "count")
    form = {"quick": str(people), "compound_id": str(compound_id), "once": key, "persons": "10"}
    client.post(f"/linli/testing/sessions/{session_id}/count", form, expect=expect)
    return key


def test_three_taps_add_up_and_fill_tubes_by_the_pool(as_: SignIn, cast: Cast, session_id: int) -> None:
    phone = as_("member")
    for people in (10, 5, 1):
        press(phone, session_id, people, cast.compound_id)
    assert people_counted() == 16
    assert [c.tubes for c in db.session.scalars(select(SiteCount).order_by(SiteCount.id))] == [1, 1, 0]


def test_two_phones_never_overwrite_each_other_and_a_double_press_counts_once(
    as_: SignIn, cast: Cast, session_id: int
) -> None:
    first, second = as_("member"), as_("medic")
    key = press(first, session_id, 10, cast.compound_id)
    press(second, session_id, 5, cast.compound_id)
    form = {"quick": "10", "compound_id": str(cast.compound_id), "once": key, "persons": "10"}
    first.post(f"/linli/testing/sessions/{session_id}/count", form)
    assert people_counted() == 15


def test_a_correction_is_an_entry_and_keeps_the_first_one(as_: SignIn, cast: Cast, session_id: int) -> None:
    phone = as_("member")
    press(phone, session_id, 10, cast.compound_id)
    entry = db.session.scalars(select(SiteCount.id)).one()
    phone.post(f"/linli/testing/counts/{entry}/correct")
    assert people_counted() == 0
    assert db.session.scalar(select(func.count()).select_from(SiteCount)) == 2
    phone.post(f"/linli/testing/counts/{entry}/correct", expect=422)


def test_a_closed_session_counts_nobody_until_it_is_opened_again(
    as_: SignIn, cast: Cast, session_id: int
) -> None:
    phone = as_("member")
    phone.get(f"/linli/testing/sessions/{session_id}")
    key = once(phone, "count")
    phone.post(f"/linli/testing/sessions/{session_id}/close", {"tubes_in_system": "0"})
    form = {"quick": "10", "compound_id": str(cast.compound_id), "once": key, "persons": "10"}
    phone.post(f"/linli/testing/sessions/{session_id}/count", form, expect=422)
    assert people_counted() == 0
    phone.post(f"/linli/testing/sessions/{session_id}/open")
    press(phone, session_id, 10, cast.compound_id)
    assert people_counted() == 10


def test_more_tubes_than_people_are_refused_with_the_reason(as_: SignIn, cast: Cast, session_id: int) -> None:
    phone = as_("member")
    phone.get(f"/linli/testing/sessions/{session_id}")
    form = {"persons": "3", "tubes": "9", "compound_id": str(cast.compound_id), "once": once(phone, "count")}
    phone.post(f"/linli/testing/sessions/{session_id}/count", form, expect=422)
    assert "管数不能多于人数" in phone.text()


def test_the_queue_over_the_target_says_so(as_: SignIn, session_id: int) -> None:
    phone = as_("member")
    phone.get(f"/linli/testing/sessions/{session_id}")
    form = {"waiting_people": "90", "wait_minutes": "41", "once": once(phone, "queue")}
    phone.post(f"/linli/testing/sessions/{session_id}/queue", form)
    assert db.session.scalars(select(QueueObservation.wait_minutes)).all() == [41]
    phone.get(f"/linli/testing/sessions/{session_id}")
    assert "超过目标" in phone.text()


def test_the_next_round_repeats_sessions_on_the_new_day(as_: SignIn, session_id: int) -> None:
    leader = as_("leader")
    form = proposed(leader) | {"starts_at": "2022-04-04T08:00", "ends_at": "2022-04-04T18:00"}
    leader.post("/linli/testing/rounds", form)
    assert db.session.scalars(select(TestingRound.number).order_by(TestingRound.number)).all() == [1, 2]
    opened = db.session.scalars(select(SiteSession.opens_at).order_by(SiteSession.opens_at)).all()
    assert (opened[1] - opened[0]).days == 2
    wrong = proposed(leader) | {"starts_at": "2022-04-04T18:00", "ends_at": "2022-04-04T08:00"}
    leader.post("/linli/testing/rounds", wrong, expect=422)
    assert "结束" in leader.text()


def test_another_communitys_session_is_not_there(as_: SignIn, cast: Cast, session_id: int) -> None:
    outsider = as_("outsider")
    outsider.get(f"/bieqv/testing/sessions/{session_id}", expect=404)
    outsider.post(f"/bieqv/testing/sessions/{session_id}/open", expect=404)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_page_reads_well(as_: SignIn, cast: Cast, session_id: int, language: str) -> None:
    client = as_("leader", language=language)
    paths = ["", "/rounds/1", "/rounds/new", "/rounds/1/edit", "/rounds/1/plan", "/rounds/1/untested"]
    paths += ["/rounds/1/teams/new", "/rounds/1/sessions/new", f"/sessions/{session_id}/plan"]
    paths += [f"/rounds/1/untested?compound={cast.compound_id}", "/home", "/home/new"]
    for path in [*paths, f"/sessions/{session_id}"]:
        client.get(f"/linli/testing{path}")
    press(client, session_id, 10, cast.compound_id)
    client.get("/linli/testing/rounds/1")
