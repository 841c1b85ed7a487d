"""Who wrote last, and what was typed in long after it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, Select, func, literal, select, union_all

from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.deeds import Deed
from teamhub.models.people import Account
from teamhub.models.supplies import SupplyDelivery
from teamhub.models.sweeps import DoorVisit, Sweep
from teamhub.models.testing import QueueObservation, SiteCount
from teamhub.queries.tally.scope import Scope

LATE = timedelta(hours=2)
"""Typed in later than this after it happened, an entry is late: a figure of the past may have changed by it."""


@dataclass(frozen=True)
class LastEntry:
    """`by`: masked; empty for the machine itself or a resident."""

    at: datetime
    by: str


def last_entry(community_id: int) -> LastEntry | None:
    row = db.session.execute(
        select(JournalEntry.at, JournalEntry.actor_label, Account.display_name)
        .outerjoin(Account, Account.id == JournalEntry.actor_account_id)
        .where(JournalEntry.chain == community_id)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    ).first()
    return LastEntry(row.at, mask_name(row.display_name or "")) if row else None


def late_entries(scope: Scope) -> list[tuple[str, datetime, datetime]]:
    """(kind, when it happened, when it was typed in) of the day, the latest typed first."""
    parts = _late(scope)
    rows = db.session.execute(union_all(*parts).order_by("recorded_at"))
    found = [(kind, happened, recorded) for kind, happened, recorded in rows]
    return found[::-1]


def count_late(scope: Scope) -> int:
    late = union_all(*_late(scope)).subquery()
    return db.session.scalar(select(func.count()).select_from(late)) or 0


def _late(scope: Scope) -> list[Select[Any]]:
    here = scope.community.id

    def of(kind: str, model: Any, happened: Any, *more: ColumnElement[bool]) -> Select[Any]:
        return select(
            literal(kind).label("kind"), happened.label("happened_at"), model.recorded_at.label("recorded_at")
        ).where(model.community_id == here, scope.today(happened), _later(model.recorded_at, happened), *more)

    return [
        of("deed", Deed, Deed.done_at, Deed.voided_at.is_(None), Deed.campaign_id == scope.campaign.id),
        of("count", SiteCount, SiteCount.counted_at),
        of("queue", QueueObservation, QueueObservation.observed_at),
        of(
            "visit",
            DoorVisit,
            DoorVisit.visited_at,
            DoorVisit.voided_at.is_(None),
            DoorVisit.sweep_id.in_(select(Sweep.id).where(Sweep.campaign_id == scope.campaign.id)),
        ),
        of("delivery", SupplyDelivery, SupplyDelivery.arrived_at),
    ]


def _later(recorded: Any, happened: Any) -> ColumnElement[bool]:
    """More than LATE apart, on both databases."""
    if db.engine.dialect.name == "sqlite":
        days = func.julianday(recorded) - func.julianday(happened)
        return days * 86400 > LATE.total_seconds()
    apart: ColumnElement[bool] = recorded - happened > literal(LATE, Interval)
    return apart
