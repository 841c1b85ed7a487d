"""A queue that will break the target: what would help, accepted with a press, the people told, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from teamhub.domain.queue_forecasts import Crew
from teamhub.models.base import db
from teamhub.models.notices import Directive, DirectiveReceipt
from teamhub.models.people import Person
from teamhub.models.places import Building
from teamhub.models.testing import (
    QueueMove,
    SamplingTeamMember,
    SiteCount,
    SiteSession,
    TestingRound,
)
from teamhub.queries import tally, testing_forecast
from tests.cast import Cast
from tests.duty_scene import MORNING, minutes
from tests.page_client import PageClient
from tests.queue_scene import Queues, build_queues

As = Callable[..., PageClient]
PAGE = "/linli/testing/rounds/1/queues"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def queues(clock: time_machine.Traveller, app: Flask, cast: Cast) -> Queues:
    return build_queues(cast, MORNING)


@pytest.fixture
def sites(queues: Queues) -> list[SiteSession]:
    return [queues.crowded, queues.calm]


@pytest.fixture
def medics(queues: Queues) -> list[int]:
    return queues.medics


def accept(client: PageClient, *moves: str, once: str = "", seen: str = "0", expect: int = 303) -> None:
    client.post(f"{PAGE[:-7]}/moves", {"move": list(moves), "once": once, "seen": seen}, expect=expect)


def crews(session: SiteSession, minute: int) -> tuple[Crew, ...]:
    held = db.session.scalars(select(TestingRound)).one()
    [row] = testing_forecast.outlooks(held, [session], MORNING + minutes(minute))
    assert row.site is not None
    return row.site.crews


def test_the_advice_is_shown_accepted_told_and_taken_back(
    sites: list[SiteSession], medics: list[int], cast: Cast, as_: As, clock: time_machine.Traveller
) -> None:
    crowded = sites[0]
    clock.move_to(MORNING + minutes(31))
    leader = as_("leader")
    leader.get(PAGE)
    advice = leader.soup.find(id="advice")
    assert advice is not None
    tokens = [str(one["value"]) for one in advice.select("li [name=move]")]
    assert tokens
    assert all(token.split(":")[1] == str(crowded.id) for token in tokens)
    assert "最长排队" in advice.get_text()

    for _ in range(2):
        accept(leader, f"open:{crowded.id}:0:0", once="a")
    move = db.session.scalars(select(QueueMove)).one()
    free = cast.person("medic")
    assert move.people == [[free, None]]
    assert crews(crowded, 31) == (Crew(0, 1), Crew(46, 2))
    told = db.session.scalars(select(DirectiveReceipt.person_id)).all()
    assert set(told) == {medics[0], free}
    assert db.session.scalars(select(Directive.title)).one() == "P1 明珠华府北门增开一个采样台"
    as_("medic").post(f"/linli/notices/{move.directive_id}/receipt", expect=303)
    leader.get(PAGE)
    assert "2人已通知，1人已确认" in leader.text()

    leader.post(f"/linli/testing/moves/{move.id}/undo")
    leader.post(f"/linli/testing/moves/{move.id}/undo")
    assert crews(crowded, 31) == (Crew(0, 1),)
    assert db.session.scalars(select(Directive.withdrawn_at)).one() is not None
    assert free not in db.session.scalars(select(SamplingTeamMember.person_id)).all()
    leader.get(PAGE)
    assert leader.soup.find(id="moves") is None


def test_a_desk_from_the_calm_site_leaves_now_and_comes_later(
    sites: list[SiteSession], medics: list[int], as_: As, clock: time_machine.Traveller
) -> None:
    crowded, calm = sites
    clock.move_to(MORNING + minutes(31))
    as_("leader").get(PAGE)
    leader = as_("leader")
    leader.get(PAGE)
    accept(leader, f"shift:{crowded.id}:{calm.id}:0")
    assert crews(crowded, 32) == (Crew(0, 1), Crew(46, 2))
    assert crews(calm, 32) == (Crew(0, 2), Crew(31, 1))
    moved = db.session.scalars(
        select(SamplingTeamMember.person_id).where(SamplingTeamMember.team_id == crowded.team_id)
    ).all()
    assert set(moved) == {medics[0], medics[2]}
    leader.post(f"/linli/testing/moves/{db.session.scalars(select(QueueMove.id)).one()}/undo")
    assert crews(calm, 33) == (Crew(0, 2),)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_houses_are_called_in_turn_with_a_text_to_copy(
    sites: list[SiteSession], as_: As, clock: time_machine.Traveller, language: str
) -> None:
    crowded, calm = sites
    clock.move_to(MORNING + minutes(31))
    leader = as_("leader", language=language)
    leader.get(PAGE)
    before = crews(crowded, 31)
    accept(leader, f"call:{crowded.id}:0:70", f"split:{crowded.id}:{calm.id}:25")
    leader.get(PAGE)
    texts = [area.get_text() for area in leader.soup.select("#moves textarea")]
    assert len(texts) == 2
    assert any("明珠华府 1" in text for text in texts)
    held = db.session.scalars(select(TestingRound)).one()
    now_crowded, now_calm = testing_forecast.outlooks(held, sites, MORNING + minutes(31))
    assert now_crowded.site is not None
    assert now_calm.site is not None
    assert now_crowded.site.crews == before
    assert now_crowded.site.asked_from == 46
    assert now_crowded.site.away > 0 < now_crowded.site.in_turn
    assert now_calm.site.still_to_come > 0


def test_what_does_not_fit_any_more_is_refused_and_nothing_is_half_done(
    sites: list[SiteSession], as_: As, clock: time_machine.Traveller
) -> None:
    crowded, calm = sites
    clock.move_to(MORNING + minutes(31))
    leader = as_("leader")
    leader.get(PAGE)
    calm.closed_at = MORNING + minutes(31)
    db.session.commit()
    accept(leader, f"call:{crowded.id}:0:70", f"shift:{crowded.id}:{calm.id}:0")
    leader.get(PAGE)
    assert "P2" not in "".join(t.get_text() for t in leader.soup.select("#moves"))
    assert "请重新查看建议" in leader.text()
    assert db.session.scalars(select(QueueMove)).all() == []
    for wrong in ("fly:1:0:0", "call", f"call:{crowded.id}:x:0", "split:1:1:25:9"):
        accept(leader, wrong)
        leader.get(PAGE)
        assert "不适用" in leader.text()
    accept(leader, *[f"call:{crowded.id}:0:70"] * 4)
    accept(leader, "open:999999:0:0", expect=404)
    accept(leader, f"split:{crowded.id}:{crowded.id}:25")
    accept(leader, f"split:{crowded.id}:{calm.id}:99")
    assert db.session.scalars(select(QueueMove)).all() == []


def test_two_leaders_with_the_same_advice_carry_it_out_once(
    sites: list[SiteSession], as_: As, clock: time_machine.Traveller
) -> None:
    crowded, calm = sites
    clock.move_to(MORNING + minutes(31))
    one, other = as_("leader"), as_("leader")
    for leader in (one, other):
        leader.get(PAGE)
        seen = leader.soup.select_one("#advice [name=seen]")
        assert seen is not None
        assert seen["value"] == "0"
    accept(one, f"shift:{crowded.id}:{calm.id}:0", once="one")
    accept(other, f"shift:{crowded.id}:{calm.id}:0", once="other")
    other.get(PAGE)
    assert "其他措施刚被采纳" in other.text()
    assert len(db.session.scalars(select(QueueMove)).all()) == 1


def test_a_site_where_people_come_keeps_its_last_desk(
    sites: list[SiteSession], medics: list[int], as_: As, clock: time_machine.Traveller
) -> None:
    crowded, calm = sites
    clock.move_to(MORNING + minutes(31))
    leader = as_("leader")
    accept(leader, f"shift:{calm.id}:{crowded.id}:0")
    leader.get(PAGE)
    assert "已无人可调" in leader.text()
    assert db.session.scalars(select(QueueMove)).all() == []


def test_who_is_idle_stays_on_record_where_the_work_was_done(
    sites: list[SiteSession], medics: list[int], cast: Cast, as_: As, clock: time_machine.Traveller
) -> None:
    """The people of a session that is over are still its people; each counts once in the round."""
    crowded, calm = sites
    clock.move_to(MORNING + minutes(31))
    calm.closed_at = MORNING + minutes(31)
    db.session.get_one(Person, cast.person("medic")).active = False
    db.session.commit()
    leader = as_("leader")
    accept(leader, f"open:{crowded.id}:0:0")
    teams = db.session.execute(
        select(SamplingTeamMember.team_id).where(SamplingTeamMember.person_id == medics[1])
    ).scalars()
    assert set(teams) == {crowded.team_id, calm.team_id}
    accept(leader, f"open:{crowded.id}:0:0", seen=str(db.session.scalar(select(QueueMove.id))))
    figures = tally.day_figures(cast.community_id, date(2022, 4, 4), MORNING + minutes(40))
    assert figures.testing.rounds[0].on_duty == 3
    leader.post(f"/linli/testing/moves/{db.session.scalars(select(QueueMove.id)).first()}/undo")
    left = select(SamplingTeamMember.team_id).where(SamplingTeamMember.person_id == medics[1])
    assert db.session.scalars(left).all() == [calm.team_id]


def test_only_who_leads_moves_people(
    sites: list[SiteSession], as_: As, clock: time_machine.Traveller
) -> None:
    clock.move_to(MORNING + minutes(31))
    for name in ("group_leader", "worker", "member"):
        accept(as_(name), f"call:{sites[0].id}:0:70", expect=403)
    as_("outsider").post("/bieqv/testing/rounds/1/moves", {"move": f"call:{sites[0].id}:0:70"}, expect=404)
    assert db.session.scalars(select(QueueMove)).all() == []


def test_a_house_whose_turn_it_is_is_counted_and_its_coverage_shown(
    sites: list[SiteSession], cast: Cast, as_: As, clock: time_machine.Traveller
) -> None:
    """Its compound follows from it; the entry that takes it back takes it back there; a house of elsewhere is refused."""
    crowded = sites[0]
    db.session.add(Building(community_id=cast.community_id, compound_id=cast.compound_id, name="2"))
    db.session.commit()
    clock.move_to(MORNING + minutes(31))
    console, here = as_("worker"), f"/linli/testing/sessions/{crowded.id}"
    console.get(here)
    houses = [str(one["value"]) for one in console.soup.select("[name=house] option") if one["value"]]
    assert f"{cast.compound_id}:1" in houses
    for key in ("a", "b"):
        console.post(
            f"{here}/count",
            {
                "quick": "5",
                "compound_id": str(cast.compound_id),
                "house": f"{cast.compound_id}:1",
                "once": key,
            },
        )
    console.get(here)
    assert console.soup.select_one("[name=house] option[selected]")["value"] == f"{cast.compound_id}:1"  # type: ignore[index]
    last = db.session.scalars(select(SiteCount).order_by(SiteCount.id.desc())).first()
    assert last is not None
    assert (last.compound_id, last.building, last.persons) == (cast.compound_id, "1", 5)
    console.post(f"/linli/testing/counts/{last.id}/correct")
    console.post(
        f"{here}/count", {"quick": "5", "compound_id": "", "house": "999:1", "once": "c"}, expect=422
    )
    leader = as_("leader")
    leader.get(f"/linli/testing/rounds/1/untested?compound={cast.compound_id}")
    row = leader.soup.select_one("#houses tbody tr")
    assert row is not None
    assert row.select_one("[data-label=实检]").get_text() == "5"  # type: ignore[union-attr]
