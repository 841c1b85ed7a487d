"""The journal as a story: who did what to which record, the newest first. No personal values stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.people import Account
from teamhub.models.sweeps import DoorVisit, SweepTeam

PAGE = 50


@dataclass(frozen=True)
class JournalFilter:
    """Empty fields filter nothing. `subject`: what a code begins with (duty, brief ...)."""

    day: date | None = None
    account_id: int | None = None
    subject: str = ""


@dataclass(frozen=True)
class StoryLine:
    """`who` empty: the program itself."""

    seq: int
    at: datetime
    who: str
    action: str
    object_type: str
    object_id: int | None
    details: dict[str, Any]


@dataclass(frozen=True)
class Story:
    """`later`: there are older entries; the next page begins below `lines[-1].seq`."""

    lines: tuple[StoryLine, ...]
    later: bool


def story(viewer: Viewer, chosen: JournalFilter, zone: ZoneInfo, below: int | None = None) -> Story:
    """Fifty entries below a sequence number: the same cost on the first page and on the thousandth."""
    where = [JournalEntry.chain == viewer.community_id]
    if chosen.day is not None:
        begins = datetime.combine(chosen.day, time(), zone)
        where += [JournalEntry.at >= begins, JournalEntry.at < begins + timedelta(days=1)]
    if chosen.account_id is not None:
        where.append(JournalEntry.actor_account_id == chosen.account_id)
    if chosen.subject:
        where.append(JournalEntry.action.startswith(f"{chosen.subject}.", autoescape=True))
    return _told(where, below)


def about(viewer: Viewer, object_type: str, object_id: int, below: int | None = None) -> Story:
    """Everything that was done to one record; of a door also what was done at it."""
    same: ColumnElement[bool] = (JournalEntry.object_type == object_type) & (
        JournalEntry.object_id == object_id
    )
    for also, inner in _beneath(object_type, object_id):
        same = or_(same, (JournalEntry.object_type == also) & JournalEntry.object_id.in_(inner))
    return _told([JournalEntry.chain == viewer.community_id, same], below)


def people(viewer: Viewer) -> list[tuple[int, str]]:
    """Who stands in the journal of this community, by name."""
    rows = db.session.execute(
        select(Account.id, Account.display_name)
        .where(
            Account.id.in_(
                select(JournalEntry.actor_account_id)
                .where(JournalEntry.chain == viewer.community_id)
                .distinct()
            )
        )
        .order_by(Account.display_name)
    )
    return [(int(key), str(name)) for key, name in rows]


def count(viewer: Viewer) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(JournalEntry).where(JournalEntry.chain == viewer.community_id)
        )
        or 0
    )


def _beneath(object_type: str, object_id: int) -> Sequence[tuple[str, Any]]:
    """Records whose story is part of this one's."""
    if object_type == "unit":
        return [("visit", select(DoorVisit.id).where(DoorVisit.unit_id == object_id))]
    if object_type == "sweep":
        return [("sweep_team", select(SweepTeam.id).where(SweepTeam.sweep_id == object_id))]
    return []


def _told(where: list[ColumnElement[bool]], below: int | None) -> Story:
    if below is not None:
        where = [*where, JournalEntry.seq < below]
    rows = db.session.execute(
        select(JournalEntry, Account.display_name)
        .outerjoin(Account, Account.id == JournalEntry.actor_account_id)
        .where(*where)
        .order_by(JournalEntry.seq.desc())
        .limit(PAGE + 1)
    ).all()
    lines = tuple(
        StoryLine(
            entry.seq, entry.at, name or "", entry.action, entry.object_type, entry.object_id, entry.details
        )
        for entry, name in rows[:PAGE]
    )
    return Story(lines, len(rows) > PAGE)
