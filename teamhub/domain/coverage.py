"""How well a post is covered through the coming hours: stretches of time with as many people on the roster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from teamhub.domain.duty_time import whole_minutes


@dataclass(frozen=True)
class Planned:
    """People on the roster of one shift at one post."""

    starts_at: datetime
    ends_at: datetime
    people: int


@dataclass(frozen=True)
class Stretch:
    """Minutes from the beginning of the strip. `people` of `wanted` are on the roster all the while."""

    begins: int
    ends: int
    people: int
    wanted: int

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.people)


def stretches(
    planned: Iterable[Planned], wanted: int, begins: datetime, ends: datetime
) -> tuple[Stretch, ...]:
    """The whole time from `begins` to `ends`, without gap or overlap; neighbours differ in their people. Shifts that run
    at the same time add up; where none runs nobody is there."""
    shifts = [p for p in planned if p.starts_at < ends and p.ends_at > begins]
    marks = {begins, ends} | {
        moment for p in shifts for moment in (p.starts_at, p.ends_at) if begins < moment < ends
    }
    found: list[Stretch] = []
    ordered = sorted(marks)
    for start, end in pairwise(ordered):
        people = sum(p.people for p in shifts if p.starts_at <= start and p.ends_at >= end)
        first = whole_minutes(begins, start)
        if found and found[-1].people == people:
            first = found.pop().begins
        found.append(Stretch(first, whole_minutes(begins, end), people, wanted))
    return tuple(found)
