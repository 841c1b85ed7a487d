"""The teams of a sweep: their people, their doors, how fast they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.clearance import clearance
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name
from teamhub.domain.sweep_walks import WalkStop
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.sweeps import DoorVisit, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.queries.sweep_standings import DoorRecord

PACE = timedelta(hours=1)


@dataclass(frozen=True)
class TeamLine:
    """`people`: masked names. `doors` are theirs, `left` of them have something missing. `last_hour`: visits."""

    id: int
    code: str
    name: str
    people: tuple[str, ...]
    compounds: tuple[str, ...]
    doors: int
    left: int
    last_hour: int
    last_visit_at: datetime | None


def team(viewer: Viewer, team_id: int) -> SweepTeam:
    """Raises NotFound for one of another community."""
    found = db.session.get(SweepTeam, team_id)
    if found is None or found.community_id != viewer.community_id or not viewer.may(Permission.SWEEP_VIEW):
        raise NotFound
    return found


def lines(
    sweep_id: int,
    records: Iterable[DoorRecord],
    compounds: dict[int, str],
    at: datetime,
    *,
    letters_required: bool,
) -> list[TeamLine]:
    """In the order of the sweep. `compounds`: id -> name, in the office's order."""
    own: dict[int | None, list[DoorRecord]] = defaultdict(list)
    for record in records:
        own[record.team_id].append(record)
    people, paces = _people(sweep_id), _paces(sweep_id, at)
    found = []
    for one in db.session.scalars(
        select(SweepTeam).where(SweepTeam.sweep_id == sweep_id).order_by(SweepTeam.position, SweepTeam.id)
    ):
        doors = [record.door for record in own[one.id]]
        walked = {door.compound_id for door in doors}
        pace, last = paces.get(one.id, (0, None))
        found.append(
            TeamLine(
                one.id,
                one.code,
                one.name,
                people.get(one.id, ()),
                tuple(name for key, name in compounds.items() if key in walked),
                len(doors),
                clearance(doors, letters_required=letters_required).remaining,
                pace,
                last,
            )
        )
    return found


def choices(sweep_id: int) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(SweepTeam.id, SweepTeam.name)
        .where(SweepTeam.sweep_id == sweep_id)
        .order_by(SweepTeam.position, SweepTeam.id)
    )
    return [(key, name) for key, name in rows]


def people_choices(viewer: Viewer, sweep_id: int, team_id: int | None) -> list[tuple[int, str]]:
    """People who are in no other team of the sweep."""
    taken = (
        select(SweepTeamMember.person_id)
        .join(SweepTeam, SweepTeam.id == SweepTeamMember.team_id)
        .where(SweepTeam.sweep_id == sweep_id, SweepTeam.id != (team_id or 0))
    )
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(Person.community_id == viewer.community_id, Person.id.not_in(taken))
        .order_by(Person.member_type, Person.id)
    )
    return [(key, name) for key, name in rows]


def stops(
    sweep_id: int, *, compound_id: int, building_id: int | None
) -> tuple[list[WalkStop], dict[int, tuple[int | None, str]]]:
    """The doors of a compound or building as a walk, and unit -> (team, state)."""
    query = (
        select(
            Unit.id,
            Compound.position,
            Building.position,
            Building.name,
            Unit.stairwell,
            Unit.floor,
            Unit.label,
            Unit.kind,
            SweepDoor.team_id,
            SweepDoor.state,
        )
        .join(Unit, Unit.id == SweepDoor.unit_id)
        .join(Building, Building.id == SweepDoor.building_id)
        .join(Compound, Compound.id == SweepDoor.compound_id)
        .where(SweepDoor.sweep_id == sweep_id, SweepDoor.compound_id == compound_id)
    )
    if building_id is not None:
        query = query.where(SweepDoor.building_id == building_id)
    rows = db.session.execute(query).all()
    return [WalkStop(*row[:8]) for row in rows], {row[0]: (row[8], row[9]) for row in rows}


def _people(sweep_id: int) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for team_id, name in db.session.execute(
        select(SweepTeamMember.team_id, Person.name)
        .join(Person, Person.id == SweepTeamMember.person_id)
        .join(SweepTeam, SweepTeam.id == SweepTeamMember.team_id)
        .where(SweepTeam.sweep_id == sweep_id)
        .order_by(SweepTeamMember.id)
    ):
        found[team_id].append(mask_name(name))
    return {team_id: tuple(names) for team_id, names in found.items()}


def _paces(sweep_id: int, at: datetime) -> dict[int, tuple[int, datetime | None]]:
    """Team -> (visits of the last hour, the latest visit)."""
    rows = db.session.execute(
        select(
            DoorVisit.team_id,
            func.count().filter(DoorVisit.visited_at > at - PACE),
            func.max(DoorVisit.visited_at),
        )
        .where(
            DoorVisit.sweep_id == sweep_id,
            DoorVisit.voided_at.is_(None),
            DoorVisit.visited_at <= at,
            DoorVisit.team_id.is_not(None),
        )
        .group_by(DoorVisit.team_id)
    )
    return {team_id: (count, last) for team_id, count, last in rows if team_id is not None}
