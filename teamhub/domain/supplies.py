"""Pieces from the open gate to the door. Counted in pieces; a relay run is a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from teamhub.domain.errors import AlreadyDone, RuleBroken


class DeliveryState(StrEnum):
    AT_GATE = "at_gate"
    PENDING = "pending"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    RECEIVED = "received"


class SupplyRefused(RuleBroken):
    """gate_not_open | pieces_not_positive | not_delivered_yet | nothing_to_receive | line_unreadable | nothing_to_carry |
    pieces_of_two_gates | pieces_on_the_way | already_at_the_door | pending_reason_unknown"""


class AlreadyDelivered(AlreadyDone):
    """already_delivered: `at`"""


@dataclass(frozen=True)
class Parcel:
    """Pieces for one door. `pending_reason`: why they could not be delivered; empty: none said."""

    pieces: int
    arrived_at: datetime
    run_started_at: datetime | None = None
    delivered_at: datetime | None = None
    received_at: datetime | None = None
    pending_reason: str = ""


@dataclass(frozen=True)
class OpenPeriod:
    """Half-open [open_from, open_until); `open_until` None: still open."""

    open_from: datetime
    open_until: datetime | None = None


def gate_is_open(periods: Iterable[OpenPeriod], at: datetime) -> bool:
    return any(p.open_from <= at and (p.open_until is None or at < p.open_until) for p in periods)


def check_arrival_at_gate(periods: Iterable[OpenPeriod], pieces: int, at: datetime) -> None:
    """Everything comes in through an open gate. Raises SupplyRefused."""
    if pieces < 1:
        raise SupplyRefused("pieces_not_positive")
    if not gate_is_open(periods, at):
        raise SupplyRefused("gate_not_open")


def delivery_state(parcel: Parcel) -> DeliveryState:
    """A run that could not deliver gives a reason: then the pieces are pending, not on the way."""
    if parcel.received_at is not None:
        return DeliveryState.RECEIVED
    if parcel.delivered_at is not None:
        return DeliveryState.DELIVERED
    if parcel.pending_reason:
        return DeliveryState.PENDING
    return DeliveryState.ON_THE_WAY if parcel.run_started_at is not None else DeliveryState.AT_GATE


def is_waiting(parcel: Parcel) -> bool:
    """Not at the door yet, for whatever reason."""
    return parcel.delivered_at is None and parcel.received_at is None


def check_delivery(parcel: Parcel) -> None:
    """Raises AlreadyDelivered: a second tap changes nothing."""
    if not is_waiting(parcel):
        raise AlreadyDelivered("already_delivered", at=parcel.delivered_at or parcel.received_at)


def check_receipt(parcel: Parcel) -> None:
    """The receiver confirms what was delivered. Raises SupplyRefused or AlreadyDelivered."""
    if parcel.received_at is not None:
        raise AlreadyDelivered("already_delivered", at=parcel.received_at)
    if parcel.delivered_at is None:
        raise SupplyRefused("not_delivered_yet")


def pieces_waiting(parcels: Iterable[Parcel]) -> int:
    return sum(parcel.pieces for parcel in parcels if is_waiting(parcel))


def pending_by_reason(parcels: Iterable[Parcel]) -> dict[str, int]:
    """Reason -> pieces that wait, the empty reason for those without one; adds up to `pieces_waiting`."""
    pieces: dict[str, int] = {}
    for parcel in parcels:
        if is_waiting(parcel):
            pieces[parcel.pending_reason] = pieces.get(parcel.pending_reason, 0) + parcel.pieces
    return pieces


def oldest_waiting(parcels: Iterable[Parcel], at: datetime) -> timedelta | None:
    """How long the oldest pieces have waited. None: nothing waits. Never negative."""
    arrived = min((parcel.arrived_at for parcel in parcels if is_waiting(parcel)), default=None)
    return None if arrived is None else max(timedelta(0), at - arrived)
