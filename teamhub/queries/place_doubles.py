"""What would happen if two entries of one place became one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import natural_key
from teamhub.models.base import db
from teamhub.models.places import Building, Unit
from teamhub.queries import places


@dataclass(frozen=True)
class Doubles:
    """`doors`: of the double; `shared`: of these, with the same address in the kept one."""

    kept: str
    double: str
    buildings: int
    doors: int
    shared: int


def compounds(viewer: Viewer, kept_id: int, double_id: int) -> Doubles:
    """Raises NotFound."""
    kept, double = places.compound(viewer, kept_id), places.compound(viewer, double_id)
    here, there = _addresses(kept.id), _addresses(double.id)
    buildings = db.session.scalar(select(func.count(Building.id)).where(Building.compound_id == double.id))
    return Doubles(kept.name, double.name, buildings or 0, len(there), len(set(here) & set(there)))


def others(viewer: Viewer, compound_id: int) -> list[tuple[int, str]]:
    """Compounds that may be the double of this one."""
    return [(key, name) for key, name in places.compound_choices(viewer) if key != compound_id]


def doors_beside(viewer: Viewer, unit: Unit) -> list[tuple[int, str]]:
    """(id, stairwell and label) of the other doors of the building."""
    rows = db.session.execute(
        select(Unit.id, Unit.stairwell, Unit.label).where(
            Unit.building_id == unit.building_id,
            Unit.community_id == viewer.community_id,
            Unit.id != unit.id,
        )
    )
    named = [(key, f"{stairwell}-{label}" if stairwell else label) for key, stairwell, label in rows]
    return sorted(named, key=lambda one: natural_key(one[1]))


def _addresses(compound_id: int) -> list[tuple[str, str, str]]:
    rows = db.session.execute(
        select(Building.name, Unit.stairwell, Unit.label)
        .join(Building, Building.id == Unit.building_id)
        .where(Unit.compound_id == compound_id)
    )
    return [(building, stairwell, label) for building, stairwell, label in rows]
