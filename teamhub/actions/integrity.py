"""Is everything that was stored still as it was stored: the database file, the journal's chains, issued briefs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from teamhub.actions import journal
from teamhub.actions.journal import Head
from teamhub.models.briefs import DailyBrief, StoredDocument
from teamhub.models.campaigns import JournalEntry

MARK = re.compile(r'"journal_head":\s*"([0-9a-f]{12})"')
"""In the frozen facts of a brief: the journal's head when it was issued."""


@dataclass(frozen=True)
class Problem:
    """`code`: database | references | journal | brief_facts | brief_print; `place`: where, in words for an admin."""

    code: str
    place: str


def problems(session: Session, key: bytes, heads: Mapping[int, Head] | None = None) -> list[Problem]:
    """Everything that does not hold, first the file, then the references, the journal, the briefs. `heads`: entries of
    the journal that were written down elsewhere (actions/journal_heads.py) and must still be there."""
    found: list[Problem] = []
    if session.get_bind().dialect.name == "sqlite":
        found.extend(
            Problem("database", str(said))
            for (said,) in session.execute(text("PRAGMA integrity_check(20)"))
            if said != "ok"
        )
        found.extend(
            Problem("references", f"{table} row {row} points at a missing {target}")
            for table, row, target, _ in session.execute(text("PRAGMA foreign_key_check")).fetchmany(20)
        )
    found.extend(_journal(session, key, heads or {}))
    found.extend(_briefs(session))
    return found


def _journal(session: Session, key: bytes, heads: Mapping[int, Head]) -> Iterator[Problem]:
    """Each chain from its first entry; that what was written down of it elsewhere still stands in it: heads, and the
    marks printed in issued briefs."""
    marks: dict[int, dict[str, str]] = {}
    for chain, number, frozen in session.execute(
        select(DailyBrief.community_id, DailyBrief.number, DailyBrief.frozen).where(
            DailyBrief.state == "issued"
        )
    ):
        for mark in MARK.findall(frozen or ""):
            marks.setdefault(chain, {})[mark] = f"brief no. {number}"
    chains = set(session.scalars(select(JournalEntry.chain).distinct()))
    for chain in sorted(chains | set(marks) | set(heads)):
        said = marks.get(chain, {})
        walk = journal.walk(chain, session=session, key=key, marks=said)
        head = heads.get(chain)
        if walk.broken:
            yield Problem("journal", f"chain {chain}, entry {walk.broken[0]}")
        elif walk.missing:
            yield Problem(
                "journal", f"chain {chain} was cut: {said[min(walk.missing)]} names an entry that is gone"
            )
        elif head and journal.digest_at(chain, head.seq, session=session) != head.digest:
            yield Problem("journal", f"chain {chain} was cut: entry {head.seq} is gone")


def _briefs(session: Session) -> list[Problem]:
    """Frozen facts and prints against their digests in the journal, prints against their own, too."""
    found = []
    issued, printed = _journalled(session, "brief.issue"), _journalled(session, "brief.print")
    facts = {entry.object_id: entry.details.get("facts") for entry in issued}
    for brief_id, number, frozen in session.execute(
        select(DailyBrief.id, DailyBrief.number, DailyBrief.frozen).where(DailyBrief.state == "issued")
    ):
        expected = facts.get(brief_id)
        if frozen is None or (expected and hashlib.sha256(frozen.encode()).hexdigest() != expected):
            found.append(Problem("brief_facts", f"brief no. {number}"))
    prints = {(e.object_id, e.details.get("language")): e.details.get("digest") for e in printed}
    for brief_id, language, digest, content in session.execute(
        select(
            StoredDocument.brief_id, StoredDocument.language, StoredDocument.sha256, StoredDocument.content
        )
    ):
        noted = prints.pop((brief_id, language), digest)  # release 0.1.0 did not note it
        if not hashlib.sha256(content).hexdigest() == digest == noted:
            found.append(Problem("brief_print", f"print of brief {brief_id}, {language}"))
    found += [Problem("brief_print", f"print of brief {gone[0]}, {gone[1]}: gone") for gone in prints]
    return found


def _journalled(session: Session, action: str) -> list[JournalEntry]:
    return list(session.scalars(select(JournalEntry).where(JournalEntry.action == action)))
