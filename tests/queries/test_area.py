"""The area: the same figures over communities, asked once for all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.people import Account
from teamhub.models.places import Community, Subdistrict
from teamhub.models.sweeps import Sweep, SweepDoor
from teamhub.queries import area, tally, viewers
from tests.cast import Cast, subdistrict_reader
from tests.duty_scene import MORNING, build_scene, minutes
from tests.statements import counted

NOON = datetime(2022, 4, 4, 12, 0, tzinfo=UTC)


def test_the_example_says_the_same_here_as_in_its_tally(example: Flask) -> None:
    subdistrict = db.session.scalars(select(Community.subdistrict_id)).one()
    assert subdistrict is not None
    community = viewers.community_by_slug("balicha")
    day = date(2022, 4, 4)
    moment = tally.brief_moment(community.id, day)
    row = area.communities(subdistrict_reader(subdistrict), moment)[0]
    figures = tally.day_figures(community.id, day, moment)
    held = figures.testing.rounds[0]
    detail = area.details([row], moment)[row.id]
    assert (row.slug, detail.households) == ("balicha", figures.totals.households)
    found = detail.round
    assert (found.number, found.first, found.second) == (held.number, held.eligible, held.tested)
    assert row.deeds_today == figures.deeds.day
    assert row.requests_overdue == figures.deeds.requests_overdue
    assert row.posts == (30, 30)
    states = list(db.session.scalars(select(SweepDoor.state).where(SweepDoor.sweep_id == row.sweep.id)))
    assert detail.doors == len(states)
    assert len(states) >= figures.totals.households
    assert detail.doors_left == len([state for state in states if state != "final"])
    assert row.sweep.cleared == (detail.doors_left == 0)
    door = db.session.scalars(select(SweepDoor).where(SweepDoor.sweep_id == row.sweep.id).limit(1)).one()
    door.state = "revisit"
    db.session.get_one(Sweep, row.sweep.id).cleared_at = None
    db.session.commit()
    account = db.session.scalars(select(Account.id).where(Account.login == "jiedao")).one()
    again = area.communities(account, moment)[0]
    assert not again.sweep.cleared
    assert area.details([again], moment)[row.id].doors_left == detail.doors_left + 1


def test_seats_of_the_running_shift_and_who_left(app: Flask, cast: Cast) -> None:
    scene = build_scene(cast)
    arrived = scene.arrive(scene.seat("member", scene.gate, scene.day), MORNING)
    scene.seat("other_member", scene.gate, scene.day)
    scene.seat("worker", scene.gate, scene.night)
    first = db.session.scalars(select(Community).where(Community.slug == "linli")).one()
    assert first.subdistrict_id is not None
    account = subdistrict_reader(first.subdistrict_id)
    mine = {r.slug: r for r in area.communities(account, MORNING + minutes(30))}
    assert mine["linli"].posts == (2, 1)
    arrived.checked_out_at = MORNING + minutes(60)
    db.session.commit()
    assert {r.slug: r.posts for r in area.communities(account, MORNING + minutes(90))}["linli"] == (2, 0)


def test_who_came_as_early_as_a_community_may_allow_is_there(app: Flask, cast: Cast) -> None:
    scene = build_scene(cast)
    scene.arrive(scene.seat("member", scene.gate, scene.day), scene.day.starts_at - minutes(12 * 60 - 1))
    first = db.session.scalars(select(Community).where(Community.slug == "linli")).one()
    assert first.subdistrict_id is not None
    account = subdistrict_reader(first.subdistrict_id)
    assert {r.slug: r.posts for r in area.communities(account, MORNING + minutes(30))}["linli"] == (1, 1)


def test_only_communities_within_reach_are_listed(app: Flask, cast: Cast) -> None:
    mine = db.session.scalars(select(Community).where(Community.slug == "linli")).one()
    assert mine.subdistrict_id is not None
    assert {r.slug for r in area.communities(subdistrict_reader(mine.subdistrict_id), NOON)} == {
        "linli",
        "bieqv",
    }
    elsewhere = Subdistrict(name="南街道")
    db.session.add(elsewhere)
    db.session.flush()
    db.session.scalars(select(Community).where(Community.slug == "bieqv")).one().subdistrict_id = elsewhere.id
    db.session.commit()
    account = db.session.scalars(select(Account.id).where(Account.login == "jiedao")).one()
    assert [r.slug for r in area.communities(account, NOON)] == ["linli"]
    assert area.communities(cast.account("leader"), NOON) == []


def test_more_communities_cost_no_more_statements(app: Flask, cast: Cast) -> None:
    mine = db.session.scalars(select(Community).where(Community.slug == "linli")).one()
    assert mine.subdistrict_id is not None
    account = subdistrict_reader(mine.subdistrict_id)

    def cost() -> tuple[int, int]:
        with counted() as statements:
            rows = area.communities(account, NOON)
            area.sums(rows, area.details(rows, NOON))
        return len(rows), len(statements)

    few = cost()
    for n in range(30):
        db.session.add(
            Community(
                subdistrict_id=mine.subdistrict_id,
                slug=f"c{n}",
                name=f"社区{n}",
                created_at=NOON - timedelta(days=1),
            )
        )
    db.session.commit()
    many = cost()
    assert (few[0], many[0]) == (2, 32)
    assert few[1] == many[1] <= 14
