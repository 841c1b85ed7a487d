"""Counting a testing round: people, tubes, rates, and the two sums that must agree. Persons and person-tests are
plain ints. A round counts its make-up tests; a day counts what was sampled on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from teamhub.domain.errors import RuleBroken
from teamhub.domain.figures.rates import percent

K = TypeVar("K")
SINGLE = "single"


class CountRefused(RuleBroken):
    """count_not_positive | tubes_too_few (least) | tubes_too_many (most) | untested_too_many (most)"""


@dataclass(frozen=True)
class TestCount:
    """Person-tests of one round on one day. `home_compound`: where the people live, whoever counted them;
    `at_site` of the count, empty for samples at home. Corrections are negative."""

    __test__ = False  # the name begins like a test class

    round_number: int
    round_day: date
    day: date
    home_compound: str
    persons: int
    tubes: int = 0
    at_site: str = ""

    @property
    def is_makeup(self) -> bool:
        return self.day != self.round_day


def coverage(tested: int, eligible: int) -> Decimal | None:
    """Per cent with two decimals. Never over 100.00; None where nobody is eligible."""
    return percent(tested, eligible)


def adjusted_coverage(tested: int, tested_elsewhere: int, eligible: int) -> Decimal | None:
    """Counts those who were tested elsewhere as tested."""
    return percent(tested + tested_elsewhere, eligible)


def eligible_people(registered: int, away_reported: int) -> int:
    """Who should be tested: the registered without those reported away. Never negative."""
    return max(0, registered - away_reported)


def person_tests(counts: Iterable[TestCount]) -> int:
    return sum(count.persons for count in counts)


def by_round(counts: Iterable[TestCount]) -> dict[int, int]:
    """Person-tests per round, make-up tests in the round that they make up."""
    return _summed((count.round_number, count.persons) for count in counts)


def by_day(counts: Iterable[TestCount]) -> dict[date, int]:
    """Person-tests per day of the sample."""
    return _summed((count.day, count.persons) for count in counts)


def by_home_compound(counts: Iterable[TestCount]) -> dict[str, int]:
    """Person-tests where the people live: a walk-in from the next compound counts at home."""
    return _summed((count.home_compound, count.persons) for count in counts)


def makeups(counts: Iterable[TestCount]) -> dict[tuple[date, int], int]:
    """(day of the sample, round) -> person-tests made up on that day for a round of another day."""
    return _summed(((count.day, count.round_number), count.persons) for count in counts if count.is_makeup)


def _summed(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    sums: Counter[K] = Counter()
    for key, persons in pairs:
        sums[key] += persons
    return dict(sums)


def tubes_needed(pooled_persons: int, pool_size: int, *, short_pools: int = 0) -> int:
    """Tubes for so many people in pools: full ones and one for the rest, plus pools closed short (at the end of a
    session, or for a household). 712 people, pools of 10, one short -> 73."""
    return _ceil(pooled_persons, pool_size) + short_pools


def people_per_tube(mode: str, pool_size: int) -> int:
    """Single sampling fills a tube a person, whatever the pool says."""
    return 1 if mode == SINGLE else pool_size


@dataclass(frozen=True)
class Counted:
    """What a session has counted so far, corrections included."""

    persons: int
    tubes: int

    def tubes_for(self, more: int, pool_size: int) -> int:
        """Tubes that so many more people begin: the open one is filled first. 9 people in one tube of ten, one more
        comes -> 0; two more -> 1."""
        return max(0, _ceil(self.persons + more, pool_size) - self.tubes)

    def free_places(self, pool_size: int) -> int:
        """Places left in the tubes that were begun."""
        return max(0, self.tubes * pool_size - self.persons)

    def tubes_without(self, persons: int, tubes: int, pool_size: int) -> int:
        """Tubes to take back with so many people: no more than came with them, and never one that others fill."""
        return max(0, min(tubes, self.tubes - _ceil(self.persons - persons, pool_size)))


def check_count(persons: int, tubes: int, *, pool_size: int, free_places: int = 0) -> None:
    """An entry at a site: at least one person; no tube may hold more than the pool or nobody. `free_places`: in
    tubes begun before."""
    if persons < 1:
        raise CountRefused("count_not_positive")
    least = _ceil(persons - free_places, pool_size)
    if tubes < least:
        raise CountRefused("tubes_too_few", least=least)
    if tubes > persons:
        raise CountRefused("tubes_too_many", most=persons)


@dataclass(frozen=True)
class TubeCheck:
    """`in_system`: as the registration system has them; None: not told."""

    counted: int
    in_system: int | None

    @property
    def difference(self) -> int:
        """Counted tubes beyond those in the system; negative: tubes are missing from the box."""
        return 0 if self.in_system is None else self.counted - self.in_system

    @property
    def agrees(self) -> bool | None:
        return None if self.in_system is None else self.difference == 0


@dataclass(frozen=True)
class UntestedPartition:
    """The people of a round who were not tested, by reason code. `unexplained`: no reason on record yet;
    `excess`: more reasons than untested people."""

    untested: int
    by_reason: tuple[tuple[str, int], ...]

    @property
    def explained(self) -> int:
        return sum(persons for _, persons in self.by_reason)

    @property
    def unexplained(self) -> int:
        return max(0, self.untested - self.explained)

    @property
    def excess(self) -> int:
        return max(0, self.explained - self.untested)

    @property
    def complete(self) -> bool:
        return self.untested == self.explained


def untested_partition(eligible: int, tested: int, by_reason: Mapping[str, int]) -> UntestedPartition:
    """Reasons without people are left out; the rest keep their order."""
    reasons = tuple((code, persons) for code, persons in by_reason.items() if persons)
    return UntestedPartition(max(0, eligible - tested), reasons)


def check_untested(untested: int, by_reason: Mapping[str, int]) -> None:
    """Nobody may be given two reasons, and no reason fewer than nobody."""
    if any(persons < 0 for persons in by_reason.values()):
        raise CountRefused("count_not_positive")
    if sum(by_reason.values()) > untested:
        raise CountRefused("untested_too_many", most=untested)


@dataclass(frozen=True)
class Guideline:
    """A reference value: one for so many people. `needed` is rounded up."""

    people: int
    people_per_one: int
    present: int

    @property
    def needed(self) -> int:
        return _ceil(self.people, self.people_per_one)

    @property
    def short(self) -> int:
        """How many are missing against the reference; 0 when it is kept."""
        return max(0, self.needed - self.present)


@dataclass(frozen=True)
class PoolShortage:
    """One line of a staffing template at one site: a pool of people (member type) and a task."""

    member_type: str
    task: str
    wanted: int
    present: int

    @property
    def short(self) -> int:
        return max(0, self.wanted - self.present)


def staffing(
    template: Iterable[tuple[str, str, int]], staff: Iterable[tuple[str, str]]
) -> tuple[PoolShortage, ...]:
    """Template lines (member type, task, count) against the staff (member type, task) of a site, in the template's
    order. Somebody without a task, or on a task beyond its count, fills what is still open in the same pool."""
    lines = list(template)
    free = Counter(staff)
    filled = [min(wanted, free[pool, task]) for pool, task, wanted in lines]
    for (pool, task, _), taken in zip(lines, filled, strict=True):
        free[pool, task] -= taken
    spare: Counter[str] = Counter()
    for (pool, _), left in free.items():
        spare[pool] += left
    for index, (pool, _, wanted) in enumerate(lines):
        moved = min(wanted - filled[index], spare[pool])
        filled[index] += moved
        spare[pool] -= moved
    return tuple(PoolShortage(p, t, wanted, filled[n]) for n, (p, t, wanted) in enumerate(lines))


def shortage_by_pool(lines: Iterable[PoolShortage]) -> dict[str, int]:
    """Member type -> people missing; pools that lack nobody are left out."""
    return {
        pool: short
        for pool, short in _summed((line.member_type, line.short) for line in lines).items()
        if short
    }


def _ceil(part: int, size: int) -> int:
    return -(-max(0, part) // size)
