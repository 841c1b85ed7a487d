"""Compounds, buildings and doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from teamhub.actions import journal
from teamhub.actions.sweep_clearance import restamp_with_unit
from teamhub.domain.access import Viewer
from teamhub.domain.buildings import DoorPlan
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.people import fold_name, name_key
from teamhub.domain.places import CompoundFacts, UnitFacts
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, CompoundAlias, Unit
from teamhub.queries import places
from teamhub.queries.codes import next_code

UNIT_KINDS = ("household", "shop", "other")


class PlaceRefused(RuleBroken):
    """The place cannot be stored like this."""


def add_compound(facts: CompoundFacts, *, by: Viewer, at: datetime) -> Compound:
    """At the end of the list. Raises PlaceRefused."""
    _check_compound(facts, None, by)
    code = facts.code or next_code(Compound.code, Compound.community_id == by.community_id, form="C01")
    taken = select(Compound.id).where(Compound.community_id == by.community_id, Compound.code == code)
    if db.session.scalar(taken) is not None:
        raise PlaceRefused("place_code_taken")
    last = db.session.scalar(
        select(func.max(Compound.position)).where(Compound.community_id == by.community_id)
    )
    compound = Compound(community_id=by.community_id, code=code, position=(last or 0) + 1)
    _fill_compound(compound, facts, by)
    db.session.add(compound)
    db.session.flush()
    journal.write("compound.added", by=by, at=at, object_type="compound", object_id=compound.id)
    return compound


def change_compound(compound: Compound, facts: CompoundFacts, *, by: Viewer, at: datetime) -> None:
    """Raises NotFound, PlaceRefused."""
    if compound.community_id != by.community_id:
        raise NotFound
    _check_compound(facts, compound.id, by)
    compound.aliases.clear()
    db.session.flush()
    _fill_compound(compound, facts, by)
    db.session.flush()
    journal.write("compound.changed", by=by, at=at, object_type="compound", object_id=compound.id)


def add_building(
    compound: Compound, name: str, doors: Sequence[DoorPlan], *, by: Viewer, at: datetime
) -> Building:
    """A building with its doors. Raises NotFound, PlaceRefused(name_needed | building_taken)."""
    if compound.community_id != by.community_id:
        raise NotFound
    if not name:
        raise PlaceRefused("name_needed")
    same = select(Building.id).where(Building.compound_id == compound.id, Building.name == name)
    if db.session.scalar(same) is not None:
        raise PlaceRefused("building_taken")
    building = Building(community_id=by.community_id, compound_id=compound.id, name=name)
    db.session.add(building)
    db.session.flush()
    db.session.add_all(
        Unit(
            community_id=by.community_id,
            compound_id=compound.id,
            building_id=building.id,
            kind=door.kind,
            stairwell=door.stairwell,
            floor=door.floor,
            label=door.label,
            occupied=door.occupied,
        )
        for door in doors
    )
    db.session.flush()
    journal.write(
        "building.added", by=by, at=at, object_type="building", object_id=building.id, doors=len(doors)
    )
    return building


def add_unit(building: Building, facts: UnitFacts, *, by: Viewer, at: datetime) -> Unit:
    """Raises NotFound, PlaceRefused."""
    if building.community_id != by.community_id:
        raise NotFound
    _check_unit(building.id, facts, None)
    unit = Unit(community_id=by.community_id, compound_id=building.compound_id, building_id=building.id)
    _fill_unit(unit, facts)
    db.session.add(unit)
    db.session.flush()
    journal.write("unit.added", by=by, at=at, object_type="unit", object_id=unit.id)
    return unit


def change_unit(unit: Unit, facts: UnitFacts, *, by: Viewer, at: datetime) -> None:
    """Raises NotFound, PlaceRefused."""
    if unit.community_id != by.community_id:
        raise NotFound
    _check_unit(unit.building_id, facts, unit.id)
    _fill_unit(unit, facts)
    db.session.flush()
    journal.write("unit.changed", by=by, at=at, object_type="unit", object_id=unit.id)
    restamp_with_unit(unit.id, by=by, at=at)


def remove_unit(unit: Unit, *, by: Viewer, at: datetime) -> None:
    """Only a door that nothing was recorded at. Raises NotFound, PlaceRefused(unit_in_use)."""
    if unit.community_id != by.community_id:
        raise NotFound
    unit_id = unit.id
    db.session.delete(unit)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise PlaceRefused("unit_in_use") from error
    journal.write("unit.removed", by=by, at=at, object_type="unit", object_id=unit_id)


def _check_compound(facts: CompoundFacts, own_id: int | None, by: Viewer) -> None:
    """No name or other name may mean two compounds: 明珠华府 and 名珠华府 stay one."""
    if not fold_name(facts.name):
        raise PlaceRefused("name_needed")
    if facts.eligible > facts.registered:
        raise PlaceRefused("eligible_above_registered")
    names = [facts.name, *facts.aliases]
    if len({name_key(n) for n in names}) < len(names):
        raise PlaceRefused("alias_repeats")
    for name in names:
        found = places.compound_named(by.community_id, name)
        if found is not None and found.id != own_id:
            raise PlaceRefused("compound_taken", name=name, other=found.name)


def _fill_compound(compound: Compound, facts: CompoundFacts, by: Viewer) -> None:
    compound.name = fold_name(facts.name)
    compound.household_count = facts.households
    compound.registered_count, compound.eligible_count = facts.registered, facts.eligible
    compound.note = facts.note
    compound.aliases = [CompoundAlias(community_id=by.community_id, name=fold_name(a)) for a in facts.aliases]


def _check_unit(building_id: int, facts: UnitFacts, own_id: int | None) -> None:
    if facts.kind not in UNIT_KINDS:
        raise PlaceRefused("unit_kind_unknown")
    if not facts.label:
        raise PlaceRefused("label_of_door_needed")
    same = select(Unit.id).where(
        Unit.building_id == building_id, Unit.stairwell == facts.stairwell, Unit.label == facts.label
    )
    found = db.session.scalar(same)
    if found is not None and found != own_id:
        raise PlaceRefused("unit_taken")


def _fill_unit(unit: Unit, facts: UnitFacts) -> None:
    unit.kind, unit.stairwell, unit.floor, unit.label = facts.kind, facts.stairwell, facts.floor, facts.label
    unit.occupied = facts.occupied or facts.kind != "household"
    unit.resident_count = facts.resident_count
