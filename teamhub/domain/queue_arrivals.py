"""Who is still to come to a sampling site: shapes that a morning may have, weighed by what was seen. Minutes count from
the opening of the desk; people are floats, because they are expected ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, sqrt

EARLY = 20.0
"""People stand at the door this many minutes before it opens."""
GROUPS = 2.0
"""Variance of arrivals over their mean: households come together."""
OWN_WAY = 0.2
"""No morning keeps to a shape: its error, as a part of the people expected."""
COUNTED = 0.08
"""Error of the people waiting, as a part of them: nobody counts a queue exactly."""
FADES = 15.0
"""Minutes after which what distinguishes the last quarter of an hour from the shape has mostly gone."""
CLEAR = 0.004
"""A possibility below this part of the likeliest is left out."""


@dataclass(frozen=True)
class Look:
    """What was seen at one minute: people tested since the opening, people waiting, and the minutes that the person
    called last had waited (None: not told)."""

    minute: float
    tested: int
    waiting: int
    waited: float | None = None


@dataclass(frozen=True)
class Shape:
    """When people come: the part that has come after the part x of the time is 1 - (1 - x^a)^b."""

    a: float
    b: float

    def come(self, minute: float, closes: float) -> float:
        """The part of all people that has come by this minute, 0 to 1."""
        x = min(1.0, max(0.0, (minute + EARLY) / (closes + EARLY)))
        return float(1.0 - (1.0 - x**self.a) ** self.b)


SHAPES: tuple[Shape, ...] = tuple(
    Shape(a, b) for a in (0.8, 1.0, 1.3, 1.7, 2.3) for b in (1.0, 1.5, 2.2, 3.2, 4.5, 7.0)
)
TURNOUTS: tuple[tuple[float, float], ...] = ((0.7, 0.15), (0.82, 0.25), (0.92, 0.35), (1.0, 0.25))
"""Part of the eligible people who come at all, with how far each is believed before anything was seen."""


@dataclass(frozen=True)
class Arrivals:
    """One possibility for the rest of a morning: `people` in all, of whom `come` have come. `surge`: how much faster
    than the shape they came lately; it fades."""

    shape: Shape
    people: float
    come: float
    now: float
    closes: float
    weight: float
    surge: float = 1.0

    @property
    def left(self) -> float:
        return max(0.0, self.people - self.come)

    def between(self, begins: float, ends: float) -> float:
        """People who come in [begins, ends), both from now on. A surge brings some earlier, nobody anew."""
        before = self._until(begins)
        return max(0.0, self._until(ends) - before)

    def _until(self, minute: float) -> float:
        """Of those left, how many will have come."""
        gone = self.shape.come(self.now, self.closes)
        if minute <= self.now or gone >= 1.0:
            return 0.0
        hurried = minute + (self.surge - 1.0) * FADES * (1.0 - exp(-(minute - self.now) / FADES))
        part = (self.shape.come(max(self.now, hurried), self.closes) - gone) / (1.0 - gone)
        return self.left * part


def come_by(looks: Sequence[Look]) -> list[tuple[float, float, float]]:
    """(minute, people who had come, error) in order of time. A look tells two points: tested and waiting people had
    come by now; and when the person called last had joined the queue, just those tested by now had come."""
    points: list[tuple[float, float, float]] = []
    for look in looks:
        points.append((look.minute, float(look.tested + look.waiting), 1.0 + COUNTED * look.waiting))
        if look.waited is not None and look.waited >= 1 and look.waiting:
            points.append((look.minute - look.waited, float(look.tested), 1.0 + look.waiting / look.waited))
    return sorted(points)


def possible(looks: Sequence[Look], *, still_to_come: int, now: float, closes: float) -> list[Arrivals]:
    """What may still come, with weights that add up to 1. `still_to_come`: eligible people neither tested nor in
    the queue."""
    points = come_by(looks)
    come = float(looks[-1].tested + looks[-1].waiting) if looks else 0.0
    surge_from = _lately(points, now)
    found: list[tuple[float, Arrivals]] = []
    for shape in SHAPES:
        for turnout, belief in TURNOUTS:
            people = max(come, (come + still_to_come) * turnout)
            unlikely = _distance(shape, people, points, closes)
            surge = _surge(shape, people, surge_from, closes)
            found.append((unlikely, Arrivals(shape, people, come, now, closes, belief, surge)))
    least = min(unlikely for unlikely, _ in found)
    weighed = [(one.weight * exp(-0.5 * (unlikely - least)), one) for unlikely, one in found]
    most = max(weight for weight, _ in weighed)
    kept = [(weight, one) for weight, one in weighed if weight >= CLEAR * most]
    total = sum(weight for weight, _ in kept)
    return [
        Arrivals(one.shape, one.people, one.come, one.now, one.closes, weight / total, one.surge)
        for weight, one in kept
    ]


def _distance(
    shape: Shape, people: float, points: Sequence[tuple[float, float, float]], closes: float
) -> float:
    """Twice the negative logarithm of the likelihood of what was seen, up to a constant."""
    distance, before = 0.0, (-EARLY, 0.0, 0.0)
    for minute, come, error in points:
        expected = people * (shape.come(minute, closes) - shape.come(before[0], closes))
        variance = GROUPS * expected + (OWN_WAY * expected) ** 2 + error**2 + before[2] ** 2
        distance += (come - before[1] - expected) ** 2 / variance + log(variance)
        before = (minute, come, error)
    return distance


def _lately(
    points: Sequence[tuple[float, float, float]], now: float
) -> tuple[float, float, float, float] | None:
    """(from, to, people, error) over about the last quarter of an hour."""
    if len(points) < 2:
        return None
    end = points[-1]
    for begin, _ in reversed(list(pairwise(points))):
        if end[0] - begin[0] >= 10:
            return begin[0], end[0], end[1] - begin[1], sqrt(begin[2] ** 2 + end[2] ** 2)
    return None


def _surge(
    shape: Shape, people: float, lately: tuple[float, float, float, float] | None, closes: float
) -> float:
    """Seen over expected, shrunk towards 1 as far as chance could explain it."""
    if lately is None:
        return 1.0
    begins, ends, seen, error = lately
    expected = people * (shape.come(ends, closes) - shape.come(begins, closes))
    chance = GROUPS * expected + error**2
    kept = (OWN_WAY * expected) ** 2 / ((OWN_WAY * expected) ** 2 + chance) if expected > 0 else 0.0
    ratio = seen / expected if expected > 1 else 1.0
    return min(2.5, max(0.3, 1.0 + kept * (ratio - 1.0)))
