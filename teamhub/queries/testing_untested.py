"""Who was not tested in a round, compound by compound, and how many of them have a reason on record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from teamhub.domain.addresses import natural_key
from teamhub.domain.errors import NotFound
from teamhub.domain.testing import UntestedPartition, untested_partition
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.testing import RoundEligible, SiteCount, SiteSession, TestingRound, UntestedCount
from teamhub.queries import terms
from teamhub.queries.tally.parts import Parts


@dataclass(frozen=True)
class CompoundLine:
    """One compound of a round. `tested` from the tally, walk-ins at home. `makeup`: reason -> day."""

    compound_id: int
    name: str
    eligible: int
    tested: int
    partition: UntestedPartition
    makeup: dict[str, date]


@dataclass(frozen=True)
class RoundCover:
    """All compounds of a round. `elsewhere`: people whose reason counts as tested in the adjusted rate. Conservation:
    `eligible` = `tested` + each reason + `unexplained`, as long as nobody beyond the eligible was tested (`over`) and
    no more reasons than people are on record (`excess`)."""

    lines: tuple[CompoundLine, ...]
    by_reason: tuple[tuple[str, int], ...]
    elsewhere: int

    @property
    def eligible(self) -> int:
        return sum(line.eligible for line in self.lines)

    @property
    def tested(self) -> int:
        """Of those who should be tested."""
        return sum(min(line.tested, line.eligible) for line in self.lines)

    @property
    def over(self) -> int:
        """Tests beyond the people on record."""
        return sum(max(0, line.tested - line.eligible) for line in self.lines)

    @property
    def unexplained(self) -> int:
        return sum(line.partition.unexplained for line in self.lines)

    @property
    def excess(self) -> int:
        return sum(line.partition.excess for line in self.lines)

    def line(self, compound_id: int) -> CompoundLine:
        """Raises NotFound for a compound that takes no part in the round."""
        for line in self.lines:
            if line.compound_id == compound_id:
                return line
        raise NotFound


def round_cover(held: TestingRound, figures: Parts) -> RoundCover:
    """`figures`: of the round's day or later; their compounds count make-up tests too."""
    lines = tuple(compound_lines(held, figures))
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        for code, persons in line.partition.by_reason:
            counts[code] += persons
    known = terms.terms(held.community_id, "untested_reason")
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    elsewhere = sum(n for code, n in ordered if code in known and known[code].flags["counts_as_tested"])
    return RoundCover(lines, tuple(ordered), elsewhere)


def compound_lines(held: TestingRound, figures: Parts) -> list[CompoundLine]:
    """In the office's order."""
    tested = _tested(held, figures)
    reasons: dict[int, dict[str, int]] = defaultdict(dict)
    makeup: dict[int, dict[str, date]] = defaultdict(dict)
    for row in db.session.scalars(
        select(UntestedCount).where(UntestedCount.round_id == held.id).order_by(UntestedCount.id)
    ):
        reasons[row.compound_id][row.reason] = row.persons
        if row.makeup_on is not None:
            makeup[row.compound_id][row.reason] = row.makeup_on
    rows = db.session.execute(
        select(Compound.id, Compound.code, Compound.name, RoundEligible.eligible)
        .join(RoundEligible, RoundEligible.compound_id == Compound.id)
        .where(RoundEligible.round_id == held.id)
        .order_by(Compound.position, Compound.id)
    )
    return [
        CompoundLine(
            key,
            name,
            eligible,
            tested.get(code, 0),
            untested_partition(eligible, tested.get(code, 0), reasons[key]),
            makeup[key],
        )
        for key, code, name, eligible in rows
    ]


@dataclass(frozen=True)
class HouseLine:
    """One building in a round. `people`: on record as living there; `tested`: counted under its name."""

    name: str
    doors: int
    people: int
    tested: int


def houses(held: TestingRound, compound_id: int) -> list[HouseLine]:
    """Buildings of a compound; empty while nobody was counted under the name of one. Who was counted without a
    building stands in none of them."""
    tested = dict(
        db.session.execute(
            select(SiteCount.building, func.sum(SiteCount.persons))
            .join(SiteSession, SiteSession.id == SiteCount.session_id)
            .where(
                SiteSession.round_id == held.id,
                SiteCount.compound_id == compound_id,
                SiteCount.building != "",
            )
            .group_by(SiteCount.building)
        ).all()
    )
    if not tested:
        return []
    rows = db.session.execute(
        select(Building.name, Building.position, func.count(Unit.id), func.sum(Unit.resident_count))
        .outerjoin(Unit, (Unit.building_id == Building.id) & (Unit.kind == "household"))
        .where(Building.compound_id == compound_id)
        .group_by(Building.id, Building.name, Building.position)
    ).all()
    ordered = sorted(rows, key=lambda row: (row[1], natural_key(row[0])))
    known = [
        HouseLine(name, doors, int(people or 0), int(tested.pop(name, 0) or 0))
        for name, _, doors, people in ordered
    ]
    return known + [HouseLine(name, 0, 0, int(count or 0)) for name, count in sorted(tested.items())]


def _tested(held: TestingRound, figures: Parts) -> dict[str, int]:
    """Compound code -> people tested in the round; empty while it has not begun."""
    numbers = [point.number for point in figures.round_series]
    if held.number not in numbers:
        return {}
    place = numbers.index(held.number)
    return {point.code: point.tested[place] for point in figures.compound_series}
