"""An uploaded workbook between upload and storage: staged, checked, then stored or dropped. Every verb here is a
transaction of its own for whoever works in the background; views wrap them in their unit of work."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from teamhub.actions import journal
from teamhub.actions.workbook.apply import Outcome
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.workbook.faults import Fault, Weight
from teamhub.models.base import db
from teamhub.models.briefs import Upload
from teamhub.models.modes import writing
from teamhub.models.turns import writers_turn
from teamhub.queries.workbook.uploads import STALE

NAME_LENGTH = 120


class UploadRefused(RuleBroken):
    """upload_not_ready: it is not checked, or has faults | upload_stored: it is stored already."""


def stage(content: bytes, file_name: str, *, by: Viewer, at: datetime) -> Upload:
    """Keeps the file until it is checked and confirmed. What the same person left behind is dropped; no name of a
    folder comes along."""
    community_id = by.community_id or None
    own = Upload.account_id == by.account_id if by.account_id else Upload.account_id.is_(None)
    same_place = Upload.community_id == community_id if community_id else Upload.community_id.is_(None)
    db.session.execute(delete(Upload).where(own, same_place, Upload.state.not_in(("storing", "stored"))))
    upload = Upload(
        account_id=by.account_id or None,
        community_id=community_id,
        file_name=PurePath(file_name.replace("\\", "/")).name[-NAME_LENGTH:] or "workbook.xlsx",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        uploaded_at=at,
        state="checking",
        progressed_at=at,
        report={},
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def begin_storing(upload_id: int, *, by: Viewer, at: datetime) -> None:
    """Claims a checked upload, so that a second press does not store it twice. Raises UploadRefused, NotFound."""
    upload = _own(upload_id, by)
    if upload.state in ("storing", "stored"):
        raise UploadRefused("upload_stored")
    if upload.state != "checked":
        raise UploadRefused("upload_not_ready")
    upload.state, upload.progressed_at, upload.done, upload.total = "storing", at, 0, 0
    db.session.flush()


def begin_check(upload_id: int, *, by: Viewer, at: datetime) -> None:
    """Checks a staged file once more. Raises UploadRefused(upload_stored) while or after it is stored, NotFound."""
    upload = _own(upload_id, by)
    busy = (
        upload.state == "storing" and upload.progressed_at is not None and upload.progressed_at > at - STALE
    )
    if upload.state == "stored" or busy:
        raise UploadRefused("upload_stored")
    upload.state, upload.progressed_at, upload.done, upload.total = "checking", at, 0, 0
    db.session.flush()


def note_check(upload_id: int, outcome: Outcome | RuleBroken, *, at: datetime) -> None:
    """The result of a check, or why there is none."""
    state = "refused" if isinstance(outcome, RuleBroken) or outcome.faults.refused else "checked"
    _note(upload_id, state, _report(outcome), at)


def note_stored(upload_id: int, outcome: Outcome, *, at: datetime) -> None:
    """It is stored: the file itself, full of names and numbers, is no longer needed."""
    upload = db.session.get_one(Upload, upload_id)
    upload.state, upload.applied_at, upload.progressed_at = "stored", at, at
    upload.content, upload.community_id = b"", outcome.community_id
    upload.report = _report(outcome) | {"faults": []}
    db.session.flush()


def note_failed(upload_id: int, code: str, *, at: datetime) -> None:
    """Something unforeseen ended the work; nothing of the workbook is stored."""
    _note(upload_id, "failed", {"refused": code}, at)


def note_progress(upload_id: int, done: int, total: int, *, at: datetime) -> None:
    """On a connection of its own, so that everybody sees it while the check goes on."""
    token = writing.set(True)
    try:
        with writers_turn(db.engine), Session(db.engine) as session, session.begin():
            session.execute(
                update(Upload).where(Upload.id == upload_id).values(done=done, total=total, progressed_at=at)
            )
    finally:
        writing.reset(token)


def drop(upload_id: int, *, by: Viewer) -> None:
    """Raises NotFound, UploadRefused(upload_stored)."""
    upload = _own(upload_id, by)
    if upload.state in ("storing", "stored"):
        raise UploadRefused("upload_stored")
    db.session.delete(upload)
    db.session.flush()


def note_export(rows: dict[str, int], *, by: Viewer, at: datetime) -> None:
    """Somebody took the whole campaign along."""
    journal.write(
        "workbook.exported", by=by, at=at, object_type="community", object_id=by.community_id, rows=rows
    )


def _own(upload_id: int, by: Viewer) -> Upload:
    """The upload of whoever asks, in this community."""
    upload = db.session.scalar(select(Upload).where(Upload.id == upload_id))
    if upload is None or upload.account_id != (by.account_id or None):
        raise NotFound
    if upload.community_id != (by.community_id or None):
        raise NotFound
    return upload


def _note(upload_id: int, state: str, report: dict[str, Any], at: datetime) -> None:
    upload = db.session.get(Upload, upload_id)
    if upload is None:
        return
    upload.state, upload.report, upload.progressed_at = state, report, at
    db.session.flush()


def _report(outcome: Outcome | RuleBroken) -> dict[str, Any]:
    """Plain values for the page."""
    if isinstance(outcome, RuleBroken):
        return {"refused": outcome.code, "values": {k: str(v) for k, v in outcome.values.items()}}
    return {
        "slug": outcome.slug,
        "name": outcome.name,
        "creates": outcome.creates,
        "counts": {key: asdict(counts) for key, counts in outcome.counts.items()},
        "faults": [_plain(fault) for fault in outcome.faults.kept],
        "found": {weight.value: outcome.faults.counts[weight] for weight in Weight},
        "by_sheet": dict(outcome.faults.by_sheet),
    }


def _plain(fault: Fault) -> dict[str, Any]:
    return asdict(fault) | {"values": {k: str(v) for k, v in fault.values.items()}}
