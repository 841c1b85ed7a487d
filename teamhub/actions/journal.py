"""The journal: who did what, when, to which record. One hash chain per community, written in the same
transaction as the change. Never holds personal values: field names, codes, counts and ids only."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.engine import journal_keys

GENESIS = "0" * 64


def write(
    action: str,
    *,
    by: Viewer,
    at: datetime,
    object_type: str = "",
    object_id: int | None = None,
    **details: Any,
) -> JournalEntry:
    """Append one entry to the chain of the viewer's community (chain 0: the installation)."""
    return append(
        db.session(), _key(), action, by=by, at=at, object_type=object_type, object_id=object_id, **details
    )


def append(
    session: Session,
    key: bytes,
    action: str,
    *,
    by: Viewer,
    at: datetime,
    object_type: str = "",
    object_id: int | None = None,
    **details: Any,
) -> JournalEntry:
    """The same in another database, one that was restored beside the live one for example."""
    bind = session.get_bind()
    if bind.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:chain)"), {"chain": by.community_id})
    last = session.execute(
        select(JournalEntry.seq, JournalEntry.digest)
        .where(JournalEntry.chain == by.community_id)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    entry = JournalEntry(
        chain=by.community_id,
        seq=seq,
        at=at,
        actor_account_id=by.account_id or None,
        actor_label="" if by.account_id else by.display_name,
        action=action,
        object_type=object_type,
        object_id=object_id,
        details=details,
        previous_digest=previous,
    )
    entry.digest = digest_of(entry, key)
    session.add(entry)
    session.flush()
    return entry


def digest_of(entry: JournalEntry, key: bytes) -> str:
    """Hex HMAC-SHA256 over the previous digest and the canonical entry."""
    canonical = json.dumps(
        [
            entry.chain,
            entry.seq,
            entry.at.astimezone(UTC).isoformat(),
            entry.actor_account_id,
            entry.actor_label,
            entry.action,
            entry.object_type,
            entry.object_id,
            entry.details,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hmac.new(key, (entry.previous_digest + canonical).encode(), hashlib.sha256).hexdigest()


def broken_entries(chain: int, *, session: Session | None = None, key: bytes | None = None) -> Iterator[int]:
    """The sequence numbers at which the chain does not hold, in order. `session`, `key`: of another database, a
    backup for example."""
    reading: Session | scoped_session[Any] = session if session is not None else db.session
    secret = key if key is not None else _key()
    previous, expected = GENESIS, 1
    rows = reading.scalars(
        select(JournalEntry).where(JournalEntry.chain == chain).order_by(JournalEntry.seq)
    ).yield_per(1000)
    for entry in rows:
        sound = entry.seq == expected and entry.previous_digest == previous
        if not sound or entry.digest != digest_of(entry, secret):
            yield entry.seq
        previous, expected = entry.digest, entry.seq + 1


def _key() -> bytes:
    return journal_keys[db.engine]
