"""A leader or inspector vouches for arrivals that nobody saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotAllowed, NotFound
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, Post, Shift


def confirm(arrival_ids: Sequence[int], *, by: Viewer, at: datetime) -> int:
    """How many were confirmed now; those confirmed before stay as they were. Raises NotAllowed without the right to call
    the roll and for the own arrival, NotFound for one of another community."""
    if not (by.may(Permission.ROLL_CALL) or by.may(Permission.DUTY_MANAGE)):
        raise NotAllowed
    arrivals = db.session.scalars(
        select(CheckIn).where(CheckIn.id.in_(arrival_ids), CheckIn.community_id == by.community_id)
    ).all()
    if len(arrivals) != len(set(arrival_ids)):
        raise NotFound
    if any(arrival.assignment.person_id == by.person_id for arrival in arrivals):
        raise NotAllowed
    return _vouch(arrivals, by=by, at=at)


def confirm_found(post: Post, checked_at: datetime, *, by: Viewer, at: datetime) -> int:
    """A spot check found everybody there who was due: whoever had arrived and not left was seen."""
    arrivals = db.session.scalars(
        select(CheckIn)
        .join(DutyAssignment, DutyAssignment.id == CheckIn.assignment_id)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(
            DutyAssignment.post_id == post.id,
            Shift.starts_at <= checked_at,
            Shift.ends_at > checked_at,
            CheckIn.arrived_at <= checked_at,
            (CheckIn.checked_out_at.is_(None)) | (CheckIn.checked_out_at > checked_at),
        )
    ).all()
    others = (arrival for arrival in arrivals if arrival.assignment.person_id != by.person_id)
    return _vouch(others, by=by, at=at)


def _vouch(arrivals: Iterable[CheckIn], *, by: Viewer, at: datetime) -> int:
    fresh = [arrival for arrival in arrivals if arrival.confirmed_at is None]
    for arrival in fresh:
        arrival.confirmed_at, arrival.confirmed_by_id = at, by.account_id or None
        journal.write(
            "duty.arrival_confirmed",
            by=by,
            at=at,
            object_type="duty_assignment",
            object_id=arrival.assignment_id,
        )
    db.session.flush()
    return len(fresh)
