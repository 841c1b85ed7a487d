"""The same compound or door entered twice becomes one: what was recorded at either stays, under one name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from teamhub.actions import journal
from teamhub.actions.places import PlaceRefused
from teamhub.actions.sweep_clearance import restamp_with_unit
from teamhub.domain.access import Viewer
from teamhub.models.base import Base, db
from teamhub.models.places import Building, Compound, CompoundAlias, Unit
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, SweepDoor
from teamhub.models.testing import RoundEligible, SiteCompound, UntestedCount
from teamhub.queries import places


def merge_compounds(kept_id: int, double_id: int, *, by: Viewer, at: datetime) -> Compound:
    """All of the double goes to the kept one; its names stay as other names. Doors with one address become one;
    people counted for a round under both names add up. Raises NotFound, PlaceRefused(merge_with_itself |
    merge_both_visited | merge_not_possible)."""
    kept, double = places.compound(by, kept_id), places.compound(by, double_id)
    if kept.id == double.id:
        raise PlaceRefused("merge_with_itself")
    names = [double.name, *(alias.name for alias in double.aliases)]
    doors = _move_buildings(kept, double, by, at)
    _add_up_rounds(kept.id, double.id)
    _point_at(Compound.__tablename__, double.id, kept.id, but=("compound_aliases",))
    double.aliases.clear()
    db.session.flush()
    db.session.expire_all()
    _remove(double)
    known = {kept.name, *(alias.name for alias in kept.aliases)}
    kept.aliases += [CompoundAlias(community_id=by.community_id, name=n) for n in names if n not in known]
    db.session.flush()
    journal.write(
        "compound.merged",
        by=by,
        at=at,
        object_type="compound",
        object_id=kept.id,
        double=double_id,
        doors_in_both=doors,
    )
    return kept


def merge_units(kept_id: int, double_id: int, *, by: Viewer, at: datetime) -> Unit:
    """Two entries of one door in a building. Raises NotFound, PlaceRefused(merge_with_itself | merge_elsewhere |
    merge_both_visited | merge_not_possible)."""
    kept, double = places.unit(by, kept_id), places.unit(by, double_id)
    if kept.id == double.id:
        raise PlaceRefused("merge_with_itself")
    if kept.building_id != double.building_id:
        raise PlaceRefused("merge_elsewhere")
    _merge_doors(kept, double, by, at)
    return kept


def _move_buildings(kept: Compound, double: Compound, by: Viewer, at: datetime) -> int:
    """Gives the number of doors that stood under both names."""
    here = {b.name: b for b in db.session.scalars(select(Building).where(Building.compound_id == kept.id))}
    twins = 0
    for building in db.session.scalars(select(Building).where(Building.compound_id == double.id)).all():
        twin = here.get(building.name)
        if twin is None:
            building.compound_id = kept.id
            _settle(Unit.building_id == building.id, kept.id, building.id)
            continue
        there = {
            (u.stairwell, u.label): u
            for u in db.session.scalars(select(Unit).where(Unit.building_id == twin.id))
        }
        for unit in db.session.scalars(select(Unit).where(Unit.building_id == building.id)).all():
            same = there.get((unit.stairwell, unit.label))
            if same is None:
                _settle(Unit.id == unit.id, kept.id, twin.id)
            else:
                _merge_doors(same, unit, by, at)
                twins += 1
        db.session.flush()
        db.session.expire_all()
        _remove(building)
    return twins


def _settle(which: object, compound_id: int, building_id: int) -> None:
    """These doors, and their places in sweeps, stand there now."""
    ids = list(db.session.scalars(select(Unit.id).where(which)))  # type: ignore[arg-type]  # a SQL comparison
    where = {"compound_id": compound_id, "building_id": building_id}
    db.session.execute(update(Unit).where(Unit.id.in_(ids)).values(**where))
    db.session.execute(update(SweepDoor).where(SweepDoor.unit_id.in_(ids)).values(**where))


def _merge_doors(kept: Unit, double: Unit, by: Viewer, at: datetime) -> None:
    kept_id, double_id = kept.id, double.id
    kept.resident_count = max(kept.resident_count, double.resident_count)
    kept.occupied = kept.occupied or double.occupied
    _one_sweep_door(kept_id, double_id)
    _one_letter(kept_id, double_id)
    _point_at(Unit.__tablename__, double_id, kept_id)
    db.session.flush()
    db.session.expire_all()
    _remove(double)
    journal.write("unit.merged", by=by, at=at, object_type="unit", object_id=kept_id, double=double_id)
    restamp_with_unit(kept_id, by=by, at=at)


def _one_sweep_door(kept_id: int, double_id: int) -> None:
    """In a sweep that has both, the one that nobody visited goes. Raises PlaceRefused(merge_both_visited)."""
    visited = {
        (sweep_id, unit_id)
        for sweep_id, unit_id in db.session.execute(
            select(DoorVisit.sweep_id, DoorVisit.unit_id).where(DoorVisit.unit_id.in_((kept_id, double_id)))
        )
    }
    pairs = db.session.scalars(select(SweepDoor).where(SweepDoor.unit_id.in_((kept_id, double_id)))).all()
    for sweep_id in {door.sweep_id for door in pairs}:
        if {(sweep_id, kept_id), (sweep_id, double_id)} <= visited:
            raise PlaceRefused("merge_both_visited")
        both = {door.unit_id: door for door in pairs if door.sweep_id == sweep_id}
        if len(both) == 2:
            db.session.delete(both[kept_id if (sweep_id, double_id) in visited else double_id])
    db.session.flush()


def _one_letter(kept_id: int, double_id: int) -> None:
    """A household signs once: of two letters in a campaign the signed one stays."""
    letters = db.session.scalars(
        select(CommitmentLetter).where(CommitmentLetter.unit_id.in_((kept_id, double_id)))
    ).all()
    for campaign_id in {letter.campaign_id for letter in letters}:
        both = {letter.unit_id: letter for letter in letters if letter.campaign_id == campaign_id}
        if len(both) == 2:
            better = both[kept_id].signed_at is None and both[double_id].signed_at is not None
            db.session.delete(both[kept_id if better else double_id])
    db.session.flush()


def _add_up_rounds(kept_id: int, double_id: int) -> None:
    """Totals of a round stay what they were."""
    here = {
        e.round_id: e
        for e in db.session.scalars(select(RoundEligible).where(RoundEligible.compound_id == kept_id))
    }
    for eligible in db.session.scalars(
        select(RoundEligible).where(RoundEligible.compound_id == double_id)
    ).all():
        if eligible.round_id in here:
            here[eligible.round_id].eligible += eligible.eligible
            db.session.delete(eligible)
    counts = {
        (u.round_id, u.reason): u
        for u in db.session.scalars(select(UntestedCount).where(UntestedCount.compound_id == kept_id))
    }
    for count in db.session.scalars(
        select(UntestedCount).where(UntestedCount.compound_id == double_id)
    ).all():
        if (count.round_id, count.reason) in counts:
            counts[count.round_id, count.reason].persons += count.persons
            db.session.delete(count)
    sites = select(SiteCompound.site_id).where(SiteCompound.compound_id == kept_id)
    db.session.flush()
    db.session.execute(
        delete(SiteCompound).where(SiteCompound.compound_id == double_id, SiteCompound.site_id.in_(sites))
    )


def _point_at(table: str, old: int, new: int, but: tuple[str, ...] = ()) -> None:
    """Every row of any table that points at the old place points at the new one. Raises
    PlaceRefused(merge_not_possible) where both have a row that there can be only one of."""
    try:
        for other in Base.metadata.sorted_tables:
            for column in other.columns:
                targets = {f"{key.column.table.name}.{key.column.name}" for key in column.foreign_keys}
                if other.name not in but and f"{table}.id" in targets:
                    db.session.execute(update(other).where(column == old).values({column.name: new}))
    except IntegrityError as error:
        raise PlaceRefused("merge_not_possible") from error


def _remove(place: Compound | Building | Unit) -> None:
    try:
        db.session.delete(place)
        db.session.flush()
    except IntegrityError as error:
        raise PlaceRefused("merge_not_possible") from error
