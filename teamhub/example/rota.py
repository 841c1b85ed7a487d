"""Shifts of the example and who holds which seat. Nobody has two shifts in a row or less than eleven hours between
two of them; the two groups of cadres change between day and night after three days, with a day of rest for those
who come from the night."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from teamhub.domain.workbook.content import Row
from teamhub.example.days import LAST, Days
from teamhub.example.people import People
from teamhub.example.places import POSTS, PostPlan

REST = timedelta(hours=11)
TEST_DAYS = (1, 2, 4, 6)
LAST_DAY_OF_FIRST_TURN = 3

NEEDED: dict[tuple[str, int], tuple[int, int, int]] = {
    ("day", 1): (5, 16, 8),
    ("day", 11): (5, 9, 5),
    ("night", 10): (5, 10, 5),
    ("night", 0): (5, 15, 10),
}
"""(kind, cadres) -> community workers, property staff, volunteers; with the cadres thirty."""

SUBSTITUTIONS = {(4, "night"): "K02", (5, "night"): "K10", (6, "day"): "K06", (6, "night"): "K11"}
"""Where the second seat was taken over by somebody else."""

TASKS = {"P": "gate_watch", "W": "publicity", "Y": "gate_watch", "Z": "queue_marshal"}
"""First letter of a person's code -> what they do at a post."""


@dataclass(frozen=True)
class Shift:
    """`day`: number of the duty date."""

    day: int
    kind: str
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> tuple[int, str]:
        return self.day, self.kind


@dataclass(frozen=True)
class Seat:
    """`instead_of`: whose seat it was; `replaced`: this one was taken over."""

    shift: Shift
    post: PostPlan
    place: int
    person: str
    instead_of: str = ""
    replaced: bool = False


@dataclass
class Rota:
    shifts: list[Shift]
    seats: list[Seat] = field(default_factory=list)

    def at(self, shift: Shift, post: PostPlan) -> list[Seat]:
        """The standing seats of a post in a shift, the one in charge first."""
        return [s for s in self.seats if s.shift == shift and s.post == post and not s.replaced]

    def on_duty(self, shift: Shift) -> list[str]:
        return [s.person for s in self.seats if s.shift == shift and not s.replaced]


def make_shifts(days: Days) -> list[Shift]:
    """The short first one, then day and night from eight to eight."""
    found = [Shift(1, "surge", days.at(1, 3), days.at(1, 8))]
    for n in range(1, LAST + 1):
        found.append(Shift(n, "day", days.at(n, 8), days.at(n, 20)))
        found.append(Shift(n, "night", days.at(n, 20), days.at(n, 32)))
    return found


def make_rota(people: People, days: Days) -> Rota:
    rota = Rota(make_shifts(days))
    pools = _Pools(people)
    for turn, shift in enumerate(rota.shifts):
        cadres = cadres_on(people, shift)
        crew = [*cadres, *_helpers(pools, shift, len(cadres))]
        for person in crew:
            pools.take(person, shift)
        rota.seats += _seated(crew, shift, turn)
        post = SUBSTITUTIONS.get(shift.key)
        if post is not None:
            _substitute(rota, pools, shift, post)
    return rota


def day_group_is_first(day: int) -> bool:
    return day <= LAST_DAY_OF_FIRST_TURN


def cadres_on(people: People, shift: Shift) -> list[str]:
    """Cadres at posts. On testing days those of the day work at the sampling sites, but for the leader. The night
    group of the first turn rests on its last night, because it comes on by day the next morning."""
    day_group = people.cadre_group(day_group_is_first(shift.day))
    night_group = people.cadre_group(not day_group_is_first(shift.day))
    if shift.kind == "surge":
        return night_group
    if shift.kind == "night":
        return [] if shift.day == LAST_DAY_OF_FIRST_TURN else night_group
    return [people.leader] if shift.day in TEST_DAYS else [people.leader, *day_group]


