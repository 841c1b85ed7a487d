"""Who has which shift while a plan is made, and what the rules say to one more. Planners share it: they differ in how
they fill it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from teamhub.domain.rota import ObstacleKind, PersonTimes, PostTimes, obstacles
from teamhub.domain.rota_places import at_posts
from teamhub.domain.rota_plan import (
    MAY_NOT_LEAD,
    PAIR_APART,
    PAIR_KEPT,
    WEEK_DAYS,
    WEEK_FULL,
    WRONG_KIND,
    Empty,
    Member,
    Proof,
    RotaPlan,
    RotaProblem,
    Slot,
    Spread,
    Vacancy,
    wanted_duty,
)

_NO_POST = PostTimes()
Reasons = tuple[tuple[ObstacleKind | str, int], ...]


@dataclass(frozen=True)
class Turn:
    """Seats of one shift that ask for the same people: what a plan hands out. Posts come later."""

    slot: Slot
    seats: tuple[Vacancy, ...]

    @property
    def night(self) -> bool:
        return self.slot.night

    @property
    def day(self) -> int:
        return self.slot.duty_date.toordinal()


class Board:
    """Members and turns by their place in the question. Sets of turns are bits of a whole number."""

    def __init__(self, problem: RotaProblem) -> None:
        self.problem = problem
        self.members = problem.members
        slots = {s.id: s for s in problem.slots}
        self.shut = {v: against for v in problem.vacancies if (against := _closed(problem, slots, v))}
        self.turns = _turns(slots, [v for v in problem.vacancies if v not in self.shut])
        self.need = [len(turn.seats) for turn in self.turns]
        self.overlap = [
            _bits(n for n, other in enumerate(self.turns) if _at_once(turn.slot, other.slot))
            for turn in self.turns
        ]
        self.clash = self._clashes()
        self.couples = self._people_of_pairs(together=True)
        self.apart = self._people_of_pairs(together=False)
        self.standing_with = [self._standing(m) for m in range(len(self.members))]
        self.able = [self._able(m) for m in range(len(self.members))]
        self.mine = [0] * len(self.members)
        self.held: list[set[int]] = [set() for _ in self.turns]
        self.totals = [m.shifts for m in self.members]
        self.nights = [m.nights for m in self.members]
        self.on_day = [Counter(d.duty_date.toordinal() for d in m.times.duties) for m in self.members]
        self.surely_empty = max(self._too_few_at_once(), self._too_few_in_all())

    def _people_of_pairs(self, *, together: bool) -> dict[int, list[int]]:
        """Member -> the others of the pairs, where both may be asked."""
        place = {m.person_id: n for n, m in enumerate(self.members)}
        found: dict[int, list[int]] = {}
        for pair in self.problem.pairs:
            one, other = place.get(pair.one), place.get(pair.other)
            if pair.together is together and one is not None and other is not None:
                found.setdefault(one, []).append(other)
                found.setdefault(other, []).append(one)
        return found

    def _clashes(self) -> list[int]:
        """Turn -> turns that nobody can have beside it; itself among them."""
        by_slot: dict[tuple[int, int], bool] = {}
        found = []
        for turn in self.turns:
            clashing = 0
            for n, other in enumerate(self.turns):
                key = (turn.slot.id, other.slot.id)
                if key not in by_slot:
                    busy = PersonTimes([wanted_duty(other.slot, 0)])
                    wanted = wanted_duty(turn.slot, 0)
                    by_slot[key] = bool(obstacles(wanted, busy, _NO_POST, self.problem.thresholds))
                clashing |= by_slot[key] << n
            found.append(clashing)
        return found

    def _standing(self, m: int) -> int:
        """Turns during which the person has a duty already."""
        duties = self.members[m].times.duties
        return _bits(
            n
            for n, turn in enumerate(self.turns)
            if any(d.starts_at < turn.slot.ends_at and turn.slot.starts_at < d.ends_at for d in duties)
        )

    def _able(self, m: int) -> int:
        """Turns against which nothing stands but what this plan itself may bring."""
        member, kept_away = self.members[m], 0
        for other in self.apart.get(m, ()):
            kept_away |= self.standing_with[other]
        free = {
            slot.id: not obstacles(wanted_duty(slot, 0), member.times, _NO_POST, self.problem.thresholds)
            for slot in {turn.slot for turn in self.turns}
        }
        return (
            _bits(n for n, t in enumerate(self.turns) if free[t.slot.id] and member.suits(t.seats[0]))
            & ~kept_away
        )

    def _too_few_at_once(self) -> int:
        """Seats beyond those who could come to each turn."""
        return sum(
            max(0, need - sum(able >> n & 1 for able in self.able)) for n, need in enumerate(self.need)
        )

    def _too_few_in_all(self) -> int:
        """Seats beyond what everybody together may hold, week by week from the first day."""
        days, could = [t.day for t in self.turns], 0
        for first in range(min(days, default=0), max(days, default=0) + 1, WEEK_DAYS):
            week = range(first, first + WEEK_DAYS)
            within = _bits(n for n, day in enumerate(days) if day in week)
            for able, counts in zip(self.able, self.on_day, strict=True):
                most = self.problem.most_in_week - sum(counts[day] for day in week)
                could += max(0, min(most, (able & within).bit_count()))
        return max(0, sum(self.need) - could)

    def can(self, m: int, n: int) -> bool:
        """May the member have the turn as the board stands?"""
        if not self.free(m, n):
            return False
        there = self.overlap[n]
        return all((self.mine[o] | self.standing_with[o]) & there for o in self.couples.get(m, ()))

    def free(self, m: int, n: int) -> bool:
        """The same without those who come only together."""
        if not self.able[m] >> n & 1 or self.mine[m] & self.clash[n]:
            return False
        if m in self.apart and any(self.mine[o] & self.overlap[n] for o in self.apart[m]):
            return False
        return not self.week_full(m, self.turns[n].day)

    def week_full(self, m: int, day: int) -> bool:
        counts = self.on_day[m]
        return any(
            sum(counts[d] for d in range(first, first + WEEK_DAYS)) >= self.problem.most_in_week
            for first in range(day - WEEK_DAYS + 1, day + 1)
        )

    def give(self, m: int, n: int, sign: int = 1) -> None:
        """`sign` -1: takes it back."""
        self.mine[m] ^= 1 << n
        self.held[n] ^= {m}
        self.totals[m] += sign
        self.nights[m] += sign * self.turns[n].night
        self.on_day[m][self.turns[n].day] += sign

    def new_turns(self, m: int) -> Iterator[int]:
        mine, n = self.mine[m], 0
        while mine:
            if mine & 1:
                yield n
            mine, n = mine >> 1, n + 1

    def misses(self, m: int, n: int) -> bool:
        """A turn that the person would rather not have."""
        likes = self.members[m].likes_nights
        return likes is not None and likes is not self.turns[n].night

    def cost(self) -> int:
        """By the weights: squares of totals and of nights, and turns against a preference."""
        weights = self.problem.weights
        return (
            weights.totals * sum(t * t for t in self.totals)
            + weights.nights * sum(n * n for n in self.nights)
            + weights.preference
            * sum(self.misses(m, n) for m in range(len(self.members)) for n in self.new_turns(m))
        )

    def unfilled(self) -> int:
        return sum(need - len(held) for need, held in zip(self.need, self.held, strict=True))

    def plan(self, proof: Proof | None = None) -> RotaPlan:
        """Sends the people of each turn to the posts and says what keeps the other seats empty."""
        hands = [
            (t.slot, t.seats, [self.members[m] for m in sorted(held)])
            for t, held in zip(self.turns, self.held, strict=True)
        ]
        placements, left = at_posts(self.problem, hands)
        turn_of = {v: n for n, t in enumerate(self.turns) for v in t.seats}
        empty = [Empty(v, ((self.shut[v][0], 1),)) for v in self.problem.vacancies if v in self.shut]
        against = {n: self.against(n) for n in {turn_of[v] for v in left}}
        empty += [Empty(v, against[turn_of[v]]) for v in left]
        closed = sum(v in self.shut for v in self.problem.vacancies)
        return RotaPlan(
            placements,
            tuple(empty),
            closed + self.surely_empty,
            self.spread(self.totals),
            self.spread(self.nights),
            proof,
        )

    def against(self, n: int) -> Reasons:
        """What keeps how many people from one more seat of a turn."""
        found = Counter(self.reason(m, n) for m in range(len(self.members)))
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def reason(self, m: int, n: int) -> ObstacleKind | str:
        """The first rule that keeps the person from the turn."""
        member, turn = self.members[m], self.turns[n]
        if turn.seats[0].kinds and member.kind not in turn.seats[0].kinds:
            return WRONG_KIND
        if turn.seats[0].leader and not member.leads:
            return MAY_NOT_LEAD
        duties = [*member.times.duties, *(wanted_duty(self.turns[o].slot, 0) for o in self.new_turns(m))]
        times = member.times
        there = PersonTimes(duties, times.deployed_from, times.deployed_to, times.leaves, times.active)
        found = obstacles(wanted_duty(turn.slot, 0), there, _NO_POST, self.problem.thresholds)
        if found:
            return found[0].kind
        if self.week_full(m, turn.day):
            return WEEK_FULL
        return PAIR_KEPT if self.free(m, n) else PAIR_APART

    def spread(self, counts: list[int]) -> Spread:
        """Over those who could come at any time of the stretch."""
        slots = {turn.slot for turn in self.turns}
        whole = [
            count
            for member, count in zip(self.members, counts, strict=True)
            if all(_there(member, slot, self.problem) for slot in slots)
        ]
        return Spread(min(whole, default=0), max(whole, default=0))


def _there(member: Member, slot: Slot, problem: RotaProblem) -> bool:
    """Neither away nor on leave, whatever else the person holds."""
    t = member.times
    alone = PersonTimes((), t.deployed_from, t.deployed_to, t.leaves, t.active)
    return not obstacles(wanted_duty(slot, 0), alone, _NO_POST, problem.thresholds)


def _closed(problem: RotaProblem, slots: Mapping[int, Slot], vacancy: Vacancy) -> tuple[ObstacleKind, ...]:
    found = obstacles(
        wanted_duty(slots[vacancy.slot_id], vacancy.post_id),
        PersonTimes(),
        problem.posts[vacancy.post_id],
        problem.thresholds,
    )
    return tuple(o.kind for o in found)


def _turns(slots: Mapping[int, Slot], open_seats: list[Vacancy]) -> list[Turn]:
    """As they begin; of one shift those first that ask for the most."""
    found: dict[tuple[int, bool, tuple[str, ...]], list[Vacancy]] = {}
    for vacancy in open_seats:
        asks = (vacancy.slot_id, not vacancy.leader, tuple(sorted(vacancy.kinds)) or ("~",))
        found.setdefault(asks, []).append(vacancy)
    order = sorted(found, key=lambda asks: (slots[asks[0]].starts_at, *asks))
    return [Turn(slots[asks[0]], tuple(found[asks])) for asks in order]


def _at_once(one: Slot, other: Slot) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _bits(numbers: Iterator[int]) -> int:
    found = 0
    for n in numbers:
        found |= 1 << n
    return found
