"""Making a roster known: everybody on it is asked to confirm. Nothing is frozen; what changes later keeps its date."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import DutyAssignment, Shift
from teamhub.models.rota import RosterPublication
from teamhub.queries.duty_candidates import standing


class PublicationRefused(RuleBroken):
    """nobody_to_tell"""


def publish(campaign: Campaign, first: date, last: date, *, by: Viewer, at: datetime) -> RosterPublication:
    """The roster of these days, inclusive, of shifts that have not ended. Raises NotFound for another community's
    campaign, PublicationRefused(nobody_to_tell)."""
    if campaign.community_id != by.community_id:
        raise NotFound
    seats = db.session.scalars(
        select(DutyAssignment)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(
            Shift.campaign_id == campaign.id,
            Shift.duty_date.between(first, last),
            Shift.ends_at > at,
            standing(),
        )
    ).all()
    if not seats:
        raise PublicationRefused("nobody_to_tell")
    for seat in seats:
        if seat.confirmed_at is None:
            seat.reminded_at = at
    made = RosterPublication(
        community_id=by.community_id,
        campaign_id=campaign.id,
        first_day=first,
        last_day=last,
        published_at=at,
        published_by_id=by.account_id,
        seats=len(seats),
    )
    db.session.add(made)
    db.session.flush()
    journal.write(
        "duty.roster_published",
        by=by,
        at=at,
        object_type="roster_publication",
        object_id=made.id,
        seats=len(seats),
    )
    return made


def confirm_all(*, by: Viewer, at: datetime) -> int:
    """The viewer will come to all own shifts that were asked about. Returns how many."""
    seats = db.session.scalars(
        select(DutyAssignment)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(
            DutyAssignment.community_id == by.community_id,
            DutyAssignment.person_id == by.person_id,
            DutyAssignment.reminded_at.is_not(None),
            DutyAssignment.confirmed_at.is_(None),
            Shift.ends_at > at,
            standing(),
        )
    ).all()
    for seat in seats:
        seat.confirmed_at = at
    db.session.flush()
    for seat in seats:
        journal.write("duty.confirmed", by=by, at=at, object_type="duty_assignment", object_id=seat.id)
    return len(seats)
