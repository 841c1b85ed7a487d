"""Sessions, teams and people behind the figures of a round's staff. Make-up sessions of later days do not count."""

from __future__ import annotations

from sqlalchemy import select

from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingSeat
from teamhub.models.people import Organization, Person
from teamhub.models.testing import (
    SamplingSite,
    SamplingTeam,
    SamplingTeamMember,
    SiteSession,
    TestingRound,
)
from teamhub.queries.tally import testing
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted, explained, summed
from teamhub.queries.tally.scope import Scope

SAMPLING = "sampling"
"""The task of those who take the samples."""


def sessions(scope: Scope, held: TestingRound) -> RowSet:
    rows = db.session.execute(
        select(
            SiteSession.opens_at,
            SiteSession.closes_at,
            SiteSession.code,
            SamplingSite.name,
            SamplingTeam.code,
        )
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .outerjoin(SamplingTeam, SamplingTeam.id == SiteSession.team_id)
        .where(SiteSession.round_id == held.id, SiteSession.is_makeup.is_(False))
        .order_by(SiteSession.opens_at, SiteSession.code)
    )
    return counted("sessions", ("opens", "closes", "code", "site", "team"), [tuple(r) for r in rows])


def teams(scope: Scope, held: TestingRound) -> RowSet:
    """Teams that work in a session, each once, with their people."""
    sizes: dict[str, int] = {}
    for code, person in _members(scope, held):
        sizes[code] = sizes.get(code, 0) + (person is not None)
    return counted("teams", ("code", "people"), list(sizes.items()))


def people(scope: Scope, held: TestingRound) -> RowSet:
    """Each person once, also who serves in two teams."""
    seen: dict[int, tuple[Cell, ...]] = {}
    for code, person in _members(scope, held):
        if person is not None:
            seen.setdefault(
                person.id,
                (code, mask_name(person.name), scope.label("member_type", person.member_type)),
            )
    return counted("team_members", ("code", "person", "member_type"), list(seen.values()))


def _members(scope: Scope, held: TestingRound) -> list[tuple[str, Person | None]]:
    """(team, member) of every team with a session; a team of nobody has one row without a person."""
    working = select(SiteSession.team_id).where(
        SiteSession.round_id == held.id, SiteSession.is_makeup.is_(False)
    )
    rows = db.session.execute(
        select(SamplingTeam.code, Person)
        .outerjoin(SamplingTeamMember, SamplingTeamMember.team_id == SamplingTeam.id)
        .outerjoin(Person, Person.id == SamplingTeamMember.person_id)
        .where(SamplingTeam.id.in_(working))
        .order_by(SamplingTeam.code, Person.id)
    )
    return [(code, person) for code, person in rows]


def team_seats(scope: Scope, held: TestingRound) -> RowSet:
    """The seats of the round's staffing template."""
    rows: list[tuple[Cell, ...]] = [
        (scope.label("member_type", member_type), n)
        for member_type, n in db.session.execute(
            select(StaffingSeat.member_type, StaffingSeat.count)
            .where(StaffingSeat.template_id == held.template_id)
            .order_by(StaffingSeat.id)
        )
    ]
    return summed("team_seats", ("member_type", "value"), rows)


def samplers(scope: Scope) -> RowSet:
    """People who took samples in the day's rounds, each once."""
    today = [r.id for r in _rounds_of_the_day(scope)]
    rows: dict[int, tuple[Cell, ...]] = {}
    for key, name, code, office in db.session.execute(
        select(Person.id, Person.name, SamplingTeam.code, Organization.name)
        .join(SamplingTeamMember, SamplingTeamMember.person_id == Person.id)
        .join(SamplingTeam, SamplingTeam.id == SamplingTeamMember.team_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(SamplingTeam.round_id.in_(today), SamplingTeamMember.task == SAMPLING)
        .order_by(SamplingTeam.code, Person.id)
    ):
        rows.setdefault(key, (code, mask_name(name), office))
    return counted("samplers", ("code", "person", "organization"), list(rows.values()))


def samplers_needed(scope: Scope) -> RowSet:
    """The people due in each round of the day, beside the reference value."""
    per_sampler = scope.thresholds.sampler_people_reference
    rows: list[tuple[Cell, ...]] = []
    for held in _rounds_of_the_day(scope):
        due = sum(testing.eligible_people(held).values())
        rows.append((held.number, due, per_sampler, -(-due // per_sampler)))
    return explained("reference", ("round", "people_due", "per_sampler", "samplers"), rows)


def _rounds_of_the_day(scope: Scope) -> list[TestingRound]:
    return [r for r in testing.rounds_so_far(scope) if scope.local(r.starts_at).date() == scope.day]
