"""The team's own supplies at its posts, known by counting them: at handovers, and whenever somebody looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from teamhub.domain.errors import RuleBroken

MOST = 100_000


class StockRefused(RuleBroken):
    """stock_item_unknown | stock_nothing_counted | stock_number_wrong"""


@dataclass(frozen=True)
class Counted:
    """One count of one item at one post."""

    post_id: int
    item: str
    quantity: int
    at: datetime


@dataclass(frozen=True)
class Level:
    """What is there by the latest count. `change`: against the count before; None: it was the first. `low_at` 0: never
    low."""

    item: str
    quantity: int
    at: datetime
    change: int | None
    low_at: int

    @property
    def low(self) -> bool:
        return self.low_at > 0 and self.quantity <= self.low_at


def levels(counts: Iterable[Counted], low_at: Mapping[str, int]) -> dict[int, dict[str, Level]]:
    """Post -> item -> level. `counts` from the earliest to the latest; `low_at`: item -> the number that is low."""
    found: dict[int, dict[str, Level]] = {}
    for one in counts:
        here = found.setdefault(one.post_id, {})
        before = here.get(one.item)
        change = None if before is None else one.quantity - before.quantity
        here[one.item] = Level(one.item, one.quantity, one.at, change, low_at.get(one.item, 0))
    return found


def check_counts(counts: Mapping[str, int], known: Sequence[str]) -> None:
    """Raises StockRefused."""
    if not counts:
        raise StockRefused("stock_nothing_counted")
    if any(item not in known for item in counts):
        raise StockRefused("stock_item_unknown")
    if any(not 0 <= number < MOST for number in counts.values()):
        raise StockRefused("stock_number_wrong")
