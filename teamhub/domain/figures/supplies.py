"""Pieces that came in at the open gates on one day and where they are."""

from __future__ import annotations

from dataclasses import dataclass

from teamhub.domain.figures.labels import Label, Share


@dataclass(frozen=True)
class GateRow:
    """`received` on the day = `delivered` of these + `pending`; `pending_reasons` add up to `pending`."""

    code: str
    name: Label
    received: int
    delivered: int
    pending: int
    pending_reasons: tuple[Share, ...] = ()


@dataclass(frozen=True)
class SupplyFigures:
    rows: tuple[GateRow, ...] = ()
    runs: int = 0
    oldest_pending_minutes: int | None = None

    @property
    def received(self) -> int:
        return sum(r.received for r in self.rows)

    @property
    def delivered(self) -> int:
        return sum(r.delivered for r in self.rows)

    @property
    def pending(self) -> int:
        return sum(r.pending for r in self.rows)
