"""A call-out at night: who was called, who came when, and how fast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from teamhub.domain.duty_time import whole_minutes


@dataclass(frozen=True)
class Call:
    """One person called. `arrived_at` None: not there yet."""

    person_id: int
    organization_id: int | None
    arrived_at: datetime | None


@dataclass(frozen=True)
class RollCall:
    """Persons. `expected` = `present` + `missing`; `present` = `in_time` + `late`. `response_minutes`: from the order
    to the last arrival, None while anybody is missing."""

    expected: int
    present: int
    in_time: int
    first_at: datetime | None
    last_at: datetime | None
    response_minutes: int | None

    @property
    def late(self) -> int:
        return self.present - self.in_time

    @property
    def missing(self) -> int:
        return self.expected - self.present

    @property
    def complete(self) -> bool:
        """Everybody came. A call-out of nobody is not complete."""
        return self.expected > 0 and self.missing == 0


def call_the_roll(ordered_at: datetime, due_at: datetime, calls: Iterable[Call]) -> RollCall:
    """A person called twice counts once, with the first arrival."""
    first_arrival: dict[int, datetime | None] = {}
    for call in calls:
        known = first_arrival.get(call.person_id)
        arrivals = [at for at in (known, call.arrived_at) if at is not None]
        first_arrival[call.person_id] = min(arrivals, default=None)
    arrived = sorted(at for at in first_arrival.values() if at is not None)
    complete = bool(arrived) and len(arrived) == len(first_arrival)
    return RollCall(
        expected=len(first_arrival),
        present=len(arrived),
        in_time=sum(at <= due_at for at in arrived),
        first_at=arrived[0] if arrived else None,
        last_at=arrived[-1] if arrived else None,
        response_minutes=whole_minutes(ordered_at, arrived[-1]) if complete else None,
    )


def roll_by_organization(
    ordered_at: datetime, due_at: datetime, calls: Iterable[Call]
) -> dict[int | None, RollCall]:
    """Keyed by organisation id in order of first appearance; None: no organisation on record."""
    listed = list(calls)
    keys = dict.fromkeys(call.organization_id for call in listed)
    return {
        key: call_the_roll(ordered_at, due_at, (c for c in listed if c.organization_id == key))
        for key in keys
    }
