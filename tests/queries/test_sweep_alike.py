"""Doors that the database counts together give the figures that judging each door gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from teamhub.actions import sweeps
from teamhub.domain.clearance import Stands, clearance_of_alike
from teamhub.domain.sweep_facts import SweepFacts
from teamhub.domain.sweeps import DoorStanding, first_visits_of_alike, household_is_due
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, Sweep, SweepDoor
from teamhub.queries import sweep_standings
from teamhub.queries.sweep_alike import alike
from teamhub.queries.sweep_standings import counts
from tests.cast import Cast
from tests.sweep_scene import after, build_sweep

CODES = (
    "met_all_ok",
    "met_untested",
    "phone_verified",
    "no_answer",
    "refused",
    "moved",
    "left_the_vocabulary",
)


@pytest.mark.parametrize("seed", range(10))
def test_the_figures_are_those_of_each_door(cast: Cast, seed: int) -> None:
    draw = Random(seed)
    sweep = _walked(cast, draw)
    known = sweep_standings.outcomes_of(cast.community_id)
    for minute in (0, draw.randrange(60), draw.randrange(60), 60):
        as_of = after(minute)
        each = sweep_standings.records(sweep, known, as_of=as_of)
        together = alike(sweep, known, as_of)
        assert sum(some.doors for some in together) == len(each) == 40
        one_by_one = [(r.door.compound_id, r.door, r.standing, 1) for r in each]
        assert _figures([(s.compound_id, s, s.standing, s.doors) for s in together]) == _figures(one_by_one)


def test_doors_that_stand_alike_are_one_row(cast: Cast) -> None:
    sweep_id = build_sweep(cast).sweep_id
    sweep = db.session.get_one(Sweep, sweep_id)
    untouched = alike(sweep, sweep_standings.outcomes_of(cast.community_id), after(1))
    assert [some.doors for some in untouched] == [12]


def _figures(doors: Sequence[tuple[int, Stands, DoorStanding, int]]) -> dict[int, Any]:
    """Compound -> everything that a page says of its doors."""
    told = {}
    for compound in sorted({key for key, *_ in doors}):
        own = [(door, standing, times) for key, door, standing, times in doors if key == compound]
        due = [
            (standing, times) for door, standing, times in own if household_is_due(door.kind, door.occupied)
        ]
        stands = [(door, times) for door, _, times in own]
        told[compound] = (
            first_visits_of_alike(due),
            clearance_of_alike(stands, letters_required=True),
            clearance_of_alike(stands, letters_required=False),
            counts(stands, letters_required=True),
        )
    return told


def _walked(cast: Cast, draw: Random) -> Sweep:
    """Forty doors of two compounds and what an hour brought: visits that went each way, some voided, some resolved
    within the hour; letters; and visits of another sweep at the same doors, which count for nothing here."""
    sweep_id = build_sweep(cast).sweep_id
    leader = cast.viewer("leader")
    facts = SweepFacts(date(2022, 4, 4), after(0), (cast.compound_id,))
    other = sweeps.open_sweep(facts, by=leader, at=after(0))
    for unit_id in [*cast.unit_ids, *_more_doors(cast, sweep_id, draw, 28)]:
        for attempt in range(1, draw.choice((0, 1, 1, 1, 2, 3)) + 1):
            _knock(cast, draw, sweep_id, unit_id, attempt)
        if draw.random() < 0.4:
            _knock(cast, draw, other.id, unit_id, 1)
        if draw.random() < 0.6:
            db.session.add(
                CommitmentLetter(
                    community_id=cast.community_id,
                    campaign_id=cast.campaign_id,
                    unit_id=unit_id,
                    signed_at=_moment(draw) if draw.random() < 0.8 else None,
                    recorded_at=after(0),
                )
            )
    db.session.commit()
    return db.session.get_one(Sweep, sweep_id)


def _more_doors(cast: Cast, sweep_id: int, draw: Random, how_many: int) -> list[int]:
    compound = Compound(community_id=cast.community_id, code="C02", name="翠湖一期")
    db.session.add(compound)
    db.session.flush()
    building = Building(community_id=cast.community_id, compound_id=compound.id, name="2")
    db.session.add(building)
    db.session.flush()
    for n in range(how_many):
        unit = Unit(
            community_id=cast.community_id,
            compound_id=compound.id,
            building_id=building.id,
            kind=draw.choice(("household", "household", "shop", "other")),
            occupied=draw.random() < 0.8,
            label=str(n),
        )
        db.session.add(unit)
        db.session.flush()
        db.session.add(
            SweepDoor(
                community_id=cast.community_id,
                sweep_id=sweep_id,
                unit_id=unit.id,
                compound_id=compound.id,
                building_id=building.id,
            )
        )
    return list(db.session.scalars(select(Unit.id).where(Unit.building_id == building.id)))


def _knock(cast: Cast, draw: Random, sweep_id: int, unit_id: int, attempt: int) -> None:
    code = draw.choice(CODES)
    at = _moment(draw)
    db.session.add(
        DoorVisit(
            community_id=cast.community_id,
            sweep_id=sweep_id,
            unit_id=unit_id,
            attempt=attempt,
            visited_at=at,
            outcome=code,
            untested_count=draw.randrange(1, 4) if code == "met_untested" else 0,
            resolved_at=_moment(draw) if draw.random() < 0.5 else None,
            voided_at=after(61) if draw.random() < 0.2 else None,
            recorded_at=at,
        )
    )


def _moment(draw: Random) -> datetime:
    return after(draw.randrange(60))
