"""Where to knock next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.sweep_walks import WalkStop, walking_order
from teamhub.domain.sweeps import DoorState
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.sweeps import SweepDoor
from teamhub.queries.doors import walked_by


@dataclass(frozen=True)
class NextDoor:
    """Where to walk next. `again`: nobody is left unvisited, this door waits for another visit."""

    unit_id: int
    building_id: int
    building: str
    compound: str
    stairwell: str
    label: str
    again: bool


def next_door(
    viewer: Viewer, sweep_id: int, *, building_id: int, after_unit_id: int | None = None
) -> NextDoor | None:
    """The next door without a visit in walking order after this one, all round the walk; then those to visit again.
    Whoever leads all doors walks on with the team of this building. None when nothing is left."""
    rows = _open_stops(viewer, sweep_id, building_id, after_unit_id)
    order = walking_order([stop for stop, _, _ in rows])
    found = {stop.unit_id: (stop, where, state) for stop, where, state in rows}
    here = _place_of(
        order, {key: where[1] for key, (_, where, _) in found.items()}, building_id, after_unit_id
    )
    ahead = [found[stop.unit_id] for stop in (*order[here + 1 :], *order[: here + 1])]
    for wanted in (DoorState.UNTOUCHED, DoorState.REVISIT):
        for stop, (compound, building_key), state in ahead:
            if state == wanted.value and stop.unit_id != after_unit_id:
                again = wanted is DoorState.REVISIT
                return NextDoor(
                    stop.unit_id, building_key, stop.building, compound, stop.stairwell, stop.label, again
                )
    return None


def _place_of(
    order: Sequence[WalkStop], buildings: Mapping[int, int], building_id: int, unit_id: int | None
) -> int:
    """Where on the walk somebody stands: at the door, else just before the building's first one."""
    for place, stop in enumerate(order):
        if stop.unit_id == unit_id or (unit_id is None and buildings[stop.unit_id] == building_id):
            return place if unit_id is not None else place - 1
    return -1


def _open_stops(
    viewer: Viewer, sweep_id: int, building_id: int, here: int | None
) -> list[tuple[WalkStop, tuple[str, int], str]]:
    """Doors not settled on the walk, and the one where the viewer stands."""
    walk: ColumnElement[bool] = true()
    if viewer.may(Permission.SWEEP_MANAGE):
        teams = select(SweepDoor.team_id).where(
            SweepDoor.sweep_id == sweep_id,
            SweepDoor.building_id == building_id,
            SweepDoor.team_id.is_not(None),
        )
        walk = SweepDoor.team_id.in_(teams) | (SweepDoor.building_id == building_id)
    open_states = [DoorState.UNTOUCHED.value, DoorState.REVISIT.value]
    rows = db.session.execute(
        select(
            Unit.id,
            Compound.position,
            Building.position,
            Building.name,
            Unit.stairwell,
            Unit.floor,
            Unit.label,
            Unit.kind,
            Compound.name,
            Building.id,
            SweepDoor.state,
        )
        .join(Unit, Unit.id == SweepDoor.unit_id)
        .join(Building, Building.id == SweepDoor.building_id)
        .join(Compound, Compound.id == SweepDoor.compound_id)
        .where(
            SweepDoor.sweep_id == sweep_id,
            walked_by(viewer),
            walk,
            SweepDoor.state.in_(open_states) | (SweepDoor.unit_id == here),
        )
    )
    return [(WalkStop(*row[:8]), (row[8], row[9]), row[10]) for row in rows]
