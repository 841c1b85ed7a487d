"""What is recorded for the next day, and the call-outs of the day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select

from teamhub.domain.calendar_days import holiday_on
from teamhub.domain.figures.day import MusterFigures, PlanFigures, PlannedRound, PlannedSweep
from teamhub.domain.figures.labels import Label
from teamhub.models.base import db
from teamhub.models.duty import Muster, MusterCall
from teamhub.models.sweeps import Sweep
from teamhub.models.testing import HomeSample, TestingRound
from teamhub.queries.tally.scope import Scope, midnight


def plan_figures(scope: Scope) -> PlanFigures:
    tomorrow = scope.day + timedelta(days=1)
    starts, ends = midnight(tomorrow, scope.zone), midnight(tomorrow + timedelta(days=1), scope.zone)
    named = holiday_on(tomorrow)
    rounds = db.session.scalars(
        select(TestingRound.number)
        .where(
            TestingRound.campaign_id == scope.campaign.id,
            TestingRound.starts_at >= starts,
            TestingRound.starts_at < ends,
        )
        .order_by(TestingRound.number)
    )
    sweeps = db.session.execute(
        select(Sweep.number, Sweep.purpose)
        .where(Sweep.campaign_id == scope.campaign.id, Sweep.held_on == tomorrow)
        .order_by(Sweep.number)
    )
    samples = db.session.scalar(select(func.count()).select_from(HomeSample).where(planned_tomorrow(scope)))
    return PlanFigures(
        day=tomorrow,
        holiday=Label(named.zh, named.en) if named and named.day_off else None,
        rounds=tuple(PlannedRound(n) for n in rounds),
        sweeps=tuple(PlannedSweep(n, Label(purpose)) for n, purpose in sweeps),
        home_samples=samples or 0,
    )


def planned_tomorrow(scope: Scope) -> ColumnElement[bool]:
    """Home samples of the next day that are known by the moment."""
    tomorrow = scope.day + timedelta(days=1)
    return and_(
        HomeSample.community_id == scope.community.id,
        HomeSample.planned_at >= midnight(tomorrow, scope.zone),
        HomeSample.planned_at < midnight(tomorrow + timedelta(days=1), scope.zone),
        scope.so_far(HomeSample.recorded_at),
    )


def muster_figures(scope: Scope) -> tuple[MusterFigures, ...]:
    musters = list(
        db.session.scalars(
            select(Muster)
            .where(Muster.campaign_id == scope.campaign.id, scope.today(Muster.ordered_at))
            .order_by(Muster.ordered_at)
        )
    )
    if not musters:
        return ()
    arrivals: dict[int, list[datetime | None]] = {m.id: [] for m in musters}
    for muster_id, arrived_at in db.session.execute(
        select(MusterCall.muster_id, MusterCall.arrived_at).where(MusterCall.muster_id.in_(list(arrivals)))
    ):
        arrivals[muster_id].append(arrived_at)
    found = []
    for m in musters:
        came = sorted(a for a in arrivals[m.id] if a is not None and a <= scope.as_of)
        found.append(
            MusterFigures(
                ordered_at=scope.local(m.ordered_at),
                due_at=scope.local(m.due_at),
                first_at=scope.local(came[0]) if came else None,
                last_at=scope.local(came[-1]) if came else None,
                called=len(arrivals[m.id]),
                arrived=len(came),
                arrived_in_time=sum(a <= m.due_at for a in came),
            )
        )
    return tuple(found)
