"""Sweeps at the desk: the list, the table of compounds, what remains and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, Subquery, func, select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.addresses import natural_key
from teamhub.domain.clearance import Clearance, clearance, clearance_by, letter_is_due
from teamhub.domain.errors import NotFound
from teamhub.domain.figures.sweeps import SweepRow
from teamhub.domain.sweeps import DoorState, FirstVisits, first_visits, household_is_due
from teamhub.models.base import db
from teamhub.models.places import Building, Community, Compound
from teamhub.models.sweeps import Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.models.testing import TestingRound
from teamhub.queries import sweep_standings, sweep_teams, viewers
from teamhub.queries.sweep_standings import DoorCounts, DoorRecord
from teamhub.queries.sweep_teams import TeamLine
from teamhub.queries.tally import sweeps as tally_sweeps
from teamhub.queries.tally.scope import Scope, scope_of


@dataclass(frozen=True)
class SweepSummary:
    """One line of the list: `final` of `doors` by what the visits came to."""

    number: int
    purpose: str
    held_on: date
    round_number: int | None
    doors: int
    final: int
    open_untested: int
    teams: int
    people: int
    starts_at: datetime
    cleared_at: datetime | None


@dataclass(frozen=True)
class CompoundLine:
    """`row` as the tally prints it; `letters` of `letters_due` households; `counts` of all doors for the wall."""

    id: int
    row: SweepRow
    letters: int
    letters_due: int
    counts: DoorCounts
    stands: Clearance


@dataclass(frozen=True)
class Overview:
    """A sweep as it stands. `firsts`: of the households due, over all compounds. `stands`: of all doors."""

    number: int
    purpose: str
    held_on: date
    cleared_at: datetime | None
    compounds: tuple[CompoundLine, ...]
    teams: tuple[TeamLine, ...]
    firsts: FirstVisits
    stands: Clearance
    letters: int
    letters_due: int
    shops: int
    shops_left: int
    without_team: int


@dataclass(frozen=True)
class BuildingStand:
    id: int
    name: str
    stands: Clearance
    teams: tuple[str, ...]


def by_id(viewer: Viewer, sweep_id: int) -> Sweep:
    """Raises NotFound for one of another community, or without the right to see sweeps."""
    found = db.session.get(Sweep, sweep_id)
    if found is None or found.community_id != viewer.community_id or not viewer.may(Permission.SWEEP_VIEW):
        raise NotFound
    return found


def by_number(viewer: Viewer, number: int, today: date) -> Sweep:
    """Of the campaign that runs. Raises NotFound."""
    campaign = viewers.current_campaign(viewer.community_id, today)
    found = db.session.scalar(select(Sweep).where(Sweep.campaign_id == campaign.id, Sweep.number == number))
    if found is None:
        raise NotFound
    return found


def listed(viewer: Viewer, today: date) -> list[SweepSummary]:
    """The sweeps of the campaign that runs, the latest first."""
    campaign = viewers.current_campaign(viewer.community_id, today)
    doors, strength = _doors_of_each(campaign.id), _strength_of_each(campaign.id)
    rows = db.session.execute(
        select(
            Sweep,
            TestingRound.number,
            doors.c.doors,
            doors.c.final,
            doors.c.untested,
            strength.c.teams,
            strength.c.people,
        )
        .outerjoin(doors, doors.c.sweep_id == Sweep.id)
        .outerjoin(strength, strength.c.sweep_id == Sweep.id)
        .outerjoin(TestingRound, TestingRound.id == Sweep.round_id)
        .where(Sweep.campaign_id == campaign.id)
        .order_by(Sweep.number.desc())
    )
    return [
        SweepSummary(
            s.number,
            s.purpose,
            s.held_on,
            round_number,
            count or 0,
            final or 0,
            int(untested or 0),
            teams or 0,
            people or 0,
            s.starts_at,
            s.cleared_at,
        )
        for s, round_number, count, final, untested, teams, people in rows
    ]


def numbered(viewer: Viewer, today: date) -> list[tuple[int, date]]:
    """(number, day) of the same sweeps, for a choice among them."""
    campaign = viewers.current_campaign(viewer.community_id, today)
    rows = db.session.execute(
        select(Sweep.number, Sweep.held_on)
        .where(Sweep.campaign_id == campaign.id)
        .order_by(Sweep.number.desc())
    )
    return [(number, held_on) for number, held_on in rows]


def _of_campaign(campaign_id: int) -> Select[int]:
    """The ids of its sweeps: groups are made of their rows alone, whatever else the tables hold."""
    return select(Sweep.id).where(Sweep.campaign_id == campaign_id)


def _doors_of_each(campaign_id: int) -> Subquery:
    """Doors are counted in an index of states alone; people are looked for where somebody is untested."""
    counted = (
        select(
            SweepDoor.sweep_id,
            func.count().label("doors"),
            func.count().filter(SweepDoor.state == DoorState.FINAL.value).label("final"),
        )
        .where(SweepDoor.sweep_id.in_(_of_campaign(campaign_id)))
        .group_by(SweepDoor.sweep_id)
        .subquery()
    )
    people = (
        select(func.sum(SweepDoor.open_untested))
        .where(SweepDoor.sweep_id == counted.c.sweep_id, SweepDoor.state == DoorState.UNTESTED.value)
        .scalar_subquery()
    )
    return select(counted, people.label("untested")).subquery()


def _strength_of_each(campaign_id: int) -> Subquery:
    return (
        select(
            SweepTeam.sweep_id,
            func.count(SweepTeam.id.distinct()).label("teams"),
            func.count(SweepTeamMember.person_id.distinct()).label("people"),
        )
        .outerjoin(SweepTeamMember, SweepTeamMember.team_id == SweepTeam.id)
        .where(SweepTeam.sweep_id.in_(_of_campaign(campaign_id)))
        .group_by(SweepTeam.sweep_id)
        .subquery()
    )


def scope(viewer: Viewer, sweep: Sweep, today: date, at: datetime) -> Scope:
    campaign = viewers.current_campaign(viewer.community_id, today)
    return scope_of(db.session.get_one(Community, sweep.community_id), campaign, today, at)


def overview(viewer: Viewer, sweep: Sweep, today: date, at: datetime) -> Overview:
    asked = scope(viewer, sweep, today, at)
    required = asked.thresholds.letters_required
    records = tally_sweeps.door_records(asked, sweep)
    compounds = _compounds(sweep)
    lines = _compound_lines(asked, sweep, records, compounds)
    doors = [record.door for record in records]
    shops = [door for door in doors if door.kind != "household"]
    due = [r for r in records if household_is_due(r.door.kind, r.door.occupied)]
    names = {key: name for key, (_, name) in compounds.items()}
    teams = sweep_teams.lines(sweep.id, records, names, at, letters_required=required)
    return Overview(
        sweep.number,
        sweep.purpose,
        sweep.held_on,
        sweep.cleared_at,
        tuple(lines),
        tuple(teams),
        first_visits(record.standing for record in due),
        clearance(doors, letters_required=required),
        sum(line.letters for line in lines),
        sum(line.letters_due for line in lines),
        len(shops),
        clearance(shops, letters_required=required).remaining,
        sum(record.team_id is None for record in records),
    )


def _compounds(sweep: Sweep) -> dict[int, tuple[str, str]]:
    """Id -> (code, name) of the compounds in scope, in the office's order."""
    covered = select(SweepDoor.compound_id).where(SweepDoor.sweep_id == sweep.id)
    rows = db.session.execute(
        select(Compound.id, Compound.code, Compound.name)
        .where(Compound.id.in_(covered))
        .order_by(Compound.position, Compound.id)
    )
    return {key: (code, name) for key, code, name in rows}


