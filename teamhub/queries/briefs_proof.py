"""What the code on a printed brief tells a reader who is not one of us: no word of its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief, StoredDocument
from teamhub.models.places import Community
from teamhub.queries import viewers
from teamhub.queries.viewers import CommunityRow


@dataclass(frozen=True)
class Print:
    """A stored print; `pages` None where they were not counted."""

    language: str
    sha256: str
    pages: int | None


@dataclass(frozen=True)
class Neighbour:
    """Another issue about the same day."""

    number: int
    issued_at: datetime


@dataclass(frozen=True)
class ProvenBrief:
    community: CommunityRow
    code: str
    day: date
    year: int
    number: int
    issued_at: datetime
    prints: tuple[Print, ...]
    corrects: Neighbour | None
    corrected_by: Neighbour | None


def issued_under(code: str) -> ProvenBrief | None:
    """The issued brief with this code, in whichever community; None when there is none."""
    row = db.session.scalar(select(DailyBrief).where(DailyBrief.code == code, DailyBrief.state == "issued"))
    if row is None or row.number is None or row.year is None or row.issued_at is None:
        return None
    return ProvenBrief(
        viewers.community_by_slug(db.session.get_one(Community, row.community_id).slug),
        code,
        row.day,
        row.year,
        row.number,
        row.issued_at,
        prints_of(row.id),
        _issue(row.corrects_id) if row.corrects_id else None,
        latest_correction(row.id),
    )


def prints_of(brief_id: int) -> tuple[Print, ...]:
    """The stored prints of a brief, Chinese first."""
    rows = db.session.execute(
        select(StoredDocument.language, StoredDocument.sha256, StoredDocument.pages)
        .where(StoredDocument.brief_id == brief_id)
        .order_by(StoredDocument.language.desc())
    )
    return tuple(Print(*row) for row in rows)


def latest_correction(brief_id: int) -> Neighbour | None:
    """The last issued correction of a brief: a correction may have been corrected in turn."""
    found, at = None, brief_id
    later = aliased(DailyBrief)
    here = select(DailyBrief.community_id).where(DailyBrief.id == brief_id).scalar_subquery()
    while True:
        following = db.session.scalar(
            select(later).where(later.community_id == here, later.corrects_id == at, later.state == "issued")
        )
        if following is None or following.number is None or following.issued_at is None:
            return found
        found, at = Neighbour(following.number, following.issued_at), following.id


def _issue(brief_id: int) -> Neighbour | None:
    found = db.session.get(DailyBrief, brief_id)
    if found is None or found.number is None or found.issued_at is None:
        return None
    return Neighbour(found.number, found.issued_at)
