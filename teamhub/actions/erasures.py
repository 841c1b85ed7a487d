"""Erasing residents and people: the rows are emptied, a ledger of ids says so, and the bytes leave the file.

The ledger is kept twice: in the database, and as a file beside it, so that a backup made before an erasure can be put
right when it is restored."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from teamhub.actions import erasure_rows, journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.engine import journal_keys
from teamhub.models.people import Person
from teamhub.models.places import Resident
from teamhub.models.privacy import Consent, Erasure

LEDGER = "erasures.jsonl"
REASONS = ("asked", "consent_withdrawn", "retention_over", "entered_by_mistake")
ROWS = {"resident": erasure_rows.empty_resident, "person": erasure_rows.empty_person}


class ErasureRefused(RuleBroken):
    """erasure_reason_unknown | erasure_person_active"""


@dataclass(frozen=True)
class Line:
    """One line of the ledger. `kind`: resident | person."""

    community_id: int
    kind: str
    id: int
    reason: str
    at: datetime

    def digest(self, key: bytes) -> str:
        said = f"{self.community_id} {self.kind} {self.id} {self.at.astimezone(UTC).isoformat()}"
        return hmac.new(key, b"erasure " + said.encode(), hashlib.sha256).hexdigest()


def erase_resident(resident_id: int, reason: str, *, by: Viewer, at: datetime) -> None:
    """Raises NotFound, ErasureRefused(erasure_reason_unknown)."""
    resident = db.session.get(Resident, resident_id)
    if resident is None or resident.community_id != by.community_id:
        raise NotFound
    consents = select(Consent).where(Consent.resident_id == resident_id, Consent.withdrawn_at.is_(None))
    if reason == "consent_withdrawn":
        for consent in db.session.scalars(consents):
            consent.withdrawn_at = at
        db.session.flush()
    _erase(Line(by.community_id, "resident", resident_id, reason, at), by=by)


def erase_person(person_id: int, reason: str, *, by: Viewer, at: datetime) -> None:
    """Somebody who worked here and has left. Raises NotFound, ErasureRefused(erasure_reason_unknown |
    erasure_person_active)."""
    person = db.session.get(Person, person_id)
    if person is None or person.community_id != by.community_id:
        raise NotFound
    if person.active:
        raise ErasureRefused("erasure_person_active")
    _erase(Line(by.community_id, "person", person_id, reason, at), by=by)


def _erase(line: Line, *, by: Viewer) -> None:
    if line.reason not in REASONS:
        raise ErasureRefused("erasure_reason_unknown")
    session, key = db.session(), journal_keys[db.engine]
    ROWS[line.kind](session, line.id, line.at)
    erasure_rows.empty_uploads(session, line.community_id)
    erasure_rows.drop_prints(session, line.community_id)
    _enter(session, line, key)
    journal.write(
        f"{line.kind}.erased",
        by=by,
        at=line.at,
        object_type=line.kind,
        object_id=line.id,
        reason=line.reason,
    )


def _enter(session: Session, line: Line, key: bytes) -> None:
    """Into the ledger; who is erased a second time (a workbook brought the name back) has one line with the later
    time."""
    known = session.scalar(
        select(Erasure).where(Erasure.object_type == line.kind, Erasure.object_id == line.id)
    )
    if known is None:
        known = Erasure(community_id=line.community_id, object_type=line.kind, object_id=line.id)
        session.add(known)
    known.reason, known.erased_at, known.digest = line.reason, line.at, line.digest(key)
    known.scrubbed_at = None
    session.flush()


def ledger_of(session: Session) -> list[Line]:
    """Every line of the ledger in this database, oldest first."""
    return [
        Line(row.community_id, row.object_type, row.object_id, row.reason, row.erased_at)
        for row in session.scalars(select(Erasure).order_by(Erasure.id))
    ]


def keep_ledger(file: Path, lines: Iterable[Line], *, key: bytes) -> None:
    """Writes the ledger beside the database, whole, through to the disk. Lines that stand in the file already stay:
    the database may be an older one."""
    known = {(line.kind, line.id): line for line in (*read_ledger(file, key=key), *lines)}
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        fresh.touch(mode=0o600)
        with fresh.open("w", encoding="utf-8") as out:
            for line in known.values():
                told = {
                    "community": line.community_id,
                    "kind": line.kind,
                    "id": line.id,
                    "reason": line.reason,
                    "at": line.at.astimezone(UTC).isoformat(),
                    "digest": line.digest(key),
                }
                out.write(json.dumps(told) + "\n")
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def read_ledger(file: Path, *, key: bytes) -> list[Line]:
    """The lines that were written under this key; anything else in the file is passed over."""
    found = []
    if not file.exists():
        return []
    for text in file.read_text("utf-8").splitlines():
        with suppress(ValueError, KeyError, TypeError):
            told = json.loads(text)
            line = Line(
                int(told["community"]),
                str(told["kind"]),
                int(told["id"]),
                str(told["reason"]),
                datetime.fromisoformat(told["at"]),
            )
            if line.kind in ROWS and hmac.compare_digest(line.digest(key), str(told["digest"])):
                found.append(line)
    return found


def reapply(session: Session, lines: Iterable[Line], *, key: bytes, at: datetime) -> int:
    """Erases once more, in a database that was restored from an older backup, what this ledger names and that database
    still holds. How many were erased; each community's journal says how many. Inside one transaction."""
    done: dict[int, int] = {}
    here = {(line.kind, line.id): line for line in ledger_of(session)}
    for line in lines:
        if here.get((line.kind, line.id)) == line or not _fits(session, line):
            continue
        ROWS[line.kind](session, line.id, line.at)
        erasure_rows.empty_uploads(session, line.community_id)
        erasure_rows.drop_prints(session, line.community_id)
        _enter(session, line, key)
        done[line.community_id] = done.get(line.community_id, 0) + 1
    for community_id, count in done.items():
        by = replace(Viewer.system(0), community_id=community_id)
        journal.append(session, key, "privacy.reapplied", by=by, at=at, erased=count)
    session.flush()
    return sum(done.values())


def _fits(session: Session, line: Line) -> bool:
    """Is the one with this number in that database one of the same community?"""
    row = session.get(Resident, line.id) if line.kind == "resident" else session.get(Person, line.id)
    return row is not None and row.community_id == line.community_id


def reapply_to(database: Path, lines: Iterable[Line], *, key: bytes, at: datetime) -> int:
    """`reapply` on a file of the embedded database that nobody uses yet: before a restored backup takes the place of
    the live one. Afterwards the erased bytes are not in the file, and no log lies beside it."""
    from teamhub.actions.scrubbing import scrub_file

    engine = create_engine(f"sqlite:///{database}")
    try:
        with Session(engine) as session, session.begin():
            count = reapply(session, lines, key=key, at=at)
    finally:
        engine.dispose()
    if count:
        scrub_file(database)
    return count
