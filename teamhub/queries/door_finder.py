"""The doors on record that somebody means when writing an address."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select

from teamhub.domain.addresses import Door, door_on_record, means
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Unit


def meant(community_id: int, compound_id: int, door: Door) -> list[int]:
    """Ids of the units that the address fits: none, one, or several where it says too little."""
    return meant_by_all(community_id, {(compound_id, door)})[compound_id, door]


def meant_by_all(community_id: int, asked: Collection[tuple[int, Door]]) -> dict[tuple[int, Door], list[int]]:
    """Many addresses, (compound id, door) -> ids of units, in one query."""
    doors: dict[int, list[tuple[int, Door]]] = {}
    in_these = Unit.compound_id.in_({key for key, _ in asked})
    for unit, _compound, there in on_record(community_id, in_these):
        doors.setdefault(unit.compound_id, []).append((unit.id, there))
    return {
        (compound_id, door): [key for key, there in doors.get(compound_id, ()) if means(door, there)]
        for compound_id, door in asked
    }


def on_record(
    community_id: int, *where: ColumnElement[bool], meant: Door | None = None
) -> list[tuple[Unit, str, Door]]:
    """(unit, name of its compound, its address as the parser reads it) in the order of the walk. `where`: of the units.
    `meant`: those that this address fits. One query."""
    query = (
        select(Unit, Building.name, Compound.name)
        .join(Building, Building.id == Unit.building_id)
        .join(Compound, Compound.id == Unit.compound_id)
        .where(Unit.community_id == community_id, *where)
        .order_by(Compound.position, Building.id, Unit.stairwell, Unit.label)
    )
    if meant is not None:  # 301 is on record as 301 or 0301
        query = query.where(func.ltrim(func.lower(Unit.label), "0") == meant.flat.casefold().lstrip("0"))
    found = []
    for unit, building, compound in db.session.execute(query):
        there = door_on_record(building, unit.stairwell, unit.label, named=unit.kind != "household")
        if meant is None or means(meant, there):
            found.append((unit, compound, there))
    return found
