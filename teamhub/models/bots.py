"""Robots of group chats that notices are also sent to, and what was sent to them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Key, Label, Moment, Name, Prose


class GroupBot(Base):
    """A robot of one group chat. `address` holds the robot's own key and is shown to nobody again."""

    __tablename__ = "group_bots"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    kind: Mapped[Code]
    name: Mapped[Name]
    address: Mapped[Prose]
    secret: Mapped[Label] = mapped_column(default="")
    added_at: Mapped[Moment]
    removed_at: Mapped[Moment | None]


class BotMessage(Base):
    """A text for one robot. `try_at`: not before; empty when it was delivered or given up."""

    __tablename__ = "bot_messages"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    bot_id: Mapped[int] = mapped_column(ForeignKey("group_bots.id"), index=True)
    text: Mapped[Prose]
    made_at: Mapped[Moment]
    try_at: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[Moment | None]
    fault: Mapped[Label] = mapped_column(default="")

    bot: Mapped[GroupBot] = relationship()
    __table_args__ = (Index("ix_bot_messages_try_at", "try_at"),)
