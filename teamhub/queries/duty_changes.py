"""Who asked to be relieved, to exchange a seat or to be away, and whose turn it is."""

from __future__ import annotations

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
    has_lapsed,
)
from teamhub.domain.settings import Thresholds
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, SeatChange, Shift
from teamhub.queries.duty_candidates import CandidateRow, for_seat, standing, times_of
from teamhub.queries.duty_seats import ShiftRow, seat_of, shift_row

AHEAD = timedelta(days=14)
SHOWN = 12


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

    found = (SwapOffer(seat_row(row), row.person.name) for row in rows if fits(seat, row) and fits(row, seat))
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
    other = seat_row(change.other_seat) if change.other_seat else None
    starts = [change.seat.shift.starts_at, *([other.shift.starts_at] if other else [])]
    return ChangeRow(
        change.id,
        ChangeKind(change.kind),
        state,
        has_lapsed(state, starts, at),
        change.asked_by.name,
        change.colleague.name,
        seat_row(change.seat),
        other,
        change.note,
        change.asked_at,
        change.decision,
        change.version,
        change.asked_by_id == viewer.person_id,
        change.colleague_id == viewer.person_id and state is ChangeState.ASKED,
    )


def seat_row(seat: DutyAssignment) -> Seat:
    return Seat(seat.id, seat.post.name, shift_row(seat.shift))