def sampling_workers(people: People) -> list[str]:
    """The twenty community workers of the sampling teams; the other ten stand at posts."""
    return [m.code for m in people.of("W")][:20]


class _Pools:
    """Who is free for a shift, the least used first."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.taken: dict[str, list[Shift]] = {}

    def take(self, person: str, shift: Shift) -> None:
        self.taken.setdefault(person, []).append(shift)

    def give_back(self, person: str) -> None:
        self.taken[person].pop()

    def free(self, codes: Iterable[str], shift: Shift) -> list[str]:
        rested = [c for c in codes if all(shift.starts_at - s.ends_at >= REST for s in self.taken.get(c, ()))]
        return sorted(rested, key=lambda c: (len(self.taken.get(c, ())), c))


def _helpers(pools: _Pools, shift: Shift, cadres: int) -> Iterator[str]:
    kind = "night" if shift.kind == "surge" else shift.kind
    workers, property_staff, volunteers = NEEDED[kind, cadres]
    yield from pools.free(_workers(pools.people, shift), shift)[:workers]
    yield from pools.free([m.code for m in pools.people.of("Y")], shift)[:property_staff]
    yield from pools.free([m.code for m in pools.people.of("Z")], shift)[:volunteers]


def _workers(people: People, shift: Shift) -> list[str]:
    """Ten community workers in two fives that change with each other; on days without testing some of the sampling
    teams stand in by day."""
    sampling, posts = sampling_workers(people), [m.code for m in people.of("W")][20:]
    one, other = posts[:5], posts[5:]
    by_day = {1: one, 2: one, 3: sampling[:5], 4: other, 5: sampling[5:10], 6: one}
    by_night = {1: other, 2: other, 3: one, 4: one, 5: other, 6: other}
    if shift.kind == "surge":
        return other
    return (by_day if shift.kind == "day" else by_night)[shift.day]


def _seated(crew: list[str], shift: Shift, turn: int) -> Iterator[Seat]:
    """The first fourteen, cadres ahead, are in charge of a post each; the rest fill up, each turn at other posts."""
    heads, rest = crew[: len(POSTS)], crew[len(POSTS) :]
    second = [post for place in range(1, 3) for post in POSTS if post.seats > place]
    offset = turn * 5 % len(rest)
    for post, person in zip(POSTS, heads, strict=True):
        yield Seat(shift, post, 0, person)
    for post, person in zip(second, [*rest[offset:], *rest[:offset]], strict=True):
        yield Seat(shift, post, 1, person)


def _substitute(rota: Rota, pools: _Pools, shift: Shift, post: str) -> None:
    """Somebody of the same kind who is rested and not on duty around this shift takes the seat over."""
    index, seat = next(
        (n, s) for n, s in enumerate(rota.seats) if s.shift == shift and s.post.code == post and s.place == 1
    )
    pools.give_back(seat.person)
    same_kind = [m.code for m in pools.people.of(seat.person[0]) if m.code != seat.person]
    stand_in = pools.free(same_kind, shift)[0]
    pools.take(stand_in, shift)
    rota.seats[index] = replace(seat, replaced=True)
    rota.seats.append(Seat(shift, seat.post, 1, stand_in, instead_of=seat.person))


def duty_officer(people: People, shift: Shift) -> str:
    """The leader by day, by night the head of the group on duty, and where there is none the senior worker."""
    if shift.kind == "day":
        return people.leader
    if not cadres_on(people, shift):
        return _workers(people, shift)[0]
    return people.code("高志远" if day_group_is_first(shift.day) else "吴国强")


def shift_rows(rota: Rota, people: People, days: Days) -> list[Row]:
    return [
        {
            "duty_date": days.day(s.day),
            "kind": s.kind,
            "starts_at": s.starts_at,
            "ends_at": s.ends_at,
            "duty_officer": duty_officer(people, s),
        }
        for s in rota.shifts
    ]
