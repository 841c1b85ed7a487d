"""Planning a round, explaining who was not tested, and sampling at home: what the pages store and refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import testing, testing_home, testing_rounds
from teamhub.actions.work import unit_of_work
from teamhub.domain.testing_plans import RoundPlan, SampleWish
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingSeat, StaffingTemplate
from teamhub.models.testing import (
    HomeSample,
    RoundEligible,
    SamplingSite,
    SamplingTeam,
    SamplingTeamMember,
    SiteCompound,
    SiteSession,
    TestingRound,
    UntestedCount,
)
from tests.cast import Cast
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
STARTS, ENDS = datetime(2022, 4, 2, 0, 0, tzinfo=UTC), datetime(2022, 4, 2, 10, 0, tzinfo=UTC)
ROUND = "/linli/testing/rounds/1"


@pytest.fixture
def round_id(app: Flask, cast: Cast) -> int:
    """A round in pools of twenty at one site, to be staffed by 2+3+5."""
    site = SamplingSite(
        community_id=cast.community_id, campaign_id=cast.campaign_id, code="P1", name="明珠华府"
    )
    template = StaffingTemplate(community_id=cast.community_id, name="2+3+5")
    db.session.add_all([site, template])
    db.session.flush()
    db.session.add(
        SiteCompound(community_id=cast.community_id, site_id=site.id, compound_id=cast.compound_id)
    )
    for position, (pool, task, count) in enumerate(
        [("medic", "sampling", 2), ("cadre", "info_entry", 3), ("community_worker", "queue_marshal", 5)]
    ):
        db.session.add(
            StaffingSeat(
                community_id=cast.community_id,
                template_id=template.id,
                member_type=pool,
                task=task,
                count=count,
                position=position,
            )
        )
    db.session.commit()
    with unit_of_work():
        plan = RoundPlan(STARTS, ENDS, "pooled", 20, (site.id,), {cast.compound_id: 28}, template.id)
        held = testing_rounds.plan_round(plan, by=cast.viewer("leader"), at=STARTS - timedelta(hours=2))
        return held.id


def save_team(client: PageClient, people: dict[str, int]) -> None:
    client.get(f"{ROUND}/teams/new")
    assert len(client.soup.select("select[name^=person_]")) == 12  # ten seats of the template, two beyond
    client.post(f"{ROUND}/teams", {"code": "T1"} | {name: str(key) for name, key in people.items()})


def test_a_team_takes_the_seats_of_its_template_and_the_plan_names_who_is_missing(
    as_: SignIn, cast: Cast, round_id: int
) -> None:
    leader = as_("leader")
    save_team(leader, {"person_0": cast.person("medic"), "person_2": cast.person("member")})
    members = db.session.execute(select(SamplingTeamMember.person_id, SamplingTeamMember.task)).all()
    assert sorted(members) == sorted(
        [(cast.person("medic"), "sampling"), (cast.person("member"), "info_entry")]
    )
    leader.get(f"{ROUND}/plan")
    shown = " ".join(leader.soup.select_one("#teams").get_text(" ").split())  # type: ignore[union-attr]
    assert "医务人员 1/2" in shown
    assert "下沉干部 1/3" in shown
    assert "社区工作者 0/5" in shown
    assert "陈护士" not in shown


def test_two_desks_are_through_twice_as_soon(as_: SignIn, cast: Cast, round_id: int) -> None:
    """The setting says 120 an hour and desk; the template has two samplers: 480 people take two hours."""
    db.session.scalars(select(RoundEligible)).one().eligible = 480
    db.session.commit()
    leader = as_("leader")
    leader.get(f"{ROUND}/plan")
    assert "10:00" in leader.soup.select_one("#sites").get_text()  # type: ignore[union-attr]


def test_nobody_stands_in_a_team_twice_and_no_team_at_two_sites(
    as_: SignIn, cast: Cast, round_id: int
) -> None:
    leader = as_("leader")
    twice = {"code": "T1", "person_0": str(cast.person("medic")), "person_1": str(cast.person("medic"))}
    leader.post(f"{ROUND}/teams", twice, expect=422)
    assert db.session.scalar(select(func.count()).select_from(SamplingTeam)) == 0
    save_team(leader, {"person_0": cast.person("medic")})
    team_id = db.session.scalars(select(SamplingTeam.id)).one()
    session = db.session.scalars(select(SiteSession)).one()
    hours = {"opens_at": "2022-04-02T08:00", "closes_at": "2022-04-02T12:00"}
    form = {"site_id": str(session.site_id), "team_id": str(team_id)} | hours
    session_id = session.id
    leader.post(f"/linli/testing/sessions/{session_id}/plan", form)
    leader.post(f"{ROUND}/sessions", form | {"opens_at": "2022-04-02T11:00"}, expect=422)
    leader.post(f"{ROUND}/sessions", form | {"opens_at": "2022-04-02T12:00", "closes_at": "2022-04-02T14:00"})
    assert db.session.scalar(select(func.count()).select_from(SiteSession)) == 2
    leader.post(f"/linli/testing/teams/{team_id}/remove", expect=422)


def test_the_eligible_snapshot_is_the_rounds_own(as_: SignIn, cast: Cast, round_id: int) -> None:
    leader, site = as_("leader"), db.session.scalars(select(SamplingSite.id)).one()
    form = {"starts_at": "2022-04-02T08:00", "ends_at": "2022-04-02T18:00", "mode": "pooled"}
    form |= {"pool_size": "20", "sites": str(site), f"eligible_{cast.compound_id}": "26"}
    leader.post(f"{ROUND}/edit", form)
    assert db.session.scalars(select(RoundEligible.eligible)).all() == [26]
    leader.post(f"{ROUND}/edit", {key: value for key, value in form.items() if key != "sites"}, expect=422)
    as_("member").post(f"{ROUND}/edit", form, expect=403)


def test_an_hour_earlier_stays_on_the_day(as_: SignIn, cast: Cast, round_id: int) -> None:
    leader, site = as_("leader"), db.session.scalars(select(SamplingSite.id)).one()
    before = db.session.scalars(select(SiteSession.opens_at)).one()
    form = {"starts_at": "2022-04-02T07:00", "ends_at": "2022-04-02T18:00", "mode": "single"}
    leader.post(f"{ROUND}/edit", form | {"pool_size": "20", "sites": str(site)})
    assert db.session.scalars(select(SiteSession.opens_at)).one() == before


def count(cast: Cast, people: int) -> None:
    session_id = db.session.scalars(select(SiteSession.id)).one()
    with unit_of_work():
        testing.count_people(
            session_id, people, compound_id=cast.compound_id, tubes=None, by=cast.viewer("member"), at=STARTS
        )


def test_reasons_account_for_everybody_and_never_for_more(as_: SignIn, cast: Cast, round_id: int) -> None:
    count(cast, 20)
    leader = as_("leader")
    leader.get(f"{ROUND}/untested")
    assert "28 = 20 已检 + 8 无原因" in conservation(leader)
    address = f"{ROUND}/untested/{cast.compound_id}"
    leader.post(address, {"people_tested_elsewhere": "5", "people_refused": "4"}, expect=422)
    assert db.session.scalar(select(func.count()).select_from(UntestedCount)) == 0
    leader.post(address, {"people_tested_elsewhere": "5", "people_refused": "2"})
    leader.get(f"{ROUND}/untested")
    assert "+ 1 无原因" in conservation(leader)
    text = leader.text()
    assert "71.43%" in text  # 20 of 28
    assert "89.29%" in text  # with five tested elsewhere


def test_no_rate_is_over_a_hundred_when_more_came_than_expected(
    as_: SignIn, cast: Cast, round_id: int
) -> None:
    count(cast, 33)
    leader = as_("leader")
    leader.get(f"{ROUND}/untested")
    assert "28 = 28 已检" in conservation(leader)
    assert "100.00%" in leader.text()
    assert "117" not in leader.text()


def conservation(client: PageClient) -> str:
    line = client.soup.select_one("#conservation")
    assert line is not None
    return " ".join(line.get_text(" ").split())


def test_results_come_after_the_round_began(as_: SignIn, round_id: int) -> None:
    leader = as_("leader")
    leader.post(f"{ROUND}/results", {"results": "alert", "results_at": "2022-04-01T08:00"}, expect=422)
    leader.post(f"{ROUND}/results", {"results": "all_negative", "results_at": "2022-04-03T06:00"})
    held = db.session.get_one(TestingRound, round_id)
    assert (held.results, held.results_at) == ("all_negative", datetime(2022, 4, 2, 22, 0, tzinfo=UTC))
    leader.get("/linli/testing")
    assert "全部阴性" in leader.text()


def test_a_break_ends_when_somebody_is_counted(as_: SignIn, cast: Cast, round_id: int) -> None:
    phone, session_id = as_("member"), db.session.scalars(select(SiteSession.id)).one()
    phone.post(f"/linli/testing/sessions/{session_id}/open")
    phone.post(f"/linli/testing/sessions/{session_id}/break")
    phone.get(f"/linli/testing/sessions/{session_id}")
    assert "起暂停" in phone.text()
    count(cast, 1)
    session = db.session.get_one(SiteSession, session_id)
    assert (session.paused_at, session.closed_at) == (None, None)
    phone.post(f"/linli/testing/sessions/{session_id}/close", {"tubes_in_system": "3"})
    phone.get(f"/linli/testing/sessions/{session_id}")
    assert "管数不符" in phone.text()
    phone.post(f"/linli/testing/sessions/{session_id}/break", expect=422)


def wish(cast: Cast, door: str, **more: object) -> SampleWish:
    return SampleWish("limited_mobility", cast.compound_id, door, STARTS, **more)  # type: ignore[arg-type]


def register(cast: Cast, *wishes: SampleWish) -> list[int]:
    with unit_of_work():
        return [testing_home.register_sample(w, by=cast.viewer("leader"), at=STARTS).id for w in wishes]


def walk(client: PageClient) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in client.soup.select(".walk__door")]


def test_the_walk_goes_stairwell_by_stairwell_from_the_top(as_: SignIn, cast: Cast, round_id: int) -> None:
    register(cast, wish(cast, "1-2-101"), wish(cast, "1-1-102"), wish(cast, "1-1-301"), wish(cast, "1-2-202"))
    leader = as_("leader")
    leader.get("/linli/testing/home?day=2022-04-02")
    assert [door.rsplit(" ", 2)[-2:] for door in walk(leader)] == [
        ["1单元", "301"],
        ["1单元", "102"],
        ["2单元", "202"],
        ["2单元", "101"],
    ]


def test_ticks_not_at_home_and_taking_back(as_: SignIn, cast: Cast, round_id: int) -> None:
    first, second = register(
        cast,
        wish(cast, "1-1-301", name="刘桂英", form_of_address="大妈", round_id=round_id),
        wish(cast, "1-1-102"),
    )
    leader = as_("leader")
    leader.get("/linli/testing/home?day=2022-04-02")
    assert "刘大妈" in leader.text()
    assert "桂英" not in leader.text()
    leader.post(f"/linli/testing/home/{first}/taken", {"sampled_at": "2022-04-02T09:10"})
    leader.post(f"/linli/testing/home/{second}/not-home")
    sampled = db.session.get_one(HomeSample, first).sampled_at
    assert sampled == datetime(2022, 4, 2, 1, 10, tzinfo=UTC)
    leader.post(f"/linli/testing/home/{first}/not-home", expect=422)
    leader.post(f"/linli/testing/home/{first}/back")
    leader.post(f"/linli/testing/home/{second}/back")
    marks = db.session.execute(select(HomeSample.sampled_at, HomeSample.not_home_at)).all()
    assert [tuple(mark) for mark in marks] == [(None, None), (None, None)]


def test_a_door_that_is_not_on_record_is_refused(as_: SignIn, cast: Cast, round_id: int) -> None:
    leader = as_("leader")
    form = {"reason": "other", "compound_id": str(cast.compound_id), "planned_at": "2022-04-02T09:00"}
    leader.post("/linli/testing/home/new", form | {"door": "9-1-301"}, expect=422)
    assert "没有登记" in leader.text()
    leader.post("/linli/testing/home/new", form | {"door": "1-1-301", "round_id": str(round_id)})
    assert db.session.scalars(select(HomeSample.unit_id)).one() is not None


def test_only_who_is_sent_sees_a_sample(as_: SignIn, cast: Cast, round_id: int) -> None:
    (mine,) = register(cast, wish(cast, "1-1-301", escort_id=cast.person("member")))
    as_("other_member").get(f"/linli/testing/home/{mine}", expect=404)
    as_("other_member").post(f"/linli/testing/home/{mine}/taken", expect=404)
    as_("outsider").get(f"/bieqv/testing/home/{mine}", expect=404)
    guide = as_("member")
    guide.get("/linli/me")
    assert "上门采样" in guide.text()
    guide.get(f"/linli/testing/home/{mine}")
    guide.get("/linli/testing/home/new", expect=403)
    guide.post(f"/linli/testing/home/{mine}/drop", expect=403)
    guide.post(f"/linli/testing/home/{mine}/taken")
    assert db.session.get_one(HomeSample, mine).sampled_at is not None
