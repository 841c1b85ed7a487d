"""The doors of a sweep with something missing, in walking order, each with why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.clearance import Remaining, remaining_at
from teamhub.domain.sweep_walks import WalkStop, walking_order
from teamhub.domain.sweeps import leader_decides
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.sweeps import DoorVisit, Sweep, SweepDoor
from teamhub.queries import sweep_teams, sweeps
from teamhub.queries.sweep_standings import DoorRecord
from teamhub.queries.tally import sweeps as tally_sweeps

PAGE = 100


@dataclass(frozen=True)
class Left:
    """`reasons`: all that is missing. `attempts`: visits so far. `leader_decides`: knocked in vain often enough."""

    unit_id: int
    building_id: int
    compound: str
    building: str
    stairwell: str
    label: str
    kind: str
    reasons: tuple[Remaining, ...]
    untested: int
    attempts: int
    last_outcome: str
    last_visit_at: datetime | None
    revisit_at: datetime | None
    needs_help: bool
    team: str
    leader_decides: bool


@dataclass(frozen=True)
class LeftFilter:
    """Empty fields filter nothing."""

    compound_id: int | None = None
    reason: Remaining | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class LeftPage:
    rows: tuple[Left, ...]
    total: int
    first: int


def left(
    viewer: Viewer,
    sweep: Sweep,
    chosen: LeftFilter,
    language: str,
    today: date,
    at: datetime,
    *,
    first: int = 0,
    most: int | None = PAGE,
) -> LeftPage:
    asked = sweeps.scope(viewer, sweep, today, at)
    required = asked.thresholds.letters_required
    missing: dict[int, tuple[DoorRecord, frozenset[Remaining]]] = {}
    for record in tally_sweeps.door_records(asked, sweep):
        reasons = remaining_at(record.door, letters_required=required)
        if reasons and _fits(record, reasons, chosen):
            missing[record.door.unit_id] = record, reasons
    stops = _stops(sweep.id, chosen.compound_id)
    order = [stop for stop in walking_order([stop for stop, _ in stops.values()]) if stop.unit_id in missing]
    shown = order[first : first + most] if most is not None else order
    hints = _hints(sweep.id, [stop.unit_id for stop in shown])
    teams = dict(sweep_teams.choices(sweep.id))
    labels = {code: term.label(language) for code, term in asked.terms["visit_outcome"].items()}
    names = Names({key: name for key, (_, name) in stops.items()}, teams, labels)
    limit = asked.thresholds.revisit_limit
    rows = [
        _row(stop, *missing[stop.unit_id], names, hints.get(stop.unit_id, (None, False)), limit)
        for stop in shown
    ]
    return LeftPage(tuple(rows), len(order), first)


@dataclass(frozen=True)
class Names:
    """Unit -> its compound, team -> its name, outcome -> its label."""

    compounds: dict[int, str]
    teams: dict[int, str]
    outcomes: dict[str, str]


def _row(
    stop: WalkStop,
    record: DoorRecord,
    reasons: frozenset[Remaining],
    names: Names,
    hint: tuple[datetime | None, bool],
    limit: int,
) -> Left:
    standing = record.standing
    last = standing.last
    return Left(
        stop.unit_id,
        record.door.building_id,
        names.compounds[stop.unit_id],
        stop.building,
        stop.stairwell,
        stop.label,
        stop.kind,
        tuple(reason for reason in Remaining if reason in reasons),
        standing.untested.open,
        standing.attempts,
        names.outcomes.get(last.outcome.code, last.outcome.code) if last else "",
        last.at if last else None,
        *hint,
        names.teams.get(record.team_id or 0, ""),
        leader_decides(standing.attempts, standing.state, revisit_limit=limit),
    )


def _fits(record: DoorRecord, reasons: frozenset[Remaining], chosen: LeftFilter) -> bool:
    return (
        (chosen.compound_id is None or record.door.compound_id == chosen.compound_id)
        and (chosen.reason is None or chosen.reason in reasons)
        and (chosen.team_id is None or record.team_id == chosen.team_id)
    )


def _stops(sweep_id: int, compound_id: int | None) -> dict[int, tuple[WalkStop, str]]:
    """Unit -> its place on the walk and the name of its compound."""
    query = (
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
        )
        .join(SweepDoor, SweepDoor.unit_id == Unit.id)
        .join(Building, Building.id == SweepDoor.building_id)
        .join(Compound, Compound.id == SweepDoor.compound_id)
        .where(SweepDoor.sweep_id == sweep_id)
    )
    if compound_id is not None:
        query = query.where(SweepDoor.compound_id == compound_id)
    return {row[0]: (WalkStop(*row[:8]), row[8]) for row in db.session.execute(query)}


def _hints(sweep_id: int, unit_ids: list[int]) -> dict[int, tuple[datetime | None, bool]]:
    """Of the latest visit: when to knock again, and whether somebody there needs help."""
    rows = db.session.execute(
        select(DoorVisit.unit_id, DoorVisit.revisit_at, DoorVisit.needs_help)
        .where(DoorVisit.sweep_id == sweep_id, DoorVisit.unit_id.in_(unit_ids), DoorVisit.voided_at.is_(None))
        .order_by(DoorVisit.visited_at, DoorVisit.attempt)
    )
    return {unit_id: (revisit_at, needs_help) for unit_id, revisit_at, needs_help in rows}
