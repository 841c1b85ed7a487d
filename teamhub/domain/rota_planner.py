"""Fills empty seats by the rules of the rota, then evens out. Plain Python and deterministic: the same question has
the same answer. It need not find the best plan there is; what it leaves empty it says with the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from teamhub.domain.rota import ObstacleKind, PersonTimes, PostTimes, obstacles
from teamhub.domain.rota_places import at_posts
from teamhub.domain.rota_plan import (
    WEEK_DAYS,
    WEEK_FULL,
    Empty,
    Member,
    RotaPlan,
    RotaProblem,
    Spread,
    Vacancy,
    wanted_duty,
)

ROUNDS = 40
"""Evening out ends by itself; this many rounds only bound the time of a question nobody foresaw."""
_NO_POST = PostTimes()


def propose(problem: RotaProblem) -> RotaPlan:
    """Who takes which empty seat."""
    shut = {v for v in problem.vacancies if _closed(problem, v)}
    open_seats = [v for v in problem.vacancies if v not in shut]
    board = _Board(problem, open_seats)
    board.fill()
    board.even_out()
    board.fill()
    placements, left = at_posts(problem, open_seats, board.holders())
    empty = [Empty(v, ((_closed(problem, v)[0], 1),)) for v in problem.vacancies if v in shut]
    against = {slot_id: board.against(slot_id) for slot_id in {v.slot_id for v in left}}
    empty += [Empty(v, against[v.slot_id]) for v in left]
    return RotaPlan(
        placements,
        tuple(empty),
        len([v for v in problem.vacancies if v in shut]) + board.surely_empty,
        board.spread(board.totals),
        board.spread(board.nights),
    )


def _closed(problem: RotaProblem, vacancy: Vacancy) -> tuple[ObstacleKind, ...]:
    found = obstacles(
        problem.duty(vacancy), PersonTimes(), problem.posts[vacancy.post_id], problem.thresholds
    )
    return tuple(o.kind for o in found)


class _Board:
    """Members and slots by their place in the question. Sets of slots are bits of a whole number."""

    def __init__(self, problem: RotaProblem, open_seats: list[Vacancy]) -> None:
        self.problem = problem
        self.slots = sorted(problem.slots, key=lambda s: (s.starts_at, s.id))
        self.members = problem.members
        self.place = {slot.id: n for n, slot in enumerate(self.slots)}
        self.days = [slot.duty_date.toordinal() for slot in self.slots]
        wanted = Counter(self.place[v.slot_id] for v in open_seats)
        self.need = [wanted[n] for n in range(len(self.slots))]
        self.clash = [self._clashes(n) for n in range(len(self.slots))]
        self.able = [self._able(member) for member in self.members]
        self.mine = [0] * len(self.members)
        self.held: list[set[int]] = [set() for _ in self.slots]
        self.totals = [m.shifts for m in self.members]
        self.nights = [m.nights for m in self.members]
        self.on_day = [Counter(d.duty_date.toordinal() for d in m.times.duties) for m in self.members]
        self.surely_empty = max(self._too_few_at_once(), self._too_few_in_all())

    def _too_few_at_once(self) -> int:
        """Seats beyond those who could come to each shift."""
        return sum(
            max(0, need - sum(able >> n & 1 for able in self.able)) for n, need in enumerate(self.need)
        )

    def _too_few_in_all(self) -> int:
        """Seats beyond what everybody together may hold, week by week from the first day."""
        could = 0
        for first in range(min(self.days, default=0), max(self.days, default=0) + 1, WEEK_DAYS):
            week = range(first, first + WEEK_DAYS)
            within = sum(1 << n for n, day in enumerate(self.days) if day in week)
            for able, counts in zip(self.able, self.on_day, strict=True):
                most = self.problem.most_in_week - sum(counts[day] for day in week)
                could += max(0, min(most, (able & within).bit_count()))
        return max(0, sum(self.need) - could)

    def _clashes(self, n: int) -> int:
        wanted, found = wanted_duty(self.slots[n], 0), 0
        for other, slot in enumerate(self.slots):
            busy = PersonTimes([wanted_duty(slot, 0)])
            if obstacles(wanted, busy, _NO_POST, self.problem.thresholds):
                found |= 1 << other
        return found

    def able_alone(self, member: Member) -> int:
        """Slots in which the person is there: neither away nor on leave."""
        times = member.times
        there = PersonTimes((), times.deployed_from, times.deployed_to, times.leaves, times.active)
        return self._able(Member(member.person_id, there))

    def _able(self, member: Member) -> int:
        """Slots against which nothing stands but what this plan itself may bring."""
        found = 0
        for n, slot in enumerate(self.slots):
            if not obstacles(wanted_duty(slot, 0), member.times, _NO_POST, self.problem.thresholds):
                found |= 1 << n
        return found

    def can(self, member: int, slot: int) -> bool:
        return (
            bool(self.able[member] >> slot & 1)
            and not self.mine[member] & self.clash[slot]
            and not self.week_full(member, self.days[slot])
        )

    def week_full(self, member: int, day: int) -> bool:
        counts = self.on_day[member]
        return any(
            sum(counts[d] for d in range(first, first + WEEK_DAYS)) >= self.problem.most_in_week
            for first in range(day - WEEK_DAYS + 1, day + 1)
        )

    def give(self, member: int, slot: int, sign: int = 1) -> None:
        """`sign` -1: takes it back."""
        self.mine[member] ^= 1 << slot
        self.held[slot] ^= {member}
        self.totals[member] += sign
        self.nights[member] += sign * self.slots[slot].night
        self.on_day[member][self.days[slot]] += sign

    def fill(self) -> None:
        """Shift by shift those with the fewest; where nobody is free, somebody else relieves who could come."""
        for slot, need in enumerate(self.need):
            while len(self.held[slot]) < need:
                free = [m for m in range(len(self.members)) if self.can(m, slot)]
                for member in sorted(free, key=lambda m: self.burden(m, slot))[: need - len(self.held[slot])]:
                    self.give(member, slot)
                if not free and not self.relieve(slot):
                    break

    def burden(self, member: int, slot: int) -> tuple[int, int, int]:
        nights = self.nights[member]
        return (self.totals[member], nights if self.slots[slot].night else -nights, member)

    def relieve(self, slot: int) -> bool:
        """Somebody gives another shift of this plan away and takes this one. False: no such pair of people."""
        takers = [
            [m for m in range(len(self.members)) if self.can(m, other)] if self.held[other] else []
            for other in range(len(self.slots))
        ]
        for member in range(len(self.members)):
            if not self.able[member] >> slot & 1 or self.mine[member] >> slot & 1:
                continue
            for other in self.new_slots(member):
                stand_in = next((m for m in takers[other] if m != member), None)
                if stand_in is None:
                    continue
                self.give(member, other, -1)
                if self.can(member, slot):
                    self.give(stand_in, other)
                    self.give(member, slot)
                    return True
                self.give(member, other)
        return False

    def new_slots(self, member: int) -> Iterator[int]:
        mine, slot = self.mine[member], 0
        while mine:
            if mine & 1:
                yield slot
            mine, slot = mine >> 1, slot + 1

    def even_out(self) -> None:
        for _ in range(ROUNDS):
            if not (self._hand_on() or self._exchange()):
                return

    def _hand_on(self) -> bool:
        """Shifts to those who have fewer; True when one went."""
        went = False
        for slot in range(len(self.slots)):
            for member in sorted(self.held[slot], key=lambda m: (-self.totals[m], m)):
                better = (
                    (self.gain(member, other, slot), other)
                    for other in range(len(self.members))
                    if self.gain(member, other, slot) < 0 and self.can(other, slot)
                )
                best = min(better, default=None)
                if best is not None:
                    self.give(member, slot, -1)
                    self.give(best[1], slot)
                    went = True
        return went

    def gain(self, giver: int, taker: int, slot: int) -> int:
        """Change of the weighted sum of squares when a shift changes hands. Below 0: fairer."""
        weights = self.problem.weights
        change = weights.totals * (self.totals[taker] - self.totals[giver] + 1)
        if self.slots[slot].night:
            change += weights.nights * (self.nights[taker] - self.nights[giver] + 1)
        return change

    def _exchange(self) -> bool:
        """A night for another shift between two people; True when one was made."""
        made, order = False, sorted(range(len(self.members)), key=lambda m: (-self.nights[m], m))
        for giver in order:
            for taker in reversed(order):
                if self.nights[giver] - self.nights[taker] < 2:
                    break
                made = self._exchange_between(giver, taker) or made
        return made

    def _exchange_between(self, giver: int, taker: int) -> bool:
        if not self.problem.weights.nights:
            return False
        for night in [n for n in self.new_slots(giver) if self.slots[n].night]:
            for other in [n for n in self.new_slots(taker) if not self.slots[n].night]:
                self.give(giver, night, -1)
                self.give(taker, other, -1)
                if self.can(giver, other) and self.can(taker, night):
                    self.give(giver, other)
                    self.give(taker, night)
                    return True
                self.give(giver, night)
                self.give(taker, other)
        return False

    def holders(self) -> dict[int, list[Member]]:
        return {slot.id: [self.members[m] for m in sorted(self.held[n])] for n, slot in enumerate(self.slots)}

    def against(self, slot_id: int) -> tuple[tuple[ObstacleKind | str, int], ...]:
        """What keeps how many people from one more seat of a shift."""
        n = self.place[slot_id]
        wanted, found = wanted_duty(self.slots[n], 0), Counter[ObstacleKind | str]()
        for m, member in enumerate(self.members):
            times = member.times
            new = [wanted_duty(self.slots[other], 0) for other in self.new_slots(m)]
            there = PersonTimes(
                [*times.duties, *new], times.deployed_from, times.deployed_to, times.leaves, times.active
            )
            kinds = [o.kind for o in obstacles(wanted, there, _NO_POST, self.problem.thresholds)]
            found[kinds[0] if kinds else WEEK_FULL] += 1
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def spread(self, counts: list[int]) -> Spread:
        """Over those who could come at any time of the stretch."""
        every = (1 << len(self.slots)) - 1
        whole = [
            count
            for member, count in zip(self.members, counts, strict=True)
            if self.able_alone(member) == every
        ]
        return Spread(min(whole, default=0), max(whole, default=0))
