"""A building drawn as its front: a column a flat within its stairwell, a row a floor, the top floor first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from teamhub.domain.addresses import natural_key

K = TypeVar("K", bound=Hashable)
SPARE_COLUMNS = 2
"""Flats of one riser stand above each other as long as this costs no more empty columns."""


@dataclass(frozen=True)
class Flat(Generic[K]):
    """`key`: whatever the caller knows the door by."""

    key: K
    stairwell: str
    floor: int
    label: str


@dataclass(frozen=True)
class Facade(Generic[K]):
    """`stairwells`: (name, columns). `floors`: (number, one cell for each column; None where there is no door)."""

    stairwells: tuple[tuple[str, int], ...]
    floors: tuple[tuple[int, tuple[K | None, ...]], ...]


def facade(flats: Sequence[Flat[K]]) -> Facade[K]:
    """301 stands below 401, also where another flat of the floor is missing."""
    wells: dict[str, list[Flat[K]]] = defaultdict(list)
    for flat in flats:
        wells[flat.stairwell].append(flat)
    names = sorted(wells, key=natural_key)
    placed: dict[tuple[int, int], K] = {}
    widths: list[int] = []
    for name in names:
        columns = _columns(wells[name])
        first = sum(widths)
        for flat, column in columns.items():
            placed[flat.floor, first + column] = flat.key
        widths.append(max(columns.values()) + 1)
    floors = sorted({flat.floor for flat in flats}, reverse=True)
    across = range(sum(widths))
    return Facade(
        tuple(zip(names, widths, strict=True)),
        tuple((floor, tuple(placed.get((floor, column)) for column in across)) for floor in floors),
    )


def _columns(flats: Sequence[Flat[K]]) -> dict[Flat[K], int]:
    """By the number within the floor (01 of 301); by order on the floor where numbers do not line up."""
    by_floor: dict[int, list[Flat[K]]] = defaultdict(list)
    for flat in sorted(flats, key=lambda f: (natural_key(f.label), f.label)):
        by_floor[flat.floor].append(flat)
    widest = max(len(row) for row in by_floor.values())
    risers = sorted({_riser(flat) for flat in flats}, key=natural_key)
    spots = {(flat.floor, _riser(flat)) for flat in flats}
    if len(risers) <= widest + SPARE_COLUMNS and len(spots) == len(flats):
        return {flat: risers.index(_riser(flat)) for flat in flats}
    return {flat: place for row in by_floor.values() for place, flat in enumerate(row)}


def _riser(flat: Flat[K]) -> str:
    """01 of 301 on the third floor; the whole label where it does not begin with the floor."""
    return flat.label.removeprefix(str(abs(flat.floor)))
