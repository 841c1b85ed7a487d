"""What the board shows of other subjects: today's testing, the queue, the sweep, open requests. Each is None while
there is nothing to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.models.sweeps import Sweep, SweepDoor
from teamhub.models.testing import (
    HomeSample,
    QueueObservation,
    RoundEligible,
    SamplingSite,
    SiteCount,
    SiteSession,
    TestingRound,
)

RECENT = timedelta(minutes=90)
"""A queue observed longer ago says nothing about now."""


@dataclass(frozen=True)
class TestingNow:
    __test__ = False
    round_id: int
    number: int
    tested: int
    eligible: int


@dataclass(frozen=True)
class QueueNow:
    """The longest wait of the latest observation at each site, within the last hour and a half."""

    minutes: int
    site: str
    observed_at: datetime


@dataclass(frozen=True)
class SweepNow:
    sweep_id: int
    number: int
    left: int
    total: int
    teams: int


@dataclass(frozen=True)
class RequestsNow:
    open: int
    overdue: int


@dataclass(frozen=True)
class OtherFigures:
    testing: TestingNow | None
    queue: QueueNow | None
    sweep: SweepNow | None
    requests: RequestsNow | None


def other_figures(viewer: Viewer, campaign_id: int, day_starts: datetime, at: datetime) -> OtherFigures:
    """`day_starts`: midnight of today in the community, as an instant."""
    testing = _testing(campaign_id, day_starts, at)
    return OtherFigures(
        testing,
        _queue(viewer, at) if testing else None,
        _sweep(campaign_id, day_starts, at),
        _requests(viewer, campaign_id, at),
    )


def _testing(campaign_id: int, day_starts: datetime, at: datetime) -> TestingNow | None:
    """The round that began last today, or since yesterday and is still open."""
    found = db.session.scalar(
        select(TestingRound)
        .where(
            TestingRound.campaign_id == campaign_id,
            or_(
                TestingRound.starts_at >= day_starts,
                and_(
                    TestingRound.ends_at.is_(None), TestingRound.starts_at >= day_starts - timedelta(days=1)
                ),
            ),
            TestingRound.starts_at <= at,
        )
        .order_by(TestingRound.starts_at.desc())
        .limit(1)
    )
    if found is None:
        return None
    at_sites = (
        select(func.coalesce(func.sum(SiteCount.persons), 0))
        .join(SiteSession, SiteSession.id == SiteCount.session_id)
        .where(SiteSession.round_id == found.id, SiteCount.counted_at <= at)
    )
    at_home = select(func.count(HomeSample.id)).where(
        HomeSample.round_id == found.id, HomeSample.sampled_at <= at
    )
    eligible = select(func.coalesce(func.sum(RoundEligible.eligible), 0)).where(
        RoundEligible.round_id == found.id
    )
    row = db.session.execute(
        select(at_sites.scalar_subquery(), at_home.scalar_subquery(), eligible.scalar_subquery())
    ).one()
    return TestingNow(found.id, found.number, int(row[0]) + int(row[1]), int(row[2]))


def _queue(viewer: Viewer, at: datetime) -> QueueNow | None:
    rows = db.session.execute(
        select(
            QueueObservation.session_id,
            QueueObservation.wait_minutes,
            QueueObservation.observed_at,
            SamplingSite.name,
        )
        .join(SiteSession, SiteSession.id == QueueObservation.session_id)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(
            QueueObservation.community_id == viewer.community_id,
            QueueObservation.observed_at <= at,
            QueueObservation.observed_at > at - RECENT,
        )
        .order_by(QueueObservation.observed_at)
    )
    latest = {session: QueueNow(wait, site, observed_at) for session, wait, observed_at, site in rows}
    return max(latest.values(), key=lambda q: q.minutes, default=None)


def _sweep(campaign_id: int, day_starts: datetime, at: datetime) -> SweepNow | None:
    """The last sweep begun: today's, or an earlier one that is not cleared."""
    found = db.session.scalar(
        select(Sweep)
        .where(Sweep.campaign_id == campaign_id, Sweep.starts_at <= at)
        .order_by(Sweep.starts_at.desc())
        .limit(1)
    )
    if found is None or (found.cleared_at is not None and found.starts_at < day_starts):
        return None
    doors = dict.fromkeys(("final", "other"), 0)
    for state, count in db.session.execute(
        select(SweepDoor.state, func.count()).where(SweepDoor.sweep_id == found.id).group_by(SweepDoor.state)
    ):
        doors["final" if state == "final" else "other"] += count
    teams = db.session.scalar(
        select(func.count(SweepDoor.team_id.distinct())).where(
            SweepDoor.sweep_id == found.id, SweepDoor.state != "final"
        )
    )
    return SweepNow(found.id, found.number, doors["other"], sum(doors.values()), teams or 0)


def _requests(viewer: Viewer, campaign_id: int, at: datetime) -> RequestsNow | None:
    """None in a community that never noted a request."""
    waiting = ResidentRequest.done_at.is_(None) & ResidentRequest.closed_at.is_(None)
    row = db.session.execute(
        select(
            func.count(ResidentRequest.id),
            func.count(ResidentRequest.id).filter(waiting),
            func.count(ResidentRequest.id).filter(waiting & (ResidentRequest.due_at < at)),
        ).where(
            ResidentRequest.community_id == viewer.community_id,
            ResidentRequest.campaign_id == campaign_id,
            ResidentRequest.asked_at <= at,
        )
    ).one()
    return RequestsNow(row[1], row[2]) if row[0] else None
