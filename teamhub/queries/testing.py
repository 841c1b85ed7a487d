"""Testing rounds and their sessions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.testing import TubeCheck
from teamhub.domain.testing_plans import RoundState, SessionState, round_state, session_state
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingTemplate
from teamhub.models.places import Compound
from teamhub.models.testing import (
    QueueObservation,
    RoundEligible,
    SamplingSite,
    SamplingTeam,
    SamplingTeamMember,
    SiteCount,
    SiteSession,
    TestingRound,
)

SOON = timedelta(hours=4)
"""A session stands on the day of its people from this long before it opens to this long after it should close."""


@dataclass(frozen=True)
class RoundLine:
    """One round of the list. `sites` and `sessions` without make-up sessions."""

    number: int
    starts_at: datetime
    ends_at: datetime | None
    sites: int
    sessions: int
    state: RoundState
    results: str


@dataclass(frozen=True)
class SessionLine:
    """One session of a round. `tested` and `tubes` are sums of its entries; `task`: of the person who asks, in the
    session's team."""

    id: int
    code: str
    site: str
    team: str
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    paused_at: datetime | None
    is_makeup: bool
    tested: int
    tubes: int
    tube_check: TubeCheck
    longest_wait: int | None
    task: str = ""

    @property
    def state(self) -> SessionState:
        return session_state(self.opened_at, self.paused_at, self.closed_at)


@dataclass(frozen=True)
class PlanSite:
    """A site that a round may use. `compounds`: (id, name, eligible people as the places have them); `id` 0: those
    that no site serves."""

    id: int
    code: str
    name: str
    compounds: tuple[tuple[int, str, int], ...]


def rounds(viewer: Viewer, campaign_id: int, at: datetime) -> list[RoundLine]:
    """The latest first."""
    sites: dict[int, set[int]] = defaultdict(set)
    sessions: Counter[int] = Counter()
    running: Counter[int] = Counter()
    for s in db.session.execute(
        select(
            SiteSession.round_id,
            SiteSession.site_id,
            SiteSession.is_makeup,
            SiteSession.opened_at,
            SiteSession.closed_at,
        ).where(SiteSession.community_id == viewer.community_id)
    ):
        running[s.round_id] += s.opened_at is not None and s.closed_at is None
        if not s.is_makeup:
            sites[s.round_id].add(s.site_id)
            sessions[s.round_id] += 1
    return [
        RoundLine(
            r.number,
            r.starts_at,
            r.ends_at,
            len(sites[r.id]),
            sessions[r.id],
            round_state(r.starts_at, r.ends_at, at, open_sessions=running[r.id]),
            r.results,
        )
        for r in db.session.scalars(
            select(TestingRound)
            .where(TestingRound.community_id == viewer.community_id, TestingRound.campaign_id == campaign_id)
            .order_by(TestingRound.number.desc())
        )
    ]


