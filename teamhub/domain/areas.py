"""Which community needs help first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

STALE_AFTER = timedelta(hours=12)
"""Nobody wrote anything for a whole shift: worth a call."""


class Standing(NamedTuple):
    """What is missing in one community: people at posts, requests past their time, a sweep that is not cleared.
    `doors_left`: of that sweep; 0 where nobody counted them."""

    empty_seats: int
    requests_overdue: int
    last_entry_at: datetime | None
    sweeping: bool
    doors_left: int = 0


def is_stale(standing: Standing, at: datetime) -> bool:
    """A community that never began is not stale."""
    return standing.last_entry_at is not None and at - standing.last_entry_at > STALE_AFTER


def urgency(standing: Standing, at: datetime) -> tuple[int, int, bool, bool, int]:
    """Sorts descending: empty posts before requests, silence before doors that are still to be walked."""
    return (
        standing.empty_seats,
        standing.requests_overdue,
        is_stale(standing, at),
        standing.sweeping,
        standing.doors_left,
    )
