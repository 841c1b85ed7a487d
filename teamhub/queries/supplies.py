"""Deliveries of a day by gate, and a walk with its pieces in walking order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import Door, format_door, natural_key
from teamhub.domain.errors import NotFound
from teamhub.domain.supplies import DeliveryState, Parcel, delivery_state, oldest_waiting
from teamhub.models.base import db
from teamhub.models.duty import GatePeriod, Post
from teamhub.models.places import Building, Community, Compound, CompoundAlias, Unit
from teamhub.models.supplies import RelayRun, SupplyDelivery
from teamhub.queries import terms
from teamhub.queries.tally.scope import midnight


@dataclass(frozen=True)
class Piece:
    """One delivery. `place`: compound and building; `door`: with stairwell and flat, for who carries it; `flat`: the door
    without its compound."""

    id: int
    code: str
    gate_id: int
    gate: str
    place: str
    door: str
    flat: str
    pieces: int
    arrived_at: datetime
    delivered_at: datetime | None
    reason: str
    state: DeliveryState
    run_id: int | None
    run_code: str
    order: tuple[Any, ...]


@dataclass(frozen=True)
class GateStanding:
    """Pieces of the day at one gate; `waited`: the oldest of those that wait, in minutes."""

    id: int
    name: str
    open: bool
    received: int
    delivered: int
    waiting: int
    waited: int | None


@dataclass(frozen=True)
class RunRow:
    id: int
    code: str
    gate: str
    carriers: str
    started_at: datetime
    finished_at: datetime | None


WAITS = frozenset({DeliveryState.AT_GATE, DeliveryState.PENDING, DeliveryState.ON_THE_WAY})


def pieces_of_day(viewer: Viewer, day: date, language: str) -> list[Piece]:
    """What came in on the day, and older pieces that still wait; the latest first."""
    starts, ends = _bounds(viewer, day)
    rows = _pieces(
        viewer,
        language,
        or_(
            and_(SupplyDelivery.arrived_at >= starts, SupplyDelivery.arrived_at < ends),
            and_(SupplyDelivery.delivered_at.is_(None), SupplyDelivery.arrived_at < starts),
        ),
    )
    return sorted(rows, key=lambda piece: (piece.arrived_at, piece.id), reverse=True)


def gates(viewer: Viewer, day: date, at: datetime, pieces: list[Piece]) -> list[GateStanding]:
    """Gates that are open now or had pieces, in the leader's order."""
    starts, ends = _bounds(viewer, day)
    open_now = open_gates(viewer, at)
    names = {key for key, _ in open_now}
    found = []
    for key, name in _posts(viewer, names | {piece.gate_id for piece in pieces}):
        mine = [piece for piece in pieces if piece.gate_id == key]
        today = [piece for piece in mine if starts <= piece.arrived_at < ends]
        waited = oldest_waiting(
            [Parcel(p.pieces, p.arrived_at, delivered_at=p.delivered_at) for p in mine], at
        )
        found.append(
            GateStanding(
                key,
                name,
                key in names,
                sum(p.pieces for p in today),
                sum(p.pieces for p in today if p.state not in WAITS),
                sum(p.pieces for p in mine if p.state in WAITS),
                int(waited.total_seconds()) // 60 if waited is not None else None,
            )
        )
    return found


def open_gates(viewer: Viewer, at: datetime) -> list[tuple[int, str]]:
    """(id, name) of the gates through which things may come in now."""
    rows = db.session.execute(
        select(Post.id, Post.name)
        .join(GatePeriod, GatePeriod.post_id == Post.id)
        .where(
            Post.community_id == viewer.community_id,
            GatePeriod.open_from <= at,
            or_(GatePeriod.open_until.is_(None), GatePeriod.open_until > at),
        )
        .distinct()
        .order_by(Post.position, Post.id)
        .add_columns(Post.position)
    )
    return [(row[0], row[1]) for row in rows]


def compound_names(viewer: Viewer) -> dict[str, int]:
    """Name or alias -> compound."""
    names = dict(
        db.session.execute(
            select(Compound.name, Compound.id).where(Compound.community_id == viewer.community_id)
        ).all()
    )
    aliases = db.session.execute(
        select(CompoundAlias.name, CompoundAlias.compound_id).where(
            CompoundAlias.community_id == viewer.community_id
        )
    )
    return {**dict(aliases.all()), **names}


def runs(viewer: Viewer, day: date) -> list[RunRow]:
    """Walks of the day, and those that are not over; the latest first."""
    starts, ends = _bounds(viewer, day)
    rows = db.session.execute(
        select(RelayRun, Post.name)
        .join(Post, Post.id == RelayRun.gate_id)
        .where(
            RelayRun.community_id == viewer.community_id,
            or_(
                and_(RelayRun.started_at >= starts, RelayRun.started_at < ends),
                and_(RelayRun.finished_at.is_(None), RelayRun.started_at < starts),
            ),
        )
        .order_by(RelayRun.started_at.desc())
    )
    return [_run(run, gate) for run, gate in rows]


