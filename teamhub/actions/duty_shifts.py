"""Shifts: made from the pattern for a stretch of days, or one by one for a surge."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.duty_time import ShiftTime, pattern_on, shifts_of, surge_shift
from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import Shift
from teamhub.queries.duty_patterns import patterns_of
from teamhub.queries.duty_seats import shift_of
from teamhub.queries.people import record

MOST_DAYS = 62


class ShiftsRefused(RuleBroken):
    """shifts_span | no_pattern | shift_exists | shift_too_long"""


def make_shifts(
    campaign: Campaign, first: date, last: date, *, zone: ZoneInfo, by: Viewer, at: datetime
) -> int:
    """The shifts of every day from `first` to `last` by the pattern in force; those that exist stay. Returns how
    many were made. Raises ShiftsRefused(shifts_span | no_pattern)."""
    days = (last - first).days + 1
    if not 1 <= days <= MOST_DAYS:
        raise ShiftsRefused("shifts_span", most=MOST_DAYS)
    patterns = patterns_of(campaign.id)
    made = 0
    known = {(s.duty_date, s.kind, s.starts_at) for s in _standing(campaign.id, first, last)}
    for n in range(days):
        day = first + timedelta(days=n)
        pattern = pattern_on(patterns, day)
        if pattern is None:
            raise ShiftsRefused("no_pattern", day=day)
        for time in shifts_of(pattern, day, zone):
            if (time.duty_date, time.kind, time.starts_at) not in known:
                _add(campaign, time, by)
                made += 1
    db.session.flush()
    if made:
        journal.write(
            "duty.shifts_made", by=by, at=at, object_type="campaign", object_id=campaign.id, shifts=made
        )
    return made


def add_shift(
    campaign: Campaign,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    zone: ZoneInfo,
    by: Viewer,
    at: datetime,
) -> Shift:
    """One shift outside the pattern. Raises PatternBroken, ShiftsRefused(shift_exists | shift_too_long)."""
    time = surge_shift(kind, starts_at, ends_at, zone)
    if ends_at - starts_at > timedelta(hours=24):
        raise ShiftsRefused("shift_too_long")
    if any(
        s.kind == kind and s.starts_at == time.starts_at
        for s in _standing(campaign.id, time.duty_date, time.duty_date)
    ):
        raise ShiftsRefused("shift_exists")
    shift = _add(campaign, time, by)
    db.session.flush()
    journal.write("duty.shift_added", by=by, at=at, object_type="shift", object_id=shift.id)
    return shift


def name_duty_officer(shift_id: int, person_id: int | None, *, by: Viewer, at: datetime) -> Shift:
    """Who leads the shift. Raises NotFound."""
    shift = shift_of(by, shift_id)
    shift.duty_officer_id = record(by, person_id).id if person_id is not None else None
    db.session.flush()
    journal.write("duty.officer_named", by=by, at=at, object_type="shift", object_id=shift.id)
    return shift


def _standing(campaign_id: int, first: date, last: date) -> list[Shift]:
    return list(
        db.session.scalars(
            select(Shift).where(
                Shift.campaign_id == campaign_id, Shift.duty_date >= first, Shift.duty_date <= last
            )
        )
    )


def _add(campaign: Campaign, time: ShiftTime, by: Viewer) -> Shift:
    shift = Shift(
        community_id=by.community_id,
        campaign_id=campaign.id,
        duty_date=time.duty_date,
        kind=time.kind,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
    )
    db.session.add(shift)
    return shift
