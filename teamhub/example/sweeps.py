"""Four sweeps by seventeen teams: who walks where, every knock, every letter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from teamhub.domain.workbook.content import Cell, Row
from teamhub.example.days import Days, minutes, shares, spread
from teamhub.example.figures import CompoundFigures, figures
from teamhub.example.found import Found
from teamhub.example.home_samples import Sample
from teamhub.example.people import People
from teamhub.example.places import Door, Places
from teamhub.example.residents import Resident

SECOND_SWEEP: dict[str, tuple[int, int]] = {
    "C01": (10, 6), "C02": (12, 7), "C03": (5, 3), "C04": (6, 4), "C05": (2, 1), "C06": (5, 3), "C07": (6, 4),
    "C08": (4, 3), "C09": (5, 3), "C10": (3, 2), "C11": (4, 2), "C12": (2, 1), "C13": (2, 1), "C14": (1, 1),
    "C15": (1, 1), "C16": (2, 1), "C17": (1, 1),
}  # fmt: skip
"""First visits settled by phone and without an answer; all other households were met."""


@dataclass(frozen=True)
class SweepPlan:
    """`phone`, `no_answer`: of the first visits in all compounds; None: as in SECOND_SWEEP."""

    number: int
    day: int
    round_number: int
    purpose: str
    phone: int | None = None
    no_answer: int | None = None


SWEEPS = (
    SweepPlan(1, 3, 2, "逐户排查未检人员，签订承诺书", 97, 91),
    SweepPlan(2, 4, 3, "核对未检人员"),
    SweepPlan(3, 5, 3, "重点核对外出返回人员", 62, 30),
    SweepPlan(4, 6, 4, "全面复核", 58, 26),
)


@dataclass(frozen=True)
class Visit:
    """One knock. `person`: code of the sweeper who may have taken a letter."""

    sweep: SweepPlan
    door: Door
    attempt: int
    at: datetime
    outcome: str
    person: str
    found: Found | None = None


def make_visits(
    places: Places,
    people: People,
    residents: list[Resident],
    found: list[Found],
    samples: list[Sample],
    days: Days,
) -> list[Visit]:
    """In the order of sweeps and compounds, first visits before revisits."""
    teams = people.sweep_teams()
    sampled = {s.stop.door: s.at for s in samples if s.stop.day == 3}
    visits: list[Visit] = []
    for sweep in SWEEPS:
        at_door = {f.door: f for f in found if f.sweep == sweep.number}
        at_home = {
            r.door for r in residents if r.group and r.since <= sweep.day and not _released(r, sweep.day)
        }
        for compound, phone, silent in _first_visits(sweep):
            walk = _Walk(sweep, compound, teams[compound.code], days)
            visits += walk.homes(places.homes(compound.code), at_door, at_home, sampled, phone, silent)
            if sweep.number == 1:
                visits += walk.shops(places.shops(compound.code))
    return visits


def _released(resident: Resident, day: int) -> bool:
    return resident.group == "A" and day >= 5


def _first_visits(sweep: SweepPlan) -> Iterator[tuple[CompoundFigures, int, int]]:
    """(compound, by phone, no answer)"""
    compounds = figures().compounds
    if sweep.phone is None or sweep.no_answer is None:
        for compound in compounds:
            yield compound, *SECOND_SWEEP[compound.code]
        return
    weights = [c.households for c in compounds]
    yield from zip(compounds, shares(sweep.phone, weights), shares(sweep.no_answer, weights), strict=True)


class _Walk:
    """One team in one sweep: pairs walk half of the doors each, in the morning and the afternoon; in the evening they
    go back to where nobody answered."""

    def __init__(self, sweep: SweepPlan, compound: CompoundFigures, team: list[str], days: Days) -> None:
        self.sweep, self.compound, self.team, self.days = sweep, compound, team, days
        self.chance = random.Random(f"sweep {sweep.number} of {compound.code}")  # noqa: S311  # sample data

    def homes(
        self,
        doors: list[Door],
        found: dict[Door, Found],
        at_home: set[Door],
        sampled: dict[Door, datetime],
        phone: int,
        silent: int,
    ) -> Iterator[Visit]:
        by_phone, no_answer = self._outcomes(doors, found, at_home, phone, silent)
        again: list[Door] = []
        for door, at, person in self._first_walk(doors):
            outcome = "met_all_ok"
            if door in found:
                outcome = "met_untested"
                at = min(at, sampled[door] - minutes(75)) if door in sampled else at
            elif door in by_phone:
                outcome = "phone_verified"
            elif door in no_answer:
                outcome = "no_answer"
                again.append(door)
            yield Visit(self.sweep, door, 1, at, outcome, person, found.get(door))
        yield from self._evening(again)

    def _outcomes(
        self, doors: list[Door], found: dict[Door, Found], at_home: set[Door], phone: int, silent: int
    ) -> tuple[set[Door], set[Door]]:
        """Who is isolated at home is asked by phone; the rest falls by chance."""
        isolated = [d for d in doors if d in at_home and d not in found][:phone]
        others = [d for d in doors if d not in found and d not in at_home]
        drawn = self.chance.sample(others, phone - len(isolated) + silent)
        return {*isolated, *drawn[silent:]}, set(drawn[:silent])

    def _first_walk(self, doors: list[Door]) -> Iterator[tuple[Door, datetime, str]]:
        at, day = self.days.at, self.sweep.day
        windows = [(at(day, 9, 2), at(day, 12)), (at(day, 14), at(day, 16, 58))]
        pairs = len(self.team) // 2
        for pair in range(pairs):
            mine = doors[len(doors) * pair // pairs : len(doors) * (pair + 1) // pairs]
            for door, moment in zip(mine, spread(len(mine), windows), strict=True):
                yield door, moment, self.team[pair * 2]

    def _evening(self, doors: list[Door]) -> Iterator[Visit]:
        """Most are at home now; every ninth of the first sweep only on the third knock."""
        at, day = self.days.at, self.sweep.day
        for n, (door, moment) in enumerate(
            zip(doors, spread(len(doors), [(at(day, 18, 30), at(day, 20, 20))]), strict=True)
        ):
            person = self.team[n % len(self.team)]
            if self.sweep.number == 1 and n % 9 == 4:
                yield Visit(self.sweep, door, 2, moment, "no_answer", person)
                yield Visit(self.sweep, door, 3, at(day, 20, 35 + n % 15), "met_all_ok", person)
                continue
            outcome = "met_all_ok" if self.chance.random() < 0.8 else "phone_verified"
            yield Visit(self.sweep, door, 2, moment, outcome, person)

    def shops(self, shops: list[Door]) -> Iterator[Visit]:
        """Closed shops are sealed or their owners reached in the evening: no door is left out."""
        at, day = self.days.at, self.sweep.day
        for n, shop in enumerate(shops):
            closed = n == 2
            outcome = "shop_closed" if closed else "shop_open_ok"
            yield Visit(self.sweep, shop, 1, at(day, 15, 5 + n * 7), outcome, self.team[0])
            if closed:
                yield Visit(self.sweep, shop, 2, at(day, 19, 40), "shop_sealed", self.team[0])


def sweep_rows(days: Days) -> list[Row]:
    return [
        {
            "number": s.number,
            "purpose": s.purpose,
            "held_on": days.day(s.day),
            "starts_at": days.at(s.day, 9),
            "ends_at": days.at(s.day, 21, 10),
            "round": str(s.round_number),
        }
        for s in SWEEPS
    ]


def team_rows(people: People) -> dict[str, list[Row]]:
    """A team a compound, the same in all sweeps. The first sweep also goes to the shops."""
    members: list[Row] = []
    scope: list[Row] = []
    for sweep in SWEEPS:
        for n, (compound, team) in enumerate(people.sweep_teams().items(), start=1):
            head: dict[str, Cell] = {
                "sweep": str(sweep.number),
                "team": f"S{n:02d}",
                "name": f"{figures().compound(compound).name}扫楼队",
                "position": n,
            }
            members += [head | {"person": person} for person in team]
            cover = "in_use" if sweep.number == 1 else "households"
            scope.append({"sweep": head["sweep"], "compound": compound, "cover": cover, "team": head["team"]})
    return {"sweep_teams": members, "sweep_doors": scope}


def visit_rows(visits: list[Visit], samples: list[Sample], days: Days) -> list[Row]:
    chance = random.Random("at home")  # noqa: S311  # sample data
    teams = {c.code: f"S{n:02d}" for n, c in enumerate(figures().compounds, start=1)}
    taken = {(s.stop.door, s.round_number): s for s in samples}
    made_up = 0
    rows: list[Row] = []
    for v in visits:
        row: dict[str, Cell] = {
            "sweep": str(v.sweep.number),
            "compound": v.door.compound,
            "unit": v.door.ref,
            "attempt": v.attempt,
            "visited_at": v.at,
            "outcome": v.outcome,
            "team": teams[v.door.compound],
            "recorded_at": v.at + minutes(1),
        }
        if v.outcome.startswith("met"):
            row["people_at_home"] = chance.randint(1, max(1, v.door.residents))
        if v.outcome == "no_answer":
            row["revisit_at"] = days.at(v.sweep.day, 18, 30)
        if v.found is not None:
            sample = taken.get((v.door, v.sweep.round_number))
            made_up += v.found.how == "made_up"
            row |= {"untested_count": 1, "untested_reason": v.found.reason, "resolved_by": v.found.how}
            row |= _resolved(v, sample, made_up, days)
        rows.append(row)
    return rows


def _resolved(visit: Visit, sample: Sample | None, turn: int, days: Days) -> dict[str, Cell]:
    if sample is not None:
        return {"resolved_at": sample.at + minutes(1), "home_sample": sample.code}
    if visit.sweep.number == 1:
        return {"resolved_at": days.at(3, 17, 4 + turn * 4)}
    if visit.sweep.number == 4:
        return {"resolved_at": max(visit.at, days.at(6, 14, 10)) + minutes(40)}
    return {"resolved_at": visit.at + minutes(90)}


def letter_rows(visits: list[Visit], days: Days) -> list[Row]:
    """One a household, all in the first sweep: signed at the door, in the evening by those reached by phone."""
    signed: dict[Door, tuple[datetime, str]] = {}
    by_phone = 0
    for v in visits:
        if v.sweep.number != 1 or v.door.kind != "household":
            continue
        if v.outcome in ("met_all_ok", "met_untested"):
            signed[v.door] = (v.at + minutes(2), v.person)
        elif v.outcome == "phone_verified":
            by_phone += 1
            signed[v.door] = (max(v.at + minutes(20), days.at(3, 18, 40) + minutes(by_phone)), v.person)
    return [
        {
            "compound": door.compound,
            "unit": door.ref,
            "signed_at": at,
            "collected_by": person,
            "recorded_at": at + minutes(1),
        }
        for door, (at, person) in signed.items()
    ]
