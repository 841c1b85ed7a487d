"""Sweeps of the day, per compound, as they stood at the moment of the tally."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from teamhub.domain.clearance import Clearance, Stands, clearance_of_alike
from teamhub.domain.figures.labels import Label, Share
from teamhub.domain.figures.sweeps import SweepFigures, SweepRow
from teamhub.domain.sweeps import DoorStanding, first_visits_of_alike, household_is_due
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.places import Building, Compound
from teamhub.models.sweeps import CommitmentLetter, Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.queries import sweep_standings
from teamhub.queries.sweep_alike import AlikeDoors, alike
from teamhub.queries.sweep_standings import DoorCounts, DoorRecord, counts
from teamhub.queries.tally.scope import Scope


def sweeps_so_far(scope: Scope) -> list[Sweep]:
    return list(
        db.session.scalars(
            select(Sweep)
            .where(Sweep.campaign_id == scope.campaign.id, Sweep.starts_at <= scope.as_of)
            .order_by(Sweep.number)
        )
    )


@dataclass(frozen=True)
class Letters:
    """Commitment letters of inhabited households that are signed."""

    so_far: int
    that_day: int


def letters_signed(scope: Scope) -> Letters:
    that_day = func.count().filter(scope.today(CommitmentLetter.signed_at))
    so_far, today = db.session.execute(
        select(func.count(), that_day)
        .select_from(CommitmentLetter)
        .where(CommitmentLetter.campaign_id == scope.campaign.id, scope.so_far(CommitmentLetter.signed_at))
    ).one()
    return Letters(so_far, today)


@dataclass(frozen=True)
class Strength:
    """Teams of a sweep, and its people by member type, each person once."""

    teams: int
    shares: tuple[Share, ...]


def strength(scope: Scope, sweep: Sweep) -> Strength:
    teams = db.session.scalar(
        select(func.count()).select_from(SweepTeam).where(SweepTeam.sweep_id == sweep.id)
    )
    counts = dict(
        db.session.execute(
            select(Person.member_type, func.count(Person.id.distinct()))
            .join(SweepTeamMember, SweepTeamMember.person_id == Person.id)
            .join(SweepTeam, SweepTeam.id == SweepTeamMember.team_id)
            .where(SweepTeam.sweep_id == sweep.id)
            .group_by(Person.member_type)
        ).all()
    )
    shares = tuple(
        Share(code, scope.label("member_type", code), counts[code])
        for code in scope.terms["member_type"]
        if code in counts
    )
    return Strength(teams or 0, shares)


def sweep_figures(
    scope: Scope, sweep: Sweep, walked: Strength, letters: Letters, households: int
) -> SweepFigures:
    """Of one sweep. `households`: of the community."""
    doors = alike_doors(scope, sweep)
    shops = _settled(scope, (door for door in doors if door.kind != "household"))
    return SweepFigures(
        number=sweep.number,
        purpose=Label(sweep.purpose),
        teams=walked.teams,
        people=sum(s.count for s in walked.shares),
        rows=compound_rows(scope, sweep),
        letters=letters.so_far,
        letters_day=letters.that_day,
        letters_due=households,
        shops_due=shops.doors,
        shops_settled=shops.doors - shops.remaining,
        by_member_type=walked.shares,
    )


def compound_rows(scope: Scope, sweep: Sweep) -> tuple[SweepRow, ...]:
    """The table of a sweep, one row per compound, as of the moment. A compound of shops alone has a row too: with
    nothing due, and whatever of it remains."""
    people = people_per_compound(sweep)
    grouped = _by_compound(alike_doors(scope, sweep))
    compounds = db.session.execute(
        select(Compound.id, Compound.code, Compound.name)
        .where(Compound.id.in_(list(grouped)))
        .order_by(Compound.position, Compound.id)
    )
    return tuple(
        row_of(
            scope,
            code,
            name,
            people.get(key, 0),
            ((door, door.standing, door.doors) for door in grouped[key]),
        )
        for key, code, name in compounds
    )


def shops_per_compound(scope: Scope, sweep: Sweep) -> list[tuple[str, str, int, int]]:
    """(code, name, shops in scope, settled ones) of the compounds that have any."""
    shops = _by_compound(door for door in alike_doors(scope, sweep) if door.kind != "household")
    compounds = db.session.execute(
        select(Compound.id, Compound.code, Compound.name)
        .where(Compound.id.in_(list(shops)))
        .order_by(Compound.position, Compound.id)
    )
    stands = {key: _settled(scope, doors) for key, doors in shops.items()}
    return [
        (code, name, stands[key].doors, stands[key].doors - stands[key].remaining)
        for key, code, name in compounds
    ]


def alike_doors(scope: Scope, sweep: Sweep) -> list[AlikeDoors]:
    if sweep.id not in scope.alike:
        known = sweep_standings.outcomes(scope.terms["visit_outcome"])
        scope.alike[sweep.id] = alike(sweep, known, scope.as_of)
    return scope.alike[sweep.id]


def _by_compound(doors: Iterable[AlikeDoors]) -> dict[int, list[AlikeDoors]]:
    grouped: dict[int, list[AlikeDoors]] = defaultdict(list)
    for door in doors:
        grouped[door.compound_id].append(door)
    return grouped


def _settled(scope: Scope, doors: Iterable[AlikeDoors]) -> Clearance:
    return clearance_of_alike(
        ((door, door.doors) for door in doors), letters_required=scope.thresholds.letters_required
    )


def door_records(scope: Scope, sweep: Sweep) -> list[DoorRecord]:
    """Door by door, for a page that names them."""
    if sweep.id not in scope.doors:
        known = sweep_standings.outcomes(scope.terms["visit_outcome"])
        scope.doors[sweep.id] = sweep_standings.records(sweep, known, as_of=scope.as_of)
    return scope.doors[sweep.id]


def row_of(
    scope: Scope, code: str, name: str, people: int, doors: Iterable[tuple[Stands, DoorStanding, int]]
) -> SweepRow:
    """One compound from its doors, each kind with how many there are of it; `people`: members of its teams."""
    listed = list(doors)
    firsts = first_visits_of_alike(
        (standing, times) for door, standing, times in listed if household_is_due(door.kind, door.occupied)
    )
    stands = clearance_of_alike(
        ((door, times) for door, _, times in listed), letters_required=scope.thresholds.letters_required
    )
    return SweepRow(
        code=code,
        name=Label(name),
        people=people,
        due=firsts.due,
        first_met=firsts.met,
        first_phone=firsts.phone,
        first_no_answer=firsts.no_answer,
        first_other=firsts.other,
        revisited=firsts.revisited,
        unvisited=firsts.unvisited,
        untested_found=firsts.untested_found,
        made_up=firsts.untested_resolved,
        remaining=stands.remaining,
        cleared=stands.cleared,
    )


def wall(scope: Scope, sweep: Sweep) -> list[tuple[str, DoorCounts]]:
    """Compounds in the office's order with their households that are due, each door counted once."""
    required = scope.thresholds.letters_required
    due = _by_compound(
        door for door in alike_doors(scope, sweep) if household_is_due(door.kind, door.occupied)
    )
    names = db.session.execute(
        select(Compound.id, Compound.name)
        .where(Compound.id.in_(list(due)))
        .order_by(Compound.position, Compound.id)
    )
    return [
        (name, counts(((door, door.doors) for door in due[key]), letters_required=required))
        for key, name in names
    ]


