"""The one commit point. Everything inside `unit_of_work` is stored together or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text

from teamhub.domain.errors import RuleBroken
from teamhub.models import turns
from teamhub.models.base import db
from teamhub.models.campaigns import IdempotencyKey
from teamhub.models.engine import answered_before, before_writing, turn_of
from teamhub.models.modes import writing
from teamhub.models.turns import file_turn, writers_turn


class KeyReused(RuleBroken):
    """The same key came with a different body; the first one stands."""


@dataclass(frozen=True)
class Once:
    """A client's submission: its key is unique per account, its body tells a replay from a clash."""

    account_id: int
    key: str
    body_digest: str
    at: datetime

    @classmethod
    def of(cls, account_id: int, key: str, body: object, at: datetime) -> Once:
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
        return cls(account_id, key, hashlib.sha256(text.encode()).hexdigest(), at)


@dataclass
class Work:
    """`replayed`: this submission was stored before and `reply` is its first answer; do nothing.
    Otherwise act, and leave in `reply` what a replay should be told (ids and codes, no personal data)."""

    replayed: bool = False
    reply: dict[str, Any] = field(default_factory=dict)


_keys = IdempotencyKey.__table__
KNOWN = select(_keys.c.body_digest, _keys.c.reply).where(
    _keys.c.account_id == bindparam("account_id"), _keys.c.key == bindparam("key")
)


def _known(once: Once) -> Work | None:
    """What this submission was answered before. Raises KeyReused."""
    row = db.session.execute(KNOWN, {"account_id": once.account_id, "key": once.key}).first()
    if row is None:
        return None
    if row.body_digest != once.body_digest:
        raise KeyReused("key_reused")
    return Work(replayed=True, reply=dict(row.reply))


@contextmanager
def unit_of_work(once: Once | None = None, *, community: int | None = None) -> Iterator[Work]:
    """Begins a writing transaction, commits at the end, rolls back on any error.

    What was loaded before is read again under the lock, so a decision never rests on a stale row.
    `community`: whose rows are written, where that is not the community of the request's address.
    Raises KeyReused when `once` carries a known key with another body, OperationalError (busy) when the writer's turn
    does not come in time (models/turns.py).
    """
    db.session.rollback()
    known = _known(once) if once is not None else None
    db.session.rollback()  # who waits holds no connection
    if known is not None:  # sent again after it was answered: nothing to write, so no turn to wait for
        answered_before.set(True)
        yield known
        db.session.rollback()
        return
    with writers_turn(db.engine):
        with _transaction(once, turn_of.get() if community is None else community) as work:
            yield work
        turn = file_turn(db.engine)
        if turn is not None and not work.replayed:
            turn.committed(db.engine)


@contextmanager
def _transaction(once: Once | None, community: int) -> Iterator[Work]:
    session = db.session
    session.rollback()
    token = writing.set(True)
    try:
        _wait_on_postgres(community)
        check = before_writing.get()
        if check is not None:
            check()
        work = Work()
        if once is not None:
            known = _known(once)
            if known is not None:  # the same submission, answered while this one waited
                answered_before.set(True)
                yield known
                session.rollback()
                return
        yield work
        if once is not None:
            session.add(
                IdempotencyKey(
                    account_id=once.account_id,
                    key=once.key,
                    body_digest=once.body_digest,
                    reply=work.reply,
                    created_at=once.at,
                )
            )
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        writing.reset(token)


def _wait_on_postgres(community: int) -> None:
    """There the writers of one community queue in the database, whichever process they are in: rules look before they
    store ("is the seat still free"), and two that look at once would both find it free. It is the lock that the
    journal's chain takes. Raises OperationalError after turns.PATIENCE."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(
            text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:community)"),
            {"wait": f"{int(turns.PATIENCE * 1000)}ms", "community": community},
        )
