"""The doors at which a sweep met people who had not been tested, and what became of them.

First sweep: 23. Four with limited mobility, sampled at home the same morning; nineteen go to the make-up session of
that afternoon; all count for the second round. Second sweep: nine, sampled at home in the evening for the third
round. Third sweep, on a day without a round: five who came back from elsewhere go to the hospital's own sampling
window, which counts for no round; the leader accepts it. Fourth sweep: two, who go to the afternoon session of the
fourth round and are counted there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.example.places import Door, Places
from teamhub.example.residents import Resident

MADE_UP_AT_SITE: dict[str, int] = {
    "C01": 3, "C02": 3, "C03": 1, "C04": 2, "C05": 1, "C06": 1, "C07": 2, "C08": 1, "C09": 2, "C10": 1, "C11": 1, "C13": 1,
}  # fmt: skip
SAMPLED_AT_HOME: dict[str, int] = {"C01": 1, "C02": 3, "C04": 2, "C06": 2, "C08": 1}
CAME_BACK = ("C02", "C03", "C07", "C09", "C12")
LATE_RISERS = ("C05", "C07")


@dataclass(frozen=True)
class Found:
    """One person at one door. `how` as the program keeps it: home_sample, made_up or reason."""

    sweep: int
    door: Door
    reason: str
    how: str


def make_found(places: Places, residents: list[Resident]) -> list[Found]:
    """In the order of the sweeps and compounds."""
    chance = random.Random("found")  # noqa: S311  # sample data
    taken = {r.door for r in residents}
    found = [
        Found(1, r.door, "cannot_move", "home_sample") for r in residents if r.category == "limited_mobility"
    ]
    for sweep, compound, reason, how in _plan():
        door = chance.choice([d for d in places.homes(compound) if d not in taken and d.residents > 1])
        taken.add(door)
        found.append(Found(sweep, door, reason, how))
    return found


def _plan() -> Iterator[tuple[int, str, str, str]]:
    for compound, count in MADE_UP_AT_SITE.items():
        for _ in range(count):
            yield 1, compound, "other", "made_up"
    for compound, count in SAMPLED_AT_HOME.items():
        for _ in range(count):
            yield 2, compound, "cannot_move", "home_sample"
    for compound in CAME_BACK:
        yield 3, compound, "tested_elsewhere", "reason"
    for compound in LATE_RISERS:
        yield 4, compound, "other", "made_up"
