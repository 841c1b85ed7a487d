"""Pieces of the day per gate."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from sqlalchemy import func, select

from teamhub.domain.figures.labels import Label, Share
from teamhub.domain.figures.supplies import GateRow, SupplyFigures
from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.models.supplies import RelayRun, SupplyDelivery
from teamhub.queries.tally.scope import Scope


def supply_figures(scope: Scope) -> SupplyFigures:
    received: Counter[int] = Counter()
    pending: dict[int, Counter[str]] = defaultdict(Counter)
    oldest: datetime | None = None
    for gate_id, arrived_at, delivered_at, pieces, reason in db.session.execute(
        select(
            SupplyDelivery.gate_id,
            SupplyDelivery.arrived_at,
            SupplyDelivery.delivered_at,
            SupplyDelivery.pieces,
            SupplyDelivery.pending_reason,
        ).where(SupplyDelivery.campaign_id == scope.campaign.id, scope.today(SupplyDelivery.arrived_at))
    ):
        received[gate_id] += pieces
        if delivered_at is None or delivered_at > scope.as_of:
            pending[gate_id][reason or "waiting"] += pieces
            oldest = arrived_at if oldest is None else min(oldest, arrived_at)
    runs = db.session.scalar(
        select(func.count())
        .select_from(RelayRun)
        .where(RelayRun.campaign_id == scope.campaign.id, scope.today(RelayRun.started_at))
    )
    gates = db.session.execute(
        select(Post.id, Post.code, Post.name)
        .where(Post.id.in_(list(received)))
        .order_by(Post.position, Post.id)
    )
    return SupplyFigures(
        rows=tuple(
            GateRow(
                code,
                Label(name),
                received[key],
                received[key] - sum(pending[key].values()),
                sum(pending[key].values()),
                tuple(Share(r, scope.label("pending_reason", r), n) for r, n in pending[key].items()),
            )
            for key, code, name in gates
        ),
        runs=runs or 0,
        oldest_pending_minutes=None if oldest is None else int((scope.as_of - oldest).total_seconds()) // 60,
    )


def pieces_per_day(scope: Scope) -> dict[int, int]:
    """Day position -> pieces that arrived, up to the moment."""
    position = scope.day_index(SupplyDelivery.arrived_at).label("position")
    rows = db.session.execute(
        select(position, func.sum(SupplyDelivery.pieces))
        .where(SupplyDelivery.campaign_id == scope.campaign.id, scope.so_far(SupplyDelivery.arrived_at))
        .group_by(position)
    )
    return {at: int(pieces) for at, pieces in rows}
