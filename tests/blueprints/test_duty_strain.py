"""The board looks back and ahead: who has stood too long, whose relief did not come last time, the next 24 hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, Shift
from tests.cast import Cast
from tests.duty_scene import EVENING, MORNING, Scene, build_scene, minutes
from tests.page_client import PageClient

As = Callable[..., PageClient]
Traveller = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(EVENING + minutes(20), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock: Traveller, app: Flask, cast: Cast) -> Scene:
    return build_scene(cast)


def gaps(client: PageClient) -> list[str]:
    client.get("/linli/duty")
    return [" ".join(row.get_text(" ").split()) for row in client.soup.select("#gaps .work__row")]


def test_somebody_who_is_not_relieved_is_named_after_twelve_hours(scene: Scene, as_: As) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    scene.arrive(seat, MORNING - minutes(8))
    found = [line for line in gaps(as_("leader")) if "在岗时间过长" in line]
    assert len(found) == 1
    assert "汉孟路南端" in found[0]
    assert "李*涛" in found[0]
    assert "12小时20分" in found[0].replace(" ", "")
    leader = as_("leader")
    leader.get("/linli/duty")
    [way] = leader.soup.select("#gaps a[href$='/seats/" + str(seat.id) + "']")
    leader.get(str(way["href"]))
    leader.post(f"/linli/duty/seats/{seat.id}/let-go", {"reason": "已安排接替", "once": "g"})
    assert not [line for line in gaps(leader) if "在岗时间过长" in line]


def test_twelve_hours_to_the_minute_and_a_forgotten_check_out_are_none(
    scene: Scene, as_: As, clock: Traveller
) -> None:
    scene.arrive(scene.seat("member", scene.gate, scene.day), MORNING - minutes(8))
    clock.move_to(EVENING)
    assert not [line for line in gaps(as_("leader")) if "在岗时间过长" in line]
    clock.move_to(EVENING + timedelta(hours=13))
    assert not [line for line in gaps(as_("leader")) if "在岗时间过长" in line]


def test_a_relief_who_did_not_come_last_time_is_worth_a_call(scene: Scene, as_: As, clock: Traveller) -> None:
    clock.move_to(EVENING - minutes(60))
    scene.seat("member", scene.gate, scene.night)
    scene.seat("other_member", scene.gate, scene.night)
    before = build_earlier(scene)
    scene.arrive(before["other_member"], MORNING - timedelta(hours=12))
    found = [line for line in gaps(as_("leader")) if "上一班缺岗" in line]
    assert len(found) == 1
    assert "李*涛" in found[0]


def build_earlier(scene: Scene) -> dict[str, DutyAssignment]:
    """Both had a seat in the night before; nobody checked in yet."""
    earlier = Shift(
        community_id=scene.cast.community_id,
        campaign_id=scene.cast.campaign_id,
        duty_date=scene.day.duty_date - timedelta(days=1),
        kind="night",
        starts_at=MORNING - timedelta(hours=12),
        ends_at=MORNING,
    )
    db.session.add(earlier)
    db.session.flush()
    kept = dict(scene.seats)
    made = {name: scene.seat(name, scene.gate, earlier) for name in ("member", "other_member")}
    scene.seats.update(kept)
    return made


def test_the_next_24_hours_say_where_somebody_is_missing_first(
    scene: Scene, as_: As, clock: Traveller
) -> None:
    clock.move_to(MORNING + minutes(20))
    for name in ("member", "other_member"):
        scene.seat(name, scene.gate, scene.day)
    scene.seat("worker", scene.gate, scene.night)
    leader = as_("leader")
    leader.get("/linli/duty")
    strips = {
        line.select_one("a").text: " ".join(line.select_one(".label").text.split())  # type: ignore[union-attr]  # a line has both
        for line in leader.soup.select(".coverages__line:has(a)")
    }
    assert strips["汉孟路南端"] == "20:00 – 08:00 缺1人"
    assert strips["明珠华府"] == "08:00 – 08:00 缺1人"
    english = as_("leader", language="en")
    english.get("/linli/duty")
    assert "1 short 20:00 – 08:00" in english.text()
