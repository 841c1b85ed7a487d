"""The door that somebody means when writing an address; the people who may care."""

from __future__ import annotations

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import Door, format_door, parse_door
from teamhub.domain.care import CareRefused
from teamhub.models.base import db
from teamhub.models.people import Organization, Person
from teamhub.models.places import Compound, Resident
from teamhub.queries import door_finder


def find(viewer: Viewer, compound_id: int, typed: str) -> int | None:
    """The unit that the typed address means in the compound, None for no address. Raises CareRefused(
    compound_unknown | door_unknown | door_ambiguous)."""
    compound = db.session.get(Compound, compound_id)
    if compound is None or compound.community_id != viewer.community_id:
        raise CareRefused("compound_unknown")
    if not typed.strip():
        return None
    meant = door_finder.meant(viewer.community_id, compound_id, parse_door(typed))
    if not meant:
        raise CareRefused("door_unknown", compound=compound.name)
    if len(meant) > 1:
        raise CareRefused("door_ambiguous")
    return meant[0]


def address_of(resident: Resident) -> str:
    """The door as the parser reads it back; empty where none is known."""
    unit = resident.unit
    if unit is None:
        return ""
    return format_door(Door(unit.building.name, unit.stairwell, unit.label, unit.kind != "household"), "zh")


def carer_choices(viewer: Viewer) -> list[tuple[int, str]]:
    """(id, name and organisation) of active people, by the sound of their names."""
    rows = db.session.execute(
        select(Person.id, Person.name, Organization.name)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.community_id == viewer.community_id, Person.active.is_(True))
        .order_by(Person.pinyin, Person.name, Person.id)
    )
    return [(key, f"{name} · {office}" if office else name) for key, name, office in rows]