def compound_choices(sweep: Sweep) -> list[tuple[int, str]]:
    """(id, name) of the compounds in scope."""
    return [(key, name) for key, (_, name) in _compounds(sweep).items()]


def _compound_lines(
    asked: Scope, sweep: Sweep, records: Sequence[DoorRecord], compounds: dict[int, tuple[str, str]]
) -> list[CompoundLine]:
    required = asked.thresholds.letters_required
    people = tally_sweeps.people_per_compound(sweep)
    grouped: dict[int, list[DoorRecord]] = defaultdict(list)
    for record in records:
        grouped[record.door.compound_id].append(record)
    lines = []
    for key, (code, name) in compounds.items():
        doors = [record.door for record in grouped[key]]
        owed = [door for door in doors if letter_is_due(door._replace(last_contact=""))]
        lines.append(
            CompoundLine(
                key,
                tally_sweeps.row_of(
                    asked, code, name, people.get(key, 0), ((r.door, r.standing, 1) for r in grouped[key])
                ),
                sum(door.letter_signed for door in owed),
                len(owed),
                sweep_standings.counts(((door, 1) for door in doors), letters_required=required),
                clearance(doors, letters_required=required),
            )
        )
    return lines


def buildings(
    viewer: Viewer, sweep: Sweep, compound_id: int, today: date, at: datetime
) -> list[BuildingStand]:
    """The buildings of one compound and whether each is cleared. Raises NotFound when the sweep has no door there."""
    asked = scope(viewer, sweep, today, at)
    records = [r for r in tally_sweeps.door_records(asked, sweep) if r.door.compound_id == compound_id]
    if not records:
        raise NotFound
    stands = clearance_by(
        (record.door for record in records),
        lambda door: door.building_id,
        letters_required=asked.thresholds.letters_required,
    )
    names = dict(sweep_teams.choices(sweep.id))
    walked: dict[int, Counter[str]] = defaultdict(Counter)
    for record in records:
        if record.team_id is not None:
            walked[record.door.building_id][names[record.team_id]] += 1
    rows = db.session.scalars(select(Building).where(Building.id.in_(list(stands))))
    ordered = sorted(rows, key=lambda b: (b.position, natural_key(b.name)))
    return [BuildingStand(b.id, b.name, stands[b.id], tuple(walked[b.id])) for b in ordered]
