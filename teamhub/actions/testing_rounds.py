"""Planning a round: its window, its sites and eligible people; teams and sessions as in the round before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.pool_alerts import PoolRefused
from teamhub.domain.testing_plans import RESULTS, RoundPlan, RoundRefused, days_between, next_session_code
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingTemplate
from teamhub.models.places import Compound
from teamhub.models.testing import (
    RoundEligible,
    SamplingSite,
    SamplingTeam,
    SamplingTeamMember,
    SiteCount,
    SiteSession,
    TestingRound,
)
from teamhub.queries import pool_alerts, testing, viewers


def plan_round(plan: RoundPlan, *, by: Viewer, at: datetime) -> TestingRound:
    """The next round. Its sites get the teams, people and hours of the round before, moved to the new day; a site
    that was not in it gets one session over the whole window. Raises RoundRefused, NotFound."""
    plan.check()
    campaign = viewers.current_campaign(by.community_id, plan.starts_at.date())
    sites = _sites(plan.site_ids, by)
    _check_own(plan, by)
    before = testing.last_round(by, campaign.id)
    held = TestingRound(
        community_id=by.community_id,
        campaign_id=campaign.id,
        number=(before.number if before is not None else 0) + 1,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        mode=plan.mode,
        pool_size=plan.pool_size,
        template_id=plan.template_id,
    )
    db.session.add(held)
    db.session.flush()
    _snapshot(held, plan, by)
    if before is not None:
        _repeat(before, held, plan, by)
    _fill_sites(held, sites, by)
    journal.write("round.plan", by=by, at=at, object_type="round", object_id=held.id, number=held.number)
    return held


def change_round(round_id: int, plan: RoundPlan, *, by: Viewer, at: datetime) -> TestingRound:
    """New window, eligible people, sites. Sessions that have not begun move with the day; a site leaves the round
    only while nobody was counted there. Raises RoundRefused, NotFound."""
    plan.check()
    held, sites = testing.round_for(by, round_id), _sites(plan.site_ids, by)
    _check_own(plan, by)
    moved = days_between(held.starts_at, plan.starts_at)
    held.starts_at, held.ends_at = plan.starts_at, plan.ends_at
    held.mode, held.pool_size, held.template_id = plan.mode, plan.pool_size, plan.template_id
    for session in _sessions(held.id):
        if session.site_id not in set(plan.site_ids) and not session.is_makeup:
            _leave(session)
        elif session.opened_at is None and not session.is_makeup:
            session.opens_at, session.closes_at = session.opens_at + moved, session.closes_at + moved
    db.session.execute(delete(RoundEligible).where(RoundEligible.round_id == held.id))
    _snapshot(held, plan, by)
    _fill_sites(held, sites, by)
    journal.write("round.change", by=by, at=at, object_type="round", object_id=held.id, number=held.number)
    return held


def note_results(
    round_id: int, results: str, results_at: datetime | None, *, by: Viewer, at: datetime
) -> TestingRound:
    """pending, all_negative or alert; `results_at` None: now. Raises RoundRefused(results_too_early),
    PoolRefused(pool_alert_open), NotFound."""
    held = testing.round_for(by, round_id)
    if results not in RESULTS:
        raise NotFound
    tubes = pool_alerts.open_tubes(held.id)
    if results == "all_negative" and tubes:
        raise PoolRefused("pool_alert_open", tubes=" ".join(tubes))
    said = None if results == "pending" else (results_at or at)
    if said is not None and not held.starts_at <= said <= at:
        raise RoundRefused("results_too_early")
    held.results, held.results_at = results, said
    db.session.flush()
    journal.write("round.results", by=by, at=at, object_type="round", object_id=held.id, results=results)
    return held


def _sites(site_ids: Sequence[int], by: Viewer) -> list[SamplingSite]:
    found = list(
        db.session.scalars(
            select(SamplingSite)
            .where(SamplingSite.id.in_(site_ids), SamplingSite.community_id == by.community_id)
            .order_by(SamplingSite.position, SamplingSite.id)
        )
    )
    if len(found) != len(set(site_ids)):
        raise NotFound
    return found


def _check_own(plan: RoundPlan, by: Viewer) -> None:
    """Compounds and template are the community's own. Raises NotFound."""
    own = select(func.count()).where(
        Compound.id.in_(plan.eligible.keys()), Compound.community_id == by.community_id
    )
    if db.session.scalar(own) != len(plan.eligible):
        raise NotFound
    if plan.template_id is not None:
        template = db.session.get(StaffingTemplate, plan.template_id)
        if template is None or template.community_id != by.community_id:
            raise NotFound


def _snapshot(held: TestingRound, plan: RoundPlan, by: Viewer) -> None:
    for compound_id, eligible in plan.eligible.items():
        db.session.add(
            RoundEligible(
                community_id=by.community_id, round_id=held.id, compound_id=compound_id, eligible=eligible
            )
        )
    db.session.flush()


def _sessions(round_id: int) -> list[SiteSession]:
    return list(
        db.session.scalars(
            select(SiteSession)
            .where(SiteSession.round_id == round_id)
            .order_by(SiteSession.opens_at, SiteSession.id)
        )
    )


def _repeat(before: TestingRound, held: TestingRound, plan: RoundPlan, by: Viewer) -> None:
    """Teams with their people, and sessions at the same hours of the new day."""
    days = days_between(before.starts_at, plan.starts_at)
    sessions = [s for s in _sessions(before.id) if not s.is_makeup and s.site_id in set(plan.site_ids)]
    wanted = {s.team_id for s in sessions}
    teams: dict[int, int] = {}
    for team in db.session.scalars(
        select(SamplingTeam).where(SamplingTeam.round_id == before.id).order_by(SamplingTeam.id)
    ):
        if team.id not in wanted:
            continue
        copy = SamplingTeam(community_id=by.community_id, round_id=held.id, code=team.code)
        copy.members = [
            SamplingTeamMember(community_id=by.community_id, person_id=m.person_id, task=m.task)
            for m in team.members
            if m.person.active
        ]
        db.session.add(copy)
        db.session.flush()
        teams[team.id] = copy.id
    for session in sessions:
        team_id = teams.get(session.team_id or 0)
        _add(held, session.site, session.opens_at + days, session.closes_at + days, team_id, by)


def _fill_sites(held: TestingRound, sites: list[SamplingSite], by: Viewer) -> None:
    """One session over the whole window for each site that has none."""
    busy = {s.site_id for s in _sessions(held.id)}
    for site in sites:
        if site.id not in busy:
            ends = held.ends_at or held.starts_at + timedelta(hours=4)
            _add(held, site, held.starts_at, ends, None, by)


def _add(
    held: TestingRound,
    site: SamplingSite,
    opens_at: datetime,
    closes_at: datetime,
    team_id: int | None,
    by: Viewer,
) -> None:
    known = db.session.scalars(select(SiteSession.code).where(SiteSession.round_id == held.id))
    db.session.add(
        SiteSession(
            community_id=by.community_id,
            round_id=held.id,
            site_id=site.id,
            team_id=team_id,
            code=next_session_code(f"{held.number}-{site.code}", known),
            opens_at=opens_at,
            closes_at=closes_at,
        )
    )
    db.session.flush()


def _leave(session: SiteSession) -> None:
    if db.session.scalar(select(exists().where(SiteCount.session_id == session.id))):
        raise RoundRefused("round_has_counts", site=session.site.name)
    db.session.delete(session)
    db.session.flush()
