"""What stood at a post when it changed hands, and the handovers of a day: for the record on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.models.duty import Handover, Post, Shift
from teamhub.models.supplies import SupplyDelivery
from teamhub.queries import duty_log, terms
from teamhub.queries.duty_handovers import HandoverRow
from teamhub.queries.duty_log import Traffic
from teamhub.queries.duty_seats import post_of, seats, shift_row


@dataclass(frozen=True)
class AtHandover:
    """`people`: who held the post in the outgoing shift. `requests` and `parcels`: open when the post was offered."""

    shift: Shift
    people: tuple[str, ...]
    traffic: Traffic
    requests: int
    parcels: int


def of_day(viewer: Viewer, day: date) -> list[int]:
    """Handovers at the end of a shift of this duty date, in the order of posts and shifts."""
    return list(
        db.session.scalars(
            select(Handover.id)
            .join(Shift, Shift.id == Handover.outgoing_shift_id)
            .join(Post, Post.id == Handover.post_id)
            .where(Handover.community_id == viewer.community_id, Shift.duty_date == day)
            .order_by(Post.position, Post.id, Shift.starts_at)
        )
    )


def at_handover(viewer: Viewer, row: HandoverRow) -> AtHandover:
    """`row` is the viewer's own: it was read through the viewer."""
    stored = db.session.get_one(Handover, row.id)
    shift, post = db.session.get_one(Shift, stored.outgoing_shift_id), post_of(viewer, row.post_id)
    held = seats(
        viewer,
        [shift_row(shift)],
        at=row.offered_at,
        thresholds=terms.thresholds(viewer.community_id),
        post_id=post.id,
    )
    return AtHandover(
        shift,
        tuple(seat.name for seat in held),
        duty_log.traffic_of(post, shift_row(shift)),
        _open_requests(post, stored),
        _waiting_parcels(post, stored),
    )


def _open_requests(post: Post, handover: Handover) -> int:
    if post.compound_id is None:
        return 0
    then = handover.offered_at
    return (
        db.session.scalar(
            select(func.count())
            .select_from(ResidentRequest)
            .where(
                ResidentRequest.community_id == post.community_id,
                ResidentRequest.compound_id == post.compound_id,
                ResidentRequest.asked_at <= then,
                or_(ResidentRequest.done_at.is_(None), ResidentRequest.done_at > then),
                or_(ResidentRequest.closed_at.is_(None), ResidentRequest.closed_at > then),
            )
        )
        or 0
    )


def _waiting_parcels(post: Post, handover: Handover) -> int:
    then = handover.offered_at
    pieces = db.session.scalar(
        select(func.coalesce(func.sum(SupplyDelivery.pieces), 0)).where(
            SupplyDelivery.community_id == post.community_id,
            SupplyDelivery.gate_id == post.id,
            SupplyDelivery.arrived_at <= then,
            or_(SupplyDelivery.delivered_at.is_(None), SupplyDelivery.delivered_at > then),
        )
    )
    return int(pieces or 0)
