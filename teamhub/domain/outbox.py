"""When something happened that a phone without signal kept and sent later."""

from __future__ import annotations

from datetime import datetime, timedelta

from teamhub.domain.errors import RuleBroken

OLDEST = timedelta(days=14)
"""What is older is for a leader to enter: nobody remembers it well enough."""


class NotTaken(RuleBroken):
    """kept_too_long (days) | entry_unreadable"""


AHEAD = timedelta(minutes=2)
"""A measured clock may be wrong by the time that an answer took; more means that the clock was set meanwhile."""


def happened_at(made: float, offset: float | None, sent: float, received: datetime) -> datetime:
    """`made`, `sent`: what the phone's clock said when the entry was made and when it was sent, seconds since 1970.
    `offset`: how far the server's clock was ahead of it, in seconds, when they last met before the entry; None when
    they had not met: then the clock is taken to have gone on evenly until it was sent, and so it is when the offset
    would lead into the future, for then somebody has put the clock right since. What would still lie in the future
    happened now. Raises NotTaken(kept_too_long)."""
    arrived = received.timestamp()
    evenly = made + arrived - sent
    at = evenly if offset is None or made + offset > arrived + AHEAD.total_seconds() else made + offset
    at = min(at, arrived)
    if arrived - at > OLDEST.total_seconds():
        raise NotTaken("kept_too_long", days=OLDEST.days)
    return datetime.fromtimestamp(at, received.tzinfo)
