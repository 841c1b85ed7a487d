"""Mornings at sampling sites, person by person, with every truth known: who comes when, how long each is at the desk, who
waits how long. A discrete-event simulation that shares nothing with the model of the product. Minutes from the opening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import exp
from random import Random

from teamhub.domain.queue_arrivals import Look

LATEST = 400
"""Minutes that are looked at; no session is that long."""


@dataclass(frozen=True)
class Desk:
    """One desk of a site; it takes nobody from `closes` on. `pace`: its minutes per person over those of the site."""

    opens: float
    pace: float = 1.0
    closes: float = 10_000.0


@dataclass(frozen=True)
class Site:
    """The truth about a site. `people`: (arrives, minutes at the desk), in order of arrival. `per_hour`: what was
    expected of a desk before the day; the truth is another."""

    name: str
    eligible: int
    closes: float
    per_hour: float
    desks: tuple[Desk, ...]
    people: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Course:
    """What happened. By minute: `joins`: how long somebody who joins then will wait; `called`: how long the person
    called last had waited; `tested` and `waiting` people."""

    joins: tuple[float, ...]
    called: tuple[float, ...]
    tested: tuple[int, ...]
    waiting: tuple[int, ...]
    finish: float

    def longest(self, since: float = 0.0) -> float:
        return max(self.joins[int(since) :])


def run(site: Site) -> Course:
    """First come, first served, at the desk that is free first."""
    desks = [(desk.opens, n) for n, desk in enumerate(site.desks)]
    heapify(desks)
    joins = [0.0] * (LATEST + 1)
    starts: list[tuple[float, float]] = []
    ends: list[float] = []
    minute = 0
    for arrives, needs in site.people:
        while minute <= LATEST and minute < arrives:
            joins[minute] = _wait(desks, site, minute)
            minute += 1
        _dismiss(desks, site, arrives)
        free, n = heappop(desks)
        begins = max(free, arrives)
        heappush(desks, (begins + needs * site.desks[n].pace, n))
        starts.append((begins, begins - arrives))
        ends.append(begins + needs * site.desks[n].pace)
    while minute <= LATEST:
        joins[minute] = _wait(desks, site, minute)
        minute += 1
    # nobody joins after the closing
    joins = [wait if n <= site.closes else 0.0 for n, wait in enumerate(joins)]
    return Course(tuple(joins), *_seen(site, starts, ends), max(ends, default=0.0))


def _dismiss(desks: list[tuple[float, int]], site: Site, arrives: float) -> None:
    """Desks that would begin after they close leave; the last one stays until everybody is through."""
    while len(desks) > 1 and max(desks[0][0], arrives) >= site.desks[desks[0][1]].closes:
        heappop(desks)


def _wait(desks: list[tuple[float, int]], site: Site, minute: float) -> float:
    left = [free for free, n in desks if max(free, minute) < site.desks[n].closes] or [max(desks)[0]]
    return max(0.0, min(left) - minute)


def _seen(
    site: Site, starts: Sequence[tuple[float, float]], ends: Sequence[float]
) -> tuple[tuple[float, ...], tuple[int, ...], tuple[int, ...]]:
    """(called, tested, waiting) by minute."""
    called, tested, begun = [0.0] * (LATEST + 1), [0] * (LATEST + 1), [0] * (LATEST + 1)
    come, last = [0] * (LATEST + 1), [(-1.0, 0.0)] * (LATEST + 1)
    for (begins, waited), end, (arrives, _) in zip(starts, ends, site.people, strict=True):
        for moment, sums in ((begins, begun), (end, tested), (arrives, come)):
            if moment <= LATEST:
                sums[max(0, int(moment) + (moment > int(moment)))] += 1
        if begins <= LATEST:
            place = int(begins) + (begins > int(begins))
            last[place] = max(last[place], (begins, waited))
    for n in range(LATEST + 1):
        if n:
            tested[n] += tested[n - 1]
            begun[n] += begun[n - 1]
            come[n] += come[n - 1]
        called[n] = last[n][1] if last[n][0] >= 0 else (called[n - 1] if n else 0.0)
    return tuple(called), tuple(tested), tuple(c - b for c, b in zip(come, begun, strict=True))


def looks(course: Course, until: float, chance: Random) -> list[Look]:
    """What a marshal writes down about every quarter of an hour: the queue not counted exactly, and now and then nothing.
    The same `chance` gives the same looks."""
    found, minute = [], chance.uniform(8, 16)
    while minute <= until:
        at, error, missed = int(minute), chance.gauss(0, 0.1), chance.random() < 0.1
        waiting = max(0, round(course.waiting[at] * (1 + error)))
        if waiting > 30:
            waiting = 5 * round(waiting / 5)
        if not missed:
            found.append(Look(float(at), course.tested[at], waiting, round(course.called[at])))
        minute += chance.uniform(12, 18)
    return found


def morning(chance: Random, *, name: str = "P1", load: float | None = None, desks: int | None = None) -> Site:
    """A site with its truth drawn by chance. `load`: people who come over those who could be served; about 1: a queue
    that comes and goes."""
    count = desks or chance.choice((1, 1, 2, 3))
    expected = chance.uniform(90, 150)
    true_rate = expected * exp(chance.gauss(0, 0.15))
    closes = chance.choice((150.0, 180.0, 210.0, 240.0))
    load = load if load is not None else chance.uniform(0.5, 1.15)
    turnout = chance.uniform(0.72, 0.99)
    coming = max(40, round(load * count * true_rate * closes / 60))
    arrivals = _arrivals(chance, coming, closes)
    pool = chance.choice((5, 10, 20))
    people = tuple(
        (
            at,
            chance.gammavariate(4, 60 / true_rate / 4) * (1 + 0.1 * at / closes)
            + (0.4 if n % pool == 0 else 0),
        )
        for n, at in enumerate(arrivals)
    )
    paces = tuple(Desk(0.0, exp(chance.gauss(0, 0.1))) for _ in range(count))
    return Site(name, round(coming / turnout), closes, expected, paces, people)


def _arrivals(chance: Random, people: int, closes: float) -> list[float]:
    """Households of one to four; a long morning with, now and then, a rush when a loudspeaker or a shift's end calls."""
    a, b = chance.uniform(1.1, 2.8), chance.uniform(1.2, 4.0)
    rush = chance.random() < 0.4
    part, when = (chance.uniform(0.08, 0.25), chance.uniform(0.15, 0.8) * closes) if rush else (0.0, 0.0)
    early = chance.uniform(0, 15)
    found: list[float] = []
    while len(found) < people:
        if chance.random() < part:
            at = when + chance.gauss(0, 8)
        else:
            at = -early + chance.betavariate(a, b) * (closes + early - 5)
        at = min(closes - 1, max(-early, at))
        found += [at + 0.05 * n for n in range(chance.choice((1, 1, 2, 2, 3, 4)))]
    return sorted(found[:people])


def with_desks(site: Site, desks: Sequence[Desk]) -> Site:
    return replace(site, desks=tuple(desks))
