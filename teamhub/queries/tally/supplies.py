"""Pieces of the day per gate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from teamhub.domain.figures.labels import Label, Share
from teamhub.domain.figures.supplies import GateRow, SupplyFigures
from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.models.supplies import RelayRun, SupplyDelivery
from teamhub.queries.tally.scope import Scope


class Delivery(NamedTuple):
    """Pieces that came to a gate on the day. `waits`: not carried further by the moment; `reason`: why not."""

    gate_id: int
    arrived_at: datetime
    pieces: int
    waits: bool
    reason: str


def deliveries(scope: Scope) -> list[Delivery]:
    rows = db.session.execute(
        select(
            SupplyDelivery.gate_id,
            SupplyDelivery.arrived_at,
            SupplyDelivery.pieces,
            SupplyDelivery.delivered_at,
            SupplyDelivery.pending_reason,
        ).where(SupplyDelivery.campaign_id == scope.campaign.id, scope.today(SupplyDelivery.arrived_at))
    )
    return [
        Delivery(gate_id, arrived_at, pieces, delivered_at is None or delivered_at > scope.as_of, reason)
        for gate_id, arrived_at, pieces, delivered_at, reason in rows
    ]


def supply_figures(scope: Scope, came: Sequence[Delivery]) -> SupplyFigures:
    """`came`: the deliveries of the day."""
    received: Counter[int] = Counter()
    pending: dict[int, Counter[str]] = defaultdict(Counter)
    for delivery in came:
        received[delivery.gate_id] += delivery.pieces
        if delivery.waits:
            pending[delivery.gate_id][delivery.reason or "waiting"] += delivery.pieces
    oldest = min((delivery.arrived_at for delivery in came if delivery.waits), default=None)
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
