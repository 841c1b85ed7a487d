"""Is everything that was stored still as it was stored: the database file, the journal's chains, issued briefs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from teamhub.actions import journal
from teamhub.models.briefs import DailyBrief, StoredDocument
from teamhub.models.campaigns import JournalEntry


@dataclass(frozen=True)
class Problem:
    """`code`: database | references | journal | brief_facts | brief_print; `place`: where, in words for an admin."""

    code: str
    place: str


def problems(session: Session, key: bytes) -> list[Problem]:
    """Everything that does not hold, first the file, then the references, the journal, the briefs."""
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
    for chain in session.scalars(select(JournalEntry.chain).distinct().order_by(JournalEntry.chain)):
        first = next(journal.broken_entries(chain, session=session, key=key), None)
        if first is not None:
            found.append(Problem("journal", f"chain {chain}, entry {first}"))
    found.extend(_briefs(session))
    return found


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
