"""A building as those see it who walk it: every door of theirs, drawn as the front of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import natural_key
from teamhub.domain.clearance import Door, letter_is_due
from teamhub.domain.errors import NotFound
from teamhub.domain.facades import Flat, facade
from teamhub.domain.sweeps import DoorState, Outcome
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.sweeps import CommitmentLetter, Sweep, SweepDoor, SweepTeam
from teamhub.queries import sweep_standings, terms
from teamhub.queries.doors import walked_by


@dataclass(frozen=True)
class Cell:
    """A door on the facade: what everybody of the team may know of it. `unit_id` 0: not part of this walk.
    `state`: of DoorState, or vacant. `kind`, `version`: what a phone without signal needs to record a visit. `unsigned`: somebody was there and the letter is still owed."""

    unit_id: int
    stairwell: str
    label: str
    state: str
    kind: str = ""
    version: int = 0
    unsigned: bool = False


@dataclass(frozen=True)
class Front:
    """A building as the viewer walks it. `floors`: (number, cells or None), top first; `counts` by state."""

    building_id: int
    building: str
    compound: str
    stairwells: tuple[tuple[str, int], ...]
    floors: tuple[tuple[int, tuple[Cell | None, ...]], ...]
    shops: tuple[Cell, ...]
    counts: dict[str, int]
    teams: tuple[str, ...]

    @property
    def kinds(self) -> list[str]:
        """Of the doors that are walked to."""
        cells = [cell for _, row in self.floors for cell in row if cell] + list(self.shops)
        return sorted({cell.kind for cell in cells if cell.kind})


def front(viewer: Viewer, sweep: Sweep, building_id: int) -> Front:
    """Raises NotFound when none of the building's doors is the viewer's."""
    head = db.session.execute(
        select(Building.name, Compound.name)
        .join(Compound, Compound.id == Building.compound_id)
        .where(Building.id == building_id, Building.community_id == viewer.community_id)
    ).first()
    rows = _doors_of(viewer, sweep, building_id)
    if head is None or not rows:
        raise NotFound
    required = terms.thresholds(viewer.community_id).letters_required
    known = sweep_standings.outcomes_of(viewer.community_id)
    cells = {
        unit.id: Cell(
            unit.id,
            unit.stairwell,
            unit.label,
            door.state,
            unit.kind,
            door.version,
            required
            and not signed
            and door.state != DoorState.UNTOUCHED.value
            and owes_letter(door, unit, known),
        )
        for door, unit, signed in rows
    }
    units = [unit for _, unit, _ in rows]
    return _drawn(sweep, building_id, head, units, cells, {door.team_id for door, _, _ in rows})


def _drawn(
    sweep: Sweep,
    building_id: int,
    head: Sequence[str],
    units: Sequence[Unit],
    cells: dict[int, Cell],
    team_ids: set[int | None],
) -> Front:
    """With the vacant flats of the same stairwells, which nobody walks to."""
    wells = {unit.stairwell for unit in units if unit.kind == "household"}
    vacant = [unit for unit in _vacant(building_id) if unit.stairwell in wells and unit.id not in cells]
    shown = {**cells, **{u.id: Cell(0, u.stairwell, u.label, "vacant") for u in vacant}}
    flats = [unit for unit in (*units, *vacant) if unit.kind == "household"]
    drawn = facade([Flat(u.id, u.stairwell, u.floor, u.label) for u in flats])
    shops = sorted((u for u in units if u.kind != "household"), key=lambda u: natural_key(u.label))
    counts = {state.value: 0 for state in DoorState}
    for cell in cells.values():
        counts[cell.state] += 1
    return Front(
        building_id,
        head[0],
        head[1],
        drawn.stairwells,
        tuple((floor, tuple(shown[c] if c else None for c in row)) for floor, row in drawn.floors),
        tuple(cells[u.id] for u in shops),
        {**counts, "vacant": len(vacant)},
        _team_names(team_ids),
    )


def owes_letter(door: SweepDoor, unit: Unit, known: Mapping[str, Outcome]) -> bool:
    """Would this household have to sign?"""
    last = known.get(door.last_outcome)
    return letter_is_due(
        Door(
            unit.id,
            door.compound_id,
            door.building_id,
            unit.stairwell,
            unit.kind,
            unit.occupied,
            DoorState(door.state),
            last_contact=last.contact if last else "",
        )
    )


def _doors_of(viewer: Viewer, sweep: Sweep, building_id: int) -> list[tuple[SweepDoor, Unit, bool]]:
    """Each of the viewer's doors with whether its letter is signed."""
    letter = (CommitmentLetter.unit_id == Unit.id) & (CommitmentLetter.campaign_id == sweep.campaign_id)
    rows = db.session.execute(
        select(SweepDoor, Unit, CommitmentLetter.signed_at)
        .join(Unit, Unit.id == SweepDoor.unit_id)
        .outerjoin(CommitmentLetter, letter)
        .where(SweepDoor.sweep_id == sweep.id, SweepDoor.building_id == building_id, walked_by(viewer))
    )
    return [(door, unit, signed_at is not None) for door, unit, signed_at in rows]


def _vacant(building_id: int) -> list[Unit]:
    return list(
        db.session.scalars(
            select(Unit).where(
                Unit.building_id == building_id, Unit.kind == "household", Unit.occupied.is_(False)
            )
        )
    )


def _team_names(team_ids: set[int | None]) -> tuple[str, ...]:
    return tuple(
        db.session.scalars(
            select(SweepTeam.name)
            .where(SweepTeam.id.in_([team for team in team_ids if team is not None]))
            .order_by(SweepTeam.position, SweepTeam.id)
        )
    )
