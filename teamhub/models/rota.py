"""What belongs to the roster as a whole: searches for a better one and publications."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from teamhub.models.base import Base, Code, Day, Key, Moment


class RotaSearch(Base):
    """A search by the solver in a process of its own. `wish`: what was asked; `state`: running | stopping | done |
    cancelled | failed. `seen_at`: when the process last said that it lives. `progress`: cost, bound, empty seats so far;
    `answer`: turns as lists, and the proof."""

    __tablename__ = "rota_searches"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    wish: Mapped[dict[str, Any]]
    state: Mapped[Code]
    seconds: Mapped[int]
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answer: Mapped[Any | None] = mapped_column(JSON)


class RosterPublication(Base):
    """The roster of these days was made known. Seats that were assigned later are changes after it."""

    __tablename__ = "roster_publications"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    first_day: Mapped[Day]
    last_day: Mapped[Day]
    published_at: Mapped[Moment]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    seats: Mapped[int]
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days_in_order"),
        Index("ix_roster_publications_campaign_days", "campaign_id", "first_day", "last_day"),
    )
