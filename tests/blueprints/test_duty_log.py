"""The log of a post and the traffic at its gate: written on the phone of who stands there, also without signal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from teamhub.models.base import db
from teamhub.models.duty import ActivityLogEntry, GateCount
from tests.cast import Cast
from tests.duty_scene import EVENING, MORNING, Scene, build_scene, minutes
from tests.outbox import Phone
from tests.page_client import PageClient

As = Callable[..., PageClient]
Traveller = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MORNING + minutes(90), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock: Traveller, app: Flask, cast: Cast) -> Scene:
    made = build_scene(cast)
    made.arrive(made.seat("member", made.gate, made.day), MORNING)
    return made


def traffic() -> tuple[int, int]:
    row = db.session.execute(select(func.sum(GateCount.vehicles), func.sum(GateCount.refused))).one()
    return row[0] or 0, row[1] or 0


def test_what_happened_stands_in_the_log_with_its_time_and_author(scene: Scene, as_: As) -> None:
    phone, page = as_("member"), f"/linli/duty/posts/{scene.gate.id}/log"
    phone.get("/linli/me")
    assert phone.soup.select_one(f"a[href='{page}']") is not None
    phone.get(page)
    assert "近一天半没有记录" in phone.text()
    phone.post(page, {"text": "  劝返外来车辆2台 ", "once": "l1"})
    phone.post(page, {"text": "  劝返外来车辆2台 ", "once": "l1"})
    phone.get(page)
    assert "09:30 劝返外来车辆2台" in phone.text()
    assert len(db.session.scalars(select(ActivityLogEntry)).all()) == 1
    phone.post(page, {"text": " ", "once": "l2"}, expect=422)
    assert "必填" in phone.text() or "请简要写明情况" in phone.text()


def test_traffic_adds_up_and_a_wrong_count_is_taken_back_by_its_opposite(scene: Scene, as_: As) -> None:
    phone, url = as_("member"), f"/linli/duty/posts/{scene.gate.id}/traffic"
    phone.post(url, {"vehicles": "3", "refused": "1", "once": "t1"})
    phone.post(url, {"vehicles": "20", "once": "t2"})
    assert traffic() == (23, 1)
    wrong = db.session.scalars(select(GateCount.id).order_by(GateCount.id.desc())).first()
    phone.post(f"/linli/duty/traffic/{wrong}/take-back")
    assert traffic() == (3, 1)
    assert len(db.session.scalars(select(GateCount)).all()) == 3
    phone.get(f"/linli/duty/posts/{scene.gate.id}/log")
    assert "车辆 3" in phone.text()
    for nothing in ({}, {"vehicles": "-1"}, {"vehicles": "1000"}, {"vehicles": "x"}):
        phone.post(url, {**nothing, "once": f"n{nothing}"}, expect=422)
    assert traffic() == (3, 1)


def test_only_who_is_on_post_or_leads_writes_there(scene: Scene, as_: As, clock: Traveller) -> None:
    page = f"/linli/duty/posts/{scene.gate.id}/log"
    as_("other_member").get(page, expect=404)
    as_("other_member").post(page, {"text": "路过", "once": "x"}, expect=404)
    as_("outsider").post(f"/bieqv/duty/posts/{scene.gate.id}/log", {"text": "路过", "once": "x"}, expect=404)
    as_("leader").post(page, {"text": "巡查无异常", "once": "x"})
    as_("leader").get(f"/linli/duty/posts/{scene.checkpoint.id}/log")


def test_without_signal_it_counts_from_when_it_was_even_after_checking_out(
    scene: Scene, as_: As, cast: Cast, clock: Traveller
) -> None:
    mine = Phone(as_("member"), cast.account("member"))
    words = mine.entry(
        f"/linli/duty/posts/{scene.gate.id}/log", {"text": "送水车进出"}, MORNING + minutes(60)
    )
    count = mine.entry(f"/linli/duty/posts/{scene.gate.id}/traffic", {"vehicles": "4"}, MORNING + minutes(61))
    clock.move_to(EVENING + minutes(5))
    mine.client.post(f"/linli/duty/check-out/{scene.seats['member'].id}", {"once": "o"})
    late = mine.entry(f"/linli/duty/posts/{scene.gate.id}/log", {"text": "已离岗后"}, EVENING + minutes(10))
    clock.move_to(EVENING + minutes(20))
    outcomes = mine.outcomes([words, count, late, words])
    assert outcomes[:2] == ["done", "done"]
    assert outcomes[2] == "refused"
    assert outcomes[3] == "again"
    entry = db.session.scalars(select(ActivityLogEntry)).one()
    assert (entry.at, entry.recorded_at) == (MORNING + minutes(60), EVENING + minutes(20))
    assert traffic() == (4, 0)


def test_between_shifts_traffic_has_no_shift_to_stand_in(scene: Scene, as_: As, clock: Traveller) -> None:
    clock.move_to(MORNING - minutes(30))
    as_("leader").post(
        f"/linli/duty/posts/{scene.gate.id}/traffic", {"vehicles": "1", "once": "t"}, expect=422
    )
