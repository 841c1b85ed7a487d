"""Who may hold which seat, and what stays on record when that changes."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions import duty_roster, duty_shifts
from teamhub.actions.duty_roster import SeatRefused
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import Conflict, NotFound
from teamhub.domain.rota import AssignmentRefused, ObstacleKind
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import DutyAssignment, LeaveRequest, PostClosure, Shift
from teamhub.models.people import Person
from tests.cast import Cast
from tests.duty_scene import DAY, EVENING, MORNING, Scene, build_scene, minutes

AT = MORNING - timedelta(hours=10)


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Scene:
    return build_scene(cast)


def refusal(scene: Scene, name: str, shift: Shift, override_reason: str = "") -> list[ObstacleKind]:
    with pytest.raises(AssignmentRefused) as refused, unit_of_work():
        duty_roster.assign(
            shift.id,
            scene.gate.id,
            scene.cast.person(name),
            override_reason=override_reason,
            by=scene.cast.viewer("leader"),
            at=AT,
        )
    return [o.kind for o in refused.value.obstacles]


def assign(scene: Scene, name: str, override_reason: str = "") -> DutyAssignment:
    with unit_of_work():
        return duty_roster.assign(
            scene.day.id,
            scene.gate.id,
            scene.cast.person(name),
            override_reason=override_reason,
            by=scene.cast.viewer("leader"),
            at=AT,
        )


def test_a_free_person_takes_the_seat(scene: Scene) -> None:
    assert assign(scene, "member").person_id == scene.cast.person("member")


def test_fact_17_nobody_is_at_two_places_or_in_two_successive_shifts(scene: Scene) -> None:
    scene.seat("member", scene.checkpoint, scene.day)
    assert refusal(scene, "member", scene.day) == [ObstacleKind.DOUBLE_BOOKING]
    assert refusal(scene, "member", scene.night) == [ObstacleKind.SUCCESSIVE_SHIFTS]


def test_successive_shifts_pass_with_a_reason_a_double_booking_never(scene: Scene) -> None:
    scene.seat("member", scene.checkpoint, scene.night)
    assert assign(scene, "member", "第一夜人手不足").reason == "第一夜人手不足"
    assert refusal(scene, "member", scene.day, "还是不行") == [
        ObstacleKind.DOUBLE_BOOKING,
        ObstacleKind.SUCCESSIVE_SHIFTS,
    ]


def test_fact_58_leave_deployment_and_deactivation_are_reasons(scene: Scene) -> None:
    person = db.session.get_one(Person, scene.cast.person("member"))
    person.deployed_to = DAY - timedelta(days=1)
    other = db.session.get_one(Person, scene.cast.person("other_member"))
    other.active = False
    db.session.add(
        LeaveRequest(
            community_id=scene.cast.community_id,
            person_id=scene.cast.person("worker"),
            starts_at=MORNING,
            ends_at=EVENING,
            reason="illness",
            requested_at=AT,
            approved=True,
        )
    )
    db.session.commit()
    assert refusal(scene, "member", scene.day, "x") == [ObstacleKind.DEPLOYMENT_OVER]
    assert refusal(scene, "other_member", scene.day, "x") == [ObstacleKind.INACTIVE]
    assert refusal(scene, "worker", scene.day, "x") == [ObstacleKind.ON_LEAVE]


def test_a_closed_post_takes_nobody(scene: Scene) -> None:
    db.session.add(
        PostClosure(
            community_id=scene.cast.community_id, post_id=scene.gate.id, closed_from=MORNING - minutes(5)
        )
    )
    db.session.commit()
    assert refusal(scene, "member", scene.day) == [ObstacleKind.POST_CLOSED]


def test_people_and_shifts_of_another_community_do_not_exist(scene: Scene) -> None:
    for viewer, person in (("leader", "outsider"), ("outsider", "member")):
        with pytest.raises(NotFound), unit_of_work():
            duty_roster.assign(
                scene.day.id, scene.gate.id, scene.cast.person(person), by=scene.cast.viewer(viewer), at=AT
            )


def test_a_removed_seat_keeps_its_row_and_frees_the_person(scene: Scene) -> None:
    seat = assign(scene, "member")
    with unit_of_work():
        duty_roster.remove(seat.id, version=1, reason="调休", by=scene.cast.viewer("leader"), at=AT)
    assert assign(scene, "member").id != seat.id
    assert db.session.get_one(DutyAssignment, seat.id).cancelled_at == AT


def test_a_substitute_points_at_the_seat_that_stays_on_record(scene: Scene) -> None:
    seat = assign(scene, "member")
    with unit_of_work():
        new = duty_roster.substitute(
            seat.id,
            scene.cast.person("other_member"),
            version=1,
            reason="发烧",
            by=scene.cast.viewer("leader"),
            at=AT,
        )
    kept = db.session.get_one(DutyAssignment, seat.id)
    assert (new.substitutes_id, kept.replaced_at, kept.reason) == (seat.id, AT, "发烧")
    with pytest.raises(SeatRefused, match="seat_replaced"), unit_of_work():
        duty_roster.remove(seat.id, version=kept.version, by=scene.cast.viewer("leader"), at=AT)


def test_a_refused_substitute_leaves_the_original_in_place(scene: Scene) -> None:
    seat = assign(scene, "member")
    scene.seat("other_member", scene.checkpoint, scene.day)
    with pytest.raises(AssignmentRefused), unit_of_work():
        duty_roster.substitute(
            seat.id, scene.cast.person("other_member"), version=1, by=scene.cast.viewer("leader"), at=AT
        )
    assert db.session.get_one(DutyAssignment, seat.id).replaced_at is None


def test_two_leaders_one_seat_the_second_is_told(scene: Scene) -> None:
    seat = assign(scene, "member")
    with unit_of_work():
        duty_roster.confirm(seat.id, by=scene.cast.viewer("member"), at=AT)
    with pytest.raises(Conflict), unit_of_work():
        duty_roster.remove(seat.id, version=1, by=scene.cast.viewer("leader"), at=AT)


def test_somebody_who_arrived_is_not_taken_off_the_roster(scene: Scene) -> None:
    seat = assign(scene, "member")
    scene.arrive(seat, MORNING)
    with pytest.raises(SeatRefused, match="seat_has_arrival"), unit_of_work():
        duty_roster.remove(seat.id, version=1, by=scene.cast.viewer("leader"), at=MORNING)


def test_a_move_keeps_person_and_shift(scene: Scene) -> None:
    seat = assign(scene, "member")
    with unit_of_work():
        moved = duty_roster.move(
            seat.id, scene.checkpoint.id, version=1, by=scene.cast.viewer("leader"), at=AT
        )
    assert (moved.person_id, moved.shift_id, moved.post_id) == (
        seat.person_id,
        seat.shift_id,
        scene.checkpoint.id,
    )
    assert db.session.get_one(DutyAssignment, seat.id).cancelled_at == AT


def test_fact_14_many_people_onto_posts_fills_the_free_seats_and_names_who_is_left(scene: Scene) -> None:
    scene.seat("worker", scene.checkpoint, scene.night)
    people = [scene.cast.person(n) for n in ("leader", "group_leader", "worker", "member", "other_member")]
    with unit_of_work():
        outcome = duty_roster.assign_many(
            people,
            [scene.gate.id, scene.checkpoint.id],
            [scene.day.id],
            by=scene.cast.viewer("leader"),
            at=AT,
        )
    seats = db.session.scalars(select(DutyAssignment).where(DutyAssignment.shift_id == scene.day.id)).all()
    assert [(s.post_id, s.person_id) for s in seats] == [
        (scene.gate.id, people[0]),
        (scene.gate.id, people[1]),
        (scene.checkpoint.id, people[3]),
    ]
    assert [(p, [o.kind for o in against]) for p, _, against in outcome.refused] == [
        (people[2], [ObstacleKind.SUCCESSIVE_SHIFTS]),
        (people[4], []),
    ]


def test_shifts_come_from_the_pattern_once(scene: Scene) -> None:
    campaign = db.session.get_one(Campaign, scene.cast.campaign_id)
    for made in (2, 0):
        with unit_of_work():
            assert made == duty_shifts.make_shifts(
                campaign,
                DAY,
                DAY + timedelta(days=1),
                zone=ZoneInfo("Asia/Shanghai"),
                by=scene.cast.viewer("leader"),
                at=AT,
            )
    shifts = db.session.scalars(select(Shift).where(Shift.duty_date == DAY + timedelta(days=1))).all()
    assert sorted((s.kind, s.starts_at) for s in shifts) == [
        ("day", MORNING + timedelta(days=1)),
        ("night", EVENING + timedelta(days=1)),
    ]


def test_shifts_before_any_pattern_and_over_too_many_days_are_refused(scene: Scene) -> None:
    campaign = db.session.get_one(Campaign, scene.cast.campaign_id)
    for first, last, code in (
        (date(2022, 3, 1), date(2022, 3, 2), "no_pattern"),
        (DAY, DAY - timedelta(days=1), "shifts_span"),
        (DAY, DAY + timedelta(days=90), "shifts_span"),
    ):
        with pytest.raises(duty_shifts.ShiftsRefused, match=code), unit_of_work():
            duty_shifts.make_shifts(
                campaign, first, last, zone=ZoneInfo("Asia/Shanghai"), by=scene.cast.viewer("leader"), at=AT
            )


def test_a_reminder_reaches_only_those_who_have_not_confirmed(scene: Scene) -> None:
    seat, silent = assign(scene, "member"), scene.seat("other_member", scene.checkpoint, scene.day)
    with unit_of_work():
        duty_roster.confirm(seat.id, by=scene.cast.viewer("member"), at=AT)
    with unit_of_work():
        assert duty_roster.remind(scene.day.id, by=scene.cast.viewer("leader"), at=AT) == 1
    assert db.session.get_one(DutyAssignment, silent.id).reminded_at == AT
    assert db.session.get_one(DutyAssignment, seat.id).reminded_at is None
