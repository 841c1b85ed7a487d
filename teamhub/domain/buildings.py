"""The doors of a building, made from its shape: stairwells x floors x flats, with exceptions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from teamhub.domain.errors import RuleBroken

_ITEM = re.compile(r"(?:([0-9A-Za-z]{1,3})-)?([0-9A-Za-z]{1,6})")
_SEPARATORS = re.compile(r"[\s,，、;；]+")

MOST_DOORS = 2000


class BuildingRefused(RuleBroken):
    """The building cannot be made like this."""


@dataclass(frozen=True)
class DoorPlan:
    """`kind`: household | shop. `label`: what stands on the door."""

    kind: str
    stairwell: str
    floor: int
    label: str
    occupied: bool = True


@dataclass(frozen=True)
class Shape:
    """`missing` and `vacant`: doors as 2-301 (stairwell 2, flat 301) or 301 (in every stairwell). `shops`: one
    name a line."""

    stairwells: int
    floors: int
    flats: int
    first_floor: int = 1
    missing: str = ""
    vacant: str = ""
    shops: str = ""


def doors_of(shape: Shape) -> list[DoorPlan]:
    """Flats by stairwell and floor, then shops. Raises BuildingRefused(door_list_unreadable | door_not_there |
    too_many_doors | no_doors | shop_twice)."""
    if shape.stairwells * shape.floors * shape.flats > MOST_DOORS:
        raise BuildingRefused("too_many_doors", most=MOST_DOORS)
    every = [
        DoorPlan("household", str(stairwell), floor, flat_label(floor, flat))
        for stairwell in range(1, shape.stairwells + 1)
        for floor in range(shape.first_floor, shape.first_floor + shape.floors)
        for flat in range(1, shape.flats + 1)
    ]
    missing, vacant = _named(shape.missing, every), _named(shape.vacant, every)
    flats = [
        DoorPlan(door.kind, door.stairwell, door.floor, door.label, door not in vacant)
        for door in every
        if door not in missing
    ]
    doors = flats + _shops(shape.shops)
    if not doors:
        raise BuildingRefused("no_doors")
    return doors


def flat_label(floor: int, flat: int) -> str:
    """301 is the first flat on the third floor, B101 the first in the basement."""
    return f"{floor}{flat:02d}" if floor > 0 else f"B{-floor or 1}{flat:02d}"


def _named(text: str, doors: list[DoorPlan]) -> set[DoorPlan]:
    """The doors that a list of exceptions means."""
    found: set[DoorPlan] = set()
    for item in filter(None, _SEPARATORS.split(unicodedata.normalize("NFKC", text).strip())):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise BuildingRefused("door_list_unreadable", item=item)
        stairwell, label = match.groups()
        meant = {d for d in doors if d.label == label.upper() and stairwell in (None, d.stairwell)}
        if not meant:
            raise BuildingRefused("door_not_there", item=item)
        found |= meant
    return found


def _shops(text: str) -> list[DoorPlan]:
    names = [name.strip()[:40] for name in text.splitlines() if name.strip()]
    if len(set(names)) < len(names):
        raise BuildingRefused("shop_twice")
    return [DoorPlan("shop", "", 1, name) for name in names]
