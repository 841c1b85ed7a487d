"""Writing the log of a post, and counting the traffic at its gate. Nothing is changed afterwards: a wrong count is taken
back by its opposite."""

from __future__ import annotations

from datetime import datetime

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.duty import ActivityLogEntry, GateCount
from teamhub.queries.duty_log import Traffic, post_to_log
from teamhub.queries.duty_seats import running_shifts

MOST_AT_ONCE = 999


class LogRefused(RuleBroken):
    """log_empty | count_empty | count_too_large | no_shift_runs"""


def write(
    post_id: int, text: str, *, by: Viewer, at: datetime, happened_at: datetime | None = None
) -> ActivityLogEntry:
    """What happened, in a sentence. Raises NotFound, LogRefused(log_empty)."""
    moment = happened_at or at
    post = post_to_log(by, post_id, moment)
    if not text.strip():
        raise LogRefused("log_empty")
    entry = ActivityLogEntry(
        community_id=by.community_id,
        post_id=post.id,
        at=moment,
        person_id=by.person_id,
        text=text.strip(),
        recorded_at=at,
    )
    db.session.add(entry)
    db.session.flush()
    journal.write("duty.logged", by=by, at=at, object_type="activity_log_entry", object_id=entry.id)
    return entry


def count(
    post_id: int, traffic: Traffic, *, by: Viewer, at: datetime, happened_at: datetime | None = None
) -> GateCount:
    """Adds to the traffic of the shift that ran then. Raises NotFound, LogRefused."""
    moment = happened_at or at
    post = post_to_log(by, post_id, moment)
    counts = (traffic.vehicles, traffic.people_in, traffic.people_out, traffic.refused)
    if not any(counts) or min(counts) < 0:
        raise LogRefused("count_empty")
    if max(counts) > MOST_AT_ONCE:
        raise LogRefused("count_too_large", most=MOST_AT_ONCE)
    running = running_shifts(by, moment)
    if not running:
        raise LogRefused("no_shift_runs")
    return _store(post.id, running[-1].id, traffic, moment, by=by, at=at)


def take_back(count_id: int, *, by: Viewer, at: datetime) -> GateCount:
    """The opposite of a count, so that the sum is as before. Raises NotFound."""
    wrong = db.session.get(GateCount, count_id)
    if wrong is None or wrong.community_id != by.community_id:
        raise NotFound
    post_to_log(by, wrong.post_id, at)
    back = Traffic(-wrong.vehicles, -wrong.people_in, -wrong.people_out, -wrong.refused)
    return _store(wrong.post_id, wrong.shift_id, back, wrong.counted_at, by=by, at=at)


def _store(
    post_id: int, shift_id: int, traffic: Traffic, counted_at: datetime, *, by: Viewer, at: datetime
) -> GateCount:
    entry = GateCount(
        community_id=by.community_id,
        post_id=post_id,
        shift_id=shift_id,
        counted_at=counted_at,
        vehicles=traffic.vehicles,
        people_in=traffic.people_in,
        people_out=traffic.people_out,
        refused=traffic.refused,
        recorded_at=at,
    )
    db.session.add(entry)
    db.session.flush()
    journal.write("duty.traffic_counted", by=by, at=at, object_type="gate_count", object_id=entry.id)
    return entry
