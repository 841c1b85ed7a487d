"""Deliveries at open gates and relay runs to the doors."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from teamhub.models.base import Base, Code, Key, Label, Moment


class RelayRun(Base):
    """One walk from a gate to doors with several pieces. A run is a run, its pieces are pieces: never deeds."""

    __tablename__ = "relay_runs"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
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
