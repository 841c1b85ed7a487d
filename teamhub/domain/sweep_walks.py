"""Who walks where, in which order, and when to knock again."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from teamhub.domain.addresses import natural_key
from teamhub.domain.duty_time import local_day, wall_clock

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class WalkStop:
    """A door on a walk. Positions: the order in which the community lists its compounds and buildings."""

    unit_id: int
    compound_position: int
    building_position: int
    building: str
    stairwell: str
    floor: int
    label: str
    kind: str = "household"


def walking_order(stops: Sequence[WalkStop]) -> list[WalkStop]:
    """Compound by compound, building by building, stairwell by stairwell, from the top floor down; on a floor by
    number. Shops of a building come last, when the team is back on the street."""
    return sorted(stops, key=_walking_key)


def _walking_key(stop: WalkStop) -> tuple[object, ...]:
    return (
        stop.compound_position,
        stop.building_position,
        natural_key(stop.building),
        stop.kind == "shop",
        natural_key(stop.stairwell),
        -stop.floor,
        natural_key(stop.label),
        stop.unit_id,
    )


def share_doors(stops: Sequence[WalkStop], teams: Sequence[tuple[T, int]]) -> dict[T, list[WalkStop]]:
    """Doors to teams (team, people in it), in proportion to their people: nobody's share is off by a whole door.
    Each team gets one unbroken piece of the walking order, so that it stays in its buildings. A team without people
    gets nothing unless all are without. No team: nothing to share, an empty answer."""
    if not teams:
        return {}
    weights = [people for _, people in teams]
    if not any(weights):
        weights = [1] * len(teams)
    ordered, whole = walking_order(stops), sum(weights)
    shares: dict[T, list[WalkStop]] = {}
    passed = begin = 0
    for (team, _), weight in zip(teams, weights, strict=True):
        passed += weight
        end = (2 * len(ordered) * passed + whole) // (2 * whole)
        shares[team] = ordered[begin:end]
        begin = end
    return shares


@dataclass(frozen=True)
class VisitSlot:
    """A time of day for knocking, in minutes after midnight of the community's zone, half-open."""

    starts_minute: int
    ends_minute: int

    def holds(self, minute: int) -> bool:
        return self.starts_minute <= minute < self.ends_minute


EVENING_FIRST = (VisitSlot(18 * 60, 21 * 60), VisitSlot(12 * 60, 14 * 60), VisitSlot(8 * 60, 10 * 60))
"""Slots to start from: people are at home in the evening, then at noon, then early. A community may give others."""


def propose_revisit(
    tried: Sequence[datetime], at: datetime, *, slots: Sequence[VisitSlot], zone: ZoneInfo
) -> datetime | None:
    """When to knock again: the next beginning of the first slot in which nobody has knocked yet, or of the slot
    least tried. Inside that slot without a visit today, now. None without slots."""
    if not slots:
        return None
    knocks = [_minute_of_day(knock, zone) for knock in tried]
    slot = min(slots, key=lambda s: sum(s.holds(minute) for minute in knocks))
    today = local_day(at, zone)
    knocked_today = any(
        local_day(knock, zone) == today and slot.holds(_minute_of_day(knock, zone)) for knock in tried
    )
    if slot.holds(_minute_of_day(at, zone)) and not knocked_today:
        return at
    begins = wall_clock(today, slot.starts_minute, zone)
    return begins if begins > at else wall_clock(today + timedelta(days=1), slot.starts_minute, zone)


def _minute_of_day(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute
