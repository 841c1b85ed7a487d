"""Cleared or not, and what is missing. A building clears when every door has a final outcome, every untested person
is settled and every inhabited household has signed; a compound when its buildings do, a sweep when its compounds do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import NamedTuple, Protocol, TypeVar

from teamhub.domain.sweeps import DoorState

K = TypeVar("K", bound=Hashable)

EMPTY_CONTACTS = frozenset({"vacant", "moved"})
"""Nobody lives behind such a door, so nobody can sign."""


class Remaining(StrEnum):
    UNVISITED = "unvisited"
    REVISIT = "revisit"
    UNTESTED = "untested"
    LETTER = "letter"


class Stands(Protocol):
    """All that decides what is missing. `last_contact`: the contact flag of the latest outcome, empty before one."""

    @property
    def kind(self) -> str: ...
    @property
    def occupied(self) -> bool: ...
    @property
    def state(self) -> DoorState: ...
    @property
    def open_untested(self) -> int: ...
    @property
    def last_contact(self) -> str: ...
    @property
    def letter_signed(self) -> bool: ...


class Door(NamedTuple):
    """One door of a sweep as it stands."""

    unit_id: int
    compound_id: int
    building_id: int
    stairwell: str
    kind: str
    occupied: bool
    state: DoorState
    open_untested: int = 0
    last_contact: str = ""
    letter_signed: bool = False


@dataclass(frozen=True)
class Clearance:
    """`doors` in scope, `remaining` of them with something missing; `reasons` count doors once per reason."""

    doors: int
    remaining: int
    reasons: tuple[tuple[Remaining, int], ...]
    untested_people: int

    @property
    def cleared(self) -> bool:
        """Where there is no door, nothing was cleared."""
        return self.doors > 0 and self.remaining == 0

    def missing(self, reason: Remaining) -> int:
        return dict(self.reasons).get(reason, 0)


def letter_is_due(door: Stands) -> bool:
    """Does this door owe a letter? Shops, vacant flats and flats found empty do not."""
    return door.kind == "household" and door.occupied and door.last_contact not in EMPTY_CONTACTS


def remaining_at(door: Stands, *, letters_required: bool) -> frozenset[Remaining]:
    """What is still missing at this door. Empty: cleared."""
    owes = letters_required and not door.letter_signed and letter_is_due(door)
    return _missing(door.state, door.open_untested > 0, owes)


@cache
def _missing(state: DoorState, untested: bool, owes_letter: bool) -> frozenset[Remaining]:
    """One of sixteen sets; thousands of doors share them."""
    missing: set[Remaining] = set()
    if state is DoorState.UNTOUCHED:
        missing.add(Remaining.UNVISITED)
    elif state is DoorState.REVISIT:
        missing.add(Remaining.REVISIT)
    if untested or state is DoorState.UNTESTED:
        missing.add(Remaining.UNTESTED)
    if owes_letter:
        missing.add(Remaining.LETTER)
    return frozenset(missing)


def clearance(doors: Iterable[Stands], *, letters_required: bool) -> Clearance:
    """Of any set of doors: a stairwell, a building, a compound, a sweep."""
    return clearance_of_alike(((door, 1) for door in doors), letters_required=letters_required)


def clearance_of_alike(doors: Iterable[tuple[Stands, int]], *, letters_required: bool) -> Clearance:
    """The same of doors that stand alike, each kind with how many there are of it."""
    total = remaining = untested_people = 0
    found: Counter[Remaining] = Counter()
    for door, times in doors:
        total += times
        untested_people += door.open_untested * times
        if missing := remaining_at(door, letters_required=letters_required):
            remaining += times
            for reason in missing:
                found[reason] += times
    return Clearance(
        doors=total,
        remaining=remaining,
        reasons=tuple((reason, found[reason]) for reason in Remaining if found[reason]),
        untested_people=untested_people,
    )


def clearance_by(
    doors: Iterable[Door], key: Callable[[Door], K], *, letters_required: bool
) -> dict[K, Clearance]:
    """By compound, building or stairwell, in order of first appearance:
    `clearance_by(doors, lambda d: d.building_id, letters_required=True)`."""
    groups: dict[K, list[Door]] = {}
    for door in doors:
        groups.setdefault(key(door), []).append(door)
    return {k: clearance(group, letters_required=letters_required) for k, group in groups.items()}


def clearance_stamp(stamped: datetime | None, now: Clearance, at: datetime) -> datetime | None:
    """The moment of clearance to keep: the first one while it stays cleared, none once something reopens."""
    if not now.cleared:
        return None
    return stamped or at
