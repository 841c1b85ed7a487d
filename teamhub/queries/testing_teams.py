"""Sampling teams of a round: their people by task, what their staffing template still lacks, who may join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, selectinload

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name
from teamhub.domain.testing import PoolShortage, staffing
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingSeat, StaffingTemplate
from teamhub.models.people import Person
from teamhub.models.testing import SamplingSite, SamplingTeam, SamplingTeamMember, SiteSession, TestingRound


@dataclass(frozen=True)
class PoolLine:
    """One pool of people (member type) of a team: 2 of 2."""

    member_type: str
    present: int
    wanted: int

    @property
    def short(self) -> int:
        return max(0, self.wanted - self.present)


@dataclass(frozen=True)
class CrewLine:
    """`people`: (masked name, task). `pools`: against the template, empty without one. `sessions`: (site, opens,
    closes)."""

    id: int
    code: str
    people: tuple[tuple[str, str], ...]
    pools: tuple[PoolLine, ...]
    sessions: tuple[tuple[str, datetime, datetime], ...]


def team(viewer: Viewer, team_id: int | None) -> SamplingTeam:
    """Raises NotFound."""
    found = db.session.get(SamplingTeam, team_id) if team_id is not None else None
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def crews(held: TestingRound) -> list[CrewLine]:
    """The round's teams by code."""
    members: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for team_id, name, member_type, task in db.session.execute(
        select(SamplingTeamMember.team_id, Person.name, Person.member_type, SamplingTeamMember.task)
        .join(Person, Person.id == SamplingTeamMember.person_id)
        .join(SamplingTeam, SamplingTeam.id == SamplingTeamMember.team_id)
        .where(SamplingTeam.round_id == held.id)
        .order_by(SamplingTeamMember.id)
    ):
        members[team_id].append((mask_name(name), member_type, task))
    sessions: dict[int, list[tuple[str, datetime, datetime]]] = defaultdict(list)
    for key, site, opens_at, closes_at in db.session.execute(
        select(SiteSession.team_id, SamplingSite.name, SiteSession.opens_at, SiteSession.closes_at)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(SiteSession.round_id == held.id, SiteSession.team_id.is_not(None))
        .order_by(SiteSession.opens_at)
    ):
        if key is not None:
            sessions[key].append((site, opens_at, closes_at))
    wanted = [(s.member_type, s.task, s.count) for s in seats(held.template_id)]
    teams = db.session.execute(
        select(SamplingTeam.id, SamplingTeam.code)
        .where(SamplingTeam.round_id == held.id)
        .order_by(SamplingTeam.code)
    )
    return [
        CrewLine(
            key,
            code,
            tuple((name, task) for name, _, task in members[key]),
            pools_of(staffing(wanted, [(pool, task) for _, pool, task in members[key]])),
            tuple(sessions[key]),
        )
        for key, code in teams
    ]


def pools_of(lines: Iterable[PoolShortage]) -> tuple[PoolLine, ...]:
    """The lines of a template added up by member type, in the template's order."""
    sums: dict[str, list[int]] = {}
    for line in lines:
        present, wanted = sums.setdefault(line.member_type, [0, 0])
        sums[line.member_type] = [present + line.present, wanted + line.wanted]
    return tuple(PoolLine(pool, present, wanted) for pool, (present, wanted) in sums.items())


def seats(template_id: int | None) -> Sequence[StaffingSeat]:
    """Of a staffing template, in its order; none without a template."""
    if template_id is None:
        return ()
    return db.session.scalars(
        select(StaffingSeat)
        .where(StaffingSeat.template_id == template_id)
        .order_by(StaffingSeat.position, StaffingSeat.id)
    ).all()


def templates(viewer: Viewer) -> list[tuple[int, str]]:
    rows = db.session.scalars(
        select(StaffingTemplate)
        .where(StaffingTemplate.community_id == viewer.community_id)
        .options(selectinload(StaffingTemplate.seats))
        .order_by(StaffingTemplate.id)
    )
    return [(t.id, f"{t.name} ({sum(s.count for s in t.seats)})") for t in rows]


def team_choices(round_id: int) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(SamplingTeam.id, SamplingTeam.code)
        .where(SamplingTeam.round_id == round_id)
        .order_by(SamplingTeam.code)
    )
    return [(key, code) for key, code in rows]


def people_for(viewer: Viewer, day: date, kept: Sequence[int]) -> list[tuple[int, str, str]]:
    """(id, name, member type) of people deployed on the day, and of those who are in already."""
    rows = db.session.execute(
        select(Person.id, Person.name, Person.member_type)
        .where(Person.community_id == viewer.community_id, or_(deployed_on(day), Person.id.in_(kept)))
        .order_by(Person.member_type, Person.id)
    )
    return [(key, name, member_type) for key, name, member_type in rows]


def deployed_on(day: date) -> ColumnElement[bool]:
    """Active people who are there on the day."""
    return (
        Person.active.is_(True)
        & or_(Person.deployed_from.is_(None), Person.deployed_from <= day)
        & or_(Person.deployed_to.is_(None), Person.deployed_to >= day)
    )


def site_names(round_id: int) -> dict[int, str]:
    """Session -> "P1 North gate"."""
    rows = db.session.execute(
        select(SiteSession.id, SamplingSite.code, SamplingSite.name)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(SiteSession.round_id == round_id)
    )
    return {key: f"{code} {name}" for key, code, name in rows}


def clash(round_id: int, person_ids: Sequence[int], team_id: int) -> tuple[str, str] | None:
    """(name, other team) of somebody whom a session of this team needs while one of another team does."""
    mine, theirs = aliased(SiteSession), aliased(SiteSession)
    row = db.session.execute(
        select(Person.name, SamplingTeam.code)
        .join(SamplingTeamMember, SamplingTeamMember.person_id == Person.id)
        .join(SamplingTeam, SamplingTeam.id == SamplingTeamMember.team_id)
        .join(theirs, theirs.team_id == SamplingTeam.id)
        .join(mine, (mine.team_id == team_id) & (mine.opens_at < theirs.closes_at))
        .where(
            SamplingTeam.round_id == round_id,
            SamplingTeam.id != team_id,
            Person.id.in_(person_ids),
            theirs.opens_at < mine.closes_at,
        )
        .order_by(Person.id)
    ).first()
    return (row[0], row[1]) if row else None


def members_of(team_id: int) -> list[int]:
    return list(
        db.session.scalars(select(SamplingTeamMember.person_id).where(SamplingTeamMember.team_id == team_id))
    )
