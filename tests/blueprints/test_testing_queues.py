"""What will come of the queues: on the round's page and at the site, in words, and nothing where too little is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from teamhub.actions import testing_rounds as verbs
from teamhub.actions.work import unit_of_work
from teamhub.domain.queue_forecasts import Outlook, Unknown
from teamhub.domain.testing_plans import RoundPlan
from teamhub.models.base import db
from teamhub.models.campaigns import Setting
from teamhub.models.testing import (
    RoundEligible,
    SamplingSite,
    SiteCompound,
    SiteSession,
    TestingRound,
)
from teamhub.queries import testing_forecast
from tests.cast import Cast
from tests.duty_scene import MORNING, minutes
from tests.page_client import PageClient
from tests.queue_scene import note
from tests.statements import counted

As = Callable[..., PageClient]
Traveller = time_machine.Traveller
PAGE = "/linli/testing/rounds/1/queues"


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(clock: Traveller, app: Flask, cast: Cast) -> SiteSession:
    """A site for 800 people, opened at eight."""
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
        plan = RoundPlan(
            MORNING, MORNING + timedelta(hours=4), "pooled", 10, (site.id,), {cast.compound_id: 800}
        )
        verbs.plan_round(plan, by=cast.viewer("leader"), at=MORNING)
    return db.session.scalars(select(SiteSession)).one()


def run(session: SiteSession, cast: Cast, looks: list[tuple[int, int, int, int]]) -> None:
    """(minute, people tested since the look before, people waiting, minutes waited)"""
    session.opened_at = MORNING
    note(session, cast, MORNING, looks)


CROWDED = [(15, 30, 60, 12), (30, 30, 110, 25)]
CALM = [(15, 30, 2, 1), (30, 25, 1, 1), (45, 25, 2, 1)]


def test_a_crowd_is_announced_before_the_target_breaks(
    session: SiteSession, cast: Cast, as_: As, clock: Traveller
) -> None:
    run(session, cast, CROWDED)
    clock.move_to(MORNING + minutes(31))
    [found] = testing_forecast.outlooks(
        db.session.scalars(select(TestingRound)).one(), [session], MORNING + minutes(31)
    )
    assert found.forecast is not None
    assert found.forecast.outlook is Outlook.BREAKS
    assert found.remaining == 740
    leader = as_("leader")
    leader.get(PAGE)
    assert "将超过目标" in leader.text()
    console = as_("worker")
    console.get(f"/linli/testing/sessions/{session.id}")
    assert "请立即报告队长" in console.text()
    english = as_("leader", language="en")
    english.get(PAGE)
    assert "the target will be missed" in english.text()


def test_a_calm_site_says_that_the_target_holds(
    session: SiteSession, cast: Cast, as_: As, clock: Traveller
) -> None:
    run(session, cast, CALM)
    with unit_of_work():
        for row in db.session.scalars(select(RoundEligible)):
            row.eligible = 200
    clock.move_to(MORNING + minutes(46))
    leader = as_("leader")
    leader.get(PAGE)
    assert "可控制在目标内" in leader.text()


@pytest.mark.parametrize(
    ("looks", "minute", "why"),
    [
        ([], 5, Unknown.TOO_LITTLE),
        ([(5, 4, 9, 2)], 6, Unknown.TOO_LITTLE),
        (CROWDED, 90, Unknown.LOOK_TOO_OLD),
    ],
)
def test_too_little_is_said_to_be_too_little(
    session: SiteSession,
    cast: Cast,
    as_: As,
    clock: Traveller,
    looks: list[tuple[int, int, int, int]],
    minute: int,
    why: Unknown,
) -> None:
    run(session, cast, looks)
    clock.move_to(MORNING + minutes(minute))
    [found] = testing_forecast.outlooks(
        db.session.scalars(select(TestingRound)).one(), [session], MORNING + minutes(minute)
    )
    assert (found.forecast, found.unknown) == (None, why)
    leader = as_("leader")
    leader.get(PAGE)
    assert "数据不足" in leader.text() or "长时间未观察排队" in leader.text()


def test_before_it_opens_on_a_break_and_closed(
    session: SiteSession, cast: Cast, as_: As, clock: Traveller
) -> None:
    leader = as_("leader")
    leader.get(PAGE)
    assert "P1 明珠华府 未开始" in leader.text()
    run(session, cast, CROWDED)
    session.paused_at = MORNING + minutes(31)
    db.session.commit()
    leader.get(PAGE)
    assert "暂停中" in leader.text()
    session.closed_at = MORNING + minutes(40)
    db.session.commit()
    leader.get(PAGE)
    assert "没有开放的采样点" in leader.text()


def test_another_target_of_the_community_is_the_one_that_is_judged(
    session: SiteSession, cast: Cast, clock: Traveller, as_: As
) -> None:
    run(session, cast, [(15, 30, 20, 8), (30, 30, 24, 11)])
    clock.move_to(MORNING + minutes(31))
    held = db.session.scalars(select(TestingRound)).one()
    [usual] = testing_forecast.outlooks(held, [session], MORNING + minutes(31))
    db.session.add(Setting(community_id=cast.community_id, name="queue_target_minutes", value=10))
    db.session.commit()
    [strict] = testing_forecast.outlooks(held, [session], MORNING + minutes(31))
    assert usual.forecast is not None
    assert strict.forecast is not None
    assert strict.forecast.over > usual.forecast.over
    assert strict.forecast.outlook is Outlook.BREAKS
    leader = as_("leader")
    leader.get(PAGE)
    assert "不应超过10分钟" in leader.text()


def test_a_session_past_its_planned_end_is_forecast_for_another_hour(
    session: SiteSession, cast: Cast, clock: Traveller
) -> None:
    """Else everybody still to come would be expected within a minute, and every late site cry alarm."""
    run(session, cast, CALM)
    session.closes_at = MORNING + minutes(40)
    db.session.commit()
    held = db.session.scalars(select(TestingRound)).one()
    [found] = testing_forecast.outlooks(held, [session], MORNING + minutes(46))
    assert found.site is not None
    assert found.site.closes == 106
    session.closes_at = MORNING + minutes(50)
    db.session.commit()
    [planned] = testing_forecast.outlooks(held, [session], MORNING + minutes(46))
    assert planned.site is not None
    assert planned.site.closes == 50


def test_an_unchanged_page_costs_nothing_and_more_sites_no_more_questions(
    session: SiteSession, cast: Cast, as_: As, clock: Traveller
) -> None:
    run(session, cast, CROWDED)
    clock.move_to(MORNING + minutes(31))
    leader = as_("leader")
    first = leader.get(PAGE)
    leader.get(PAGE, expect=304, headers={"If-None-Match": first.headers["ETag"]})
    held = db.session.scalars(select(TestingRound)).one()
    testing_forecast.outlooks(held, [session], MORNING + minutes(31))
    with counted() as one:
        testing_forecast.outlooks(held, [session], MORNING + minutes(31))
    with counted() as three:
        testing_forecast.outlooks(held, [session] * 3, MORNING + minutes(31))
    assert len(one) == len(three)


def test_members_see_no_rounds(session: SiteSession, as_: As) -> None:
    as_("member").get(PAGE, expect=403)
    as_("outsider").get("/bieqv/testing/rounds/1/queues", expect=404)
