"""Who has been on post for too long, and whose relief did not come last time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.attendance import Standing
from teamhub.domain.duty_time import whole_minutes
from teamhub.domain.gaps import LongOnPost
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, Shift
from teamhub.queries.duty_seats import ShiftRow, shift_row

FORGOTTEN_AFTER = timedelta(hours=24)
"""Who arrived longer ago than this has forgotten to check out."""
LOOK_BACK = timedelta(days=3)


def long_on_post(
    viewer: Viewer, at: datetime, *, hours: int, gates: Collection[int] = ()
) -> tuple[list[LongOnPost], list[ShiftRow]]:
    """Those who arrived more than so many hours ago and have not left, counted from the start of the shift for who came
    early; and the shifts that they belong to."""
    rows = db.session.execute(
        select(DutyAssignment, CheckIn.arrived_at, Shift)
        .join(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(
            DutyAssignment.community_id == viewer.community_id,
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
            CheckIn.checked_out_at.is_(None),
            CheckIn.arrived_at <= at - timedelta(hours=hours),
            CheckIn.arrived_at > at - FORGOTTEN_AFTER,
        )
        .order_by(CheckIn.arrived_at)
    ).all()
    found = [
        LongOnPost(
            seat.id,
            seat.shift_id,
            seat.post_id,
            whole_minutes(max(arrived, shift.starts_at), at),
            seat.post_id in gates,
        )
        for seat, arrived, shift in rows
        if at - max(arrived, shift.starts_at) > timedelta(hours=hours)
    ]
    named = {one.shift_id for one in found}
    return found, [
        shift_row(shift) for shift in {shift.id: shift for _, _, shift in rows}.values() if shift.id in named
    ]


def absent_last_time(viewer: Viewer, shift: ShiftRow | None, at: datetime) -> set[int]:
    """People with a seat in this shift who did not come to the last one that they had."""
    if shift is None:
        return set()
    due = select(DutyAssignment.person_id).where(
        DutyAssignment.shift_id == shift.id,
        DutyAssignment.cancelled_at.is_(None),
        DutyAssignment.replaced_at.is_(None),
    )
    rows = db.session.execute(
        select(DutyAssignment.person_id, CheckIn.standing)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .outerjoin(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
        .where(
            DutyAssignment.community_id == viewer.community_id,
            DutyAssignment.person_id.in_(due),
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
            Shift.ends_at <= at,
            Shift.ends_at > at - LOOK_BACK,
        )
        .order_by(Shift.starts_at)
    )
    last = {person: standing for person, standing in rows}  # noqa: C416 - a row is not a pair to the type checker
    return {person for person, standing in last.items() if standing in (None, Standing.ABSENT.value)}
