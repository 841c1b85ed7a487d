"""Houses called in turn: which building comes when, so that the desks are busy and the queue stays short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

QUARTER = timedelta(minutes=15)
BUSY = 0.9
"""Part of what the desks can do that is called; the rest is for those who come unasked."""


@dataclass(frozen=True)
class House:
    """People of one building who are still to come, estimated."""

    name: str
    people: float


@dataclass(frozen=True)
class Call:
    """These buildings come at this time, all together about so many people."""

    starts_at: datetime
    houses: tuple[str, ...]
    people: int


def in_turn(houses: Sequence[House], *, per_hour: float, waiting: int, starts_at: datetime) -> list[Call]:
    """In the order given, quarter by quarter of an hour; a large building fills several. The first are called for the
    time at which those who wait already are through. `per_hour`: people whom all desks of the site serve. Raises ValueError
    without a rate."""
    if per_hour <= 0:
        raise ValueError("nobody is served")
    called = per_hour * BUSY
    first = starts_at + timedelta(hours=waiting / per_hour)
    found: dict[datetime, tuple[list[str], float]] = {}
    before = 0.0
    for house in houses:
        if house.people <= 0:
            continue
        slot = rounded(first) + QUARTER * int(before / called * 4 + 1e-9)
        names, people = found.setdefault(slot, ([], 0.0))
        names.append(house.name)
        found[slot] = (names, people + house.people)
        before += house.people
    return [Call(slot, tuple(names), round(people)) for slot, (names, people) in found.items()]


def asked_away(houses: Sequence[House], part: float) -> list[House]:
    """The last buildings, at least one, that together are nearest to this part of the people."""
    chosen: list[House] = []
    wanted = part * sum(house.people for house in houses)
    so_far = 0.0
    for house in reversed(houses):
        if chosen and abs(so_far + house.people - wanted) >= abs(so_far - wanted):
            break
        chosen.insert(0, house)
        so_far += house.people
    return chosen


def rounded(moment: datetime) -> datetime:
    """Up to the next five minutes."""
    spare = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not spare else moment - spare + timedelta(minutes=5)
