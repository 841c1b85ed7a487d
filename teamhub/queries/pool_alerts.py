"""Positive pools of a round: how many people, how far their matter is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.pool_alerts import PoolCounts
from teamhub.models.base import db
from teamhub.models.testing import PoolAlert, SiteSession, TestingRound
from teamhub.queries import testing_teams


@dataclass(frozen=True)
class PoolRow:
    """`site`: empty when it is not known. Times: when all were told, when all were sampled again, when it was over."""

    id: int
    tube: str
    site: str
    counts: PoolCounts
    reported_at: datetime
    notified_at: datetime | None
    retested_at: datetime | None
    closed_at: datetime | None
    version: int


def alert_for(viewer: Viewer, alert_id: int) -> PoolAlert:
    """Raises NotFound."""
    found = db.session.get(PoolAlert, alert_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def alerts(held: TestingRound) -> list[PoolRow]:
    """Those that are not over first, then by the time of the report."""
    sites = testing_teams.site_names(held.id)
    rows = [
        PoolRow(
            a.id,
            a.tube,
            sites.get(a.session_id or 0, ""),
            counts_of(a),
            a.reported_at,
            a.notified_at,
            a.retested_at,
            a.closed_at,
            a.version,
        )
        for a in db.session.scalars(
            select(PoolAlert)
            .where(PoolAlert.round_id == held.id)
            .order_by(PoolAlert.reported_at, PoolAlert.id)
        )
    ]
    return sorted(rows, key=lambda row: row.counts.over)


def row(viewer: Viewer, alert_id: int) -> tuple[TestingRound, PoolRow]:
    """Raises NotFound."""
    found = alert_for(viewer, alert_id)
    held = db.session.get_one(TestingRound, found.round_id)
    return held, next(one for one in alerts(held) if one.id == alert_id)


def open_tubes(round_id: int) -> list[str]:
    """Tubes whose matter is not over."""
    return list(
        db.session.scalars(
            select(PoolAlert.tube)
            .where(PoolAlert.round_id == round_id, PoolAlert.closed_at.is_(None))
            .order_by(PoolAlert.tube)
        )
    )


def sessions(held: TestingRound) -> list[tuple[int, str]]:
    """(session, site) of the round, by site."""
    sites = testing_teams.site_names(held.id)
    rows = db.session.scalars(
        select(SiteSession.id).where(SiteSession.round_id == held.id).order_by(SiteSession.opens_at)
    )
    return sorted(((key, sites[key]) for key in rows), key=lambda pair: pair[1])


def counts_of(alert: PoolAlert) -> PoolCounts:
    return PoolCounts(alert.persons, alert.notified, alert.retested, alert.cleared, alert.transferred)
