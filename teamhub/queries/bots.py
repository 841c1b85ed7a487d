"""Robots of group chats, without their keys, and what became of the messages to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.bots import BotMessage, GroupBot


@dataclass(frozen=True)
class BotRow:
    """`signed`: has a secret of its own."""

    id: int
    kind: str
    name: str
    signed: bool
    added_at: datetime


@dataclass(frozen=True)
class MessageRow:
    """`try_at` empty and `delivered_at` empty: given up."""

    id: int
    bot: str
    text: str
    made_at: datetime
    try_at: datetime | None
    tries: int
    delivered_at: datetime | None
    fault: str


def bots(viewer: Viewer) -> list[BotRow]:
    found = db.session.scalars(
        select(GroupBot)
        .where(GroupBot.community_id == viewer.community_id, GroupBot.removed_at.is_(None))
        .order_by(GroupBot.id)
    )
    return [BotRow(bot.id, bot.kind, bot.name, bool(bot.secret), bot.added_at) for bot in found]


def bot_of(viewer: Viewer, bot_id: int) -> GroupBot:
    """Raises NotFound for one of another community and for one that was removed."""
    found = db.session.get(GroupBot, bot_id)
    if found is None or found.community_id != viewer.community_id or found.removed_at is not None:
        raise NotFound
    return found


def message_of(viewer: Viewer, message_id: int) -> BotMessage:
    """Raises NotFound."""
    found = db.session.get(BotMessage, message_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def messages(viewer: Viewer, *, limit: int = 30) -> list[MessageRow]:
    """The latest first."""
    rows = db.session.execute(
        select(BotMessage, GroupBot.name)
        .join(GroupBot, GroupBot.id == BotMessage.bot_id)
        .where(BotMessage.community_id == viewer.community_id)
        .order_by(BotMessage.id.desc())
        .limit(limit)
    )
    return [
        MessageRow(one.id, bot, one.text, one.made_at, one.try_at, one.tries, one.delivered_at, one.fault)
        for one, bot in rows
    ]


def due(at: datetime, *, limit: int = 20) -> list[int]:
    """Messages whose time has come, of all communities, the oldest first."""
    return list(
        db.session.scalars(
            select(BotMessage.id).where(BotMessage.try_at <= at).order_by(BotMessage.try_at).limit(limit)
        )
    )
