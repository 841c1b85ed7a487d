"""Nothing assumes 1+2+4, pools of ten or thirty minutes: a round under other templates, from the plan to the brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.campaigns import Setting, StaffingSeat, StaffingTemplate
from teamhub.models.testing import RoundEligible, SamplingSite, SiteCompound, SiteCount, SiteSession
from teamhub.queries import tally
from tests.cast import Cast
from tests.duty_scene import MORNING
from tests.page_client import PageClient

As = Callable[..., PageClient]


@dataclass(frozen=True)
class Way:
    """How a community works: people of a site by pool and task, people a tube, minutes that nobody should stand longer."""

    seats: tuple[tuple[str, str, int], ...]
    pool: int
    target: int

    @property
    def name(self) -> str:
        return "+".join(str(count) for _, _, count in self.seats)


WAYS = [
    Way(
        (("medic", "sampling", 1), ("cadre", "info_entry", 2), ("community_worker", "queue_marshal", 4)),
        10,
        30,
    ),
    Way(
        (("medic", "sampling", 2), ("cadre", "info_entry", 3), ("community_worker", "queue_marshal", 5)),
        20,
        20,
    ),
    Way((("medic", "sampling", 1), ("volunteer", "info_entry", 1)), 5, 45),
    Way((("medic", "sampling", 3), ("cadre", "queue_marshal", 2)), 1, 10),
]


@pytest.fixture(params=WAYS, ids=lambda way: f"{way.name}, {way.pool}, {way.target}")
def way(request: pytest.FixtureRequest, app: Flask, cast: Cast) -> Way:
    chosen: Way = request.param
    template = StaffingTemplate(community_id=cast.community_id, name=chosen.name)
    template.seats = [
        StaffingSeat(community_id=cast.community_id, member_type=pool, task=task, count=count, position=n)
        for n, (pool, task, count) in enumerate(chosen.seats)
    ]
    site = SamplingSite(community_id=cast.community_id, campaign_id=cast.campaign_id, code="P1", name="北门")
    db.session.add_all(
        [
            template,
            site,
            Setting(community_id=cast.community_id, name="queue_target_minutes", value=chosen.target),
            Setting(community_id=cast.community_id, name="pool_size", value=chosen.pool),
        ]
    )
    db.session.flush()
    db.session.add(
        SiteCompound(community_id=cast.community_id, site_id=site.id, compound_id=cast.compound_id)
    )
    db.session.commit()
    return chosen


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def proposed(client: PageClient) -> dict[str, str]:
    """What the form of a new round has filled in."""
    chosen = {
        str(one["name"]): str(one.get("value", ""))
        for one in client.soup.select("#plan input[name]")
        if one.get("type") not in {"radio", "checkbox"} or one.has_attr("checked")
    }
    return chosen | {
        str(one.find_parent("select")["name"]): str(one["value"])  # type: ignore[index]  # an option stands in a select
        for one in client.soup.select("#plan option[selected]")
    }


def test_a_round_from_the_plan_to_the_brief(
    way: Way, cast: Cast, as_: As, clock: time_machine.Traveller
) -> None:
    leader, console = as_("leader"), as_("worker")
    day = MORNING.astimezone(ZoneInfo("Asia/Shanghai")).date()
    leader.get("/linli/testing/rounds/new")
    shown = leader.soup.select_one("[name=pool_size]")
    assert shown is not None
    assert shown["value"] == str(way.pool)
    form = proposed(leader) | {"starts_at": f"{day}T08:00", "ends_at": f"{day}T12:00"}
    leader.post("/linli/testing/rounds", form)
    session = db.session.scalars(select(SiteSession)).one()
    eligible = db.session.scalars(select(RoundEligible.eligible)).one()
    leader.get("/linli/testing/rounds/1/plan")
    assert way.name in leader.text()
    leader.get("/linli/testing/rounds/1/teams/new")
    assert len(leader.soup.select("select[name^=person_]")) >= sum(count for _, _, count in way.seats)

    here = f"/linli/testing/sessions/{session.id}"
    console.post(f"{here}/open")
    console.post(f"{here}/count", {"quick": "10", "compound_id": str(cast.compound_id), "once": "a"})
    console.post(f"{here}/count", {"persons": "7", "compound_id": str(cast.compound_id), "once": "b"})
    tubes = [count.tubes for count in db.session.scalars(select(SiteCount).order_by(SiteCount.id))]
    assert sum(tubes) == -(-17 // way.pool)
    for minutes, over in ((way.target, False), (way.target + 1, True)):
        clock.shift(timedelta(minutes=1))
        console.post(
            f"{here}/queue",
            {"waiting_people": "9", "wait_minutes": str(minutes), "once": f"q{minutes}"},
        )
        console.get(here)
        assert ("超过目标" in console.text()) is over

    figures = tally.day_figures(cast.community_id, day, MORNING + timedelta(hours=1))
    [held] = figures.testing.rounds
    assert (held.tested, held.eligible, held.tubes) == (17, eligible, sum(tubes))
    assert held.longest_wait == way.target + 1
    assert figures.queue_target == way.target
    leader.get(f"/linli/briefs/{day}")
    words = "".join(leader.text().split())
    assert f"{way.target + 1}分钟" in words
    assert f"“{way.name}”模式" in words
