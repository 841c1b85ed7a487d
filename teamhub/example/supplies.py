"""What came through the two gates: pieces per day, deliveries to doors, relay runs."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from teamhub.domain.workbook.content import Cell, Row
from teamhub.example.days import LAST, Days, minutes
from teamhub.example.figures import figures
from teamhub.example.people import People
from teamhub.example.places import Door, Places

PIECES: dict[str, tuple[int, ...]] = {
    "G1": (88, 176, 203, 214, 197, 189),
    "G2": (61, 139, 155, 168, 161, 150),
}
"""Gate -> pieces on each of the six days."""

RUN_EVERY = timedelta(minutes=45)
UNCLEAR = ("G2", 4, 3)
"""Gate, day and pieces whose address could not be read; they were delivered the next morning."""


@dataclass
class Parcel:
    gate: str
    day: int
    at: datetime
    pieces: int
    door: Door | None
    run: str = ""
    delivered: datetime | None = None
    reason: str = ""


def make_parcels(places: Places, days: Days) -> list[Parcel]:
    chance = random.Random("parcels")  # noqa: S311  # sample data
    weights = [c.households for c in figures().compounds]
    parcels: list[Parcel] = []
    for day in range(1, LAST + 1):
        for gate, totals in PIECES.items():
            left = totals[day - 1]
            if (gate, day) == UNCLEAR[:2]:
                left -= UNCLEAR[2]
                parcels.append(
                    Parcel(gate, day, days.at(day, 16, 42), UNCLEAR[2], None, reason="address_unclear")
                )
            while left:
                pieces = min(left, chance.choice((1, 1, 2, 2, 2, 3, 3, 4, 5)))
                left -= pieces
                compound = chance.choices(figures().compounds, weights)[0]
                door = chance.choice(places.homes(compound.code))
                at = days.at(day, 8, 20) + minutes(chance.randrange(690))
                parcels.append(Parcel(gate, day, at, pieces, door))
    parcels.sort(key=lambda p: (p.at, p.gate))
    return parcels


def supply_rows(parcels: list[Parcel], people: People, days: Days) -> dict[str, list[Row]]:
    """A run every three quarters of an hour takes what has come since the one before, a piece to each door in turn."""
    runs: list[Row] = []
    names = [m.name for m in people.of("Z")]
    for gate in PIECES:
        for day in range(1, LAST + 1):
            waiting = [p for p in parcels if p.gate == gate and p.day == day and not p.reason]
            if (gate, day) == (UNCLEAR[0], UNCLEAR[1] + 1):
                waiting += [p for p in parcels if p.reason]
            starts = days.at(day, 9, 5)
            while waiting:
                carried = [p for p in waiting if p.at < starts]
                waiting = [p for p in waiting if p.at >= starts]
                if carried:
                    runs.append(_run(f"X{len(runs) + 1:03d}", gate, starts, carried, names))
                starts += RUN_EVERY
    deliveries = [_delivery_row(n, p) for n, p in enumerate(parcels, start=1)]
    return {"relay_runs": runs, "deliveries": deliveries}


def _run(code: str, gate: str, starts: datetime, carried: list[Parcel], names: list[str]) -> Row:
    for n, parcel in enumerate(carried):
        parcel.run = code
        parcel.delivered = starts + minutes(8 + 28 * n / len(carried))
        parcel.delivered = parcel.delivered.replace(second=0, microsecond=0)
    number = int(code[1:])
    return {
        "code": code,
        "gate": gate,
        "started_at": starts,
        "finished_at": starts + minutes(40),
        "carriers": "、".join(names[(number * 2 + k) % len(names)] for k in range(2)),
    }


def _delivery_row(number: int, parcel: Parcel) -> Row:
    row: dict[str, Cell] = {
        "code": f"W{number:04d}",
        "gate": parcel.gate,
        "arrived_at": parcel.at,
        "pieces": parcel.pieces,
        "run": parcel.run,
        "delivered_at": parcel.delivered,
        "pending_reason": parcel.reason or None,
        "recorded_at": parcel.at + minutes(2),
    }
    if parcel.door is not None:
        row |= {"compound": parcel.door.compound, "unit": parcel.door.ref}
    if parcel.delivered is not None and number % 5:
        row["received_at"] = parcel.delivered + minutes(1 + number % 4)
    return row
