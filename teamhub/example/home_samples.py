"""Samples taken at home: 59, each for its round, and the yellow-code cases that most of them belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from teamhub.domain.workbook.content import Cell, Row
from teamhub.example.days import LAST, Days, minutes
from teamhub.example.figures import figures
from teamhub.example.found import Found
from teamhub.example.people import People
from teamhub.example.places import Door, Places
from teamhub.example.residents import Resident

RULE = "黄码居家三天两检"
AREAS = {"P1": 1, "P7": 1, "P2": 2, "P3": 3, "P5": 3, "P4": 4, "P8": 4, "P6": 5, "P9": 5}
"""Sampling site -> the team whose medic also walks to the homes around it."""

OTHERS: dict[int, tuple[str, ...]] = {
    4: ("C12", "C07", "C11"),
    6: ("C01", "C03", "C05", "C07", "C10", "C11"),
}
"""Day -> compounds of people who could not come down for other reasons."""

FOUND_ON = 3
"""The day on which the first sweep found those with limited mobility."""
ROUND_ON = {2: 2, 3: 2, 4: 3, 6: 4}
"""Day -> the round for which the samples of that day count: those of the third day make up for the second round."""


@dataclass(frozen=True)
class Stop:
    """A door to be visited. `test`: which test of the resident's case."""

    day: int
    door: Door
    reason: str
    resident: Resident | None = None
    test: int | None = None


@dataclass(frozen=True)
class Sample:
    """`medic`: the number of the medic who took it."""

    code: str
    stop: Stop
    at: datetime
    medic: int

    def known_at(self, days: Days) -> datetime:
        """When it was put on the list: the evening before, but for what came up on the day itself."""
        day, reason = self.stop.day, self.stop.reason
        if reason == "timed_case" and self.stop.test == 1:
            return days.at(day, 10, 30)
        if reason == "limited_mobility" and day == FOUND_ON:
            return self.at - minutes(70)
        if reason == "sweep_found":
            return days.at(day, 17, 30)
        if reason == "other" and day < LAST:
            return days.at(day, 11, 30)
        return days.at(day - 1, 20, 30)

    @property
    def round_number(self) -> int:
        return ROUND_ON[self.stop.day]

    @property
    def compound(self) -> str:
        return self.stop.door.compound


def make_samples(places: Places, residents: list[Resident], found: list[Found], days: Days) -> list[Sample]:
    """In the order in which they were taken."""

    def noon(day: int) -> list[Stop]:
        return [*_yellow(residents, day), *_limited(residents, day), *_others(places, residents, found, day)]

    swept = [Stop(4, f.door, "sweep_found") for f in found if f.sweep == 2]
    taken = [
        *_walked(_yellow(residents, 2), days.at(2, 18, 20), one_medic=True),
        *_walked(_limited(residents, 3), days.at(3, 11, 10), one_medic=True),
        *_walked(noon(4), days.at(4, 12, 15)),
        *_walked(swept, days.at(4, 18, 30)),
        *_walked(noon(6), days.at(6, 12, 15)),
    ]
    taken.sort(key=lambda sample: (sample.at, sample.medic))
    return [replace(sample, code=f"H{n:03d}") for n, sample in enumerate(taken, start=1)]


def _yellow(residents: list[Resident], day: int) -> list[Stop]:
    """First test on the day of the yellow code, second on the third day."""
    return [
        Stop(day, r.door, "timed_case", r, 1 if day == r.since else 2)
        for r in residents
        if r.group and day in (r.since, r.since + 2)
    ]


def _limited(residents: list[Resident], day: int) -> list[Stop]:
    return [Stop(day, r.door, "limited_mobility", r) for r in residents if r.category == "limited_mobility"]


def _others(places: Places, residents: list[Resident], found: list[Found], day: int) -> Iterator[Stop]:
    taken = {r.door for r in residents} | {f.door for f in found}
    for compound in OTHERS[day]:
        free = [d for d in places.homes(compound) if d not in taken]
        yield Stop(day, free[day * 7 % len(free)], "other")


def _walked(stops: Iterable[Stop], starts: datetime, *, one_medic: bool = False) -> Iterator[Sample]:
    """By compound, building and stairwell, from the top floor down; each medic a stop every thirteen minutes."""
    areas: dict[int, list[Stop]] = {}
    for stop in stops:
        medic = 1 if one_medic else AREAS[figures().site_of(stop.door.compound).code]
        areas.setdefault(medic, []).append(stop)
    for medic, route in areas.items():
        route.sort(key=lambda s: (s.door.compound, s.door.building, s.door.stairwell, -s.door.floor))
        for n, stop in enumerate(route):
            yield Sample("", stop, starts + minutes(13 * n + medic), medic)


def case_code(residents: list[Resident], resident: Resident) -> str:
    return f"Y{[r for r in residents if r.group].index(resident) + 1:03d}"


def case_rows(residents: list[Resident], days: Days) -> list[Row]:
    """Group A is released on the morning after its third day."""
    rows: list[Row] = []
    for n, r in enumerate(r for r in residents if r.group):
        row: dict[str, Cell] = {
            "code": case_code(residents, r),
            "resident": r.code,
            "group_label": r.group,
            "started_on": days.day(r.since),
            "rule_name": RULE,
            "isolated_at": days.at(r.since, 9, 30 + n % 20),
        }
        if r.group == "A":
            row |= {
                "code_seen_green_at": days.at(5, 9, 5 + n * 6),
                "code_seen_by": r.carer,
                "released_at": days.at(5, 10, n),
            }
        rows.append(row)
    return rows


def sample_rows(samples: list[Sample], residents: list[Resident], people: People, days: Days) -> list[Row]:
    """Results come the next morning; those of the last day are still out when the example ends."""
    medics, workers = people.of("M"), people.of("W")
    rows: list[Row] = []
    for s in samples:
        resident, test = s.stop.resident, s.stop.test
        rows.append(
            {
                "code": s.code,
                "round": str(s.round_number),
                "compound": s.compound,
                "unit": s.stop.door.ref,
                "resident": resident.code if resident else None,
                "timed_case": case_code(residents, resident) if resident and test else None,
                "test_number": test,
                "reason": s.stop.reason,
                "planned_at": days.at(s.stop.day, s.at.hour),
                "sampled_at": s.at,
                "result": "negative" if s.stop.day < LAST else None,
                "medic": medics[s.medic - 1].code,
                "escort": workers[(s.medic - 1) * 4].code,
                "recorded_at": s.known_at(days),
            }
        )
    return rows
