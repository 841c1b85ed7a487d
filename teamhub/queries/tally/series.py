"""The series behind the charts: per day, per round, per compound."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import func, select

from teamhub.domain.figures.day import CompoundPoint, DayPoint, RoundPoint
from teamhub.domain.figures.labels import Label
from teamhub.models.base import db
from teamhub.models.places import Compound, Unit
from teamhub.models.sweeps import CommitmentLetter, Sweep
from teamhub.models.testing import RoundEligible, TestingRound
from teamhub.queries.tally.scope import Scope
from teamhub.queries.tally.testing import Sums


def letters_by_day_and_compound(scope: Scope) -> list[tuple[int, int, int]]:
    """(day position, compound, letters signed) up to the moment."""
    position = scope.day_index(CommitmentLetter.signed_at).label("position")
    rows = db.session.execute(
        select(position, Unit.compound_id, func.count())
        .join(Unit, Unit.id == CommitmentLetter.unit_id)
        .where(CommitmentLetter.campaign_id == scope.campaign.id, scope.so_far(CommitmentLetter.signed_at))
        .group_by(position, Unit.compound_id)
    )
    return [(at, compound, letters) for at, compound, letters in rows]


def day_series(
    scope: Scope,
    counted: Sums,
    deeds: list[tuple[int, str, int | None, int]],
    pieces: dict[int, int],
    letters: list[tuple[int, int, int]],
    sweeps: list[Sweep],
    waits: dict[date, int],
) -> tuple[DayPoint, ...]:
    tests: Counter[int] = Counter()
    for row in counted.site:
        tests[row[1]] += row[4]
    for home_row in counted.home:
        tests[home_row[1]] += home_row[4]
    done: Counter[int] = Counter()
    for at, _, _, n in deeds:
        done[at] += n
    signed: Counter[int] = Counter()
    for at, _, n in letters:
        signed[at] += n
    held = Counter(s.held_on for s in sweeps)
    return tuple(
        DayPoint(day, tests[n], done[n], pieces.get(n, 0), signed[n], held[day], waits.get(day))
        for n, day in enumerate(scope.days())
    )


def round_series(
    scope: Scope, rounds: list[TestingRound], counted: Sums, waits: dict[int, int]
) -> tuple[RoundPoint, ...]:
    eligible = dict(
        db.session.execute(
            select(RoundEligible.round_id, func.sum(RoundEligible.eligible))
            .where(RoundEligible.round_id.in_([r.id for r in rounds]))
            .group_by(RoundEligible.round_id)
        ).all()
    )
    site: Counter[int] = Counter()
    home: Counter[int] = Counter()
    for row in counted.site:
        site[row[0]] += row[4]
    for home_row in counted.home:
        home[home_row[0]] += home_row[4]
    return tuple(
        RoundPoint(
            r.number,
            scope.local(r.starts_at).date(),
            int(eligible.get(r.id, 0)),
            site[r.id] + home[r.id],
            home[r.id],
            waits.get(r.id),
        )
        for r in rounds
    )


def compound_series(
    scope: Scope,
    compounds: list[Compound],
    rounds: list[TestingRound],
    counted: Sums,
    deeds: list[tuple[int, str, int | None, int]],
    letters: list[tuple[int, int, int]],
) -> tuple[CompoundPoint, ...]:
    tested: dict[int, Counter[int]] = defaultdict(Counter)
    for row in counted.site:
        if row[2] is not None:
            tested[row[2]][row[0]] += row[4]
    for home_row in counted.home:
        tested[home_row[2]][home_row[0]] += home_row[4]
    done: Counter[int] = Counter()
    for _, _, compound_id, n in deeds:
        if compound_id is not None:
            done[compound_id] += n
    signed: Counter[int] = Counter()
    for _, compound_id, n in letters:
        signed[compound_id] += n
    return tuple(
        CompoundPoint(
            c.code,
            Label(c.name),
            c.household_count,
            c.registered_count,
            c.eligible_count,
            tuple(tested[c.id][r.id] for r in rounds),
            signed[c.id],
            done[c.id],
        )
        for c in compounds
    )
