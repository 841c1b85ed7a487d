"""The next 24 hours of every post, as the roster stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.domain.coverage import Planned, Stretch, stretches
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, Shift
from teamhub.queries.duty_seats import PostRow

AHEAD = timedelta(hours=24)


@dataclass(frozen=True)
class Strip:
    """`first_gap`: the stretch, not over yet, in which somebody is missing first; None: covered all through.
    `now`, and where stretches begin and end: minutes since `begins_at`."""

    post: PostRow
    stretches: tuple[Stretch, ...]
    begins_at: datetime
    now: int = 0

    @property
    def first_gap(self) -> Stretch | None:
        return next((one for one in self.stretches if one.missing and one.ends > self.now), None)

    def moment(self, minutes: int) -> datetime:
        return self.begins_at + timedelta(minutes=minutes)


def next_day(viewer: Viewer, posts: Sequence[PostRow], at: datetime) -> list[Strip]:
    """From the full hour on, one query whatever the number of posts."""
    begins = at.replace(minute=0, second=0, microsecond=0)
    rows = db.session.execute(
        select(DutyAssignment.post_id, Shift.starts_at, Shift.ends_at, func.count())
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(
            DutyAssignment.community_id == viewer.community_id,
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
            Shift.starts_at < begins + AHEAD,
            Shift.ends_at > begins,
        )
        .group_by(DutyAssignment.post_id, Shift.id, Shift.starts_at, Shift.ends_at)
    ).all()
    planned: dict[int, list[Planned]] = {}
    for post_id, starts_at, ends_at, people in rows:
        planned.setdefault(post_id, []).append(Planned(starts_at, ends_at, people))
    return [
        Strip(
            post, stretches(planned.get(post.id, ()), post.seats, begins, begins + AHEAD), begins, at.minute
        )
        for post in posts
    ]
