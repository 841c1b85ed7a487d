"""Compounds, buildings and doors; the check of declared households against doors on record."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import natural_key
from teamhub.domain.errors import NotFound
from teamhub.domain.people import name_key
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, CompoundAlias, Unit


@dataclass(frozen=True)
class CompoundRow:
    """`declared`: inhabited households as the office states them; `on_record`: inhabited household doors;
    vacant flats and shops stand outside of both."""

    id: int
    code: str
    name: str
    aliases: tuple[str, ...]
    declared: int
    on_record: int
    vacant: int
    shops: int
    buildings: int
    registered: int
    eligible: int
    note: str

    @property
    def agrees(self) -> bool:
        return self.declared == self.on_record


@dataclass(frozen=True)
class BuildingRow:
    id: int
    name: str
    households: int
    vacant: int
    shops: int


@dataclass
class Stairwell:
    """Doors by floor, the highest floor first; shops have the stairwell ""."""

    name: str
    floors: dict[int, list[Unit]] = field(default_factory=dict)


def compounds(viewer: Viewer, q: str = "") -> list[CompoundRow]:
    """In the leader's order; `q`: part of a name or of another name."""
    where = [Compound.community_id == viewer.community_id]
    if q.strip():
        typed = q.strip()
        known_as = select(CompoundAlias.compound_id).where(
            CompoundAlias.community_id == viewer.community_id,
            CompoundAlias.name.contains(typed, autoescape=True),
        )
        where.append(or_(Compound.name.contains(typed, autoescape=True), Compound.id.in_(known_as)))
    found = db.session.scalars(
        select(Compound)
        .where(*where)
        .options(selectinload(Compound.aliases))
        .order_by(Compound.position, Compound.id)
    ).all()
    doors = _doors_by_compound(viewer.community_id)
    buildings = dict(
        db.session.execute(
            select(Building.compound_id, func.count())
            .where(Building.community_id == viewer.community_id)
            .group_by(Building.compound_id)
        ).all()
    )
    return [
        CompoundRow(
            c.id,
            c.code,
            c.name,
            tuple(a.name for a in c.aliases),
            c.household_count,
            *doors.get(c.id, (0, 0, 0)),
            buildings.get(c.id, 0),
            c.registered_count,
            c.eligible_count,
            c.note,
        )
        for c in found
    ]


def compound(viewer: Viewer, compound_id: int) -> Compound:
    """Raises NotFound for a foreign one."""
    found = db.session.get(Compound, compound_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def compound_named(community_id: int, name: str) -> Compound | None:
    """The compound of this name or other name, as people write it."""
    key = name_key(name)
    for found in db.session.scalars(
        select(Compound).where(Compound.community_id == community_id).options(selectinload(Compound.aliases))
    ):
        if key in {name_key(found.name), *(name_key(alias.name) for alias in found.aliases)}:
            return found
    return None


def compound_choices(viewer: Viewer) -> list[tuple[int, str]]:
    """(id, name) in the leader's order."""
    rows = db.session.execute(
        select(Compound.id, Compound.name)
        .where(Compound.community_id == viewer.community_id)
        .order_by(Compound.position, Compound.id)
    )
    return [(row.id, row.name) for row in rows]


def buildings(viewer: Viewer, compound_id: int) -> list[BuildingRow]:
    """By number: 2 before 10."""
    rows = db.session.execute(
        select(
            Building.id,
            Building.name,
            Building.position,
            func.count(Unit.id).filter(Unit.kind == "household", Unit.occupied.is_(True)),
            func.count(Unit.id).filter(Unit.kind == "household", Unit.occupied.is_(False)),
            func.count(Unit.id).filter(Unit.kind != "household"),
        )
        .outerjoin(Unit, Unit.building_id == Building.id)
        .where(Building.community_id == viewer.community_id, Building.compound_id == compound_id)
        .group_by(Building.id, Building.name, Building.position)
    ).all()
    ordered = sorted(rows, key=lambda r: (r[2], natural_key(r[1])))
    return [BuildingRow(r[0], r[1], r[3], r[4], r[5]) for r in ordered]


def building(viewer: Viewer, building_id: int) -> Building:
    """Raises NotFound for a foreign one."""
    found = db.session.get(Building, building_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def stairwells(viewer: Viewer, building_id: int) -> list[Stairwell]:
    """The doors of a building as they stand in it."""
    units = db.session.scalars(
        select(Unit).where(Unit.building_id == building_id, Unit.community_id == viewer.community_id)
    ).all()
    found: dict[str, Stairwell] = {}
    for unit in sorted(
        units, key=lambda u: (u.stairwell == "", natural_key(u.stairwell), -u.floor, natural_key(u.label))
    ):
        well = found.setdefault(unit.stairwell, Stairwell(unit.stairwell))
        well.floors.setdefault(unit.floor, []).append(unit)
    return list(found.values())


def unit(viewer: Viewer, unit_id: int) -> Unit:
    """Raises NotFound for a foreign one."""
    found = db.session.get(Unit, unit_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def _doors_by_compound(community_id: int) -> dict[int, tuple[int, int, int]]:
    """Inhabited households, vacant flats, shops and others."""
    rows = db.session.execute(
        select(
            Unit.compound_id,
            func.count().filter(Unit.kind == "household", Unit.occupied.is_(True)),
            func.count().filter(Unit.kind == "household", Unit.occupied.is_(False)),
            func.count().filter(Unit.kind != "household"),
        )
        .where(Unit.community_id == community_id)
        .group_by(Unit.compound_id)
    )
    return {compound_id: (inhabited, vacant, shops) for compound_id, inhabited, vacant, shops in rows}
