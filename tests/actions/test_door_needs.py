"""Somebody asks for help at the door: it is a request from that moment."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions import doors, requests
from teamhub.domain.access import Viewer
from teamhub.domain.sweep_facts import VisitFacts
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.models.sweeps import DoorVisit
from teamhub.web.clock import now
from tests.cast import Cast
from tests.sweep_scene import SweepScene, build_sweep


@pytest.fixture
def scene(app: Flask, cast: Cast) -> SweepScene:
    return build_sweep(cast)


def knock(scene: SweepScene, by: Viewer, note: str = "", unit: int = 0) -> DoorVisit:
    facts = VisitFacts("met_all_ok", needs_help=True, note=note)
    return doors.record_visit(
        scene.sweep_id, unit or scene.first_well[0], facts, version=None, by=by, at=now()
    )


def asked() -> list[ResidentRequest]:
    return list(db.session.scalars(select(ResidentRequest).order_by(ResidentRequest.id)))


def test_the_note_is_the_wish_and_the_door_is_known(scene: SweepScene, cast: Cast) -> None:
    visit = knock(scene, cast.viewer("sweeper"), "老人需要代买降压药")
    [request] = asked()
    assert (request.wish, request.channel, request.unit_id) == (
        "老人需要代买降压药",
        "door",
        scene.first_well[0],
    )
    assert visit.request_id == request.id
    assert request.due_at is not None


def test_two_taps_are_enough(scene: SweepScene, cast: Cast) -> None:
    knock(scene, cast.viewer("sweeper"))
    assert asked()[0].wish.strip()


def test_asked_again_while_it_waits_is_one_request_and_afterwards_another(
    scene: SweepScene, cast: Cast
) -> None:
    first = knock(scene, cast.viewer("sweeper"), "买药")
    second = knock(scene, cast.viewer("member"), "还没买到药")
    assert len(asked()) == 1
    assert first.request_id == second.request_id
    knock(scene, cast.viewer("member"), "买菜", unit=scene.first_well[1])
    assert len(asked()) == 2
    leader = cast.viewer("leader")
    requests.advance_request(asked()[0].id, "withdrawn", note="已买到", by=leader, at=now())
    knock(scene, cast.viewer("sweeper"), "又要买药")
    assert len(asked()) == 3


def test_a_visit_taken_back_takes_its_request_with_it_unless_somebody_has_begun(
    scene: SweepScene, cast: Cast
) -> None:
    sweeper, leader = cast.viewer("sweeper"), cast.viewer("leader")
    visit = knock(scene, sweeper, "按错了")
    doors.void_visit(visit.id, "", by=sweeper, at=now())
    assert asked()[0].state == "withdrawn"
    visit = knock(scene, sweeper, "真的要买药")
    request = asked()[1]
    requests.assign_request(
        request.id, cast.person("other_member"), version=request.version, by=leader, at=now()
    )
    doors.void_visit(visit.id, "", by=sweeper, at=now())
    assert asked()[1].state == "assigned"


def test_while_another_visit_asks_for_it_it_stays(scene: SweepScene, cast: Cast) -> None:
    knock(scene, cast.viewer("sweeper"), "买药")
    second = knock(scene, cast.viewer("member"), "买药")
    doors.void_visit(second.id, "", by=cast.viewer("member"), at=now())
    assert asked()[0].state == "open"
