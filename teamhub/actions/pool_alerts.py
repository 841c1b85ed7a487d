"""Positive pools: reported, and followed until everybody in them has a result."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import Conflict, NotFound
from teamhub.domain.pool_alerts import PoolCounts, PoolRefused
from teamhub.models.base import db
from teamhub.models.testing import PoolAlert, SiteSession
from teamhub.queries import pool_alerts, testing


def report(
    round_id: int,
    tube: str,
    persons: int,
    *,
    session_id: int | None,
    reported_at: datetime,
    by: Viewer,
    at: datetime,
) -> PoolAlert:
    """The round's results become an alert. `reported_at`: when the laboratory told. Raises NotFound, PoolRefused."""
    held = testing.round_for(by, round_id)
    PoolCounts(persons).check()
    if persons > held.pool_size:
        raise PoolRefused("pool_too_large", most=held.pool_size)
    if session_id is not None:
        session = db.session.get(SiteSession, session_id)
        if session is None or session.round_id != held.id:
            raise NotFound
    if db.session.scalar(select(exists().where(PoolAlert.round_id == held.id, PoolAlert.tube == tube))):
        raise PoolRefused("pool_tube_taken", tube=tube)
    made = PoolAlert(
        community_id=by.community_id,
        round_id=held.id,
        session_id=session_id,
        tube=tube,
        persons=persons,
        reported_at=min(reported_at, at),
    )
    db.session.add(made)
    held.results, held.results_at = "alert", held.results_at or made.reported_at
    db.session.flush()
    journal.write("pool.report", by=by, at=at, object_type="pool_alert", object_id=made.id, people=persons)
    return made


def follow(alert_id: int, counts: PoolCounts, *, version: int, by: Viewer, at: datetime) -> PoolAlert:
    """How many are told, sampled again, cleared, taken over by now; the people of the tube stay as they were reported. Raises
    NotFound, Conflict, PoolRefused."""
    found = pool_alerts.alert_for(by, alert_id)
    if found.version != version:
        raise Conflict("pool_changed")
    counts = PoolCounts(found.persons, counts.notified, counts.retested, counts.cleared, counts.transferred)
    counts.check()
    found.notified, found.retested = counts.notified, counts.retested
    found.cleared, found.transferred = counts.cleared, counts.transferred
    found.notified_at = (found.notified_at or at) if counts.notified == counts.persons else None
    found.retested_at = (found.retested_at or at) if counts.retested == counts.persons else None
    found.closed_at = (found.closed_at or at) if counts.over else None
    db.session.flush()
    journal.write(
        "pool.follow", by=by, at=at, object_type="pool_alert", object_id=found.id, state=counts.state
    )
    return found


def remove(alert_id: int, *, by: Viewer, at: datetime) -> PoolAlert:
    """Reported by mistake. The round's results stay: whoever knows them notes them. Raises NotFound."""
    found = pool_alerts.alert_for(by, alert_id)
    db.session.delete(found)
    db.session.flush()
    journal.write("pool.remove", by=by, at=at, object_type="pool_alert", object_id=alert_id)
    return found
