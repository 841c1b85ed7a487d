"""The heads of the journal's chains, written down outside the database: whoever cuts the end off a chain, or replaces the
whole database by an older one, is found out by a file, by the backups and by the printed briefs."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from teamhub.actions import journal
from teamhub.actions.journal import Head
from teamhub.models.campaigns import JournalEntry

FILE = "journal.heads"
log = logging.getLogger("teamhub.journal")


def chains(session: Session) -> list[int]:
    return list(session.scalars(select(JournalEntry.chain).distinct().order_by(JournalEntry.chain)))


def follow(file: Path, session: Session, key: bytes) -> dict[int, int]:
    """Walks each chain from the head written down last to its end, and writes the new heads down. Costs what was added
    since. Chain -> first entry that does not hold; the head of such a chain stays where it was."""
    known, broken = read(file, key), dict[int, int]()
    fresh = dict(known)
    for chain in {*chains(session), *known}:
        head = known.get(chain, Head())
        if head.seq and journal.digest_at(chain, head.seq, session=session) != head.digest:
            broken[chain] = head.seq
            continue
        found = journal.walk(chain, session=session, key=key, after=head)
        if found.broken:
            broken[chain] = found.broken[0]
        else:
            fresh[chain] = found.head
    for chain, seq in broken.items():
        log.error("journal of chain %s does not hold at entry %s", chain, seq)
    if fresh != known:
        _write(file, fresh, key)
    return broken


def read(file: Path, key: bytes) -> dict[int, Head]:
    """What was written under this key; nothing where the file is missing or somebody else's."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(file.read_text("utf-8"))
        heads = {int(chain): Head(int(seq), str(digest)) for chain, (seq, digest) in told["heads"].items()}
        if hmac.compare_digest(str(told["seal"]), _seal(heads, key)):
            return heads
    return {}


def _write(file: Path, heads: Mapping[int, Head], key: bytes) -> None:
    told = {
        "heads": {str(chain): [head.seq, head.digest] for chain, head in sorted(heads.items())},
        "seal": _seal(heads, key),
    }
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(told), "utf-8")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _seal(heads: Mapping[int, Head], key: bytes) -> str:
    said = "".join(f"{chain} {head.seq} {head.digest}\n" for chain, head in sorted(heads.items()))
    return hmac.new(key, b"journal heads\n" + said.encode(), hashlib.sha256).hexdigest()
