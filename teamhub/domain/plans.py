"""What a leader plans once and uses often: shift patterns, staffing templates, rules of timed cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from teamhub.domain.errors import RuleBroken

DAY = 24 * 60


class PlanRefused(RuleBroken):
    """The plan cannot be stored like this."""


@dataclass(frozen=True)
class PatternPart:
    """A shift of the pattern. `starts_minute` after midnight of the duty date; it may run past midnight."""

    kind: str
    starts_minute: int
    length_minutes: int

    @property
    def ends_minute(self) -> int:
        return self.starts_minute + self.length_minutes

    @classmethod
    def between(cls, kind: str, starts: time, ends: time) -> PatternPart:
        """An end at or before the start means: on the next day."""
        start = starts.hour * 60 + starts.minute
        length = (ends.hour * 60 + ends.minute - start) % DAY or DAY
        return cls(kind, start, length)


@dataclass(frozen=True)
class Seat:
    """`count` people of a member type for one task."""

    member_type: str
    task: str
    count: int


def check_pattern(parts: Sequence[PatternPart]) -> None:
    """Raises PlanRefused(pattern_empty | pattern_repeats | pattern_overlaps). Gaps are allowed: some campaigns
    rest at night."""
    if not parts:
        raise PlanRefused("pattern_empty")
    if len({p.kind for p in parts}) < len(parts):
        raise PlanRefused("pattern_repeats")
    ordered = sorted(parts, key=lambda p: p.starts_minute)
    for part, following in zip(ordered, [*ordered[1:], ordered[0]], strict=True):
        next_start = following.starts_minute + (DAY if following is ordered[0] else 0)
        if part.ends_minute > next_start:
            raise PlanRefused("pattern_overlaps")


def uncovered_minutes(parts: Sequence[PatternPart]) -> int:
    """Minutes of the day in which the pattern has nobody on duty."""
    return max(0, DAY - sum(p.length_minutes for p in parts))


def check_seats(seats: Sequence[Seat]) -> None:
    """Raises PlanRefused(template_empty | template_count)."""
    if not seats:
        raise PlanRefused("template_empty")
    if any(not 1 <= seat.count <= 999 for seat in seats):
        raise PlanRefused("template_count")


def check_rule(days: int, tests: int, min_interval_hours: int) -> None:
    """Raises PlanRefused(rule_impossible) when the tests cannot fit into the days."""
    if days < 1 or tests < 1 or min_interval_hours < 0 or (tests - 1) * min_interval_hours >= days * 24:
        raise PlanRefused("rule_impossible")
