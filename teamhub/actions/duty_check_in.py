"""Arriving and leaving. The first arrival counts; nobody signs in for somebody else unseen: what a leader enters
carries the leader's account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Permission, Viewer
from teamhub.domain.attendance import (
    CheckInRefused,
    Departure,
    Evidence,
    Progress,
    Standing,
    check_arrival_window,
    check_departure,
    expected_from,
    judge_arrival,
    judge_departure,
)
from teamhub.domain.errors import NotAllowed, NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment
from teamhub.queries import terms
from teamhub.queries.duty_handovers import handover_after, successor_of
from teamhub.queries.duty_seats import seat_of

AT_ONCE = timedelta(minutes=10)
"""A weak signal: the phone's word for when it was still counts as if it had come at once."""


class SeatGone(RuleBroken):
    """seat_cancelled | seat_replaced: the roster changed since the page was made."""


@dataclass(frozen=True)
class Arrived:
    """`repeated`: had arrived before; time and standing are those of the first time."""

    seat_id: int
    arrived_at: datetime
    standing: Standing
    minutes: int
    repeated: bool = False


def check_in(
    seat_id: int, *, evidence: Evidence, by: Viewer, at: datetime, arrived_at: datetime | None = None
) -> Arrived:
    """The viewer arrives at the own seat. `arrived_at`: when a phone without signal sent it later; what comes in more
    than a few minutes afterwards is marked as entered later. Raises NotFound for the seat of somebody else, SeatGone,
    CheckInRefused."""
    seat = seat_of(by, seat_id)
    if seat.person_id != by.person_id:
        raise NotFound
    came = arrived_at or at
    return _arrive(seat, came, evidence=evidence, by=by, at=at, entered_later=at - came > AT_ONCE)


def call_the_roll(seat_id: int, *, by: Viewer, at: datetime) -> Arrived:
    """A leader sees somebody on post. Raises NotFound, NotAllowed, SeatGone, CheckInRefused."""
    seat = _somebody_elses(seat_id, by)
    own = seat.person_id == by.person_id
    return _arrive(seat, at, evidence=Evidence.TAP if own else Evidence.ROLL_CALL, by=by, at=at)


def enter_from_paper(seat_id: int, arrived_at: datetime, *, by: Viewer, at: datetime) -> Arrived:
    """A leader types in what the sheet at the post says. Raises NotFound, NotAllowed, SeatGone,
    CheckInRefused(arrival_in_future and the window's own)."""
    seat = _somebody_elses(seat_id, by)
    if arrived_at > at:
        raise CheckInRefused("arrival_in_future")
    return _arrive(seat, arrived_at, evidence=Evidence.PAPER, by=by, at=at, entered_later=True)


def check_out(seat_id: int, *, by: Viewer, at: datetime, override_reason: str = "") -> Departure:
    """Leaving. Where relief is due, only after it accepted; a leader may let somebody go with a reason. Raises
    NotFound, NotAllowed, SeatGone, CheckOutRefused."""
    seat = seat_of(by, seat_id)
    leads = by.may(Permission.DUTY_MANAGE)
    if seat.person_id != by.person_id and not leads:
        raise NotFound
    if override_reason.strip() and not leads:
        raise NotAllowed
    _check_standing(seat)
    arrival = _arrival_of(seat)
    handover = handover_after(seat.post_id, seat.shift_id)
    progress = Progress(
        arrived_at=arrival.arrived_at if arrival else None,
        offered_at=handover.offered_at if handover else None,
        accepted_at=handover.accepted_at if handover else None,
        checked_out_at=arrival.checked_out_at if arrival else None,
    )
    has_successor = successor_of(seat) is not None
    check_departure(progress, at, has_successor=has_successor, override_reason=override_reason)
    assert arrival is not None  # check_departure refuses without one
    left = judge_departure(
        seat.shift.ends_at, at, terms.thresholds(by.community_id), relieved=progress.accepted_at is not None
    )
    arrival.checked_out_at = at
    arrival.check_out_reason = override_reason.strip()
    if override_reason.strip() and handover is not None and handover.accepted_at is None:
        handover.override_reason = override_reason.strip()
    journal.write(
        "duty.checked_out",
        by=by,
        at=at,
        object_type="duty_assignment",
        object_id=seat.id,
        leaving=left.leaving.value,
        minutes=left.minutes,
        overridden=bool(override_reason.strip()),
    )
    return left


def note_refused(code: str, post_id: int | None, *, by: Viewer, at: datetime) -> None:
    """A code that opened nothing: forged, of another post, or too old."""
    journal.write("duty.check_in_refused", by=by, at=at, object_type="post", object_id=post_id, rule=code)


def _somebody_elses(seat_id: int, by: Viewer) -> DutyAssignment:
    seat = seat_of(by, seat_id)
    if not (by.may(Permission.ROLL_CALL) or by.may(Permission.DUTY_MANAGE)):
        raise NotAllowed
    return seat


def _check_standing(seat: DutyAssignment) -> None:
    if seat.cancelled_at is not None:
        raise SeatGone("seat_cancelled")
    if seat.replaced_at is not None:
        raise SeatGone("seat_replaced")


def _arrival_of(seat: DutyAssignment) -> CheckIn | None:
    return db.session.scalar(select(CheckIn).where(CheckIn.assignment_id == seat.id))


def _arrive(
    seat: DutyAssignment,
    arrived_at: datetime,
    *,
    evidence: Evidence,
    by: Viewer,
    at: datetime,
    entered_later: bool = False,
) -> Arrived:
    _check_standing(seat)
    known = _arrival_of(seat)
    if known is not None:
        return Arrived(seat.id, known.arrived_at, Standing(known.standing), known.minutes_late, repeated=True)
    shift = seat.shift
    thresholds = terms.thresholds(by.community_id)
    check_arrival_window(shift.starts_at, shift.ends_at, arrived_at, thresholds)
    due = expected_from(shift.starts_at, seat.assigned_at, arrived_at)
    judged = judge_arrival(due, arrived_at, thresholds)
    db.session.add(
        CheckIn(
            community_id=by.community_id,
            assignment_id=seat.id,
            arrived_at=arrived_at,
            standing=judged.standing.value,
            minutes_late=judged.minutes_late,
            evidence=evidence.value,
            recorded_at=at,
            recorded_by_id=by.account_id or None,
            entered_later=entered_later,
        )
    )
    db.session.flush()
    journal.write(
        "duty.checked_in",
        by=by,
        at=at,
        object_type="duty_assignment",
        object_id=seat.id,
        standing=judged.standing.value,
        minutes=judged.minutes_late,
        evidence=evidence.value,
    )
    return Arrived(seat.id, arrived_at, judged.standing, judged.minutes_late)
