"""Who asked to be relieved, to exchange a seat or to be away, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.rota import Duty, PersonTimes, obstacles
from teamhub.domain.seat_changes import (
    ChangeKind,
    ChangeState,
    LeaveState,
    LeaveTimes,
    decides_leave,
    has_lapsed,
    leave_state,
)
from teamhub.domain.settings import Thresholds
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, LeaveRequest, SeatChange, Shift
from teamhub.models.people import Person
from teamhub.queries.duty_candidates import CandidateRow, for_seat, standing, times_of
from teamhub.queries.duty_seats import ShiftRow, seat_of, shift_row

AHEAD = timedelta(days=14)
SHOWN = 12
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Seat:
    id: int
    post: str
    shift: ShiftRow


@dataclass(frozen=True)
class ChangeRow:
    """`other`: the seat that is given for it in a swap. `lapsed`: its shift began before anybody decided."""

    id: int
    kind: ChangeKind
    state: ChangeState
    lapsed: bool
    asked_by: str
    colleague: str
    seat: Seat
    other: Seat | None
    note: str
    asked_at: datetime
    decision: str
    version: int
    is_mine: bool
    asks_me: bool


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


@dataclass(frozen=True)
class SwapOffer:
    """A seat that somebody else could give for the own one, by the rules of both."""

    seat: Seat
    name: str


def own_seat(viewer: Viewer, seat_id: int) -> DutyAssignment:
    """A standing seat of the reader, nobody arrived. Raises NotFound."""
    seat = seat_of(viewer, seat_id)
    gone = seat.cancelled_at is not None or seat.replaced_at is not None
    arrived = db.session.scalar(select(CheckIn.id).where(CheckIn.assignment_id == seat.id))
    if gone or arrived is not None or viewer.person_id is None or seat.person_id != viewer.person_id:
        raise NotFound
    return seat


def change_of(viewer: Viewer, change_id: int) -> SeatChange:
    """Raises NotFound."""
    change = db.session.get(SeatChange, change_id)
    if change is None or change.community_id != viewer.community_id:
        raise NotFound
    return change


def leave_of(viewer: Viewer, leave_id: int) -> LeaveRequest:
    """Raises NotFound."""
    leave = db.session.get(LeaveRequest, leave_id)
    if leave is None or leave.community_id != viewer.community_id:
        raise NotFound
    return leave


def open_change_of(seat_id: int) -> SeatChange | None:
    """What is being asked for this seat already, on either side."""
    return db.session.scalar(
        select(SeatChange).where(
            or_(SeatChange.seat_id == seat_id, SeatChange.other_seat_id == seat_id), _open()
        )
    )


def waiting_for(viewer: Viewer, at: datetime) -> list[ChangeRow]:
    """Colleagues who ask the reader."""
    asked = and_(SeatChange.colleague_id == (viewer.person_id or 0), SeatChange.state == ChangeState.ASKED)
    return [row for row in _changes(viewer, asked, at) if not row.lapsed]


def mine(viewer: Viewer, at: datetime) -> list[ChangeRow]:
    """What the reader asked or agreed to, the newest first."""
    person = viewer.person_id or 0
    own = or_(SeatChange.asked_by_id == person, SeatChange.colleague_id == person)
    return [
        row for row in _changes(viewer, and_(own, SeatChange.asked_at > at - AHEAD), at) if not row.asks_me
    ]


def to_decide(viewer: Viewer, at: datetime) -> list[ChangeRow]:
    """Both sides agree, a leader has not spoken; empty for who leads nobody."""
    if not viewer.may(Permission.ROLL_CALL):
        return []
    agreed = _changes(viewer, SeatChange.state == ChangeState.AGREED, at)
    return [row for row in agreed if not row.lapsed and not row.is_mine]


def my_leaves(viewer: Viewer, at: datetime) -> list[LeaveRow]:
    return _leaves(
        viewer,
        and_(LeaveRequest.person_id == (viewer.person_id or 0), LeaveRequest.ends_at > at - LATELY),
        at,
    )


def leaves_to_decide(viewer: Viewer, at: datetime) -> list[LeaveRow]:
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


def waiting_count(viewer: Viewer, at: datetime) -> int:
    """How many decisions wait for the reader, with a query each."""
    if not viewer.may(Permission.ROLL_CALL):
        return 0
    return len(to_decide(viewer, at)) + sum(row.may_decide for row in leaves_to_decide(viewer, at))


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


def times_of_leaves(person_id: int) -> list[LeaveTimes]:
    rows = db.session.scalars(select(LeaveRequest).where(LeaveRequest.person_id == person_id))
    return [_times(row) for row in rows]


def state_of(leave: LeaveRequest, at: datetime) -> LeaveState:
    return leave_state(_times(leave), at)


def substitutes_for(viewer: Viewer, seat: DutyAssignment, thresholds: Thresholds) -> list[CandidateRow]:
    """Colleagues who are free and rested, the best first."""
    rows = for_seat(
        viewer, shift_row(seat.shift), seat.post_id, thresholds, member_type=seat.person.member_type
    )
    return [row for row in rows if row.free and row.person_id != seat.person_id][:SHOWN]


def swaps_for(viewer: Viewer, seat: DutyAssignment, thresholds: Thresholds, at: datetime) -> list[SwapOffer]:
    """Seats of the coming days that could be exchanged for this one: neither would break a rule, the soonest first."""
    rows = db.session.scalars(
        select(DutyAssignment)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .outerjoin(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
        .options(
            joinedload(DutyAssignment.shift),
            joinedload(DutyAssignment.post),
            joinedload(DutyAssignment.person),
        )
        .where(
            DutyAssignment.community_id == viewer.community_id,
            standing(),
            CheckIn.id.is_(None),
            DutyAssignment.person_id != seat.person_id,
            DutyAssignment.shift_id != seat.shift_id,
            Shift.starts_at > at + timedelta(minutes=thresholds.change_notice_minutes),
            Shift.starts_at < max(at, seat.shift.starts_at) + AHEAD,
        )
        .order_by(Shift.starts_at, DutyAssignment.post_id, DutyAssignment.id)
        .limit(SHOWN * 20)
    ).all()
    shifts = [seat.shift, *(row.shift for row in rows)]
    times = times_of(
        viewer,
        {seat.person_id, *(row.person_id for row in rows)},
        {seat.post_id, *(row.post_id for row in rows)},
        min(shift.starts_at for shift in shifts),
        max(shift.ends_at for shift in shifts),
    )

    def fits(held: DutyAssignment, given: DutyAssignment) -> bool:
        """Whether the holder of one seat could take the other, the own one being free then."""
        known = times.people[held.person_id]
        left = PersonTimes(
            [duty for duty in known.duties if duty.id != held.id],
            known.deployed_from,
            known.deployed_to,
            known.leaves,
            known.active,
        )
        wanted = Duty(0, given.post_id, given.shift.starts_at, given.shift.ends_at, given.shift.duty_date)
        return not obstacles(wanted, left, times.posts[given.post_id], thresholds)

    found = (SwapOffer(_seat(row), row.person.name) for row in rows if fits(seat, row) and fits(row, seat))
    return [offer for offer, _ in zip(found, range(SHOWN), strict=False)]


def _open() -> ColumnElement[bool]:
    return SeatChange.state.in_((ChangeState.ASKED, ChangeState.AGREED))


def _changes(viewer: Viewer, where: ColumnElement[bool], at: datetime) -> list[ChangeRow]:
    rows = db.session.scalars(
        select(SeatChange)
        .options(
            joinedload(SeatChange.seat).joinedload(DutyAssignment.shift),
            joinedload(SeatChange.seat).joinedload(DutyAssignment.post),
            joinedload(SeatChange.other_seat).joinedload(DutyAssignment.shift),
            joinedload(SeatChange.other_seat).joinedload(DutyAssignment.post),
            joinedload(SeatChange.asked_by),
            joinedload(SeatChange.colleague),
        )
        .where(SeatChange.community_id == viewer.community_id, where)
        .order_by(SeatChange.asked_at.desc(), SeatChange.id.desc())
        .limit(100)
    )
    return [_row(viewer, change, at) for change in rows]


def _row(viewer: Viewer, change: SeatChange, at: datetime) -> ChangeRow:
    state = ChangeState(change.state)
    other = _seat(change.other_seat) if change.other_seat else None
    starts = [change.seat.shift.starts_at, *([other.shift.starts_at] if other else [])]
    return ChangeRow(
        change.id,
        ChangeKind(change.kind),
        state,
        has_lapsed(state, starts, at),
        change.asked_by.name,
        change.colleague.name,
        _seat(change.seat),
        other,
        change.note,
        change.asked_at,
        change.decision,
        change.version,
        change.asked_by_id == viewer.person_id,
        change.colleague_id == viewer.person_id and state is ChangeState.ASKED,
    )


def _seat(seat: DutyAssignment) -> Seat:
    return Seat(seat.id, seat.post.name, shift_row(seat.shift))


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
        found.setdefault(leave_id, []).append(_seat(seat))
    return {leave_id: tuple(seats) for leave_id, seats in found.items()}


def _times(leave: LeaveRequest) -> LeaveTimes:
    return LeaveTimes(leave.starts_at, leave.ends_at, leave.approved, leave.closed_at)
