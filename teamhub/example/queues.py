"""Queues at the sampling sites: observations whose mean and longest wait are exactly the given ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from teamhub.domain.workbook.content import Row
from teamhub.example.days import minutes

WAITS: dict[int, dict[str, tuple[int, int]]] = {
    1: {"P1": (31, 48), "P2": (36, 55), "P3": (29, 46), "P4": (33, 52), "P5": (20, 31), "P6": (28, 44), "P7": (24, 38),
        "P8": (37, 58), "P9": (16, 26)},
    2: {"P1": (14, 23), "P2": (9, 14), "P3": (12, 22), "P4": (17, 27), "P5": (12, 20), "P6": (14, 24), "P7": (9, 16),
        "P8": (19, 29), "P9": (8, 13)},
    3: {"P1": (14, 22), "P2": (9, 17), "P3": (12, 21), "P4": (16, 26), "P5": (11, 19), "P6": (13, 23), "P7": (8, 15),
        "P8": (18, 28), "P9": (7, 12)},
    4: {"P1": (12, 19), "P2": (8, 15), "P3": (11, 18), "P4": (15, 24), "P5": (10, 17), "P6": (13, 21), "P7": (8, 14),
        "P8": (13, 21), "P9": (6, 11)},
}  # fmt: skip
"""Round -> site -> mean (rounded) and longest wait in minutes."""

GIVEN: dict[tuple[int, str], tuple[int, ...]] = {
    (2, "P2"): (6, 8, 9, 12, 14, 11, 8, 6, 7, 9, 11, 12, 10, 8, 7, 5)
}
"""Liu dama was through in nine minutes on the second morning."""

EVERY = 30
SHAPE = (0.45, 0.7, 0.9, 1.0, 0.85, 0.6, 0.4, 0.25)


def observed_waits(round_number: int, site: str, counts: Sequence[int]) -> list[int]:
    """Minutes of the observations of one round at one site, in order; `counts`: how many in each session."""
    given = GIVEN.get((round_number, site))
    if given is not None:
        return list(given)
    mean, longest = WAITS[round_number][site]
    waits = [round(longest * SHAPE[n * len(SHAPE) // count]) for count in counts for n in range(count)]
    peak = waits.index(max(waits))
    waits[peak] = longest
    others = [n for n in range(len(waits)) if n != peak]
    surplus = sum(waits) - mean * len(waits)
    turn = 0
    while surplus:
        place = others[turn % len(others)]
        turn += 1
        if surplus > 0 and waits[place] > 1:
            waits[place], surplus = waits[place] - 1, surplus - 1
        elif surplus < 0 and waits[place] < longest - 1:
            waits[place], surplus = waits[place] + 1, surplus + 1
    return waits


def observation_times(opens_at: datetime, closes_at: datetime) -> list[datetime]:
    """Every half hour, the first a quarter of an hour after opening."""
    count = int((closes_at - opens_at - timedelta(minutes=1)) / timedelta(minutes=EVERY) + 0.5)
    return [opens_at + minutes(15 + EVERY * n) for n in range(count)]


def queue_row(round_number: int, session: str, at: datetime, wait: int, per_hour: float) -> Row:
    return {
        "round": str(round_number),
        "session": session,
        "observed_at": at,
        "waiting_people": max(1, round(wait * per_hour / 60)),
        "wait_minutes": wait,
        "recorded_at": at + minutes(1),
    }
