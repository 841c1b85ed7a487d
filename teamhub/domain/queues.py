"""Queues: what was observed, and when the last person will be through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

MEASURED_FROM = timedelta(minutes=5)
"""Counts over less than this say nothing about a rate: two taps within seconds are no 18,000 an hour."""


class WaitStanding(StrEnum):
    FINE = "fine"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True)
class QueueSummary:
    """Waits in minutes; `mean` rounded half up. No observation: None, which is not zero."""

    observations: int
    longest: int | None
    mean: int | None
    over_target: int


def summarise_queue(wait_minutes: Iterable[int], *, target: int) -> QueueSummary:
    """`over_target` counts observations above the target; a wait of exactly the target keeps it."""
    waits = list(wait_minutes)
    if not waits:
        return QueueSummary(0, None, None, 0)
    mean = (2 * sum(waits) + len(waits)) // (2 * len(waits))
    return QueueSummary(len(waits), max(waits), mean, sum(w > target for w in waits))


def judge_wait(wait_minutes: int, *, target: int, near: int) -> WaitStanding:
    """With target 30 and near 5: 24 is fine, 25 to 30 near, 31 over and worth an alert."""
    if wait_minutes > target:
        return WaitStanding.OVER
    return WaitStanding.NEAR if wait_minutes >= target - near else WaitStanding.FINE


def recent_rate(
    counts: Sequence[tuple[datetime, int]], at: datetime, *, window: timedelta
) -> Fraction | None:
    """People per hour over the window before `at`, or since the first count when that is shorter. A count covers
    the time since the count before it. None: too little is known."""
    past = sorted((moment, persons) for moment, persons in counts if moment <= at)
    if len(past) < 2:
        return None
    began = max(past[0][0], at - window)
    served = sum(persons for moment, persons in past[1:] if moment > began)
    seconds = int((at - began).total_seconds())
    if served <= 0 or seconds < MEASURED_FROM.total_seconds():
        return None
    return Fraction(served * 3600, seconds)


def expected_finish(remaining: int, per_hour: Fraction | int | None, at: datetime) -> datetime | None:
    """When the last person will be through at this rate, to the minute, rounded up. None: no rate."""
    if remaining <= 0:
        return at
    if not per_hour or per_hour < 0:
        return None
    minutes = -(-remaining * 60 // Fraction(per_hour))
    return at + timedelta(minutes=int(minutes))


def expected_wait(waiting_people: int, per_hour: Fraction | int | None) -> int | None:
    """Minutes that somebody who joins now will wait, rounded up. None: no rate."""
    if waiting_people <= 0:
        return 0
    if not per_hour or per_hour < 0:
        return None
    return int(-(-waiting_people * 60 // Fraction(per_hour)))
