"""Handing a post over: the outgoing person offers with what is carried over, the incoming one accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.actions.duty_check_in import check_in
from teamhub.actions.stock import count_at_handover
from teamhub.domain.access import Viewer
from teamhub.domain.attendance import Evidence, HandoverRefused, Progress, check_acceptance, check_offer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, Handover, Shift
from teamhub.queries.duty_handovers import handover_after, handover_of
from teamhub.queries.duty_seats import seat_of


@dataclass(frozen=True)
class HandoverNote:
    """What the incoming people must know. `counts`: item of stock_item -> how many are at the post."""

    incidents: str = ""
    orders: str = ""
    supplies: str = ""
    remarks: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


def offer(seat_id: int, note: HandoverNote, *, by: Viewer, at: datetime) -> Handover:
    """The viewer offers the own post. Offering again before anybody accepted changes the note. Raises NotFound,
    HandoverRefused, StockRefused."""
    seat = seat_of(by, seat_id)
    if seat.person_id != by.person_id or seat.cancelled_at or seat.replaced_at:
        raise NotFound
    standing = handover_after(seat.post_id, seat.shift_id)
    check_offer(_progress(seat, standing))
    handover = standing or Handover(
        community_id=by.community_id, post_id=seat.post_id, outgoing_shift_id=seat.shift_id
    )
    handover.outgoing_person_id = seat.person_id
    handover.offered_at = at
    handover.incidents, handover.orders = note.incidents, note.orders
    handover.supplies, handover.remarks = note.supplies, note.remarks
    db.session.add(handover)
    db.session.flush()
    count_at_handover(handover, note.counts, by=by, at=at)
    journal.write("duty.handover_offered", by=by, at=at, object_type="handover", object_id=handover.id)
    return handover


def accept(handover_id: int, *, by: Viewer, at: datetime, scanned: bool = False) -> Handover:
    """The viewer, of the following shift, takes the post over. Who `scanned` the code on the outgoing person's phone
    stands beside it: that is an arrival, too; others have to be checked in. Raises NotFound, HandoverRefused,
    CheckInRefused."""
    handover = handover_of(by, handover_id)
    outgoing_shift = db.session.get_one(Shift, handover.outgoing_shift_id)
    seat = _incoming_seat(handover, outgoing_shift, by)
    if seat is None or by.person_id is None:
        raise NotFound
    if scanned:
        check_in(seat.id, evidence=Evidence.ROTATING, by=by, at=at)
    elif db.session.scalar(select(CheckIn).where(CheckIn.assignment_id == seat.id)) is None:
        raise HandoverRefused("not_checked_in")
    check_acceptance(
        Progress(offered_at=handover.offered_at, accepted_at=handover.accepted_at),
        outgoing_person=handover.outgoing_person_id,
        incoming_person=by.person_id,
    )
    handover.incoming_person_id = by.person_id
    handover.accepted_at = at
    db.session.flush()
    journal.write(
        "duty.handover_accepted",
        by=by,
        at=at,
        object_type="handover",
        object_id=handover.id,
        scanned=scanned,
    )
    return handover


def _incoming_seat(handover: Handover, outgoing: Shift, by: Viewer) -> DutyAssignment | None:
    """The viewer's seat at the post in a shift that follows the outgoing one."""
    return db.session.scalar(
        select(DutyAssignment)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(
            DutyAssignment.post_id == handover.post_id,
            DutyAssignment.person_id == by.person_id,
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
            Shift.starts_at > outgoing.starts_at,
            Shift.starts_at <= outgoing.ends_at,
            Shift.ends_at > outgoing.ends_at,
        )
    )


def _progress(seat: DutyAssignment, handover: Handover | None) -> Progress:
    arrival = db.session.scalar(select(CheckIn).where(CheckIn.assignment_id == seat.id))
    return Progress(
        arrived_at=arrival.arrived_at if arrival else None,
        offered_at=handover.offered_at if handover else None,
        accepted_at=handover.accepted_at if handover else None,
        checked_out_at=arrival.checked_out_at if arrival else None,
    )
