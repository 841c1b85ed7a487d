"""Which community needs help first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

STALE_AFTER = timedelta(hours=12)
"""Nobody wrote anything for a whole shift: worth a call."""


@dataclass(frozen=True)
class Standing:
    """What is missing in one community: people at posts, requests past their time, doors of the sweep."""

    empty_seats: int
    requests_overdue: int
    doors_left: int
    last_entry_at: datetime | None


def is_stale(standing: Standing, at: datetime) -> bool:
    """A community that never began is not stale."""
    return standing.last_entry_at is not None and at - standing.last_entry_at > STALE_AFTER


def urgency(standing: Standing, at: datetime) -> tuple[int, int, bool, int]:
    """Sorts descending: empty posts before requests, silence before doors that are still to be walked."""
    return (standing.empty_seats, standing.requests_overdue, is_stale(standing, at), standing.doors_left)
