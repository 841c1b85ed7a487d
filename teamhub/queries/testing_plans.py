"""The plan of a round, site by site: how many people, how fast, through when, with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select

from teamhub.domain.settings import Thresholds
from teamhub.domain.testing import Guideline
from teamhub.domain.testing_plans import busiest_hour, through_at
from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import (
    RoundEligible,
    SamplingSite,
    SamplingTeam,
    SamplingTeamMember,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
)
from teamhub.queries import terms, testing_teams
from teamhub.queries.testing_teams import CrewLine, PoolLine

SAMPLING = "sampling"
"""The task of those who take the samples: each of them is a desk."""


@dataclass(frozen=True)
class PlannedSession:
    """`desks`: samplers of its team, else of the template, at least one."""

    id: int
    code: str
    team: str
    opens_at: datetime
    closes_at: datetime
    opened: bool
    is_makeup: bool
    desks: int


@dataclass(frozen=True)
class SitePlan:
    """One site of a round. `compounds`: (name, eligible people). `per_hour`: people whom one desk serves in an hour,
    `measured` in earlier rounds or a setting. `finish` None: not all will be through; `left`: how many will not."""

    id: int
    code: str
    name: str
    compounds: tuple[tuple[str, int], ...]
    sessions: tuple[PlannedSession, ...]
    per_hour: Fraction
    measured: bool
    finish: datetime | None
    left: int
    pools: tuple[PoolLine, ...]

    @property
    def eligible(self) -> int:
        return sum(people for _, people in self.compounds)


@dataclass(frozen=True)
class RoundPlanView:
    """`unserved`: (name, people) of compounds that no planned site serves. `pools`: of all teams together;
    `without_team`: sessions that nobody stands in yet."""

    sites: tuple[SitePlan, ...]
    crews: tuple[CrewLine, ...]
    unserved: tuple[tuple[str, int], ...]
    eligible: int
    site_check: Guideline
    sampler_check: Guideline
    pools: tuple[PoolLine, ...]
    without_team: int


def round_plan(held: TestingRound) -> RoundPlanView:
    limits = terms.thresholds(held.community_id)
    crews = {crew.id: crew for crew in testing_teams.crews(held)}
    desks = desks_of(held)
    sessions: dict[int, list[SiteSession]] = defaultdict(list)
    for session in db.session.scalars(
        select(SiteSession)
        .where(SiteSession.round_id == held.id)
        .order_by(SiteSession.opens_at, SiteSession.id)
    ):
        sessions[session.site_id].append(session)
    people = _people(held)
    rates = measured_rates(held)
    sites = tuple(
        _site(site, sessions[site.id], people.get(site.id, ()), crews, desks, rates.get(site.id), limits)
        for site in db.session.scalars(
            select(SamplingSite)
            .where(SamplingSite.id.in_(sessions))
            .order_by(SamplingSite.position, SamplingSite.id)
        )
    )
    eligible = sum(count for listed in people.values() for _, count in listed)
    unserved = [line for key, listed in people.items() if key not in sessions for line in listed]
    regular = [s for line in sessions.values() for s in line if not s.is_makeup]
    return RoundPlanView(
        sites,
        tuple(crews.values()),
        tuple(unserved),
        eligible,
        Guideline(eligible, limits.site_people_reference, len({s.site_id for s in regular})),
        Guideline(eligible, limits.sampler_people_reference, _samplers(held)),
        added_up([crew.pools for crew in crews.values()]),
        sum(s.team_id is None for s in regular),
    )


def added_up(teams: list[tuple[PoolLine, ...]]) -> tuple[PoolLine, ...]:
    """Pools of several teams, in the template's order; what one team lacks another's spare people do not fill."""
    present: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for line in [one for team in teams for one in team]:
        present[line.member_type] += line.present
        wanted[line.member_type] += line.wanted
    return tuple(PoolLine(pool, present[pool], count) for pool, count in wanted.items())


def _site(
    site: SamplingSite,
    sessions: list[SiteSession],
    compounds: tuple[tuple[str, int], ...],
    crews: dict[int, CrewLine],
    desks: dict[int, int],
    measured: Fraction | None,
    limits: Thresholds,
) -> SitePlan:
    per_hour = measured if measured is not None else Fraction(limits.people_per_hour)
    lines = tuple(
        PlannedSession(
            s.id,
            s.code,
            crews[s.team_id].code if s.team_id in crews else "",
            s.opens_at,
            s.closes_at,
            s.opened_at is not None,
            s.is_makeup,
            desks.get(s.team_id or 0, desks[0]),
        )
        for s in sessions
    )
    open_times = [(s.opens_at, s.closes_at) for s in lines if not s.is_makeup for _ in range(s.desks)]
    finish, left = through_at(sum(people for _, people in compounds), open_times, per_hour)
    teams = {s.team_id for s in sessions if s.team_id is not None and not s.is_makeup}
    pools = added_up([crews[key].pools for key in sorted(teams) if key in crews])
    return SitePlan(
        site.id, site.code, site.name, compounds, lines, per_hour, measured is not None, finish, left, pools
    )


def _people(held: TestingRound) -> dict[int, tuple[tuple[str, int], ...]]:
    """Site -> (compound, eligible people) of the round; 0: compounds that no site serves."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for site_id, name, eligible in db.session.execute(
        select(SamplingSite.id, Compound.name, RoundEligible.eligible)
        .select_from(RoundEligible)
        .join(Compound, Compound.id == RoundEligible.compound_id)
        .outerjoin(SiteCompound, SiteCompound.compound_id == Compound.id)
        .outerjoin(
            SamplingSite,
            (SamplingSite.id == SiteCompound.site_id) & (SamplingSite.campaign_id == held.campaign_id),
        )
        .where(RoundEligible.round_id == held.id)
        .order_by(Compound.position, Compound.id)
    ):
        found[site_id or 0].append((name, eligible))
    return {key: tuple(lines) for key, lines in found.items()}


