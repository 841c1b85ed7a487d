"""Who is away, asked to be, or was: with the seats of that time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.seat_changes import LeaveState, LeaveTimes, decides_leave, leave_state
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, LeaveRequest, Shift
from teamhub.models.people import Person
from teamhub.queries import duty_changes
from teamhub.queries.duty_candidates import standing
from teamhub.queries.duty_changes import Seat, seat_row

LATELY = timedelta(days=7)


@dataclass(frozen=True)
class LeaveRow:
    """`seats`: of this person in that time, with their standing holder; `may_decide`: the reader, by their number."""

    id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    note: str
    state: LeaveState
    asked_at: datetime
    seats: tuple[Seat, ...]
    may_decide: bool
    is_mine: bool


def leave_of(viewer: Viewer, leave_id: int) -> LeaveRequest:
    """Raises NotFound."""
    leave = db.session.get(LeaveRequest, leave_id)
    if leave is None or leave.community_id != viewer.community_id:
        raise NotFound
    return leave


def mine(viewer: Viewer, at: datetime) -> list[LeaveRow]:
    return _leaves(
        viewer,
        and_(LeaveRequest.person_id == (viewer.person_id or 0), LeaveRequest.ends_at > at - LATELY),
        at,
    )


def to_decide(viewer: Viewer, at: datetime) -> list[LeaveRow]:
    if not viewer.may(Permission.ROLL_CALL):
        return []
    asked = and_(LeaveRequest.approved.is_(None), LeaveRequest.closed_at.is_(None), LeaveRequest.ends_at > at)
    return [row for row in _leaves(viewer, asked, at) if not row.is_mine]


def away_now(viewer: Viewer, at: datetime) -> list[LeaveRow]:
    """Who is away or will be, for those who plan; their seats that nobody else has yet stand beside them."""
    if not viewer.may(Permission.ROLL_CALL):
        return []
    approved = and_(
        LeaveRequest.approved.is_(True), LeaveRequest.ends_at > at, LeaveRequest.closed_at.is_(None)
    )
    return _leaves(viewer, approved, at)


def shifts_in(person_id: int, starts_at: datetime, ends_at: datetime) -> list[DutyAssignment]:
    """Standing seats of a person that the time touches."""
    return list(
        db.session.scalars(
            select(DutyAssignment)
            .join(Shift, Shift.id == DutyAssignment.shift_id)
            .options(joinedload(DutyAssignment.shift), joinedload(DutyAssignment.post))
            .where(
                DutyAssignment.person_id == person_id,
                standing(),
                Shift.starts_at < ends_at,
                Shift.ends_at > starts_at,
            )
            .order_by(Shift.starts_at)
        )
    )


def times_of(person_id: int) -> list[LeaveTimes]:
    rows = db.session.scalars(select(LeaveRequest).where(LeaveRequest.person_id == person_id))
    return [_times(row) for row in rows]


def state_of(leave: LeaveRequest, at: datetime) -> LeaveState:
    return leave_state(_times(leave), at)


def _leaves(viewer: Viewer, where: ColumnElement[bool], at: datetime) -> list[LeaveRow]:
    rows = db.session.execute(
        select(LeaveRequest, Person.name)
        .join(Person, Person.id == LeaveRequest.person_id)
        .where(LeaveRequest.community_id == viewer.community_id, where)
        .order_by(LeaveRequest.starts_at, LeaveRequest.id)
        .limit(100)
    ).all()
    seats = _seats_during([leave for leave, _ in rows])
    return [
        LeaveRow(
            leave.id,
            name,
            leave.starts_at,
            leave.ends_at,
            leave.reason,
            leave.note,
            leave_state(_times(leave), at),
            leave.requested_at,
            seats.get(leave.id, ()),
            viewer.may(decides_leave(len(seats.get(leave.id, ())))) and leave.person_id != viewer.person_id,
            leave.person_id == viewer.person_id,
        )
        for leave, name in rows
    ]


def _seats_during(leaves: Sequence[LeaveRequest]) -> dict[int, tuple[Seat, ...]]:
    """Leave -> standing seats that it touches, in one query."""
    if not leaves:
        return {}
    rows = db.session.execute(
        select(LeaveRequest.id, DutyAssignment)
        .join(DutyAssignment, DutyAssignment.person_id == LeaveRequest.person_id)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .options(joinedload(DutyAssignment.shift), joinedload(DutyAssignment.post))
        .where(
            LeaveRequest.id.in_([leave.id for leave in leaves]),
            standing(),
            Shift.starts_at < LeaveRequest.ends_at,
            Shift.ends_at > LeaveRequest.starts_at,
        )
        .order_by(Shift.starts_at)
    )
    found: dict[int, list[Seat]] = {}
    for leave_id, seat in rows:
        found.setdefault(leave_id, []).append(seat_row(seat))
    return {leave_id: tuple(seats) for leave_id, seats in found.items()}


def _times(leave: LeaveRequest) -> LeaveTimes:
    return LeaveTimes(leave.starts_at, leave.ends_at, leave.approved, leave.closed_at)


def waiting_count(viewer: Viewer, at: datetime) -> int:
    """How many decisions wait for the reader, leave and changes of seats together."""
    if not viewer.may(Permission.ROLL_CALL):
        return 0
    return len(duty_changes.to_decide(viewer, at)) + sum(row.may_decide for row in to_decide(viewer, at))
