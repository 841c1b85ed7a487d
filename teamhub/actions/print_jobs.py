"""Prints in the background: asked for on a page, done by a process of its own, which reports here."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.prints import KEPT, PrintKind, PrintRefused
from teamhub.models.base import db
from teamhub.models.prints import PrintJob
from teamhub.queries import print_jobs


def start(
    kind: PrintKind, wish: dict[str, Any], *, language: str, site: str, by: Viewer, at: datetime
) -> PrintJob:
    """One at a time in a community. `site`: the address under which the reader knows us, for the QR codes. Raises
    PrintRefused(print_running)."""
    clear_away(by.community_id, at=at)
    if print_jobs.running(by, at=at) is not None:
        raise PrintRefused("print_running")
    job = PrintJob(
        community_id=by.community_id,
        asked_by_id=by.account_id,
        kind=kind.value,
        wish=wish,
        language=language,
        site=site,
        state="running",
        started_at=at,
        seen_at=at,
        refused={},
    )
    db.session.add(job)
    db.session.flush()
    journal.write("print.started", by=by, at=at, object_type="print_job", object_id=job.id, kind=kind.value)
    return job


def stop(job_id: int, *, by: Viewer, at: datetime) -> PrintJob:
    """The process ends after the portion that it is at; nothing is kept. Raises NotFound, PrintRefused(print_over)."""
    job = print_jobs.job_of(by, job_id)
    if job.state != "running":
        raise PrintRefused("print_over")
    job.state = "stopping"
    db.session.flush()
    journal.write("print.stopped", by=by, at=at, object_type="print_job", object_id=job.id)
    return job


def drop(job_id: int, *, by: Viewer, at: datetime) -> None:
    """The file is taken away before its time. Raises NotFound, PrintRefused(print_running)."""
    job = print_jobs.job_of(by, job_id)
    if job.state in ("running", "stopping"):
        raise PrintRefused("print_running")
    job.content = None
    db.session.flush()
    journal.write("print.dropped", by=by, at=at, object_type="print_job", object_id=job.id)


def note(job_id: int, done: int, total: int, *, at: datetime) -> bool:
    """The process says that it lives and how far it is. False: it is asked to end."""
    job = db.session.get_one(PrintJob, job_id)
    job.seen_at, job.done, job.total = at, done, total
    db.session.flush()
    return job.state == "running"


def end(
    job_id: int,
    content: bytes | None,
    *,
    pages: int = 0,
    file_name: str = "",
    refused: RuleBroken | None = None,
    by: Viewer,
    at: datetime,
) -> PrintJob:
    """`content` None: it was cancelled, refused or failed."""
    job = db.session.get_one(PrintJob, job_id)
    stopped = job.state == "stopping"
    job.content = None if stopped else content
    job.state = "cancelled" if stopped else "done" if content else "refused" if refused else "failed"
    if refused is not None:
        job.refused = {"code": refused.code, "values": {k: str(v) for k, v in refused.values.items()}}
    if job.content is not None:
        job.pages, job.file_name = pages, file_name
        job.sha256 = hashlib.sha256(job.content).hexdigest()
    job.seen_at, job.ended_at = at, at
    db.session.flush()
    journal.write("print.ended", by=by, at=at, object_type="print_job", object_id=job.id, state=job.state)
    return job


def clear_away(community_id: int, *, at: datetime) -> int:
    """Empties the files that are no longer kept; how many."""
    stale = select(PrintJob.id).where(
        PrintJob.community_id == community_id,
        PrintJob.content.is_not(None),
        PrintJob.ended_at <= at - KEPT,
    )
    numbers = list(db.session.scalars(stale))
    if numbers:
        db.session.execute(update(PrintJob).where(PrintJob.id.in_(numbers)).values(content=None))
    return len(numbers)