@dataclass(frozen=True)
class UntestedDoor:
    """A household at which the sweep found people untested; `found` = `made_up` + those still open."""

    compound_code: str
    compound: str
    building: str
    found: int
    made_up: int


def untested_doors(scope: Scope, sweep: Sweep) -> list[UntestedDoor]:
    """Exactly the doors that the figures of untested people count."""
    names = {
        key: (code, compound, building)
        for key, code, compound, building in db.session.execute(
            select(Building.id, Compound.code, Compound.name, Building.name)
            .join(Compound, Compound.id == Building.compound_id)
            .where(Building.community_id == scope.community.id)
        )
    }
    return [
        UntestedDoor(*names[r.door.building_id], r.standing.untested.found, r.standing.untested.resolved)
        for r in door_records(scope, sweep)
        if r.standing.untested.found and household_is_due(r.door.kind, r.door.occupied)
    ]


def people_per_compound(sweep: Sweep) -> dict[int, int]:
    """Members of the teams that own doors of each compound."""
    owns = (
        select(SweepDoor.compound_id, SweepDoor.team_id)
        .where(SweepDoor.sweep_id == sweep.id, SweepDoor.team_id.is_not(None))
        .distinct()
        .subquery()
    )
    rows = db.session.execute(
        select(owns.c.compound_id, func.count(SweepTeamMember.person_id.distinct()))
        .join(SweepTeamMember, SweepTeamMember.team_id == owns.c.team_id)
        .group_by(owns.c.compound_id)
    )
    return dict(rows.all())
