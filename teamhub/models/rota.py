"""What belongs to the roster as a whole: searches for a better one and publications."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
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
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
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


class RotaWish(Base):
    """What somebody would rather have; a planner follows it where the rules leave a choice."""

    __tablename__ = "rota_wishes"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    likes_nights: Mapped[bool]


class RotaPair(Base):
    """Two people who come only together, or never at the same time. `one_id` is the smaller number."""

    __tablename__ = "rota_pairs"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    together: Mapped[bool]
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="smaller_first"),
        UniqueConstraint("one_id", "other_id"),
    )
