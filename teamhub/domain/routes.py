"""The order in which a few places are walked so that the way is short. The walk begins and ends where it is best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

EXACT = 12
"""Up to so many places the shortest way is found by looking at all (Held and Karp, 1962): 12 places are 25,000 steps."""

Minutes = Sequence[Sequence[int]]
"""Minutes from each place to each other, by position; the same both ways."""


def table(places: Sequence[int], known: Mapping[tuple[int, int], int]) -> Minutes | None:
    """`known`: minutes by (smaller id, larger id). A pair that nobody measured is taken as the middle of those known; None: nothing
    is known of these places."""
    here = [
        known[pair]
        for n, one in enumerate(places)
        for other in places[n + 1 :]
        if (pair := (min(one, other), max(one, other))) in known
    ]
    if not here:
        return None
    usual = round(median(here))
    return [
        [0 if one == other else known.get((min(one, other), max(one, other)), usual) for other in places]
        for one in places
    ]


def length(order: Sequence[int], minutes: Minutes) -> int:
    return sum(minutes[one][other] for one, other in pairwise(order))


def shortest(minutes: Minutes) -> list[int]:
    """Positions in order. Raises ValueError for more than EXACT places."""
    count = len(minutes)
    if count > EXACT:
        raise ValueError(f"{count} places are too many to look at all ways")
    if count == 0:
        return []
    best: dict[tuple[int, int], tuple[int, int]] = {(1 << n, n): (0, -1) for n in range(count)}
    for been in range(1, 1 << count):
        for last in range(count):
            if (been, last) not in best:
                continue
            so_far = best[been, last][0]
            for after in range(count):
                if been >> after & 1:
                    continue
                way = (so_far + minutes[last][after], last)
                key = (been | 1 << after, after)
                if key not in best or way < best[key]:
                    best[key] = way
    been = (1 << count) - 1
    last = min(range(count), key=lambda n: best[been, n][0])
    order: list[int] = []
    while last >= 0:
        order.append(last)
        been, last = been & ~(1 << last), best[been, last][1]
    return forward(order)


def nearest(minutes: Minutes) -> list[int]:
    """From the first place always to the nearest that is left: for want of anything better."""
    if not minutes:
        return []
    order, left = [0], set(range(1, len(minutes)))
    while left:
        here = order[-1]
        after = min(left, key=lambda n: (minutes[here][n], n))
        order.append(after)
        left.remove(after)
    return order


def forward(order: Sequence[int]) -> list[int]:
    """A way is as long backwards: the end that stands first in the list of places is its beginning."""
    return list(order) if not order or order[0] <= order[-1] else list(reversed(order))
