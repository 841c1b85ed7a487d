"""What the papers of a sweep say: the sheet of one building, and that a building, a compound or all is cleared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import natural_key
from teamhub.domain.clearance import Clearance, clearance, letter_is_due
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.sweeps import Sweep, SweepDoor
from teamhub.queries import places, sweep_standings, sweep_teams, terms


@dataclass(frozen=True)
class SheetLine:
    """One door in walking order, the highest floor first. `outcome`: code of the last visit, empty before one."""

    stairwell: str
    floor: int
    label: str
    kind: str
    occupied: bool
    residents: int
    letter_signed: bool
    outcome: str
    unit_id: int
    version: int


@dataclass(frozen=True)
class BuildingSheet:
    compound: str
    building: str
    teams: tuple[str, ...]
    doors: tuple[SheetLine, ...]


@dataclass(frozen=True)
class Certified:
    """A part of a sweep as it stands. `outcomes`: code of the last visit -> doors; they add up to all doors.
    `untested_settled`: people found untested whom a test or a reason settled. `last_visit_at` None: nobody came."""

    compound: str
    building: str
    stands: Clearance
    outcomes: dict[str, int]
    letters: int
    letters_due: int
    untested_settled: int
    last_visit_at: datetime | None


def sheet(viewer: Viewer, sweep: Sweep, building_id: int) -> BuildingSheet:
    """Raises NotFound for a building without a door in the sweep."""
    building = places.building(viewer, building_id)
    found = next(sheets(viewer, sweep, building_id=building.id), None)
    if found is None:
        raise NotFound
    return found


def sheets(
    viewer: Viewer, sweep: Sweep, *, compound_id: int | None = None, building_id: int | None = None
) -> Iterator[BuildingSheet]:
    """Every building that has a door in the sweep, compound by compound; the standings are worked out once."""
    by_building: dict[int, list[sweep_standings.DoorRecord]] = defaultdict(list)
    for record in _records(viewer, sweep):
        if building_id in (None, record.door.building_id) and compound_id in (None, record.door.compound_id):
            by_building[record.door.building_id].append(record)
    found = db.session.scalars(
        select(Building)
        .join(Compound, Compound.id == Building.compound_id)
        .where(Building.id.in_(list(by_building)), Compound.community_id == viewer.community_id)
        .order_by(Compound.position, Compound.id, Building.position, Building.id)
    ).all()
    ordered = sorted(
        found, key=lambda b: (b.compound.position, b.compound_id, b.position, natural_key(b.name))
    )
    for building in ordered:
        yield _sheet(sweep, building, {r.door.unit_id: r for r in by_building[building.id]})


def _sheet(sweep: Sweep, building: Building, records: dict[int, sweep_standings.DoorRecord]) -> BuildingSheet:
    units = db.session.scalars(select(Unit).where(Unit.id.in_(list(records)))).all()
    ordered = sorted(
        units, key=lambda u: (u.stairwell == "", natural_key(u.stairwell), -u.floor, natural_key(u.label))
    )
    names = dict(sweep_teams.choices(sweep.id))
    teams = {names[r.team_id]: None for r in records.values() if r.team_id is not None}
    mine = (SweepDoor.sweep_id == sweep.id, SweepDoor.unit_id.in_(list(records)))
    versions = {door.unit_id: door.version for door in db.session.scalars(select(SweepDoor).where(*mine))}
    lines = []
    for unit in ordered:
        record = records[unit.id]
        last = record.standing.last
        lines.append(
            SheetLine(
                unit.stairwell,
                unit.floor,
                unit.label,
                unit.kind,
                unit.occupied,
                unit.resident_count,
                record.door.letter_signed,
                last.outcome.code if last else "",
                unit.id,
                versions[unit.id],
            )
        )
    return BuildingSheet(building.compound.name, building.name, tuple(teams), tuple(lines))


def certified(
    viewer: Viewer, sweep: Sweep, compound_id: int | None = None, building_id: int | None = None
) -> Certified:
    """All of the sweep, or one compound or building of it. Raises NotFound where the sweep has no door."""
    compound = building = ""
    if building_id is not None:
        found = places.building(viewer, building_id)
        compound, building = found.compound.name, found.name
    elif compound_id is not None:
        compound = places.compound(viewer, compound_id).name
    records = [
        r
        for r in _records(viewer, sweep)
        if building_id in (None, r.door.building_id) and compound_id in (None, r.door.compound_id)
    ]
    if not records:
        raise NotFound
    required = terms.thresholds(viewer.community_id).letters_required
    doors = [r.door for r in records]
    due = [door for door in doors if letter_is_due(door)]
    visits = [r.standing.last.at for r in records if r.standing.last]
    return Certified(
        compound,
        building,
        clearance(doors, letters_required=required),
        dict(Counter(r.standing.last.outcome.code if r.standing.last else "" for r in records)),
        sum(door.letter_signed for door in due),
        len(due),
        sum(r.standing.untested.resolved for r in records),
        max(visits, default=None),
    )


def _records(viewer: Viewer, sweep: Sweep) -> list[sweep_standings.DoorRecord]:
    return sweep_standings.records(sweep, sweep_standings.outcomes_of(viewer.community_id))
