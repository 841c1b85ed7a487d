"""Deliveries at open gates, relay runs to the doors, and what the team itself has at its posts."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from teamhub.models.base import Base, Code, Key, Label, Moment


class RelayRun(Base):
    """One walk from a gate to doors with several pieces. A run is a run, its pieces are pieces: never deeds."""

    __tablename__ = "relay_runs"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    gate_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    started_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]
    carriers: Mapped[Label] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)


class SupplyDelivery(Base):
    """Pieces that arrived at an open gate for one compound (and door, where known). `pending_reason`:
    vocabulary pending_reason, while not delivered."""

    __tablename__ = "supply_deliveries"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    gate_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    arrived_at: Mapped[Moment]
    compound_id: Mapped[int | None] = mapped_column(ForeignKey("compounds.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    pieces: Mapped[int]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("relay_runs.id"), index=True)
    delivered_at: Mapped[Moment | None]
    received_at: Mapped[Moment | None]
    pending_reason: Mapped[Code] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        CheckConstraint("pieces > 0", name="pieces_positive"),
        Index("ix_supply_deliveries_community_time", "community_id", "arrived_at"),
    )


class StockCount(Base):
    """What somebody counted of one of the team's own supplies at a post. `item`: vocabulary stock_item. The latest
    count says how much is there; a wrong one is followed by another."""

    __tablename__ = "stock_counts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    handover_id: Mapped[int | None] = mapped_column(ForeignKey("handovers.id"), index=True)
    item: Mapped[Code]
    quantity: Mapped[int]
    counted_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        Index("ix_stock_counts_community_post", "community_id", "post_id", "item", "counted_at"),
    )
