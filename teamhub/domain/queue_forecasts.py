"""How long somebody will stand who joins the queue now, in half an hour, in an hour; when the last person is through;
whether the target holds. A fluid model over what may still come (queue_arrivals), with the spread of what is not known.
Minutes count from the opening of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt

from teamhub.domain.queue_arrivals import COUNTED, GROUPS, Arrivals, Look, possible

STEP = 5.0
"""Minutes of a step of the model."""
AHEAD = (0, 30, 60)
BELIEVED = 40.0
"""The rate expected before the day weighs as much as this many people seen."""
DESK_SPREAD = 0.08
"""A desk does not keep its rate: its error over an hour, as a part of it."""
OLD = 45.0
"""A look older than this many minutes says nothing about the queue of now."""
TESTED_NEEDED = 10
"""Before so many people are through, the pace of the desk is a guess."""
MAY, WILL = 0.2, 0.5
"""From this probability on the target may be missed, will be missed."""
LONGEST = 720.0
"""Nobody waits longer than this many minutes; the model does not look further."""


class Outlook(StrEnum):
    """Whether the target will hold until the end of the session."""

    HOLDS = "holds"
    MAY_BREAK = "may_break"
    BREAKS = "breaks"


class Unknown(StrEnum):
    """Why there is no forecast."""

    NOT_OPEN = "not_open"
    ON_BREAK = "on_break"
    TOO_LITTLE = "too_little"
    LOOK_TOO_OLD = "look_too_old"


@dataclass(frozen=True)
class Crew:
    """So many desks work from this minute on."""

    minute: float
    desks: float


@dataclass(frozen=True)
class Site:
    """What is known of a session. `looks` in order; `crews`: desks from which minute on, the first from 0, later than
    now as planned. `per_hour`: people that one desk is expected to serve, before the day tells. `still_to_come`:
    eligible people neither tested nor in the queue. From `asked_from` on, the part `away` of those who are still to
    come is asked to another session, and the part `in_turn` comes evenly until the end."""

    looks: tuple[Look, ...]
    now: float
    closes: float
    crews: tuple[Crew, ...]
    per_hour: float
    still_to_come: int
    asked_from: float = 0.0
    away: float = 0.0
    in_turn: float = 0.0


@dataclass(frozen=True)
class Range:
    """Four mornings of five lie between `least` and `most`."""

    least: float
    likely: float
    most: float


@dataclass(frozen=True)
class Forecast:
    """`waits`: minutes ahead -> how long somebody who joins then will stand; `longest`: the longest wait until the
    end. `finish`: the minute at which the last one is through. `over`: probability that somebody joins a queue longer
    than the target; `over_at`: the minute at which that is likely to begin, None: it is not. `per_hour`: people that
    a desk serves."""

    waits: dict[int, Range]
    longest: Range
    finish: Range
    over: float
    over_at: float | None
    per_hour: Range

    @property
    def outlook(self) -> Outlook:
        if self.over >= WILL:
            return Outlook.BREAKS
        return Outlook.MAY_BREAK if self.over >= MAY else Outlook.HOLDS


@dataclass(frozen=True)
class Service:
    """People a minute that one desk serves, and the error of it."""

    rate: float
    error: float


def why_not(site: Site) -> Unknown | None:
    """None: there is enough to make a forecast of."""
    if not site.looks or site.looks[-1].tested < TESTED_NEEDED:
        return Unknown.TOO_LITTLE
    if site.now - site.looks[-1].minute > OLD:
        return Unknown.LOOK_TOO_OLD
    return None


def desks_at(crews: Sequence[Crew], minute: float) -> float:
    return next((crew.desks for crew in reversed(crews) if crew.minute <= minute), 0.0)


def service(site: Site) -> Service:
    """The rate expected, corrected by stretches in which the desk never stood idle: people waited at both ends. In
    other stretches at least as many as were tested could have been."""
    people, minutes = BELIEVED, BELIEVED * 60.0 / site.per_hour
    before = Look(0.0, 0, 1)
    for look in site.looks:
        stretch = look.minute - before.minute
        worked = stretch * desks_at(site.crews, (look.minute + before.minute) / 2)
        tested = look.tested - before.tested
        if worked > 0:
            busy = look.waiting >= 1 and before.waiting >= 1
            if busy or tested / worked > people / minutes:
                people, minutes = people + tested, minutes + worked
        before = look
    rate = people / minutes
    return Service(rate, rate * sqrt(1.0 / people + DESK_SPREAD**2))


def forecast(site: Site, *, target: int, possibilities: Sequence[Arrivals] | None = None) -> Forecast:
    """The site needs looks (`why_not` is None). `target` in minutes. `possibilities`: as `possible` gave them for the
    same looks, when many forecasts are made of them."""
    known = possibilities if possibilities is not None else possibilities_of(site)
    speed = service(site)
    paths = [path for one in known for path in _paths(site, one, speed)]
    waits = {ahead: _range([(p.wait_at(site.now + ahead), p.weight) for p in paths]) for ahead in AHEAD}
    return Forecast(
        waits,
        _range([(p.longest, p.weight) for p in paths]),
        _range([(p.finish, p.weight) for p in paths]),
        sum(p.weight for p in paths if p.longest > target),
        _over_at(paths, target),
        Range(
            60 * (speed.rate - 1.28 * speed.error), 60 * speed.rate, 60 * (speed.rate + 1.28 * speed.error)
        ),
    )


def possibilities_of(site: Site) -> list[Arrivals]:
    return possible(
        site.looks, still_to_come=site.still_to_come, now=site.looks[-1].minute, closes=site.closes
    )


@dataclass(frozen=True)
class _Path:
    """One possible course of a morning: waits at the steps from `begins` on, each STEP minutes."""

    weight: float
    begins: float
    now: float
    waits: tuple[float, ...]
    finish: float

    def wait_at(self, minute: float) -> float:
        place = (minute - self.begins) / STEP
        left = int(place)
        if left + 1 >= len(self.waits):
            return 0.0
        return self.waits[left] + (self.waits[left + 1] - self.waits[left]) * (place - left)

    @property
    def longest(self) -> float:
        return max(self.waits[int((self.now - self.begins) / STEP) :], default=0.0)


NODES = ((-1.22, 0.3), (0.0, 0.4), (1.22, 0.3))
"""Three points with weights stand for a bell curve."""


def _paths(site: Site, arrivals: Arrivals, speed: Service) -> list[_Path]:
    """For a slow, a middling and a fast desk; few, as many as expected, and many people."""
    begins = site.looks[-1].minute
    steps = max(1, int((site.closes - begins) / STEP + 0.999))
    coming = _coming(site, arrivals, begins, steps)
    found = []
    for speed_node, speed_weight in NODES:
        rate = speed.rate + speed_node * speed.error
        capacity = _Capacity(site.crews, begins, rate)
        queue, spread = float(site.looks[-1].waiting), (1.0 + COUNTED * site.looks[-1].waiting) ** 2
        middle, errors = [], []
        for n in range(steps + 1):
            at = begins + n * STEP
            middle.append(capacity.wait(queue, at))
            errors.append(sqrt(spread) / max(rate * desks_at(site.crews, at), rate))
            if n == steps:
                break
            served = capacity.between(at, at + STEP)
            left = queue + coming[n] - served
            spread = spread + GROUPS * coming[n] if left > 0 else GROUPS * coming[n]
            queue = max(0.0, left)
        for node, weight in NODES:
            waits = tuple(max(0.0, wait + node * error) for wait, error in zip(middle, errors, strict=True))
            finish = _finish(begins, waits, coming)
            found.append(_Path(arrivals.weight * speed_weight * weight, begins, site.now, waits, finish))
    return found


def _finish(begins: float, waits: Sequence[float], coming: Sequence[float]) -> float:
    """When the last one who comes is through: he joins in the last step in which half a person or more comes."""
    last = max((n for n, people in enumerate(coming) if people >= 0.5), default=-1) + 1
    return begins + last * STEP + waits[last]


def _coming(site: Site, arrivals: Arrivals, begins: float, steps: int) -> list[float]:
    """People who come in each step."""
    edges = [min(begins + n * STEP, site.closes) for n in range(steps + 1)]
    own = [arrivals.between(left, right) for left, right in pairwise(edges)]
    if not (site.away or site.in_turn):
        return own
    asked = max(site.asked_from, begins)
    first = next((n for n, left in enumerate(edges[:-1]) if left >= asked), steps)
    later = sum(own[first:])
    evenly = later * site.in_turn / max(1, steps - first)
    stay = 1.0 - site.away - site.in_turn
    return own[:first] + [people * stay + evenly for people in own[first:]]


class _Capacity:
    """How many people the desks of a site can serve from one minute to another."""

    def __init__(self, crews: Sequence[Crew], begins: float, rate: float) -> None:
        self.steps = [(c.minute, c.desks * rate) for c in crews if c.minute > begins]
        self.first = desks_at(crews, begins) * rate
        self.begins = begins

    def _pieces(self, at: float) -> list[tuple[float, float, float]]:
        """(from, to, people a minute) from `at` on; the last has no end."""
        edges = [(self.begins, self.first), *self.steps]
        ends = [minute for minute, _ in edges[1:]] + [at + 2 * LONGEST]
        return [(max(at, f), t, r) for (f, r), t in zip(edges, ends, strict=True) if t > at]

    def between(self, begins: float, ends: float) -> float:
        return sum((min(t, ends) - f) * r for f, t, r in self._pieces(begins) if f < ends)

    def wait(self, people: float, at: float) -> float:
        """Minutes until so many people have been served."""
        if not self.steps:
            return min(LONGEST, people / self.first) if self.first > 0 else (LONGEST if people > 0 else 0.0)
        for begins, ends, rate in self._pieces(at):
            if people <= (ends - begins) * rate:
                return min(LONGEST, begins - at + (people / rate if rate else 0.0))
            people -= (ends - begins) * rate
        return LONGEST


def _over_at(paths: Sequence[_Path], target: int) -> float | None:
    """The first minute from now on at which the likely wait is over the target."""
    if not paths:
        return None
    steps = len(paths[0].waits)
    for n in range(steps):
        minute = paths[0].begins + n * STEP
        if minute < paths[0].now - STEP:
            continue
        if sum(p.weight for p in paths if p.waits[n] > target) >= WILL:
            return max(minute, paths[0].now)
    return None


def _range(values: Sequence[tuple[float, float]]) -> Range:
    """The tenth, the middle and the ninetieth hundredth of weighed values."""
    ordered = sorted(values)
    total = sum(weight for _, weight in ordered)
    found, so_far, wanted = [], 0.0, [0.1, 0.5, 0.9]
    for value, weight in ordered:
        so_far += weight
        while wanted and so_far >= wanted[0] * total - 1e-12:
            found.append(value)
            wanted.pop(0)
    return Range(*found)
