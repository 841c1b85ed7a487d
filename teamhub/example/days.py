"""The six days of the example on any six days of the calendar. All times are the community's wall clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

LAST = 6


@dataclass(frozen=True)
class Days:
    """Day 1 is `start` (1 April 2022 in the story), day 0 the evening before."""

    start: date

    def day(self, number: int) -> date:
        return self.start + timedelta(days=number - 1)

    def at(self, number: int, hour: int, minute: int = 0) -> datetime:
        """Hours from 24 on belong to the following night."""
        midnight = datetime.combine(self.day(number), time())
        return midnight + timedelta(hours=hour, minutes=minute)

    def said(self, number: int) -> str:
        """4月5日"""
        day = self.day(number)
        return f"{day.month}月{day.day}日"


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def spread(count: int, windows: Sequence[tuple[datetime, datetime]]) -> list[datetime]:
    """`count` moments at even distances over the windows, in order, to the whole minute."""
    total = sum((ends - starts for starts, ends in windows), timedelta())
    moments = []
    for n in range(count):
        left = total * n / count
        for starts, ends in windows:
            if left < ends - starts:
                moments.append((starts + left).replace(second=0, microsecond=0))
                break
            left -= ends - starts
    return moments


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of `total` in proportion to the weights; they add up to it exactly (largest remainders)."""
    whole = sum(weights)
    exact = [total * w / whole for w in weights]
    parts = [int(e) for e in exact]
    by_rest = sorted(range(len(weights)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_rest[: total - sum(parts)]:
        parts[n] += 1
    return parts
