"""A compound or door that was entered twice becomes one, and nothing recorded is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from teamhub.actions import care as care_verbs
from teamhub.actions import place_merge, places
from teamhub.actions.places import PlaceRefused
from teamhub.domain.buildings import DoorPlan
from teamhub.domain.care import CareFacts
from teamhub.domain.errors import NotFound
from teamhub.domain.places import CompoundFacts
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.places import Compound, Resident, Unit
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, Sweep, SweepDoor
from teamhub.models.testing import RoundEligible, TestingRound
from teamhub.queries import places as asked
from tests.cast import STARTED, Cast

AT = datetime(2022, 4, 4, 2, 0, tzinfo=UTC)


def double_of(cast: Cast) -> Compound:
    """明珠花园: building 1 with the flat 1-101 that the kept compound has too and 1-901, building 7 with one flat."""
    by = cast.viewer("leader")
    facts = CompoundFacts("明珠花园", households=3, registered=6, eligible=5, aliases=("明珠苑",))
    compound = places.add_compound(facts, by=by, at=AT)
    one = [DoorPlan("household", "1", 1, "101"), DoorPlan("household", "1", 9, "901")]
    places.add_building(compound, "1", one, by=by, at=AT)
    places.add_building(compound, "7", [DoorPlan("household", "1", 1, "101")], by=by, at=AT)
    return compound


def door(compound_id: int, stairwell: str, label: str) -> Unit:
    return db.session.scalars(
        select(Unit).where(Unit.compound_id == compound_id, Unit.stairwell == stairwell, Unit.label == label)
    ).first() or pytest.fail(f"no door {stairwell}-{label}")


def sweep_of(cast: Cast, *units: Unit) -> Sweep:
    sweep = Sweep(
        community_id=cast.community_id,
        campaign_id=cast.campaign_id,
        number=1,
        held_on=AT.date(),
        starts_at=STARTED,
    )
    db.session.add(sweep)
    db.session.flush()
    for unit in units:
        where: dict[str, Any] = {"compound_id": unit.compound_id, "building_id": unit.building_id}
        db.session.add(SweepDoor(community_id=cast.community_id, sweep_id=sweep.id, unit_id=unit.id, **where))
    db.session.flush()
    return sweep


def visit(cast: Cast, sweep: Sweep, unit: Unit) -> None:
    db.session.add(
        DoorVisit(
            community_id=cast.community_id,
            sweep_id=sweep.id,
            unit_id=unit.id,
            visited_at=AT,
            outcome="met_all_ok",
            recorded_at=AT,
        )
    )
    db.session.flush()


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_two_compounds_become_one_and_the_other_name_is_still_found(cast: Cast) -> None:
    double = double_of(cast)
    before = count(Unit)
    place_merge.merge_compounds(cast.compound_id, double.id, by=cast.viewer("leader"), at=AT)
    db.session.commit()
    assert count(Compound) == 1
    assert count(Unit) == before - 1
    for name in ("明珠花园", "明珠苑", "名珠华府", "明珠华府"):
        found = asked.compound_named(cast.community_id, name)
        assert found is not None
        assert found.id == cast.compound_id
    written = db.session.scalars(select(JournalEntry).where(JournalEntry.action == "compound.merged")).one()
    assert written.details == {"double": double.id, "doors_in_both": 1}


def test_residents_rounds_and_letters_move_along(cast: Cast) -> None:
    double, by = double_of(cast), cast.viewer("leader")
    there = door(double.id, "1", "101")
    facts = CareFacts("孔秀英", double.id, "chronic", AT.date(), door="1-1-101")
    care_verbs.register(facts, by=by, at=AT)
    db.session.add(
        CommitmentLetter(
            community_id=cast.community_id,
            campaign_id=cast.campaign_id,
            unit_id=there.id,
            signed_at=AT,
            recorded_at=AT,
        )
    )
    testing_round = TestingRound(
        community_id=cast.community_id, campaign_id=cast.campaign_id, number=1, starts_at=AT, ends_at=AT
    )
    db.session.add(testing_round)
    db.session.flush()
    for compound_id, eligible in ((cast.compound_id, 28), (double.id, 5)):
        db.session.add(
            RoundEligible(
                community_id=cast.community_id,
                round_id=testing_round.id,
                compound_id=compound_id,
                eligible=eligible,
            )
        )
    place_merge.merge_compounds(cast.compound_id, double.id, by=by, at=AT)
    db.session.commit()
    kept = door(cast.compound_id, "1", "101")
    resident = db.session.scalars(select(Resident)).one()
    assert (resident.compound_id, resident.unit_id) == (cast.compound_id, kept.id)
    assert db.session.scalars(select(CommitmentLetter)).one().unit_id == kept.id
    assert db.session.scalars(select(RoundEligible)).one().eligible == 33


def test_of_two_doors_of_a_sweep_the_visited_one_stays(cast: Cast) -> None:
    kept, double = (db.session.get_one(Unit, cast.unit_ids[n]) for n in (0, 1))
    sweep = sweep_of(cast, kept, double)
    visit(cast, sweep, double)
    place_merge.merge_units(kept.id, double.id, by=cast.viewer("leader"), at=AT)
    db.session.commit()
    assert db.session.scalars(select(SweepDoor)).one().unit_id == cast.unit_ids[0]
    assert db.session.scalars(select(DoorVisit)).one().unit_id == cast.unit_ids[0]


def test_two_doors_that_were_both_visited_stay_two(cast: Cast) -> None:
    kept, double = (db.session.get_one(Unit, cast.unit_ids[n]) for n in (0, 1))
    sweep = sweep_of(cast, kept, double)
    visit(cast, sweep, kept)
    visit(cast, sweep, double)
    db.session.commit()
    with pytest.raises(PlaceRefused, match="merge_both_visited"):
        place_merge.merge_units(kept.id, double.id, by=cast.viewer("leader"), at=AT)
    db.session.rollback()
    assert count(SweepDoor) == 2


def test_nothing_merges_with_itself_or_across_communities(cast: Cast) -> None:
    with pytest.raises(PlaceRefused, match="merge_with_itself"):
        place_merge.merge_compounds(cast.compound_id, cast.compound_id, by=cast.viewer("leader"), at=AT)
    double = double_of(cast)
    with pytest.raises(NotFound):
        place_merge.merge_compounds(cast.compound_id, double.id, by=cast.viewer("outsider"), at=AT)
