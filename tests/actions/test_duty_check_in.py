"""Arriving and leaving at a post."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import duty_check_in, duty_handover, duty_roster
from teamhub.actions.duty_handover import HandoverNote
from teamhub.actions.work import unit_of_work
from teamhub.domain.attendance import (
    CheckInRefused,
    CheckOutRefused,
    Evidence,
    HandoverRefused,
    Leaving,
    Standing,
)
from teamhub.domain.errors import NotAllowed, NotFound
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.duty import CheckIn, Handover
from tests.cast import Cast
from tests.duty_scene import EVENING, MORNING, Scene, build_scene, minutes


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Scene:
    return build_scene(cast)


def test_arriving_before_the_start_is_early_and_journalled(scene: Scene) -> None:
    member, seat = scene.cast.viewer("member"), scene.seat("member", scene.gate, scene.day)
    with unit_of_work():
        arrived = duty_check_in.check_in(
            seat.id, evidence=Evidence.STATIC, by=member, at=MORNING - minutes(8)
        )
    assert (arrived.standing, arrived.minutes, arrived.repeated) == (Standing.EARLY, 0, False)
    entry = db.session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.action, entry.object_id, entry.details["evidence"]) == (
        "duty.checked_in",
        seat.id,
        "static",
    )


@pytest.mark.parametrize(
    ("after", "standing", "late"),
    [(0, "on_time", 0), (5, "on_time", 5), (6, "late", 6), (30, "late", 30), (31, "absent", 31)],
)
def test_lateness_follows_the_settings_of_the_community(
    scene: Scene, after: int, standing: str, late: int
) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    with unit_of_work():
        duty_check_in.check_in(
            seat.id, evidence=Evidence.TAP, by=scene.cast.viewer("member"), at=MORNING + minutes(after)
        )
    kept = db.session.scalars(select(CheckIn)).one()
    assert (kept.standing, kept.minutes_late) == (standing, late)


def test_second_scan_of_same_shift_keeps_first_time(scene: Scene) -> None:
    member, seat = scene.cast.viewer("member"), scene.seat("member", scene.gate, scene.day)
    with unit_of_work():
        duty_check_in.check_in(seat.id, evidence=Evidence.STATIC, by=member, at=MORNING - minutes(8))
    with unit_of_work():
        again = duty_check_in.check_in(seat.id, evidence=Evidence.STATIC, by=member, at=MORNING + minutes(20))
    assert again.repeated
    assert again.arrived_at == MORNING - minutes(8)
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1


def test_nobody_checks_in_on_somebody_elses_seat(scene: Scene) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    for stranger in ("other_member", "outsider"):
        with pytest.raises(NotFound), unit_of_work():
            duty_check_in.check_in(seat.id, evidence=Evidence.TAP, by=scene.cast.viewer(stranger), at=MORNING)


def test_a_roll_call_carries_the_leader_who_called(scene: Scene) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    leader = scene.cast.viewer("group_leader")
    with unit_of_work():
        duty_check_in.call_the_roll(seat.id, by=leader, at=MORNING + minutes(2))
    kept = db.session.scalars(select(CheckIn)).one()
    assert (kept.evidence, kept.recorded_by_id) == ("roll_call", leader.account_id)
    with pytest.raises(NotAllowed), unit_of_work():
        duty_check_in.call_the_roll(seat.id, by=scene.cast.viewer("other_member"), at=MORNING)


def test_a_leader_calling_the_own_name_only_taps(scene: Scene) -> None:
    seat = scene.seat("leader", scene.gate, scene.day)
    with unit_of_work():
        duty_check_in.call_the_roll(seat.id, by=scene.cast.viewer("leader"), at=MORNING)
    assert db.session.scalars(select(CheckIn)).one().evidence == "tap"


def test_a_paper_sheet_is_judged_by_its_own_time_and_marked_as_entered_later(scene: Scene) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    with unit_of_work():
        duty_check_in.enter_from_paper(
            seat.id, MORNING + minutes(9), by=scene.cast.viewer("leader"), at=EVENING + timedelta(hours=2)
        )
    kept = db.session.scalars(select(CheckIn)).one()
    assert (kept.standing, kept.minutes_late, kept.evidence, kept.entered_later) == ("late", 9, "paper", True)


def test_a_paper_sheet_from_the_future_is_refused(scene: Scene) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    with pytest.raises(CheckInRefused, match="arrival_in_future"), unit_of_work():
        duty_check_in.enter_from_paper(
            seat.id, MORNING + minutes(9), by=scene.cast.viewer("leader"), at=MORNING
        )


@pytest.mark.proves("T42")
def test_t42_a_seat_removed_in_the_meantime_is_refused_and_leaves_no_arrival(scene: Scene) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    with unit_of_work():
        duty_roster.remove(
            seat.id, version=seat.version, by=scene.cast.viewer("leader"), at=MORNING - minutes(9)
        )
    with pytest.raises(duty_check_in.SeatGone, match="seat_cancelled"), unit_of_work():
        duty_check_in.check_in(seat.id, evidence=Evidence.TAP, by=scene.cast.viewer("member"), at=MORNING)
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 0


def test_too_early_and_too_late_say_when(scene: Scene) -> None:
    member, seat = scene.cast.viewer("member"), scene.seat("member", scene.gate, scene.day)
    with pytest.raises(CheckInRefused) as early, unit_of_work():
        duty_check_in.check_in(seat.id, evidence=Evidence.TAP, by=member, at=MORNING - minutes(121))
    assert (early.value.code, early.value.values["opens_at"]) == (
        "check_in_too_early",
        MORNING - minutes(120),
    )
    with pytest.raises(CheckInRefused, match="check_in_over"), unit_of_work():
        duty_check_in.check_in(seat.id, evidence=Evidence.TAP, by=member, at=EVENING)


@pytest.mark.proves("T36")
def test_t36_a_check_in_after_midnight_belongs_to_the_night_that_began_the_day_before(scene: Scene) -> None:
    seat = scene.seat("member", scene.gate, scene.night)
    with unit_of_work():
        duty_check_in.check_in(
            seat.id,
            evidence=Evidence.TAP,
            by=scene.cast.viewer("member"),
            at=EVENING + timedelta(hours=4, minutes=10),
        )
    kept = db.session.scalars(select(CheckIn)).one()
    assert kept.assignment.shift.duty_date == scene.night.duty_date
    assert kept.standing == "absent"


def test_nobody_leaves_before_the_relief_has_accepted(scene: Scene) -> None:
    out, back = (
        scene.seat("member", scene.gate, scene.day),
        scene.seat("other_member", scene.gate, scene.night),
    )
    member, relief = scene.cast.viewer("member"), scene.cast.viewer("other_member")
    scene.arrive(out, MORNING)
    with pytest.raises(CheckOutRefused, match="relief_not_accepted"), unit_of_work():
        duty_check_in.check_out(out.id, by=member, at=EVENING)
    with unit_of_work():
        handover = duty_handover.offer(
            out.id, HandoverNote(remarks="两件包裹待送"), by=member, at=EVENING - minutes(5)
        )
    with pytest.raises(HandoverRefused, match="not_checked_in"), unit_of_work():
        duty_handover.accept(handover.id, by=relief, at=EVENING - minutes(3))
    scene.arrive(back, EVENING - minutes(4))
    with unit_of_work():
        duty_handover.accept(handover.id, by=relief, at=EVENING - minutes(2))
    with unit_of_work():
        left = duty_check_in.check_out(out.id, by=member, at=EVENING - minutes(1))
    assert left.leaving is Leaving.FULL
    kept = db.session.scalars(select(Handover)).one()
    assert (kept.outgoing_person_id, kept.incoming_person_id) == (member.person_id, relief.person_id)
    assert kept.remarks == "两件包裹待送"


def test_only_the_relief_of_this_post_may_accept(scene: Scene) -> None:
    out = scene.seat("member", scene.gate, scene.day)
    scene.seat("other_member", scene.checkpoint, scene.night)
    scene.arrive(out, MORNING)
    with unit_of_work():
        handover = duty_handover.offer(out.id, HandoverNote(), by=scene.cast.viewer("member"), at=EVENING)
    for stranger in ("other_member", "member", "leader", "outsider"):
        with pytest.raises(NotFound), unit_of_work():
            duty_handover.accept(handover.id, by=scene.cast.viewer(stranger), at=EVENING)


def test_where_nobody_follows_leaving_needs_no_relief_and_leaving_early_is_said(scene: Scene) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    scene.arrive(seat, MORNING)
    with unit_of_work():
        left = duty_check_in.check_out(seat.id, by=scene.cast.viewer("member"), at=EVENING - minutes(40))
    assert (left.leaving, left.minutes) == (Leaving.LEFT_EARLY, 40)


def test_a_leader_lets_somebody_go_with_a_reason_that_is_kept(scene: Scene) -> None:
    out = scene.seat("member", scene.gate, scene.day)
    scene.seat("other_member", scene.gate, scene.night)
    scene.arrive(out, MORNING)
    with pytest.raises(NotAllowed), unit_of_work():
        duty_check_in.check_out(
            out.id, by=scene.cast.viewer("member"), at=EVENING, override_reason="家中有事"
        )
    with unit_of_work():
        duty_check_in.check_out(
            out.id, by=scene.cast.viewer("leader"), at=EVENING, override_reason="家中有事"
        )
    kept = db.session.scalars(select(CheckIn)).one()
    assert (kept.checked_out_at, kept.check_out_reason) == (EVENING, "家中有事")
    entry = db.session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    assert entry is not None
    assert entry.details["overridden"] is True
    assert "家中有事" not in str(entry.details)


def test_checking_out_twice_or_before_arriving_is_refused(scene: Scene) -> None:
    seat, member = scene.seat("member", scene.gate, scene.day), scene.cast.viewer("member")
    with pytest.raises(CheckOutRefused, match="not_checked_in"), unit_of_work():
        duty_check_in.check_out(seat.id, by=member, at=MORNING)
    scene.arrive(seat, MORNING)
    with unit_of_work():
        duty_check_in.check_out(seat.id, by=member, at=EVENING)
    with pytest.raises(CheckOutRefused, match="already_checked_out"), unit_of_work():
        duty_check_in.check_out(seat.id, by=member, at=EVENING + minutes(1))


def test_somebody_sent_while_the_shift_runs_is_judged_from_the_sending(scene: Scene) -> None:
    with unit_of_work():
        seat = duty_roster.assign(
            scene.day.id,
            scene.gate.id,
            scene.cast.person("member"),
            by=scene.cast.viewer("leader"),
            at=MORNING + minutes(40),
        )
    with unit_of_work():
        duty_check_in.check_in(
            seat.id, evidence=Evidence.TAP, by=scene.cast.viewer("member"), at=MORNING + minutes(52)
        )
    kept = db.session.scalars(select(CheckIn)).one()
    assert (kept.standing, kept.minutes_late) == ("late", 12)


def test_a_seat_typed_in_after_the_shift_is_judged_by_its_start(scene: Scene) -> None:
    leader = scene.cast.viewer("leader")
    with unit_of_work():
        seat = duty_roster.assign(
            scene.day.id, scene.gate.id, scene.cast.person("member"), by=leader, at=EVENING + minutes(30)
        )
    with unit_of_work():
        duty_check_in.enter_from_paper(seat.id, MORNING + minutes(9), by=leader, at=EVENING + minutes(31))
    assert db.session.scalars(select(CheckIn)).one().minutes_late == 9
