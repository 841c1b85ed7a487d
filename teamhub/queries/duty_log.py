"""The log of a post: what happened, and the traffic at its gate, shift by shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.duty import ActivityLogEntry, GateCount, Post
from teamhub.models.people import Person
from teamhub.queries.duty_seats import ShiftRow, is_on_post, post_of, running_shifts, shown_name

LOOK_BACK = timedelta(hours=36)


@dataclass(frozen=True)
class LogRow:
    """`by`: who noted it, empty where it is not known."""

    id: int
    at: datetime
    text: str
    by: str


@dataclass(frozen=True)
class Traffic:
    vehicles: int = 0
    people_in: int = 0
    people_out: int = 0
    refused: int = 0

    @property
    def any(self) -> bool:
        return any((self.vehicles, self.people_in, self.people_out, self.refused))


@dataclass(frozen=True)
class PostLog:
    """`shift`: the one that runs, to which traffic is counted; None between shifts. `last`: the latest count of it."""

    post_id: int
    post: str
    shift: ShiftRow | None
    traffic: Traffic
    last: tuple[int, datetime, Traffic] | None
    entries: tuple[LogRow, ...]


def may_write(viewer: Viewer, post_id: int, at: datetime) -> bool:
    """Who is on post writes its log, and who leads."""
    return viewer.may(Permission.DUTY_MANAGE) or is_on_post(viewer, post_id, at)


def post_to_log(viewer: Viewer, post_id: int, at: datetime) -> Post:
    """Raises NotFound for a post elsewhere, and for who is not on it."""
    post = post_of(viewer, post_id)
    if not may_write(viewer, post_id, at):
        raise NotFound
    return post


def log_of(viewer: Viewer, post: Post, at: datetime, *, limit: int = 60) -> PostLog:
    """The last day and a half, the latest first."""
    rows = db.session.execute(
        select(ActivityLogEntry, Person.name)
        .outerjoin(Person, Person.id == ActivityLogEntry.person_id)
        .where(
            ActivityLogEntry.community_id == viewer.community_id,
            ActivityLogEntry.post_id == post.id,
            ActivityLogEntry.at > at - LOOK_BACK,
        )
        .order_by(ActivityLogEntry.at.desc(), ActivityLogEntry.id.desc())
        .limit(limit)
    )
    entries = tuple(
        LogRow(entry.id, entry.at, entry.text, shown_name(viewer, name) if name else "")
        for entry, name in rows
    )
    shift = next(reversed(running_shifts(viewer, at)), None)
    return PostLog(
        post.id,
        post.name,
        shift,
        traffic_of(post, shift) if shift else Traffic(),
        _latest(post, shift) if shift else None,
        entries,
    )


def traffic_of(post: Post, shift: ShiftRow) -> Traffic:
    """What was counted at the post in the shift; 0 where nobody counted."""
    counted = (GateCount.vehicles, GateCount.people_in, GateCount.people_out, GateCount.refused)
    row = db.session.execute(
        select(*(func.coalesce(func.sum(column), 0) for column in counted)).where(
            GateCount.post_id == post.id, GateCount.shift_id == shift.id
        )
    ).one()
    return Traffic(*(int(count) for count in row))


def _latest(post: Post, shift: ShiftRow) -> tuple[int, datetime, Traffic] | None:
    last = db.session.scalar(
        select(GateCount)
        .where(GateCount.post_id == post.id, GateCount.shift_id == shift.id)
        .order_by(GateCount.id.desc())
        .limit(1)
    )
    if last is None:
        return None
    return last.id, last.counted_at, Traffic(last.vehicles, last.people_in, last.people_out, last.refused)
