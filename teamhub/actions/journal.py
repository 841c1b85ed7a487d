"""The journal: who did what, when, to which record. One hash chain per community, written in the same
transaction as the change. Never holds personal values: field names, codes, counts and ids only."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    return _digest(
        key,
        entry.previous_digest,
        entry.chain,
        entry.seq,
        entry.at,
        entry.actor_account_id,
        entry.actor_label,
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.details,
    )


def _digest(key: bytes, previous: str, chain: int, seq: int, at: datetime, *rest: Any) -> str:
    canonical = _canonical([chain, seq, at.astimezone(UTC).isoformat(), *rest])
    return hmac.digest(key, (previous + canonical).encode(), "sha256").hex()


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True)
class Head:
    """The last entry of a chain that is known to hold; (0, GENESIS) before the first."""

    seq: int = 0
    digest: str = GENESIS


@dataclass
class Walk:
    """What a walk along a chain found. `broken`: the entries that do not hold. `head`: the last entry. `missing`: marks
    that no entry bears."""

    broken: list[int]
    head: Head
    missing: set[str]


def walk(
    chain: int,
    *,
    session: Session | None = None,
    key: bytes | None = None,
    after: Head | None = None,
    marks: Iterable[str] = (),
    most: int = 1,
) -> Walk:
    """Along a chain from its beginning, or from a head that held before, to its end; stops after `most` broken entries.
    `marks`: beginnings of digests (12 figures) that were written down elsewhere. Rows are read plain, not as objects: half
    a million take seconds."""
    reading: Session | scoped_session[Any] = session if session is not None else db.session
    secret = key if key is not None else _key()
    after = after or Head()
    previous, expected = after.digest, after.seq + 1
    found = Walk([], after, set(marks))
    e = JournalEntry
    columns = (
        e.chain,
        e.seq,
        e.at,
        e.actor_account_id,
        e.actor_label,
        e.action,
        e.object_type,
        e.object_id,
        e.details,
    )
    rows = reading.execute(
        select(e.previous_digest, e.digest, *columns)
        .where(e.chain == chain, e.seq > after.seq)
        .order_by(e.seq)
        .execution_options(yield_per=5000)
    )
    for before, digest, *said in rows:
        seq = said[1]
        if seq != expected or before != previous or digest != _digest(secret, before, *said):
            found.broken.append(seq)
            if len(found.broken) >= most:
                rows.close()
                return found
        if found.missing:
            found.missing.discard(digest[:12])
        previous, expected = digest, seq + 1
    found.head = Head(expected - 1, previous)
    return found


def broken_entries(chain: int, *, session: Session | None = None, key: bytes | None = None) -> Iterator[int]:
    """The sequence numbers at which the chain does not hold, in order. `session`, `key`: of another database, a
    backup for example."""
    yield from walk(chain, session=session, key=key, most=1000).broken


def digest_at(chain: int, seq: int, *, session: Session | None = None) -> str | None:
    """The digest of one entry; None where there is none."""
    reading: Session | scoped_session[Any] = session if session is not None else db.session
    return reading.scalar(
        select(JournalEntry.digest).where(JournalEntry.chain == chain, JournalEntry.seq == seq)
    )


def _key() -> bytes:
    return journal_keys[db.engine]
