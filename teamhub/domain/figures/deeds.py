"""Deeds of one day and so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from teamhub.domain.figures.labels import Label


@dataclass(frozen=True)
class DeedRow:
    """One group of categories, in 件."""

    code: str
    label: Label
    day: int
    total: int


@dataclass(frozen=True)
class DeedCase:
    """A candidate for the typical case: `story` is already masked and cleared for print."""

    code: str
    category: str
    compound: str
    done_at: datetime
    story: str


@dataclass(frozen=True)
class DeedFigures:
    """`day` and `total` count deeds (件), not the pieces of a relay run. `overdue`: requests past their time."""

    day: int = 0
    total: int = 0
    rows: tuple[DeedRow, ...] = ()
    cases: tuple[DeedCase, ...] = ()
    requests_open: int = 0
    requests_overdue: int = 0
