"""Uploaded workbooks as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.workbook.faults import Fault, Weight
from teamhub.models.base import db
from teamhub.models.briefs import Upload

STALE = timedelta(minutes=3)
"""Work that has not been heard of for so long died with its process."""


@dataclass(frozen=True)
class SheetCounts:
    """Rows of one sheet by what they do."""

    key: str
    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class UploadRow:
    """`state`: checking, checked, refused, storing, stored, failed, or interrupted when its process died.
    `refused`: the code of the reason why there is no report, with `values`."""

    id: int
    file_name: str
    state: str
    uploaded_at: datetime
    applied_at: datetime | None
    done: int
    total: int
    slug: str
    name: str
    creates: bool
    counts: tuple[SheetCounts, ...]
    faults: tuple[Fault, ...]
    found: dict[str, int]
    by_sheet: dict[str, int]
    refused: str
    values: dict[str, str]

    @property
    def working(self) -> bool:
        return self.state in ("checking", "storing")

    @property
    def changes(self) -> int:
        return sum(c.new + c.changed for c in self.counts)


def upload(upload_id: int, viewer: Viewer, at: datetime) -> UploadRow:
    """The viewer's own upload in this community. Raises NotFound."""
    row = db.session.scalar(select(Upload).where(Upload.id == upload_id))
    if row is None or row.account_id != (viewer.account_id or None):
        raise NotFound
    if row.community_id != (viewer.community_id or None) and row.state != "stored":
        raise NotFound
    return _row(row, at)


def latest(viewer: Viewer, at: datetime) -> UploadRow | None:
    """What the viewer uploaded last and has not finished."""
    row = db.session.scalar(
        select(Upload)
        .where(
            Upload.account_id == viewer.account_id,
            Upload.community_id == viewer.community_id,
            Upload.state != "stored",
        )
        .order_by(Upload.id.desc())
        .limit(1)
    )
    return _row(row, at) if row is not None else None


def content(upload_id: int) -> tuple[bytes, str]:
    """The file and its name. Raises NotFound."""
    found = db.session.execute(select(Upload.content, Upload.file_name).where(Upload.id == upload_id)).first()
    if found is None:
        raise NotFound
    return found.content, found.file_name


def _row(row: Upload, at: datetime) -> UploadRow:
    report: dict[str, Any] = row.report or {}
    died = row.state in ("checking", "storing") and (row.progressed_at or row.uploaded_at) < at - STALE
    return UploadRow(
        id=row.id,
        file_name=row.file_name,
        state="interrupted" if died else row.state,
        uploaded_at=row.uploaded_at,
        applied_at=row.applied_at,
        done=row.done,
        total=row.total,
        slug=report.get("slug", ""),
        name=report.get("name", ""),
        creates=report.get("creates", False),
        counts=tuple(SheetCounts(key, **counts) for key, counts in report.get("counts", {}).items()),
        faults=tuple(
            Fault(**{**fault, "weight": Weight(fault["weight"])}) for fault in report.get("faults", [])
        ),
        found=report.get("found", {}),
        by_sheet=report.get("by_sheet", {}),
        refused=report.get("refused", ""),
        values=report.get("values", {}),
    )
