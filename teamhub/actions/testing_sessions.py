"""Sessions of a round: which team stands at which site from when to when; opening and closing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, or_, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.testing_plans import (
    SessionPlan,
    SessionRefused,
    TeamTime,
    check_session,
    next_session_code,
)
from teamhub.models.base import db
from teamhub.models.testing import (
    QueueObservation,
    SamplingSite,
    SamplingTeam,
    SiteCount,
    SiteSession,
    TestingRound,
)
from teamhub.queries import testing, testing_teams


def add_session(round_id: int, plan: SessionPlan, *, by: Viewer, at: datetime) -> SiteSession:
    """Raises NotFound, SessionRefused."""
    held = testing.round_for(by, round_id)
    site = _checked(held, plan, by, None)
    prefix = f"{held.number}-M" if plan.is_makeup else f"{held.number}-{site.code}"
    known = set(db.session.scalars(select(SiteSession.code).where(SiteSession.round_id == held.id)))
    code = next_session_code(prefix, known)
    session = SiteSession(community_id=by.community_id, round_id=held.id, code=code)
    _write(session, plan)
    db.session.add(session)
    db.session.flush()
    _check_people(session)
    journal.write("session.plan", by=by, at=at, object_type="session", object_id=session.id)
    return session


def change_session(session_id: int, plan: SessionPlan, *, by: Viewer, at: datetime) -> SiteSession:
    """Another team or other hours; the site and the kind stay once somebody was counted. Raises NotFound,
    SessionRefused."""
    session = testing.session_for(by, session_id)
    _checked(db.session.get_one(TestingRound, session.round_id), plan, by, session)
    if (plan.site_id, plan.is_makeup) != (session.site_id, session.is_makeup) and has_records(session.id):
        raise SessionRefused("session_has_counts")
    _write(session, plan)
    db.session.flush()
    _check_people(session)
    journal.write("session.change", by=by, at=at, object_type="session", object_id=session.id)
    return session


def remove_session(session_id: int, *, by: Viewer, at: datetime) -> int:
    """Returns the round's number. Raises NotFound, SessionRefused(session_has_counts)."""
    session = testing.session_for(by, session_id)
    if has_records(session.id):
        raise SessionRefused("session_has_counts")
    number = session.round.number
    db.session.delete(session)
    db.session.flush()
    journal.write("session.remove", by=by, at=at, object_type="session", object_id=session_id)
    return number


def open_session(session_id: int, *, by: Viewer, at: datetime) -> SiteSession:
    """Opens a session, ends its break, or opens it again after it was closed."""
    session = testing.session_for(by, session_id)
    session.opened_at = session.opened_at or at
    session.closed_at, session.paused_at = None, None
    db.session.flush()
    journal.write("session.open", by=by, at=at, object_type="session", object_id=session.id)
    return session


def pause_session(session_id: int, *, by: Viewer, at: datetime) -> SiteSession:
    """The desk shuts for a while; opening it again ends the break. Raises NotFound, SessionRefused(session_closed)."""
    session = testing.session_for(by, session_id)
    if session.closed_at is not None:
        raise SessionRefused("session_closed")
    session.opened_at, session.paused_at = session.opened_at or at, session.paused_at or at
    db.session.flush()
    journal.write("session.break", by=by, at=at, object_type="session", object_id=session.id)
    return session


def close_session(session_id: int, tubes_in_system: int | None, *, by: Viewer, at: datetime) -> SiteSession:
    """`tubes_in_system`: as the registration system has them; None: not told."""
    session = testing.session_for(by, session_id)
    session.closed_at, session.paused_at = session.closed_at or at, None
    session.tubes_in_system = tubes_in_system
    db.session.flush()
    journal.write("session.close", by=by, at=at, object_type="session", object_id=session.id)
    return session


def has_records(session_id: int) -> bool:
    counted = exists().where(SiteCount.session_id == session_id)
    observed = exists().where(QueueObservation.session_id == session_id)
    return bool(db.session.scalar(select(or_(counted, observed))))


def _checked(
    held: TestingRound, plan: SessionPlan, by: Viewer, now_there: SiteSession | None
) -> SamplingSite:
    site = db.session.get(SamplingSite, plan.site_id)
    if site is None or site.community_id != by.community_id:
        raise NotFound
    teams = dict(
        db.session.execute(
            select(SamplingTeam.id, SamplingTeam.code).where(SamplingTeam.round_id == held.id)
        ).all()
    )
    if plan.team_id is not None and plan.team_id not in teams:
        raise NotFound
    others = db.session.scalars(select(SiteSession).where(SiteSession.round_id == held.id))
    check_session(
        plan.opens_at,
        plan.closes_at,
        teams.get(plan.team_id or 0, ""),
        [
            TeamTime(teams.get(s.team_id or 0, ""), s.opens_at, s.closes_at)
            for s in others
            if now_there is None or s.id != now_there.id
        ],
    )
    return site


def _check_people(session: SiteSession) -> None:
    """Nobody of the team is needed elsewhere at that time. Raises SessionRefused(person_double_booked)."""
    if session.team_id is None:
        return
    people = testing_teams.members_of(session.team_id)
    clash = testing_teams.clash(session.round_id, people, session.team_id)
    if clash is not None:
        raise SessionRefused("person_double_booked", person=clash[0], team=clash[1])


def _write(session: SiteSession, plan: SessionPlan) -> None:
    session.site_id, session.team_id = plan.site_id, plan.team_id
    session.opens_at, session.closes_at = plan.opens_at, plan.closes_at
    session.is_makeup = plan.is_makeup