def round_by_number(viewer: Viewer, number: int) -> TestingRound:
    """Of the latest campaign that has this number. Raises NotFound."""
    found = db.session.scalar(
        select(TestingRound)
        .where(TestingRound.community_id == viewer.community_id, TestingRound.number == number)
        .order_by(TestingRound.starts_at.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def round_for(viewer: Viewer, round_id: int) -> TestingRound:
    """Raises NotFound for one of another community."""
    found = db.session.get(TestingRound, round_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def last_round(viewer: Viewer, campaign_id: int) -> TestingRound | None:
    return db.session.scalar(
        select(TestingRound)
        .where(TestingRound.community_id == viewer.community_id, TestingRound.campaign_id == campaign_id)
        .order_by(TestingRound.number.desc())
        .limit(1)
    )


def round_choices(viewer: Viewer, campaign_id: int) -> list[tuple[int, int]]:
    """(id, number), the latest first."""
    rows = db.session.execute(
        select(TestingRound.id, TestingRound.number)
        .where(TestingRound.community_id == viewer.community_id, TestingRound.campaign_id == campaign_id)
        .order_by(TestingRound.number.desc())
    )
    return [(key, number) for key, number in rows]


def round_now(viewer: Viewer, campaign_id: int, at: datetime) -> int | None:
    """Id of the latest round that has begun, else of the first that will."""
    base = select(TestingRound.id).where(
        TestingRound.community_id == viewer.community_id, TestingRound.campaign_id == campaign_id
    )
    begun = base.where(TestingRound.starts_at <= at).order_by(TestingRound.number.desc()).limit(1)
    return db.session.scalar(begun) or db.session.scalar(base.order_by(TestingRound.number).limit(1))


def first_template(viewer: Viewer) -> int | None:
    return db.session.scalar(
        select(StaffingTemplate.id)
        .where(StaffingTemplate.community_id == viewer.community_id)
        .order_by(StaffingTemplate.id)
        .limit(1)
    )


def eligible_of(round_id: int) -> dict[int, int]:
    """The snapshot: compound -> people who should be tested."""
    rows = db.session.execute(
        select(RoundEligible.compound_id, RoundEligible.eligible).where(RoundEligible.round_id == round_id)
    )
    return dict(rows.all())


def site_ids_of(round_id: int) -> list[int]:
    """Sites with a session of the round's own hours."""
    return list(
        db.session.scalars(
            select(SiteSession.site_id)
            .where(SiteSession.round_id == round_id, SiteSession.is_makeup.is_(False))
            .distinct()
        )
    )


def plan_sites(viewer: Viewer, campaign_id: int) -> list[PlanSite]:
    """The campaign's sites with their compounds, in the office's order; at the end, under id 0, those without."""
    sites = db.session.scalars(
        select(SamplingSite)
        .where(SamplingSite.community_id == viewer.community_id, SamplingSite.campaign_id == campaign_id)
        .options(selectinload(SamplingSite.compounds))
        .order_by(SamplingSite.position, SamplingSite.id)
    ).all()
    found = [
        PlanSite(s.id, s.code, s.name, tuple((c.id, c.name, c.eligible_count) for c in s.compounds))
        for s in sites
    ]
    served = {key for site in found for key, _, _ in site.compounds}
    others = tuple(
        (c.id, c.name, c.eligible_count)
        for c in db.session.scalars(
            select(Compound)
            .where(Compound.community_id == viewer.community_id)
            .order_by(Compound.position, Compound.id)
        )
        if c.id not in served
    )
    return [*found, PlanSite(0, "", "", others)] if others else found


def session_for(viewer: Viewer, session_id: int) -> SiteSession:
    """Raises NotFound."""
    found = db.session.scalar(
        select(SiteSession).where(
            SiteSession.id == session_id, SiteSession.community_id == viewer.community_id
        )
    )
    if found is None:
        raise NotFound
    return found


def sessions_of(round_id: int) -> list[SessionLine]:
    """The sessions of a round in the order of the day."""
    rows = db.session.execute(
        select(SiteSession, SamplingSite.name, SamplingSite.code)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(SiteSession.round_id == round_id)
        .order_by(SiteSession.opens_at, SamplingSite.position, SiteSession.id)
    ).all()
    return session_lines([(session, f"{code} {name}", "") for session, name, code in rows])


def my_sessions(viewer: Viewer, at: datetime) -> list[SessionLine]:
    """Sessions of these hours that are not closed, and whose team the viewer is in, with the task
    there. A session that was given to no team is anybody's who records."""
    mine = dict(
        db.session.execute(
            select(SamplingTeamMember.team_id, SamplingTeamMember.task).where(
                SamplingTeamMember.person_id == viewer.person_id
            )
        ).all()
    )
    rows = db.session.execute(
        select(SiteSession, SamplingSite.name, SamplingSite.code)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(
            SiteSession.community_id == viewer.community_id,
            or_(SiteSession.team_id.is_(None), SiteSession.team_id.in_(mine)),
            SiteSession.closed_at.is_(None),
            SiteSession.opens_at <= at + SOON,
            SiteSession.closes_at > at - SOON,
        )
        .order_by(SiteSession.opens_at, SamplingSite.position, SiteSession.id)
    ).all()
    return session_lines(
        [(session, f"{code} {name}", mine.get(session.team_id or 0, "")) for session, name, code in rows]
    )


def session_lines(rows: Sequence[tuple[SiteSession, str, str]]) -> list[SessionLine]:
    """(session, site, task) with what was counted and observed, in as many questions for one as for many."""
    ids = [session.id for session, _, _ in rows]
    sums = {
        key: (int(persons), int(tubes))
        for key, persons, tubes in db.session.execute(
            select(SiteCount.session_id, func.sum(SiteCount.persons), func.sum(SiteCount.tubes))
            .where(SiteCount.session_id.in_(ids))
            .group_by(SiteCount.session_id)
        )
    }
    waits = dict(
        db.session.execute(
            select(QueueObservation.session_id, func.max(QueueObservation.wait_minutes))
            .where(QueueObservation.session_id.in_(ids))
            .group_by(QueueObservation.session_id)
        ).all()
    )
    teams = dict(
        db.session.execute(
            select(SamplingTeam.id, SamplingTeam.code).where(
                SamplingTeam.id.in_({session.team_id for session, _, _ in rows} - {None})
            )
        ).all()
    )
    return [
        SessionLine(
            s.id,
            s.code,
            site,
            teams.get(s.team_id or 0, ""),
            s.opens_at,
            s.closes_at,
            s.opened_at,
            s.closed_at,
            s.paused_at,
            s.is_makeup,
            *sums.get(s.id, (0, 0)),
            TubeCheck(sums.get(s.id, (0, 0))[1], s.tubes_in_system),
            waits.get(s.id),
            task,
        )
        for s, site, task in rows
    ]
