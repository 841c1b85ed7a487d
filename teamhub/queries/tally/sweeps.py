"""Sweeps of the day, per compound, as they stood at the moment of the tally."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from teamhub.domain.clearance import Door, clearance
from teamhub.domain.figures.labels import Label, Share
from teamhub.domain.figures.sweeps import SweepFigures, SweepRow
from teamhub.domain.sweeps import first_visits, household_is_due
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.places import Building, Compound
from teamhub.models.sweeps import CommitmentLetter, Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.queries import sweep_standings
from teamhub.queries.sweep_standings import DoorCounts, DoorRecord
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
    records = door_records(scope, sweep)
    required = scope.thresholds.letters_required
    shops = [r.door for r in records if r.door.kind != "household"]
    return SweepFigures(
        number=sweep.number,
        purpose=Label(sweep.purpose),
        teams=walked.teams,
        people=sum(s.count for s in walked.shares),
        rows=rows_of(scope, sweep, records),
        letters=letters.so_far,
        letters_day=letters.that_day,
        letters_due=households,
        shops_due=len(shops),
        shops_settled=len(shops) - clearance(shops, letters_required=required).remaining,
        by_member_type=walked.shares,
    )


def compound_rows(scope: Scope, sweep: Sweep) -> tuple[SweepRow, ...]:
    """The table of a sweep, one row per compound, as of the moment."""
    return rows_of(scope, sweep, door_records(scope, sweep))


def shops_per_compound(scope: Scope, sweep: Sweep) -> list[tuple[str, str, int, int]]:
    """(code, name, shops in scope, settled ones) of the compounds that have any."""
    shops: dict[int, list[Door]] = defaultdict(list)
    for record in door_records(scope, sweep):
        if record.door.kind != "household":
            shops[record.door.compound_id].append(record.door)
    compounds = db.session.execute(
        select(Compound.id, Compound.code, Compound.name)
        .where(Compound.id.in_(list(shops)))
        .order_by(Compound.position, Compound.id)
    )
    required = scope.thresholds.letters_required
    return [
        (
            code,
            name,
            len(shops[key]),
            len(shops[key]) - clearance(shops[key], letters_required=required).remaining,
        )
        for key, code, name in compounds
    ]


def door_records(scope: Scope, sweep: Sweep) -> list[DoorRecord]:
    if sweep.id not in scope.doors:
        known = sweep_standings.outcomes(scope.terms["visit_outcome"])
        scope.doors[sweep.id] = sweep_standings.records(sweep, known, as_of=scope.as_of)
    return scope.doors[sweep.id]


def rows_of(scope: Scope, sweep: Sweep, records: Sequence[DoorRecord]) -> tuple[SweepRow, ...]:
    """The same table from doors that are loaded already. A compound of shops alone has a row too: with nothing due,
    and whatever of it remains."""
    people = people_per_compound(sweep)
    by_compound: dict[int, list[DoorRecord]] = defaultdict(list)
    for record in records:
        by_compound[record.door.compound_id].append(record)
    compounds = db.session.execute(
        select(Compound.id, Compound.code, Compound.name)
        .where(Compound.id.in_(list(by_compound)))
        .order_by(Compound.position, Compound.id)
    )
    return tuple(
        row_of(scope, code, name, people.get(key, 0), by_compound[key]) for key, code, name in compounds
    )


def row_of(scope: Scope, code: str, name: str, people: int, records: Sequence[DoorRecord]) -> SweepRow:
    """One compound from its doors; `people`: members of its teams."""
    firsts = first_visits(r.standing for r in records if household_is_due(r.door.kind, r.door.occupied))
    stands = clearance((r.door for r in records), letters_required=scope.thresholds.letters_required)
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
    records = [r for r in door_records(scope, sweep) if household_is_due(r.door.kind, r.door.occupied)]
    by_compound: dict[int, list[DoorRecord]] = defaultdict(list)
    for record in records:
        by_compound[record.door.compound_id].append(record)
    names = db.session.execute(
        select(Compound.id, Compound.name)
        .where(Compound.id.in_(list(by_compound)))
        .order_by(Compound.position, Compound.id)
    )
    return [
        (name, sweep_standings.counts((r.door for r in by_compound[key]), letters_required=required))
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
