"""How the roster of some days was made known, who has confirmed, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import DutyAssignment, Shift
from teamhub.models.rota import RosterPublication
from teamhub.queries.duty_candidates import standing


@dataclass(frozen=True)
class Published:
    """`at`: the latest publication that holds the first of the days, None: never. `seats`, `confirmed`: that stand
    now in the days. `changed`: seats made, replaced or given up since."""

    at: datetime | None
    seats: int
    confirmed: int
    changed: int


def published(viewer: Viewer, campaign: Campaign, first: date, last: date) -> Published:
    at = db.session.scalar(
        select(func.max(RosterPublication.published_at)).where(
            RosterPublication.community_id == viewer.community_id,
            RosterPublication.campaign_id == campaign.id,
            RosterPublication.first_day <= first,
            RosterPublication.last_day >= first,
        )
    )
    here = (
        DutyAssignment.community_id == viewer.community_id,
        Shift.campaign_id == campaign.id,
        Shift.duty_date.between(first, last),
    )
    seats = (
        select(func.count(DutyAssignment.id)).join(Shift, Shift.id == DutyAssignment.shift_id).where(*here)
    )
    changed = 0
    if at is not None:
        since = or_(
            and_(standing(), DutyAssignment.assigned_at > at),
            and_(DutyAssignment.cancelled_at > at, DutyAssignment.reason != "moved"),
        )
        changed = db.session.scalar(seats.where(since)) or 0
    return Published(
        at,
        db.session.scalar(seats.where(standing())) or 0,
        db.session.scalar(seats.where(standing(), DutyAssignment.confirmed_at.is_not(None))) or 0,
        changed,
    )
