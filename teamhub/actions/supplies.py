"""Pieces that come to an open gate, walks that carry them, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.delivery_lines import DeliveryLine
from teamhub.domain.errors import NotFound
from teamhub.domain.supplies import (
    OpenPeriod,
    Parcel,
    SupplyRefused,
    check_arrival_at_gate,
    check_delivery,
    is_waiting,
)
from teamhub.models.base import db
from teamhub.models.duty import GatePeriod, Post
from teamhub.models.places import Community, Compound
from teamhub.models.supplies import RelayRun, SupplyDelivery
from teamhub.queries import door_finder, terms, viewers
from teamhub.queries.codes import next_code, next_codes


@dataclass(frozen=True)
class Arrival:
    """What is typed at a gate: lines that were read without a fault."""

    gate_id: int
    lines: Sequence[DeliveryLine]


def receive(arrival: Arrival, *, by: Viewer, at: datetime) -> list[SupplyDelivery]:
    """All lines or none. Raises SupplyRefused(gate_not_open | pieces_not_positive | nothing_to_receive |
    line_unreadable), NotFound for a gate or compound of somebody else."""
    if not arrival.lines:
        raise SupplyRefused("nothing_to_receive")
    if any(line.fault for line in arrival.lines):
        raise SupplyRefused("line_unreadable")
    gate = _gate(arrival.gate_id, by)
    periods = _periods(gate)
    campaign_id = _campaign_id(by, at)
    own = set(db.session.scalars(select(Compound.id).where(Compound.community_id == by.community_id)))
    codes = next_codes(
        SupplyDelivery.code,
        SupplyDelivery.campaign_id == campaign_id,
        form="W001",
        count=len(arrival.lines),
    )
    asked = {(line.compound_id, line.door) for line in arrival.lines if line.compound_id and line.door}
    doors = door_finder.meant_by_all(by.community_id, asked)
    made = []
    for code, line in zip(codes, arrival.lines, strict=True):
        check_arrival_at_gate(periods, line.pieces, at)
        if line.compound_id not in own:
            raise NotFound
        found = doors[line.compound_id, line.door] if line.door else []
        made.append(
            SupplyDelivery(
                community_id=by.community_id,
                campaign_id=campaign_id,
                code=code,
                gate_id=gate.id,
                arrived_at=at,
                compound_id=line.compound_id,
                unit_id=found[0] if len(found) == 1 else None,
                pieces=line.pieces,
                pending_reason="",
                recorded_at=at,
            )
        )
    db.session.add_all(made)
    db.session.flush()
    pieces = sum(one.pieces for one in made)
    journal.write(
        "supply.receive", by=by, at=at, object_type="post", object_id=gate.id, lines=len(made), pieces=pieces
    )
    return made


def start_run(delivery_ids: Iterable[int], carriers: str, *, by: Viewer, at: datetime) -> RelayRun:
    """One walk with these pieces, all from one gate and none of them on another walk. Raises SupplyRefused(
    nothing_to_carry | pieces_of_two_gates | pieces_on_the_way | already_at_the_door), NotFound."""
    chosen = [_delivery(key, by) for key in dict.fromkeys(delivery_ids)]
    if not chosen:
        raise SupplyRefused("nothing_to_carry")
    if len({one.gate_id for one in chosen}) > 1:
        raise SupplyRefused("pieces_of_two_gates")
    if any(not is_waiting(parcel_of(one)) for one in chosen):
        raise SupplyRefused("already_at_the_door")
    if any(_is_under_way(one) for one in chosen):
        raise SupplyRefused("pieces_on_the_way")
    campaign_id = _campaign_id(by, at)
    run = RelayRun(
        community_id=by.community_id,
        campaign_id=campaign_id,
        code=next_code(RelayRun.code, RelayRun.campaign_id == campaign_id, form="X001"),
        gate_id=chosen[0].gate_id,
        started_at=at,
        carriers=carriers.strip() or by.display_name,
    )
    db.session.add(run)
    db.session.flush()
    for one in chosen:
        one.run_id, one.pending_reason = run.id, ""
    db.session.flush()
    journal.write("supply.run", by=by, at=at, object_type="run", object_id=run.id, lines=len(chosen))
    return run


def deliver(delivery_id: int, *, by: Viewer, at: datetime, received: bool = False) -> SupplyDelivery:
    """At the door; `received`: the receiver took it from hand to hand. A second tap changes nothing: raises
    AlreadyDelivered. Raises NotFound."""
    one = _delivery(delivery_id, by)
    check_delivery(parcel_of(one))
    one.delivered_at, one.pending_reason = at, ""
    if received:
        one.received_at = at
    _settled(one, "supply.deliver", by, at)
    return one


def set_aside(delivery_id: int, reason: str, *, by: Viewer, at: datetime) -> SupplyDelivery:
    """Not delivered, with the reason; the pieces wait at the gate again. Raises AlreadyDelivered, SupplyRefused(
    pending_reason_unknown), NotFound."""
    one = _delivery(delivery_id, by)
    check_delivery(parcel_of(one))
    if reason not in terms.terms(by.community_id, "pending_reason"):
        raise SupplyRefused("pending_reason_unknown")
    one.pending_reason = reason
    _settled(one, "supply.set_aside", by, at, reason=reason)
    return one


def take_back(delivery_id: int, *, by: Viewer, at: datetime) -> SupplyDelivery:
    """Undoes the last tap: the piece is on its walk again. Raises NotFound."""
    one = _delivery(delivery_id, by)
    one.delivered_at = one.received_at = None
    one.pending_reason = ""
    _settled(one, "supply.take_back", by, at)
    return one


def parcel_of(one: SupplyDelivery) -> Parcel:
    return Parcel(one.pieces, one.arrived_at, None, one.delivered_at, one.received_at, one.pending_reason)


def _settled(one: SupplyDelivery, action: str, by: Viewer, at: datetime, **details: str) -> None:
    """A walk is over when each of its pieces is at a door or set aside, and goes on when one is taken back."""
    db.session.flush()
    journal.write(action, by=by, at=at, object_type="delivery", object_id=one.id, **details)
    run = db.session.get(RelayRun, one.run_id) if one.run_id is not None else None
    if run is None:
        return
    rest = db.session.scalars(select(SupplyDelivery).where(SupplyDelivery.run_id == run.id))
    open_pieces = any(is_waiting(parcel_of(piece)) and not piece.pending_reason for piece in rest)
    if open_pieces:
        run.finished_at = None
    elif run.finished_at is None:
        run.finished_at = at
    db.session.flush()


def _is_under_way(one: SupplyDelivery) -> bool:
    run = db.session.get(RelayRun, one.run_id) if one.run_id is not None else None
    return run is not None and run.finished_at is None and not one.pending_reason


def _delivery(delivery_id: int, by: Viewer) -> SupplyDelivery:
    found = db.session.scalar(
        select(SupplyDelivery).where(
            SupplyDelivery.id == delivery_id, SupplyDelivery.community_id == by.community_id
        )
    )
    if found is None:
        raise NotFound
    return found


def _gate(gate_id: int, by: Viewer) -> Post:
    found = db.session.scalar(select(Post).where(Post.id == gate_id, Post.community_id == by.community_id))
    if found is None:
        raise NotFound
    return found


def _periods(gate: Post) -> list[OpenPeriod]:
    rows = db.session.execute(
        select(GatePeriod.open_from, GatePeriod.open_until).where(GatePeriod.post_id == gate.id)
    )
    return [OpenPeriod(opened, closed) for opened, closed in rows]


def _campaign_id(by: Viewer, at: datetime) -> int:
    zone = ZoneInfo(db.session.get_one(Community, by.community_id).zone)
    return viewers.current_campaign(by.community_id, at.astimezone(zone).date()).id
