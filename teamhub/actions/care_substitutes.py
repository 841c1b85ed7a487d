"""A carer cannot come: all residents to others at once, and back again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from teamhub.actions import journal
from teamhub.actions.care import assign
from teamhub.domain.access import Viewer
from teamhub.domain.care import CareRefused, check_span
from teamhub.models.base import db
from teamhub.models.care import CareAssignment
from teamhub.queries import care, care_substitutes


def stand_in(
    carer_id: int, starts_on: date, ends_on: date | None, to_id: int | None, *, by: Viewer, at: datetime
) -> int:
    """Each resident of the carer to `to_id`, or to the own deputy, for these inclusive days. Gives the number moved.
    Raises CareRefused(days_backwards | nobody_to_move | deputy_missing | deputy_is_carer | carer_unknown)."""
    check_span(starts_on, ends_on)
    if to_id == carer_id:
        raise CareRefused("deputy_is_carer")
    moving = care_substitutes.movable(by, carer_id, starts_on, ends_on)
    if not moving:
        raise CareRefused("nobody_to_move")
    missing = sum(to_id is None and period.deputy_id is None for _, period in moving)
    if missing:
        raise CareRefused("deputy_missing", count=missing)
    for entry, period in moving:
        ends = [end for end in (ends_on, period.ends_on) if end is not None]
        assign(
            entry.stored,
            to_id or period.deputy_id or 0,
            None,
            max(starts_on, period.starts_on),
            min(ends, default=None),
            carer_id,
            by=by,
        )
    journal.write(
        "care.carer_replaced", by=by, at=at, object_type="person", object_id=carer_id, residents=len(moving)
    )
    return len(moving)


def come_back(carer_id: int, *, by: Viewer, at: datetime) -> int:
    """The residents are the carer's again from today on. Gives how many. Raises CareRefused(nobody_to_move)."""
    day, _zone = care.today(by.community_id, at)
    standing = db.session.scalars(
        select(CareAssignment).where(
            CareAssignment.community_id == by.community_id,
            CareAssignment.stands_in_for_id == carer_id,
            or_(CareAssignment.ends_on.is_(None), CareAssignment.ends_on >= day),
        )
    ).all()
    if not standing:
        raise CareRefused("nobody_to_move")
    for assignment in standing:
        if assignment.starts_on >= day:
            db.session.delete(assignment)
        else:
            assignment.ends_on = day - timedelta(days=1)
    db.session.flush()
    journal.write(
        "care.carer_back", by=by, at=at, object_type="person", object_id=carer_id, residents=len(standing)
    )
    return len(standing)
