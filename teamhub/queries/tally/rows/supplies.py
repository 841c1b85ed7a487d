"""Deliveries behind the figures of the supplies."""

from __future__ import annotations

from sqlalchemy import or_, select

from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.models.places import Compound
from teamhub.models.supplies import SupplyDelivery
from teamhub.queries.tally.rows.rowset import Cell, RowSet, summed
from teamhub.queries.tally.scope import Scope


def deliveries(
    scope: Scope,
    gates: list[str],
    *,
    pending_only: bool = False,
    delivered_only: bool = False,
    so_far: bool = False,
) -> RowSet:
    """Of the day, or `so_far` of the campaign. `gates`: codes of posts, or kinds."""
    arrived_then = scope.so_far if so_far else scope.today
    query = (
        select(
            SupplyDelivery.arrived_at,
            Post.name,
            Compound.name,
            SupplyDelivery.delivered_at,
            SupplyDelivery.pending_reason,
            SupplyDelivery.pieces,
        )
        .join(Post, Post.id == SupplyDelivery.gate_id)
        .outerjoin(Compound, Compound.id == SupplyDelivery.compound_id)
        .where(SupplyDelivery.campaign_id == scope.campaign.id, arrived_then(SupplyDelivery.arrived_at))
        .order_by(SupplyDelivery.arrived_at, SupplyDelivery.id)
    )
    if gates:
        query = query.where(or_(Post.code.in_(gates), Post.kind.in_(gates)))
    waits = or_(SupplyDelivery.delivered_at.is_(None), SupplyDelivery.delivered_at > scope.as_of)
    if pending_only:
        query = query.where(waits)
    if delivered_only:
        query = query.where(SupplyDelivery.delivered_at <= scope.as_of)
    rows: list[tuple[Cell, ...]] = [
        (
            arrived,
            gate,
            compound,
            delivered if delivered is not None and delivered <= scope.as_of else None,
            scope.label("pending_reason", reason) if reason else None,
            pieces,
        )
        for arrived, gate, compound, delivered, reason, pieces in db.session.execute(query)
    ]
    return summed("deliveries", ("arrived", "gate", "compound", "delivered", "reason", "value"), rows)


def supply_rows(scope: Scope, rest: list[str]) -> RowSet:
    what = rest[-1] if rest else "received"
    if what == "total":
        return deliveries(scope, [], so_far=True)
    return deliveries(scope, rest[:-1], pending_only=what == "pending", delivered_only=what == "delivered")
