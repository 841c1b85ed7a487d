"""What the rows behind a figure are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from teamhub.domain.figures.labels import Label

Cell = str | int | datetime | date | Label | None


@dataclass(frozen=True)
class RowSet:
    """`columns` are codes that the page puts into words; `value` is the column that the total adds up. `total` is
    the figure, where the figure is a count; None for a rate, a mean or a longest wait."""

    subject: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int | None


def counted(subject: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> RowSet:
    """Rows that count one each."""
    return RowSet(subject, columns, tuple(rows), len(rows))


def summed(subject: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> RowSet:
    """Rows whose column `value` adds up."""
    at = columns.index("value")
    values = [r[at] for r in rows]
    return RowSet(subject, columns, tuple(rows), sum(v for v in values if isinstance(v, int)))


def explained(subject: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> RowSet:
    """Rows that a figure rests on without being their sum."""
    return RowSet(subject, columns, tuple(rows), None)
