"""The day beside the day before, and what it comes to so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from teamhub.domain.figures.day import DayFigures, DayPoint

FIELDS = ("person_tests", "letters", "deeds", "pieces", "longest_wait")
"""In the order of the page. A longest wait does not add up."""


@dataclass(frozen=True)
class Comparison:
    """`before`: of the whole day before; None: there was none yet, or nothing was seen. `so_far` None: does not add
    up."""

    field: str
    today: int | None
    before: int | None
    so_far: int | None

    @property
    def change(self) -> int | None:
        return None if self.today is None or self.before is None else self.today - self.before


def comparisons(figures: DayFigures) -> tuple[Comparison, ...]:
    """Every field of FIELDS; empty before the campaign's first day."""
    if not figures.day_series:
        return ()
    today = figures.day_series[-1]
    before = figures.day_series[-2] if len(figures.day_series) > 1 else None
    totals = figures.totals
    so_far = {
        "person_tests": totals.person_tests,
        "letters": totals.letters,
        "deeds": totals.deeds,
        "pieces": totals.pieces,
    }
    return tuple(
        Comparison(
            field,
            getattr(today, field),
            getattr(before, field) if before is not None else None,
            so_far.get(field),
        )
        for field in FIELDS
    )


def cumulated(series: Sequence[DayPoint], field: str, total: int) -> tuple[tuple[DayPoint, int], ...]:
    """Each day with what it came to by then. `total`: by the last of them; what lies before the first is in it."""
    left = total
    found = []
    for point in reversed(series):
        found.append((point, left))
        left -= getattr(point, field)
    return tuple(reversed(found))
