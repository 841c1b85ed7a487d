"""Without signal at a gate or a sampling site: arrivals, counts and queues count from when they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from teamhub.actions import testing_rounds
from teamhub.actions.work import unit_of_work
from teamhub.domain.testing_plans import RoundPlan
from teamhub.models.base import db
from teamhub.models.duty import CheckIn
from teamhub.models.testing import QueueObservation, SamplingSite, SiteCompound, SiteCount, SiteSession
from teamhub.queries.duty_codes import poster_token, scan_proof
from tests.cast import Cast
from tests.duty_scene import MORNING, Scene, build_scene, minutes
from tests.outbox import Phone
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING + minutes(90), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock: time_machine.Traveller, app: Flask, cast: Cast) -> Scene:
    return build_scene(cast)


@pytest.mark.proves("T35")
def test_an_arrival_counts_from_when_it_was_and_says_that_it_came_later(
    scene: Scene, as_: SignIn, cast: Cast
) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    mine = Phone(as_("member"), cast.account("member"))
    token = poster_token(scene.gate.community_id, scene.gate.id, scene.gate.key)
    fields: dict[str, object] = {"seat": seat.id, "post": scene.gate.id, "token": token}
    entry = mine.entry("/linli/duty/check-in", fields, MORNING + minutes(3))
    assert mine.outcomes([entry, entry]) == ["done", "again"]
    row = db.session.scalars(select(CheckIn)).one()
    assert row.arrived_at == MORNING + minutes(3)
    assert row.recorded_at == MORNING + minutes(90)
    assert (row.standing, row.evidence, row.entered_later) == ("on_time", "static", True)


def test_an_arrival_a_moment_late_by_a_weak_signal_is_not_marked(
    scene: Scene, as_: SignIn, cast: Cast, clock: time_machine.Traveller
) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    clock.move_to(MORNING + minutes(4))
    mine = Phone(as_("member"), cast.account("member"))
    entry = mine.entry("/linli/duty/check-in", {"seat": seat.id}, MORNING + minutes(1))
    assert mine.outcomes([entry]) == ["done"]
    row = db.session.scalars(select(CheckIn)).one()
    assert (row.arrived_at, row.entered_later) == (MORNING + minutes(1), False)


@pytest.mark.proves("T34")
@pytest.mark.parametrize("hours", [-30, -1, 20])
def test_the_moment_signed_into_a_scan_counts_when_the_phones_clock_was_set_since(
    scene: Scene, as_: SignIn, cast: Cast, hours: int
) -> None:
    """The code was scanned two minutes after eight, the phone says hours earlier or later; it comes at half past nine."""
    seat = scene.seat("member", scene.gate, scene.day)
    mine = Phone(as_("member"), cast.account("member"))
    proof = scan_proof(scene.gate, cast.person("member"), MORNING + minutes(2))
    fields: dict[str, object] = {"seat": seat.id, "post": scene.gate.id, "token": proof}
    entry = mine.entry("/linli/duty/check-in", fields, MORNING + timedelta(hours=hours))
    assert mine.outcomes([entry]) == ["done"]
    row = db.session.scalars(select(CheckIn)).one()
    assert row.arrived_at == MORNING + minutes(2)
    assert (row.evidence, row.entered_later) == ("rotating", True)


@pytest.mark.proves("T34")
def test_a_scan_of_another_shift_is_no_arrival_whatever_the_phones_clock_says(
    scene: Scene, as_: SignIn, cast: Cast
) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    mine = Phone(as_("member"), cast.account("member"))
    proof = scan_proof(scene.gate, cast.person("member"), MORNING - timedelta(days=1))
    fields: dict[str, object] = {"seat": seat.id, "post": scene.gate.id, "token": proof}
    entry = mine.entry("/linli/duty/check-in", fields, MORNING + minutes(2))
    assert mine.outcomes([entry]) == ["refused"]
    assert db.session.scalars(select(CheckIn)).all() == []


def test_a_forged_code_is_refused_later_as_it_would_have_been_at_once(
    scene: Scene, as_: SignIn, cast: Cast
) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    mine = Phone(as_("member"), cast.account("member"))
    fields: dict[str, object] = {"seat": seat.id, "post": scene.gate.id, "token": "forged"}
    answer = mine.send([mine.entry("/linli/duty/check-in", fields, MORNING)])[0]
    assert answer["outcome"] == "refused"
    assert "码" in answer["said"]
    early = mine.entry("/linli/duty/check-in", {"seat": seat.id}, MORNING - timedelta(hours=9))
    assert mine.send([early])[0]["said"] != ""
    assert db.session.scalars(select(CheckIn)).all() == []


STARTS, ENDS = datetime(2022, 4, 4, 0, 0, tzinfo=UTC), datetime(2022, 4, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def session_id(clock: time_machine.Traveller, app: Flask, cast: Cast) -> int:
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
        testing_rounds.plan_round(plan, by=cast.viewer("leader"), at=STARTS)
    return db.session.scalars(select(SiteSession.id)).one()


def test_counts_and_queues_keep_their_times_and_add_up_once(as_: SignIn, cast: Cast, session_id: int) -> None:
    mine = Phone(as_("member"), cast.account("member"))
    at = f"/linli/testing/sessions/{session_id}"
    counts = [
        mine.entry(
            f"{at}/count",
            {"quick": 10, "persons": 10, "compound_id": cast.compound_id},
            STARTS + minutes(10 * n),
        )
        for n in range(1, 4)
    ]
    queue = mine.entry(f"{at}/queue", {"waiting_people": 7, "wait_minutes": 12}, STARTS + minutes(25))
    assert mine.outcomes([*counts, queue]) == ["done"] * 4
    assert mine.outcomes([queue, *reversed(counts)]) == ["again"] * 4
    rows = db.session.scalars(select(SiteCount).order_by(SiteCount.counted_at)).all()
    assert [(row.persons, row.tubes) for row in rows] == [(10, 1)] * 3
    assert [row.counted_at for row in rows] == [STARTS + minutes(10 * n) for n in range(1, 4)]
    seen = db.session.scalars(select(QueueObservation)).one()
    assert (seen.observed_at, seen.waiting_people) == (STARTS + minutes(25), 7)
    session = db.session.get_one(SiteSession, session_id)
    assert session.opened_at == STARTS + minutes(10)
