"""When the link of a sweep team opens doors: for the time of its sweep."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from teamhub.domain.errors import RuleBroken

EARLY = timedelta(hours=1)
"""Teams gather and look at their buildings before they start."""


class LinkRefused(RuleBroken):
    """link_over | link_early (since)"""


def link_time(
    held_on: date, starts_at: datetime, ends_at: datetime | None, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """From an hour before the sweep until its end; where no end is set, until the end of the day after it, for the
    doors that are visited again."""
    last = datetime.combine(held_on + timedelta(days=2), time(), zone)
    return starts_at - EARLY, ends_at or max(last, starts_at + timedelta(days=1))


def check_link(opens_at: datetime, expires_at: datetime, at: datetime) -> None:
    """Raises LinkRefused."""
    if at >= expires_at:
        raise LinkRefused("link_over")
    if at < opens_at:
        raise LinkRefused("link_early", since=opens_at)
