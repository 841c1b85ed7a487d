"""What is known of compounds, doors, posts and sites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CompoundFacts:
    """`households`: inhabited ones as the office states them. `aliases`: other spellings of the same compound."""

    name: str
    households: int = 0
    registered: int = 0
    eligible: int = 0
    aliases: tuple[str, ...] = ()
    note: str = ""
    code: str = ""


@dataclass(frozen=True)
class UnitFacts:
    """`kind`: household | shop | other."""

    kind: str
    stairwell: str
    floor: int
    label: str
    occupied: bool
    resident_count: int = 0


@dataclass(frozen=True)
class PostFacts:
    """`seats`: people per shift."""

    name: str
    kind: str
    seats: int
    opened_on: date
    closed_on: date | None = None
    compound_id: int | None = None
    code: str = ""
