"""Which backups are kept, and when the next one is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

NEWEST_KEPT = 48
DAYS_KEPT = 14
DRILL_EVERY = timedelta(days=7)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """The newest 48, and of each of the last 14 days that have one the newest."""
    newest_first = sorted(set(moments), reverse=True)
    by_day: dict[object, datetime] = {}
    for moment in newest_first:
        by_day.setdefault(moment.date(), moment)
    return set(newest_first[:NEWEST_KEPT]) | set(list(by_day.values())[:DAYS_KEPT])


def due(last: datetime | None, now: datetime, minutes: int) -> bool:
    """`minutes` 0: never. A clock that was set back does not put the next one off for ever."""
    if minutes <= 0:
        return False
    return last is None or now - last >= timedelta(minutes=minutes) or last > now + timedelta(minutes=minutes)


def drill_due(last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= DRILL_EVERY or last > now
