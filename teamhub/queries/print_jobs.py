"""Prints in the background as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.prints import KEPT, NEEDS, UNDER_WAY, PrintKind, PrintRefused, state_of
from teamhub.models.base import db
from teamhub.models.people import Account
from teamhub.models.places import Community
from teamhub.models.prints import PrintJob
from teamhub.queries import viewers
from teamhub.queries.viewers import CommunityRow

SHOWN = 12


@dataclass(frozen=True)
class JobRow:
    """`state`: running | stopping | done | gone | cancelled | refused | failed | broken_off; gone: the file is no longer
    kept. `kept_until` None: there is no file."""

    id: int
    kind: PrintKind
    wish: dict[str, Any]
    state: str
    done: int
    total: int
    asked_by: str
    started_at: datetime
    ended_at: datetime | None
    kept_until: datetime | None
    pages: int
    refused: dict[str, Any]

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


def job_of(viewer: Viewer, job_id: int) -> PrintJob:
    """Raises NotFound: of another community, or of a kind that the viewer may not print."""
    job = db.session.get(PrintJob, job_id)
    if job is None or job.community_id != viewer.community_id or not viewer.may(NEEDS[PrintKind(job.kind)]):
        raise NotFound
    return job


def row(viewer: Viewer, job_id: int, *, at: datetime) -> JobRow:
    """Raises NotFound."""
    job = job_of(viewer, job_id)
    return _row(job, db.session.get_one(Account, job.asked_by_id).display_name, at)


def recent(viewer: Viewer, *, at: datetime) -> list[JobRow]:
    """The latest first, of the kinds that the viewer may print."""
    kinds = [kind.value for kind, needed in NEEDS.items() if viewer.may(needed)]
    rows = db.session.execute(
        select(PrintJob, Account.display_name)
        .join(Account, Account.id == PrintJob.asked_by_id)
        .where(PrintJob.community_id == viewer.community_id, PrintJob.kind.in_(kinds))
        .order_by(PrintJob.id.desc())
        .limit(SHOWN)
    )
    return [_row(job, name, at) for job, name in rows]


def running(viewer: Viewer, *, at: datetime) -> PrintJob | None:
    """The community's print whose process lives."""
    under_way = db.session.scalars(
        select(PrintJob).where(PrintJob.community_id == viewer.community_id, PrintJob.state.in_(UNDER_WAY))
    )
    return next((j for j in under_way if state_of(j.state, seen_at=j.seen_at, at=at) in UNDER_WAY), None)


def content(viewer: Viewer, job_id: int, *, at: datetime) -> tuple[bytes, str]:
    """(PDF, file name). Raises NotFound, PrintRefused(print_gone)."""
    job = job_of(viewer, job_id)
    if job.content is None or _kept_until(job, at) is None:
        raise PrintRefused("print_gone")
    return job.content, job.file_name


def _kept_until(job: PrintJob, at: datetime) -> datetime | None:
    if job.state != "done" or job.ended_at is None or job.ended_at + KEPT <= at:
        return None
    return job.ended_at + KEPT


def _row(job: PrintJob, asked_by: str, at: datetime) -> JobRow:
    state, until = state_of(job.state, seen_at=job.seen_at, at=at), _kept_until(job, at)
    if state == "done" and (until is None or not _has_content(job.id)):
        state, until = "gone", None
    return JobRow(
        job.id,
        PrintKind(job.kind),
        job.wish,
        state,
        job.done,
        job.total,
        asked_by,
        job.started_at,
        job.ended_at,
        until,
        job.pages,
        job.refused,
    )


def _has_content(job_id: int) -> bool:
    """Asked without reading the file."""
    return bool(
        db.session.scalar(select(PrintJob.id).where(PrintJob.id == job_id, PrintJob.content.is_not(None)))
    )


@dataclass(frozen=True)
class Order:
    """What the process needs to know."""

    community: CommunityRow
    viewer: Viewer
    kind: PrintKind
    wish: dict[str, Any]
    language: str
    site: str


def order(job_id: int) -> Order:
    """Raises NotFound."""
    job = db.session.get(PrintJob, job_id)
    if job is None:
        raise NotFound
    community = db.session.get_one(Community, job.community_id)
    account = db.session.get_one(Account, job.asked_by_id)
    shown, viewer = viewers.viewer_in(account.id, account.display_name, community.slug)
    return Order(shown, viewer, PrintKind(job.kind), job.wish, job.language, job.site)
