"""Planning a round, counting at a site, watching the queue. Counts are entries that add up; a correction is an
entry too."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.testing import check_count, tubes_needed
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingTemplate
from teamhub.models.places import Compound
from teamhub.models.testing import (
    QueueObservation,
    RoundEligible,
    SamplingSite,
    SamplingTeam,
    SamplingTeamMember,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
)
from teamhub.queries import terms, testing, viewers


class RoundRefused(RuleBroken):
    """round_without_sites | round_ends_early | session_closed | already_corrected | count_below_zero"""


def plan_round(
    starts_at: datetime, ends_at: datetime, *, pool_size: int | None, by: Viewer, at: datetime
) -> TestingRound:
    """A new round over all sites: eligible people from the compounds as they are, teams and sessions as in the
    round before (one session a site for the first), shifted to the new day. Raises RoundRefused."""
    if ends_at <= starts_at:
        raise RoundRefused("round_ends_early")
    sites = list(
        db.session.scalars(
            select(SamplingSite)
            .where(SamplingSite.community_id == by.community_id)
            .order_by(SamplingSite.position, SamplingSite.id)
        )
    )
    if not sites:
        raise RoundRefused("round_without_sites")
    campaign = viewers.current_campaign(by.community_id, starts_at.date())
    before = db.session.scalar(
        select(TestingRound)
        .where(TestingRound.campaign_id == campaign.id)
        .order_by(TestingRound.number.desc())
        .limit(1)
    )
    template = db.session.scalar(
        select(StaffingTemplate.id)
        .where(StaffingTemplate.community_id == by.community_id)
        .order_by(StaffingTemplate.id)
    )
    held = TestingRound(
        community_id=by.community_id,
        campaign_id=campaign.id,
        number=testing.next_number(by, campaign.id),
        starts_at=starts_at,
        ends_at=ends_at,
        pool_size=pool_size or terms.thresholds(by.community_id).pool_size,
        template_id=before.template_id if before is not None and before.template_id else template,
    )
    db.session.add(held)
    db.session.flush()
    _snapshot(held, by)
    if before is not None:
        _repeat(before, held, by)
    else:
        _one_session_each(held, sites, by)
    db.session.flush()
    journal.write("round.plan", by=by, at=at, object_type="round", object_id=held.id, number=held.number)
    return held


def _snapshot(held: TestingRound, by: Viewer) -> None:
    for compound in db.session.scalars(select(Compound).where(Compound.community_id == by.community_id)):
        db.session.add(
            RoundEligible(
                community_id=by.community_id,
                round_id=held.id,
                compound_id=compound.id,
                eligible=compound.eligible_count,
            )
        )


def _repeat(before: TestingRound, held: TestingRound, by: Viewer) -> None:
    """Teams with their people, and sessions at the same hours."""
    shift = timedelta(days=(held.starts_at.date() - before.starts_at.date()).days)
    teams: dict[int, int] = {}
    for team in db.session.scalars(select(SamplingTeam).where(SamplingTeam.round_id == before.id)):
        copy = SamplingTeam(community_id=by.community_id, round_id=held.id, code=team.code)
        copy.members = [
            SamplingTeamMember(community_id=by.community_id, person_id=m.person_id, task=m.task)
            for m in team.members
        ]
        db.session.add(copy)
        db.session.flush()
        teams[team.id] = copy.id
    for session in db.session.scalars(
        select(SiteSession).where(SiteSession.round_id == before.id, SiteSession.is_makeup.is_(False))
    ):
        db.session.add(
            SiteSession(
                community_id=by.community_id,
                round_id=held.id,
                site_id=session.site_id,
                team_id=teams.get(session.team_id or 0),
                code=session.code,
                opens_at=session.opens_at + shift,
                closes_at=session.closes_at + shift,
            )
        )


def _one_session_each(held: TestingRound, sites: list[SamplingSite], by: Viewer) -> None:
    for site in sites:
        db.session.add(
            SiteSession(
                community_id=by.community_id,
                round_id=held.id,
                site_id=site.id,
                code=f"{site.code}-1",
                opens_at=held.starts_at,
                closes_at=held.ends_at or held.starts_at + timedelta(hours=4),
            )
        )


def open_session(session_id: int, *, by: Viewer, at: datetime) -> SiteSession:
    """Opens a session, or opens it again after a break."""
    session = testing.session_for(by, session_id)
    session.opened_at = session.opened_at or at
    session.closed_at = None
    db.session.flush()
    journal.write("session.open", by=by, at=at, object_type="session", object_id=session.id)
    return session


def close_session(session_id: int, tubes_in_system: int | None, *, by: Viewer, at: datetime) -> SiteSession:
    session = testing.session_for(by, session_id)
    session.closed_at, session.tubes_in_system = at, tubes_in_system
    db.session.flush()
    journal.write("session.close", by=by, at=at, object_type="session", object_id=session.id)
    return session


def count_people(
    session_id: int, persons: int, *, compound_id: int | None, tubes: int | None, by: Viewer, at: datetime
) -> SiteCount:
    """Adds people tested. `compound_id`: where they live (walk-ins count at home); `tubes` None: as many as the pool
    needs. Raises NotFound, RoundRefused(session_closed), CountRefused."""
    session = testing.session_for(by, session_id)
    if session.closed_at is not None:
        raise RoundRefused("session_closed")
    held = db.session.get_one(TestingRound, session.round_id)
    filled = tubes if tubes is not None else tubes_needed(persons, held.pool_size)
    check_count(persons, filled, pool_size=held.pool_size)
    homes = set(
        db.session.scalars(select(SiteCompound.compound_id).where(SiteCompound.site_id == session.site_id))
    )
    if compound_id is not None and not _is_ours(compound_id, by):
        raise NotFound
    entry = SiteCount(
        community_id=by.community_id,
        session_id=session.id,
        compound_id=compound_id if compound_id is not None else min(homes, default=None),
        counted_at=at,
        persons=persons,
        tubes=filled,
        walk_in=compound_id is not None and compound_id not in homes,
        recorded_at=at,
        recorded_by_id=by.account_id or None,
    )
    session.opened_at = session.opened_at or at
    db.session.add(entry)
    db.session.flush()
    journal.write(
        "session.count",
        by=by,
        at=at,
        object_type="session",
        object_id=session.id,
        persons=persons,
        tubes=filled,
    )
    return entry


def correct_count(count_id: int, *, by: Viewer, at: datetime) -> SiteCount:
    """Takes an entry back by an entry of its own. Raises NotFound, RoundRefused(already_corrected)."""
    entry = db.session.scalar(
        select(SiteCount).where(SiteCount.id == count_id, SiteCount.community_id == by.community_id)
    )
    if entry is None or entry.corrects_id is not None:
        raise NotFound
    known = db.session.scalar(select(func.count()).where(SiteCount.corrects_id == entry.id))
    if known:
        raise RoundRefused("already_corrected")
    correction = SiteCount(
        community_id=by.community_id,
        session_id=entry.session_id,
        compound_id=entry.compound_id,
        counted_at=entry.counted_at,
        persons=-entry.persons,
        tubes=-entry.tubes,
        walk_in=entry.walk_in,
        corrects_id=entry.id,
        recorded_at=at,
        recorded_by_id=by.account_id or None,
    )
    db.session.add(correction)
    db.session.flush()
    journal.write(
        "session.correct", by=by, at=at, object_type="session", object_id=entry.session_id, entry=entry.id
    )
    return correction


def observe_queue(
    session_id: int, waiting_people: int, wait_minutes: int, *, by: Viewer, at: datetime
) -> QueueObservation:
    """Notes the queue. Raises NotFound."""
    session = testing.session_for(by, session_id)
    seen = QueueObservation(
        community_id=by.community_id,
        session_id=session.id,
        observed_at=at,
        waiting_people=waiting_people,
        wait_minutes=wait_minutes,
        recorded_at=at,
    )
    db.session.add(seen)
    db.session.flush()
    journal.write(
        "session.queue", by=by, at=at, object_type="session", object_id=session.id, minutes=wait_minutes
    )
    return seen


def _is_ours(compound_id: int, by: Viewer) -> bool:
    return (
        db.session.scalar(
            select(Compound.id).where(Compound.id == compound_id, Compound.community_id == by.community_id)
        )
        is not None
    )