def run(viewer: Viewer, run_id: int, language: str) -> tuple[RunRow, list[Piece]]:
    """A walk and its pieces: compound by compound, building by building, from the top floor down. Raises NotFound."""
    row = db.session.execute(
        select(RelayRun, Post.name)
        .join(Post, Post.id == RelayRun.gate_id)
        .where(RelayRun.id == run_id, RelayRun.community_id == viewer.community_id)
    ).first()
    if row is None:
        raise NotFound
    pieces = _pieces(viewer, language, SupplyDelivery.run_id == run_id)
    return _run(row[0], row[1]), sorted(pieces, key=lambda piece: piece.order)


def check_on_run(viewer: Viewer, run_id: int, delivery_id: int) -> None:
    """Raises NotFound when the piece is not one of this walk of the viewer's community."""
    found = db.session.scalar(
        select(SupplyDelivery.id)
        .join(RelayRun, RelayRun.id == SupplyDelivery.run_id)
        .where(
            SupplyDelivery.id == delivery_id,
            RelayRun.id == run_id,
            RelayRun.community_id == viewer.community_id,
        )
    )
    if found is None:
        raise NotFound


def _run(one: RelayRun, gate: str) -> RunRow:
    return RunRow(one.id, one.code, gate, one.carriers, one.started_at, one.finished_at)


def _pieces(viewer: Viewer, language: str, *matches: object) -> list[Piece]:
    reasons = terms.terms(viewer.community_id, "pending_reason")
    rows = db.session.execute(
        select(SupplyDelivery, Post.name, Compound, Unit, Building, RelayRun)
        .join(Post, Post.id == SupplyDelivery.gate_id)
        .outerjoin(Compound, Compound.id == SupplyDelivery.compound_id)
        .outerjoin(Unit, Unit.id == SupplyDelivery.unit_id)
        .outerjoin(Building, Building.id == Unit.building_id)
        .outerjoin(RelayRun, RelayRun.id == SupplyDelivery.run_id)
        .where(SupplyDelivery.community_id == viewer.community_id, *matches)  # type: ignore[arg-type]  # SQL comparisons
    )
    return [_piece(row, reasons, language) for row in rows]


def _piece(row: Any, reasons: dict[str, terms.TermRow], language: str) -> Piece:
    one: SupplyDelivery = row[0]
    gate: str = row[1]
    compound: Compound | None = row[2]
    unit: Unit | None = row[3]
    building: Building | None = row[4]
    walk: RelayRun | None = row[5]
    term = reasons.get(one.pending_reason)
    where = compound.name if compound is not None else ""
    door = block = ""
    if unit is not None and building is not None:
        named = unit.kind == "shop"
        door = format_door(Door(building.name, unit.stairwell, unit.label, named=named), language)
        block = format_door(Door(building.name, "", ""), language)
    under_way = walk is not None and walk.finished_at is None
    parcel = Parcel(
        one.pieces,
        one.arrived_at,
        walk.started_at if walk is not None and under_way else None,
        one.delivered_at,
        one.received_at,
        one.pending_reason,
    )
    return Piece(
        one.id,
        one.code,
        one.gate_id,
        gate,
        " ".join(part for part in (where, block) if part),
        " ".join(part for part in (where, door) if part),
        door,
        one.pieces,
        one.arrived_at,
        one.delivered_at,
        term.label(language) if term else one.pending_reason,
        delivery_state(parcel),
        one.run_id,
        walk.code if walk is not None else "",
        _order(one, compound, unit, building),
    )


def _order(
    one: SupplyDelivery, compound: Compound | None, unit: Unit | None, building: Building | None
) -> tuple[Any, ...]:
    """Who has no door comes last in the compound."""
    if unit is None or building is None:
        return (compound.position if compound else 0, 1, (), (), 0, (), one.id)
    return (
        compound.position if compound else 0,
        0,
        natural_key(building.name),
        natural_key(unit.stairwell),
        -(unit.floor or 0),
        natural_key(unit.label),
        one.id,
    )


def _posts(viewer: Viewer, ids: set[int]) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Post.id, Post.name)
        .where(Post.community_id == viewer.community_id, Post.id.in_(ids))
        .order_by(Post.position, Post.id)
    )
    return [(row[0], row[1]) for row in rows]


def _bounds(viewer: Viewer, day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(db.session.get_one(Community, viewer.community_id).zone)
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)
