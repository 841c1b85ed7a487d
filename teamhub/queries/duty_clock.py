"""Which shift runs, and which comes next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.duty import Shift


def running_shift(community_id: int, at: datetime) -> Shift | None:
    """The shift that runs at this moment; the latest begun when several overlap (a surge shift)."""
    return db.session.scalar(
        select(Shift)
        .where(Shift.community_id == community_id, Shift.starts_at <= at, Shift.ends_at > at)
        .order_by(Shift.starts_at.desc())
        .limit(1)
    )


def next_shift(community_id: int, at: datetime) -> Shift | None:
    """The first shift that begins after this moment."""
    return db.session.scalar(
        select(Shift)
        .where(Shift.community_id == community_id, Shift.starts_at > at)
        .order_by(Shift.starts_at)
        .limit(1)
    )
