"""The proposed roster: looked over, taken over in part, refused where the roster has changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import duty_roster as verbs
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import NotFound
from teamhub.domain.rota import ObstacleKind
from teamhub.domain.rota_plan import WRONG_KIND, Place
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign, StaffingSeat, StaffingTemplate, Term
from teamhub.models.duty import DutyAssignment, LeaveRequest
from teamhub.models.people import Person
from teamhub.queries import duty_rota
from teamhub.queries.duty_rota import Proposal
from teamhub.queries.duty_rota_ground import Wish
from tests.cast import Cast
from tests.duty_scene import DAY, EVENING, MORNING, Scene, build_scene, minutes
from tests.page_client import PageClient

As = Callable[..., PageClient]
BEFORE = MORNING - timedelta(hours=10)
CADRES = frozenset({"cadre"})
ADDRESS = f"/linli/duty/roster/proposal?day={DAY}"


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Iterator[Scene]:
    """The evening before: two shifts of one date with three seats each, nobody assigned."""
    with time_machine.travel(BEFORE, tick=False):
        yield build_scene(cast)


def asked(scene: Scene, wish: Wish | None = None) -> Proposal:
    campaign = db.session.get_one(Campaign, scene.cast.campaign_id)
    return duty_rota.proposal(scene.cast.viewer("leader"), campaign, wish or Wish(DAY, 1, CADRES), at=BEFORE)


def leave(scene: Scene, name: str) -> None:
    db.session.add(
        LeaveRequest(
            community_id=scene.cast.community_id,
            person_id=scene.cast.person(name),
            starts_at=MORNING,
            ends_at=EVENING + timedelta(hours=12),
            reason="sick",
            requested_at=BEFORE,
            approved=True,
        )
    )
    db.session.commit()


def standing() -> int:
    return (
        db.session.scalar(
            select(func.count()).where(
                DutyAssignment.cancelled_at.is_(None), DutyAssignment.replaced_at.is_(None)
            )
        )
        or 0
    )


def place_of(found: Proposal, n: int = 0) -> Place:
    row = found.proposed[n]
    seat = row.instead_of
    return Place(
        row.shift.id, row.post_id, row.person_id, seat.id if seat else 0, seat.version if seat else 0
    )


# ---------------------------------------------------------------- what is proposed


def test_too_few_people_leave_seats_empty_with_the_reason(scene: Scene) -> None:
    """Six cadres for six seats, one of them on leave; whoever has the day cannot have the night."""
    leave(scene, "admin")
    found = asked(scene)
    assert (found.wanted, len(found.proposed), found.asked, found.kept) == (6, 5, 6, 0)
    assert found.plan.surely_empty == 1
    assert found.plan.proof is not None
    assert found.plan.proof.proven
    assert [(row.seats, row.reasons) for row in found.empty] == [
        (
            1,
            (
                (ObstacleKind.SUCCESSIVE_SHIFTS, 3),
                (ObstacleKind.DOUBLE_BOOKING, 2),
                (ObstacleKind.ON_LEAVE, 1),
            ),
        )
    ]
    assert {row.person_id for row in found.proposed} <= {
        p.id for p in db.session.scalars(select(Person).where(Person.member_type == "cadre"))
    }


def test_more_kinds_of_members_fill_the_roster(scene: Scene) -> None:
    leave(scene, "admin")
    found = asked(scene, Wish(DAY, 1, frozenset({"cadre", "community_worker"})))
    assert (len(found.proposed), found.empty) == (6, ())


def test_who_stands_stays_and_who_cannot_come_is_replaced(scene: Scene) -> None:
    kept = scene.seat("member", scene.gate, scene.day)
    leaving = scene.seat("other_member", scene.checkpoint, scene.day)
    leave(scene, "other_member")
    found = asked(scene)
    assert found.kept == 1
    [row] = [row for row in found.proposed if row.instead_of]
    assert row.instead_of is not None
    assert (row.instead_of.id, row.post_id) == (leaving.id, scene.checkpoint.id)
    day = [r for r in found.proposed if r.shift.id == scene.day.id]
    assert kept.person_id not in {r.person_id for r in day}
    assert leaving.person_id not in {r.person_id for r in found.proposed}
    with unit_of_work():
        chosen = [place_of(found, n) for n in range(len(found.proposed))]
        outcome = verbs.fill(chosen, by=scene.cast.viewer("leader"), at=BEFORE)
    assert outcome.refused == []
    assert db.session.get_one(DutyAssignment, leaving.id).replaced_at is not None


def test_shifts_that_have_begun_are_left_alone(scene: Scene) -> None:
    campaign = db.session.get_one(Campaign, scene.cast.campaign_id)
    found = duty_rota.proposal(
        scene.cast.viewer("leader"), campaign, Wish(DAY, 1, CADRES), at=MORNING + minutes(1)
    )
    assert {row.shift.id for row in found.proposed} == {scene.night.id}


def test_another_communitys_people_are_never_proposed(scene: Scene) -> None:
    found = asked(scene, Wish(DAY, 1, frozenset({"cadre", "committee", "medic", "building_head"})))
    homes = {db.session.get_one(Person, row.person_id).community_id for row in found.proposed}
    assert homes == {scene.cast.community_id}


def flag(scene: Scene, vocabulary: str, code: str, **flags: bool | str) -> None:
    [term] = db.session.scalars(
        select(Term).where(
            Term.community_id == scene.cast.community_id, Term.vocabulary == vocabulary, Term.code == code
        )
    )
    term.flags = {**term.flags, **flags}
    db.session.commit()


def test_a_post_that_wants_a_leader_and_a_medic_gets_them(scene: Scene) -> None:
    template = StaffingTemplate(
        community_id=scene.cast.community_id,
        name="1+1",
        seats=[
            StaffingSeat(
                community_id=scene.cast.community_id,
                member_type=kind,
                task="gate_duty",
                count=1,
                position=position,
            )
            for position, kind in enumerate(["cadre", "medic"])
        ],
    )
    db.session.add(template)
    db.session.commit()
    flag(scene, "post_kind", scene.gate.kind, leader_present=True, staffing=str(template.id))
    found = asked(scene, Wish(DAY, 1, frozenset({"cadre", "medic"})))
    at_gate = [row for row in found.proposed if row.post_id == scene.gate.id]
    people = {p.id: p for p in db.session.scalars(select(Person))}
    by_shift: dict[int, set[str]] = {}
    for row in at_gate:
        by_shift.setdefault(row.shift.id, set()).add(people[row.person_id].member_type)
    leaders = {
        scene.cast.person(name)
        for name in ("leader", "group_leader", "secretary")
        if name in scene.cast.people
    }
    for shift_id in by_shift:
        assert {row.person_id for row in at_gate if row.shift.id == shift_id} & leaders
    assert {"medic"} < set.union(*by_shift.values())
    without = asked(scene)
    reasons = {kind for row in without.empty if row.post == scene.gate.name for kind, _ in row.reasons}
    assert WRONG_KIND in reasons


# ---------------------------------------------------------------- taking it over


def test_a_seat_that_was_filled_meanwhile_is_refused_and_the_others_assigned(scene: Scene) -> None:
    found = asked(scene)
    at_checkpoint = [n for n, row in enumerate(found.proposed) if row.post_id == scene.checkpoint.id]
    first = place_of(found, at_checkpoint[0])
    others = [place_of(found, n) for n in range(len(found.proposed)) if n != at_checkpoint[0]]
    scene.seat("medic", scene.checkpoint, scene.day)
    with unit_of_work():
        outcome = verbs.fill([first, *others], by=scene.cast.viewer("leader"), at=BEFORE)
    assert outcome.refused == [(first.person_id, first.shift_id, ())]
    assert len(outcome.assigned) == len(others)


def test_a_refused_relief_leaves_the_seat_as_it_was(scene: Scene) -> None:
    seat = scene.seat("other_member", scene.checkpoint, scene.day)
    leave(scene, "other_member")
    leave(scene, "member")
    place = Place(scene.day.id, scene.checkpoint.id, scene.cast.person("member"), seat.id, seat.version)
    with unit_of_work():
        outcome = verbs.fill([place], by=scene.cast.viewer("leader"), at=BEFORE)
        stale = verbs.fill([replace(place, version=9)], by=scene.cast.viewer("leader"), at=BEFORE)
    assert [o.kind for o in outcome.refused[0][2]] == [ObstacleKind.ON_LEAVE]
    assert stale.refused == [(place.person_id, place.shift_id, ())]
    assert db.session.get_one(DutyAssignment, seat.id).replaced_at is None
    elsewhere = replace(place, post_id=scene.gate.id)
    with pytest.raises(NotFound), unit_of_work():
        verbs.fill([elsewhere], by=scene.cast.viewer("leader"), at=BEFORE)


def test_another_community_cannot_fill(scene: Scene) -> None:
    with pytest.raises(NotFound), unit_of_work():
        verbs.fill([place_of(asked(scene))], by=scene.cast.viewer("outsider"), at=BEFORE)
    assert standing() == 0


# ---------------------------------------------------------------- the page


def test_the_leader_takes_over_what_is_ticked(scene: Scene, as_: As) -> None:
    leave(scene, "admin")
    desk = as_("leader")
    desk.get(f"/linli/duty/roster?day={DAY}")
    assert desk.soup.find("a", href=lambda h: h and "/roster/proposal" in h)
    desk.get(ADDRESS)
    text = " ".join(desk.soup.get_text(" ").split())
    assert "人前后紧接有班" in text
    assert standing() == 0
    ticks = [str(box["value"]) for box in desk.soup.select("input[name=place]")]
    assert len(ticks) == 5
    once = str(desk.soup.select_one("#take-over input[name=once]")["value"])  # type: ignore[index]  # it is there
    for _ in range(2):
        desk.post(ADDRESS, {"place": ticks[:2], "once": once})
        assert standing() == 2
    desk.get(ADDRESS)
    assert len(desk.soup.select("input[name=place]")) == 3


def test_nothing_ticked_and_wishes_out_of_range_are_said(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get(ADDRESS)
    desk.post(ADDRESS, {"once": "a"}, expect=422)
    assert desk.soup.select_one("[data-faults]")
    wishes = "&most=6&totals=3&nights=3&same_post=2&mixed=1&rotate=0&kind=cadre"
    desk.get(f"{ADDRESS}{wishes}&days=15", expect=422)
    assert desk.soup.select_one("[data-faults]")
    assert not desk.soup.select("input[name=place]")
    desk.get(f"{ADDRESS}{wishes.replace('&kind=cadre', '')}&days=1", expect=422)
    desk.get(f"{ADDRESS}{wishes}&days=1")
    assert not desk.soup.select("[name=kind][required]")
    assert desk.soup.select("input[name=place]")


def test_one_shift_a_week_is_kept_to(scene: Scene) -> None:
    scene.seat("member", scene.gate, scene.day)
    found = asked(scene, Wish(DAY, 1, CADRES, most_in_week=1))
    assert scene.cast.person("member") not in {row.person_id for row in found.proposed}


def test_days_without_shifts_say_what_to_do(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get(f"/linli/duty/roster/proposal?day={date(2022, 5, 1)}&days=1")
    assert desk.soup.select_one(".empty a")


def test_members_may_not_propose(scene: Scene, as_: As) -> None:
    as_("member").get(ADDRESS, expect=403)
