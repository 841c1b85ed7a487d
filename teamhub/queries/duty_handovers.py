"""Who hands over to whom: the shift that follows at a post, and the handover between the two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.models.duty import CheckIn, DutyAssignment, Handover, Post, Shift
from teamhub.models.people import Person
from teamhub.models.supplies import SupplyDelivery

HELD = timedelta(hours=4)


@dataclass(frozen=True)
class CarriedOver:
    """What is open at a post when it changes hands, counted now."""

    requests: int
    parcels: int


@dataclass(frozen=True)
class HandoverRow:
    """`incoming` empty: not accepted yet. Names in full: both signed it."""

    id: int
    post_id: int
    post_name: str
    shift_kind: str
    shift_ends_at: datetime
    outgoing_id: int
    outgoing: str
    incoming: str
    offered_at: datetime
    accepted_at: datetime | None
    incidents: str
    orders: str
    supplies: str
    remarks: str
    override_reason: str


def handover_after(post_id: int, shift_id: int) -> Handover | None:
    """The handover at the end of this shift at this post, offered or accepted."""
    return db.session.scalar(
        select(Handover).where(Handover.post_id == post_id, Handover.outgoing_shift_id == shift_id)
    )


def handover_of(viewer: Viewer, handover_id: int) -> Handover:
    """Raises NotFound for one of another community."""
    found = db.session.get(Handover, handover_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def concerns(viewer: Viewer, handover: Handover) -> bool:
    """The viewer stands at this post in the outgoing shift or in one that follows it, or leads."""
    if viewer.may(Permission.DUTY_VIEW):
        return True
    outgoing = db.session.get_one(Shift, handover.outgoing_shift_id)
    return (
        db.session.scalar(
            select(DutyAssignment.id)
            .join(Shift, Shift.id == DutyAssignment.shift_id)
            .where(
                DutyAssignment.post_id == handover.post_id,
                DutyAssignment.person_id == viewer.person_id,
                DutyAssignment.cancelled_at.is_(None),
                Shift.starts_at >= outgoing.starts_at,
                Shift.starts_at <= outgoing.ends_at,
            )
            .limit(1)
        )
        is not None
    )


def successor_of(seat: DutyAssignment) -> Shift | None:
    """The shift that relieves this one at its post: it begins before this one is over, ends later, and somebody is
    assigned to it there."""
    return db.session.scalar(
        select(Shift)
        .join(DutyAssignment, DutyAssignment.shift_id == Shift.id)
        .where(
            DutyAssignment.post_id == seat.post_id,
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
            Shift.starts_at > seat.shift.starts_at,
            Shift.starts_at <= seat.shift.ends_at,
            Shift.ends_at > seat.shift.ends_at,
        )
        .order_by(Shift.starts_at)
        .limit(1)
    )


def offered_to(seat: DutyAssignment) -> Handover | None:
    """The handover that waits for the people of this seat's shift: offered, not accepted."""
    before = aliased(Shift)
    return db.session.scalar(
        select(Handover)
        .join(before, before.id == Handover.outgoing_shift_id)
        .where(
            Handover.post_id == seat.post_id,
            Handover.accepted_at.is_(None),
            before.starts_at < seat.shift.starts_at,
            before.ends_at >= seat.shift.starts_at,
            before.ends_at < seat.shift.ends_at,
        )
        .order_by(before.starts_at.desc())
        .limit(1)
    )


def on_post_before(seat: DutyAssignment) -> list[str]:
    """Names of those of the shift before who are still on this post."""
    return list(
        db.session.scalars(
            select(Person.name)
            .join(DutyAssignment, DutyAssignment.person_id == Person.id)
            .join(Shift, Shift.id == DutyAssignment.shift_id)
            .join(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
            .where(
                DutyAssignment.post_id == seat.post_id,
                DutyAssignment.replaced_at.is_(None),
                DutyAssignment.cancelled_at.is_(None),
                CheckIn.checked_out_at.is_(None),
                Shift.ends_at >= seat.shift.starts_at,
                Shift.starts_at < seat.shift.starts_at,
            )
            .order_by(DutyAssignment.id)
        )
    )


def held_over(viewer: Viewer, at: datetime) -> dict[int, int]:
    """Post -> people of a shift that is over (not longer than HELD ago) who have not signed off."""
    rows = db.session.execute(
        select(DutyAssignment.post_id, func.count())
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .join(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
        .where(
            DutyAssignment.community_id == viewer.community_id,
            DutyAssignment.replaced_at.is_(None),
            DutyAssignment.cancelled_at.is_(None),
            CheckIn.checked_out_at.is_(None),
            Shift.ends_at <= at,
            Shift.ends_at > at - HELD,
        )
        .group_by(DutyAssignment.post_id)
    )
    return {post_id: count for post_id, count in rows}  # noqa: C416 - a row is not a pair to the type checker


def carried_over(post: Post) -> CarriedOver:
    """Open requests of the compound the post stands at, and parcels that wait at the gate."""
    requests = 0
    if post.compound_id is not None:
        requests = (
            db.session.scalar(
                select(func.count())
                .select_from(ResidentRequest)
                .where(
                    ResidentRequest.community_id == post.community_id,
                    ResidentRequest.compound_id == post.compound_id,
                    ResidentRequest.done_at.is_(None),
                    ResidentRequest.closed_at.is_(None),
                )
            )
            or 0
        )
    parcels = db.session.scalar(
        select(func.coalesce(func.sum(SupplyDelivery.pieces), 0)).where(
            SupplyDelivery.community_id == post.community_id,
            SupplyDelivery.gate_id == post.id,
            SupplyDelivery.delivered_at.is_(None),
        )
    )
    return CarriedOver(requests, int(parcels or 0))


def log_of_post(viewer: Viewer, post_id: int, *, limit: int = 20) -> list[HandoverRow]:
    """The last handovers of a post, the newest first."""
    return _rows(viewer, Handover.post_id == post_id, limit)


def one(viewer: Viewer, handover_id: int) -> HandoverRow:
    """Raises NotFound."""
    rows = _rows(viewer, Handover.id == handover_id, 1)
    if not rows:
        raise NotFound
    return rows[0]


def _rows(viewer: Viewer, where: ColumnElement[bool], limit: int) -> list[HandoverRow]:
    incoming = aliased(Person)
    rows = db.session.execute(
        select(Handover, Post.name, Shift.kind, Shift.ends_at, Person.name, incoming.name)
        .join(Post, Post.id == Handover.post_id)
        .join(Shift, Shift.id == Handover.outgoing_shift_id)
        .join(Person, Person.id == Handover.outgoing_person_id)
        .outerjoin(incoming, incoming.id == Handover.incoming_person_id)
        .where(Handover.community_id == viewer.community_id, where)
        .order_by(Handover.offered_at.desc())
        .limit(limit)
    )
    return [
        HandoverRow(
            h.id,
            h.post_id,
            post,
            kind,
            ends_at,
            h.outgoing_person_id,
            outgoing,
            takes or "",
            h.offered_at,
            h.accepted_at,
            h.incidents,
            h.orders,
            h.supplies,
            h.remarks,
            h.override_reason,
        )
        for h, post, kind, ends_at, outgoing, takes in rows
    ]
