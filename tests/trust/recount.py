"""The tally counted a second time, the slow way: every row of a table is read and looked at in Python. Nothing here is
taken from the queries of the tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from teamhub.domain.figures.day import DayFigures
from teamhub.models.base import Base, db
from teamhub.models.deeds import Deed, RequestStep, ResidentRequest
from teamhub.models.supplies import RelayRun, SupplyDelivery
from teamhub.models.sweeps import CommitmentLetter, DoorVisit
from teamhub.models.testing import HomeSample, QueueObservation, SiteCount

Row = TypeVar("Row", bound=Base)

ZONE = ZoneInfo("Asia/Shanghai")
FINISHED = {"done": True, "withdrawn": True, "reopened": False}
GROUPS = {
    "medicine": "medicine",
    "shopping": "delivery",
    "printing": "printing",
    "lost_and_found": "lost_and_found",
    "other": "other",
}
"""The categories that the operations use, by the group of the brief."""


@dataclass(frozen=True)
class Recount:
    """What of the tally is counted again: by day, so far, and how things stood."""

    deeds_day: int
    deeds_total: int
    deeds_by_group: dict[str, tuple[int, int]]
    deeds_by_day: dict[date, int]
    requests_open: int
    requests_overdue: int
    pieces_total: int
    pieces_day: int
    pieces_delivered: int
    runs_day: int
    oldest_pending: int | None
    tests_total: int
    tests_day: int
    longest_wait: int | None
    letters: int
    visited_doors: int


def from_rows(day: date, as_of: datetime) -> Recount:
    """Counts rows of the whole database: the tests write to one community only."""
    deeds = [d for d in _all(Deed) if d.voided_at is None and d.done_at <= as_of]
    today = [d for d in deeds if _on(d.done_at, day)]
    came = [p for p in _all(SupplyDelivery) if p.arrived_at <= as_of]
    came_today = [p for p in came if _on(p.arrived_at, day)]
    still = [p for p in came_today if p.delivered_at is None or p.delivered_at > as_of]
    counts = [c for c in _all(SiteCount) if c.counted_at <= as_of]
    samples = [s.sampled_at for s in _all(HomeSample) if s.sampled_at is not None and s.sampled_at <= as_of]
    waits = [
        o.wait_minutes for o in _all(QueueObservation) if o.observed_at <= as_of and _on(o.observed_at, day)
    ]
    waiting = [r for r in _all(ResidentRequest) if r.asked_at <= as_of and _waits(r, as_of)]
    return Recount(
        deeds_day=len(today),
        deeds_total=len(deeds),
        deeds_by_group=_groups(deeds, today),
        deeds_by_day=dict(Counter(_day(d.done_at) for d in deeds)),
        requests_open=len(waiting),
        requests_overdue=sum(r.due_at is not None and r.due_at < as_of for r in waiting),
        pieces_total=sum(p.pieces for p in came),
        pieces_day=sum(p.pieces for p in came_today),
        pieces_delivered=sum(p.pieces for p in came_today) - sum(p.pieces for p in still),
        runs_day=sum(r.started_at <= as_of and _on(r.started_at, day) for r in _all(RelayRun)),
        oldest_pending=max((int((as_of - p.arrived_at).total_seconds()) // 60 for p in still), default=None),
        tests_total=sum(c.persons for c in counts) + len(samples),
        tests_day=sum(c.persons for c in counts if _on(c.counted_at, day))
        + sum(_on(s, day) for s in samples),
        longest_wait=max(waits, default=None),
        letters=sum(x.signed_at is not None and x.signed_at <= as_of for x in _all(CommitmentLetter)),
        visited_doors=len(
            {v.unit_id for v in _all(DoorVisit) if v.voided_at is None and v.visited_at <= as_of}
        ),
    )


def from_tally(figures: DayFigures, untouched: int, doors: int) -> Recount:
    """The same figures as the tally tells them. `untouched`: doors of the wall where nobody came, of `doors`."""
    return Recount(
        deeds_day=figures.deeds.day,
        deeds_total=figures.totals.deeds,
        deeds_by_group={r.code: (r.day, r.total) for r in figures.deeds.rows if r.total},
        deeds_by_day={p.day: p.deeds for p in figures.day_series if p.deeds},
        requests_open=figures.deeds.requests_open,
        requests_overdue=figures.deeds.requests_overdue,
        pieces_total=figures.totals.pieces,
        pieces_day=figures.supplies.received,
        pieces_delivered=figures.supplies.delivered,
        runs_day=figures.supplies.runs,
        oldest_pending=figures.supplies.oldest_pending_minutes,
        tests_total=figures.totals.person_tests,
        tests_day=figures.testing.person_tests_day,
        longest_wait=figures.totals.longest_wait_minutes,
        letters=figures.totals.letters,
        visited_doors=doors - untouched,
    )


def _waits(request: ResidentRequest, as_of: datetime) -> bool:
    """Its steps tell, one after another, whether somebody waited at the moment."""
    steps = [s for s in _steps(request) if s.at <= as_of and s.kind in FINISHED]
    return not (steps and FINISHED[steps[-1].kind])


def _steps(request: ResidentRequest) -> list[RequestStep]:
    return sorted(request.steps, key=lambda step: (step.at, step.id))


def _groups(deeds: Iterable[Deed], today: Iterable[Deed]) -> dict[str, tuple[int, int]]:
    total = Counter(GROUPS[d.category] for d in deeds)
    day = Counter(GROUPS[d.category] for d in today)
    return {group: (day[group], count) for group, count in total.items()}


def _all(model: type[Row]) -> list[Row]:
    return list(db.session.scalars(select(model)))


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def _on(moment: datetime, day: date) -> bool:
    return _day(moment) == day
