"""Robots of group chats: adding and removing them, and the messages to them. A message is stored with what it is about
and sent afterwards: it is sent again when the server stops in between, and so may arrive twice, but is never lost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.bots import ON_ITS_WAY, BotKind, BotRefused, check_address, next_try
from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.bots import BotMessage, GroupBot
from teamhub.queries.bots import bot_of, message_of


@dataclass(frozen=True)
class Outgoing:
    """A message that this sender alone may send now."""

    id: int
    kind: BotKind
    address: str
    secret: str
    text: str


def add(
    kind: BotKind,
    *,
    name: str,
    address: str,
    secret: str = "",
    own_hosts: Collection[str] = (),
    by: Viewer,
    at: datetime,
) -> GroupBot:
    """Raises BotRefused."""
    check_address(kind, address, own_hosts)
    taken = select(GroupBot.id).where(
        GroupBot.community_id == by.community_id, GroupBot.name == name, GroupBot.removed_at.is_(None)
    )
    if db.session.scalar(taken) is not None:
        raise BotRefused("bot_name_taken")
    bot = GroupBot(
        community_id=by.community_id, kind=kind.value, name=name, address=address, secret=secret, added_at=at
    )
    db.session.add(bot)
    db.session.flush()
    journal.write("bot.added", by=by, at=at, object_type="group_bot", object_id=bot.id, kind=kind.value)
    return bot


def remove(bot_id: int, *, by: Viewer, at: datetime) -> None:
    """Its key is forgotten, what waits for it is given up. Raises NotFound."""
    bot = bot_of(by, bot_id)
    bot.removed_at, bot.address, bot.secret = at, "", ""
    db.session.execute(
        update(BotMessage)
        .where(BotMessage.bot_id == bot.id, BotMessage.try_at.is_not(None))
        .values(try_at=None)
    )
    db.session.flush()
    journal.write("bot.removed", by=by, at=at, object_type="group_bot", object_id=bot.id)


def tell(bot_ids: Collection[int], text: str, *, by: Viewer, at: datetime) -> list[BotMessage]:
    """A message to each of these robots of the viewer's community; others are left out."""
    found = db.session.scalars(
        select(GroupBot.id)
        .where(
            GroupBot.community_id == by.community_id,
            GroupBot.id.in_(bot_ids),
            GroupBot.removed_at.is_(None),
        )
        .order_by(GroupBot.id)
    )
    made = [
        BotMessage(
            community_id=by.community_id,
            bot_id=bot_id,
            text=text,
            made_at=at,
            try_at=at,
        )
        for bot_id in found
    ]
    db.session.add_all(made)
    db.session.flush()
    for message in made:
        journal.write(
            "bot.told", by=by, at=at, object_type="bot_message", object_id=message.id, bot=message.bot_id
        )
    return made


def tell_again(message_id: int, *, by: Viewer, at: datetime) -> None:
    """A message that was given up is tried anew. Raises NotFound, RuleBroken(bot_message_settled)."""
    message = message_of(by, message_id)
    if message.delivered_at is not None or message.try_at is not None or message.bot.removed_at is not None:
        raise RuleBroken("bot_message_settled")
    message.try_at, message.tries = at, 0
    db.session.flush()
    journal.write("bot.told_again", by=by, at=at, object_type="bot_message", object_id=message.id)


def take(message_id: int, *, at: datetime) -> Outgoing | None:
    """Takes a due message, so that no other sender has it meanwhile; None: somebody else was faster."""
    taken = db.session.execute(
        update(BotMessage)
        .where(BotMessage.id == message_id, BotMessage.try_at <= at)
        .values(try_at=at + ON_ITS_WAY, tries=BotMessage.tries + 1)
        .returning(BotMessage.id)
    ).all()
    if not taken:
        return None
    message = db.session.get_one(BotMessage, message_id, populate_existing=True)
    bot = message.bot
    return Outgoing(message.id, BotKind(bot.kind), bot.address, bot.secret, message.text)


def settle(message_id: int, fault: str, *, at: datetime) -> None:
    """`fault` empty: delivered. Else it is tried again later, until it was tried often enough."""
    message = db.session.get_one(BotMessage, message_id)
    if message.try_at is None:
        return  # the robot was removed meanwhile
    message.fault = fault
    message.delivered_at = None if fault else at
    message.try_at = next_try(message.tries, at) if fault else None
    db.session.flush()
