"""The doors on record that somebody means when writing an address."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from teamhub.domain.addresses import Door, door_on_record, means
from teamhub.models.base import db
from teamhub.models.places import Building, Unit


def meant(community_id: int, compound_id: int, door: Door) -> list[int]:
    """Ids of the units that the address fits: none, one, or several where it says too little."""
    return meant_by_all(community_id, {(compound_id, door)})[compound_id, door]


def meant_by_all(community_id: int, asked: Collection[tuple[int, Door]]) -> dict[tuple[int, Door], list[int]]:
    """Many addresses, (compound id, door) -> ids of units, in one query."""
    doors: dict[int, list[tuple[int, Door]]] = {}
    rows = db.session.execute(
        select(Unit.id, Unit.compound_id, Building.name, Unit.stairwell, Unit.label, Unit.kind)
        .join(Building, Building.id == Unit.building_id)
        .where(Unit.community_id == community_id, Unit.compound_id.in_({key for key, _ in asked}))
    )
    for unit_id, compound_id, building, stairwell, label, kind in rows:
        there = door_on_record(building, stairwell, label, named=kind != "household")
        doors.setdefault(compound_id, []).append((unit_id, there))
    return {
        (compound_id, door): [key for key, there in doors.get(compound_id, ()) if means(door, there)]
        for compound_id, door in asked
    }