def desks_of(held: TestingRound) -> dict[int, int]:
    """Team -> people who sample in it; 0: a team as the template has it."""
    seats = testing_teams.seats(held.template_id)
    found = {0: max(1, sum(s.count for s in seats if s.task == SAMPLING))}
    for team_id, count in db.session.execute(
        select(SamplingTeamMember.team_id, func.count())
        .join(SamplingTeam, SamplingTeam.id == SamplingTeamMember.team_id)
        .where(SamplingTeam.round_id == held.id, SamplingTeamMember.task == SAMPLING)
        .group_by(SamplingTeamMember.team_id)
    ):
        found[team_id] = max(1, count)
    return found


def served_per_hour(held: TestingRound, session: SiteSession) -> Fraction:
    """People whom all desks of the session serve in an hour: as measured in earlier rounds, else the setting."""
    desks = desks_of(held)
    rate = measured_rates(held).get(session.site_id)
    if rate is None:
        rate = Fraction(terms.thresholds(held.community_id).people_per_hour)
    return rate * desks.get(session.team_id or 0, desks[0])


def _samplers(held: TestingRound) -> int:
    """People who sample in the round, each once."""
    return (
        db.session.scalar(
            select(func.count(SamplingTeamMember.person_id.distinct()))
            .join(SamplingTeam, SamplingTeam.id == SamplingTeamMember.team_id)
            .where(SamplingTeam.round_id == held.id, SamplingTeamMember.task == SAMPLING)
        )
        or 0
    )


def measured_rates(held: TestingRound) -> dict[int, Fraction]:
    """Site -> people a desk served in the busiest hour of a session, in the latest round that counted there. The other
    hours say how many came, not how many a desk can serve; the rounds before had other teams."""
    samplers = (
        select(SamplingTeamMember.team_id, func.count().label("desks"))
        .where(SamplingTeamMember.task == SAMPLING, SamplingTeamMember.community_id == held.community_id)
        .group_by(SamplingTeamMember.team_id)
        .subquery()
    )
    counts: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    sessions: dict[int, tuple[int, int, int, datetime]] = {}
    for key, number, site_id, opened_at, desks, counted_at, persons in db.session.execute(
        select(
            SiteSession.id,
            TestingRound.number,
            SiteSession.site_id,
            SiteSession.opened_at,
            func.coalesce(samplers.c.desks, 1),
            SiteCount.counted_at,
            SiteCount.persons,
        )
        .join(TestingRound, TestingRound.id == SiteSession.round_id)
        .join(SiteCount, SiteCount.session_id == SiteSession.id)
        .outerjoin(samplers, samplers.c.team_id == SiteSession.team_id)
        .where(
            TestingRound.campaign_id == held.campaign_id,
            TestingRound.starts_at < held.starts_at,
            SiteSession.is_makeup.is_(False),
            SiteSession.opened_at.is_not(None),
        )
    ):
        sessions[key] = (number, site_id, desks, opened_at)
        counts[key].append((counted_at, persons))
    rates: dict[int, tuple[int, Fraction]] = {}
    for key, (number, site_id, desks, opened_at) in sessions.items():
        most = busiest_hour(opened_at, counts[key])
        if most is not None:
            rates[site_id] = max(rates.get(site_id, (0, Fraction())), (number, Fraction(most, desks)))
    return {site_id: rate for site_id, (_, rate) in rates.items()}
