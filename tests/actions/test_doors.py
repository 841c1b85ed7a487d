"""At the door: visits, untested people, letters, and what they make of a building."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from teamhub.actions import doors, letters, places, settings, sweeps
from teamhub.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from teamhub.domain.places import UnitFacts
from teamhub.domain.sweep_facts import Settlement, SweepFacts, VisitFacts
from teamhub.models.base import db
from teamhub.models.campaigns import Setting, Term
from teamhub.models.places import Unit
from teamhub.models.sweeps import DoorVisit, SweepDoor
from teamhub.models.testing import HomeSample
from teamhub.queries import sweep_standings
from tests.cast import Cast
from tests.sweep_scene import MORNING, SweepScene, after, build_sweep, door_at, sweep_of

OK = VisitFacts("met_all_ok", letter="signed")


@pytest.fixture
def scene(cast: Cast) -> SweepScene:
    return build_sweep(cast)


def knock(
    cast: Cast, scene: SweepScene, unit_id: int, facts: VisitFacts, minute: int = 1, by: str = "leader"
) -> DoorVisit:
    return doors.record_visit(
        scene.sweep_id, unit_id, facts, version=None, by=cast.viewer(by), at=after(minute)
    )


def clear_all(cast: Cast, scene: SweepScene) -> None:
    for minute, unit_id in enumerate(cast.unit_ids):
        knock(cast, scene, unit_id, OK, minute)


def test_a_visit_leaves_the_door_in_its_state_with_a_new_version(cast: Cast, scene: SweepScene) -> None:
    unit_id = scene.first_well[0]
    visit = knock(cast, scene, unit_id, OK, by="member")
    door = door_at(scene, unit_id)
    assert (door.state, door.last_outcome, door.version, door.last_visit_at) == (
        "final",
        "met_all_ok",
        1,
        after(1),
    )
    assert (visit.attempt, visit.team_id) == (1, scene.first_team)


def test_nobody_at_home_is_knocked_at_again_in_the_evening(cast: Cast, scene: SweepScene) -> None:
    unit_id = scene.first_well[0]
    visit = knock(cast, scene, unit_id, VisitFacts("no_answer"), by="sweeper")
    assert door_at(scene, unit_id).state == "revisit"
    assert visit.revisit_at == MORNING + timedelta(hours=9)
    assert knock(cast, scene, unit_id, OK, 600, by="sweeper").attempt == 2
    assert door_at(scene, unit_id).state == "final"


def test_untested_people_are_counted_or_the_visit_is_refused(cast: Cast, scene: SweepScene) -> None:
    unit_id = scene.first_well[0]
    with pytest.raises(RuleBroken, match="untested_count_missing"):
        knock(cast, scene, unit_id, VisitFacts("met_untested"))
    with pytest.raises(RuleBroken, match="untested_count_unexpected"):
        knock(cast, scene, unit_id, VisitFacts("met_all_ok", untested=1))
    with pytest.raises(RuleBroken, match="outcome_not_for_household"):
        knock(cast, scene, unit_id, VisitFacts("shop_open_ok"))
    with pytest.raises(RuleBroken, match="outcome_unknown"):
        knock(cast, scene, unit_id, VisitFacts("dreamt"))
    with pytest.raises(RuleBroken, match="visit_in_future"):
        knock(cast, scene, unit_id, VisitFacts("no_answer", visited_at=after(60)), 1)
    assert door_at(scene, unit_id).version == 0


def test_a_team_sees_its_own_doors_only(cast: Cast, scene: SweepScene) -> None:
    knock(cast, scene, scene.first_well[0], OK, by="member")
    for stranger in ("member", "worker", "outsider"):
        with pytest.raises(NotFound):
            knock(cast, scene, scene.second_well[0], OK, by=stranger)
    knock(cast, scene, scene.second_well[0], OK, by="other_member")


def test_the_second_save_of_a_changed_door_is_a_conflict(cast: Cast, scene: SweepScene) -> None:
    unit_id, member = scene.first_well[0], cast.viewer("member")
    doors.record_visit(scene.sweep_id, unit_id, VisitFacts("no_answer"), version=0, by=member, at=after(1))
    with pytest.raises(Conflict):
        doors.record_visit(scene.sweep_id, unit_id, OK, version=0, by=member, at=after(2))
    doors.record_visit(scene.sweep_id, unit_id, OK, version=1, by=member, at=after(3))
    assert door_at(scene, unit_id).version == 2


def test_a_sweeper_takes_back_the_own_latest_visit_and_the_letter_of_it(
    cast: Cast, scene: SweepScene
) -> None:
    unit_id = scene.first_well[0]
    visit = knock(cast, scene, unit_id, OK, by="member")
    with pytest.raises(NotFound):
        doors.void_visit(visit.id, "undo", by=cast.viewer("sweeper"), at=after(2))
    doors.void_visit(visit.id, "undo", by=cast.viewer("member"), at=after(2))
    door = door_at(scene, unit_id)
    assert (door.state, door.last_outcome, door.version) == ("untouched", "", 2)
    assert sweep_standings.signed_units(cast.campaign_id) == set()
    with pytest.raises(RuleBroken, match="visit_voided"):
        doors.void_visit(visit.id, "undo", by=cast.viewer("member"), at=after(3))
    assert knock(cast, scene, unit_id, OK, 4, by="member").attempt == 2


def test_an_earlier_visit_is_the_leaders_to_take_back(cast: Cast, scene: SweepScene) -> None:
    unit_id = scene.first_well[0]
    first = knock(cast, scene, unit_id, VisitFacts("no_answer"), by="member")
    knock(cast, scene, unit_id, OK, 2, by="sweeper")
    with pytest.raises(RuleBroken, match="visit_followed"):
        doors.void_visit(first.id, "undo", by=cast.viewer("member"), at=after(3))
    doors.void_visit(first.id, "wrong door", by=cast.viewer("leader"), at=after(3))
    assert door_at(scene, unit_id).state == "final"


def test_a_building_clears_with_its_last_door_and_reopens_when_somebody_untested_comes(
    cast: Cast, scene: SweepScene
) -> None:
    for unit_id in cast.unit_ids[:-1]:
        knock(cast, scene, unit_id, OK)
    assert sweep_of(scene).cleared_at is None
    knock(cast, scene, cast.unit_ids[-1], OK, 30)
    assert sweep_of(scene).cleared_at == after(30)

    knock(cast, scene, cast.unit_ids[0], VisitFacts("met_untested", untested=2), 60)
    assert sweep_of(scene).cleared_at is None
    assert door_at(scene, cast.unit_ids[0]).open_untested == 2

    made_up = Settlement("made_up")
    doors.resolve_untested(scene.sweep_id, cast.unit_ids[0], made_up, by=cast.viewer("member"), at=after(90))
    assert sweep_of(scene).cleared_at == after(90)
    assert door_at(scene, cast.unit_ids[0]).state == "final"


def test_a_letter_not_signed_holds_the_building_back(cast: Cast, scene: SweepScene) -> None:
    clear_all(cast, scene)
    leader, unit_id = cast.viewer("leader"), cast.unit_ids[3]
    letters.refuse_letter(sweep_of(scene), unit_id, "要先问家人", by=leader, at=after(40))
    assert sweep_of(scene).cleared_at is None
    letters.sign_letter(sweep_of(scene), unit_id, by=leader, at=after(50))
    assert sweep_of(scene).cleared_at == after(50)
    letters.withdraw_letter(sweep_of(scene), unit_id, by=leader, at=after(60))
    assert sweep_of(scene).cleared_at is None


def test_without_required_letters_the_visits_alone_clear(cast: Cast, scene: SweepScene) -> None:
    db.session.add(Setting(community_id=cast.community_id, name="letters_required", value=False))
    db.session.flush()
    for unit_id in cast.unit_ids:
        knock(cast, scene, unit_id, VisitFacts("met_all_ok"))
    assert sweep_of(scene).cleared_at == after(1)


def test_a_flat_found_empty_owes_no_letter(cast: Cast, scene: SweepScene) -> None:
    for unit_id in cast.unit_ids[:-1]:
        knock(cast, scene, unit_id, OK)
    knock(cast, scene, cast.unit_ids[-1], VisitFacts("moved"), 5)
    assert sweep_of(scene).cleared_at == after(5)


def test_a_home_sample_asked_for_keeps_the_door_open_until_it_is_taken(cast: Cast, scene: SweepScene) -> None:
    unit_id, member = scene.first_well[0], cast.viewer("member")
    knock(cast, scene, unit_id, VisitFacts("met_untested", untested=2), by="member")
    doors.resolve_untested(
        scene.sweep_id, unit_id, Settlement("home_sample", planned_at=after(120)), by=member, at=after(2)
    )
    samples = db.session.scalars(select(HomeSample)).all()
    assert [(s.reason, s.unit_id, s.planned_at, s.sampled_at) for s in samples] == [
        ("sweep_found", unit_id, after(120), None)
    ] * 2
    assert door_at(scene, unit_id).state == "untested"
    samples[0].sampled_at = after(130)
    doors.home_sample_taken(samples[0].id, by=cast.viewer("medic"), at=after(130))
    assert door_at(scene, unit_id).state == "untested"
    samples[1].sampled_at = after(131)
    doors.home_sample_taken(samples[1].id, by=cast.viewer("medic"), at=after(131))
    assert door_at(scene, unit_id).state == "final"


def test_a_sample_taken_at_once_settles_the_door_and_is_on_record(cast: Cast, scene: SweepScene) -> None:
    unit_id = scene.first_well[0]
    visit = knock(cast, scene, unit_id, VisitFacts("met_untested", untested=1), by="member")
    doors.resolve_untested(
        scene.sweep_id, unit_id, Settlement("home_sample"), by=cast.viewer("member"), at=after(2)
    )
    assert (visit.resolved_by, visit.resolved_at) == ("home_sample", after(2))
    assert db.session.scalars(select(HomeSample.sampled_at)).all() == [after(2)]


def test_taking_back_a_visit_takes_back_the_sample_it_asked_for(cast: Cast, scene: SweepScene) -> None:
    unit_id, member = scene.first_well[0], cast.viewer("member")
    visit = knock(cast, scene, unit_id, VisitFacts("met_untested", untested=2), by="member")
    doors.resolve_untested(
        scene.sweep_id, unit_id, Settlement("home_sample", planned_at=after(99)), by=member, at=after(2)
    )
    doors.void_visit(visit.id, "undo", by=member, at=after(3))
    assert db.session.scalar(select(func.count()).select_from(HomeSample)) == 0


def test_only_the_leader_accepts_a_reason(cast: Cast, scene: SweepScene) -> None:
    unit_id, reason = scene.first_well[0], Settlement("reason", "infant")
    knock(cast, scene, unit_id, VisitFacts("met_untested", untested=1), by="member")
    with pytest.raises(NotAllowed):
        doors.resolve_untested(scene.sweep_id, unit_id, reason, by=cast.viewer("member"), at=after(2))
    with pytest.raises(RuleBroken, match="reason_unknown"):
        doors.resolve_untested(
            scene.sweep_id, unit_id, Settlement("reason", "bored"), by=cast.viewer("leader"), at=after(2)
        )
    doors.resolve_untested(scene.sweep_id, unit_id, reason, by=cast.viewer("leader"), at=after(2))
    assert door_at(scene, unit_id).state == "final"
    with pytest.raises(RuleBroken, match="nobody_untested"):
        doors.resolve_untested(scene.sweep_id, unit_id, reason, by=cast.viewer("leader"), at=after(3))


def test_a_shop_has_its_own_outcomes_and_signs_nothing(cast: Cast) -> None:
    scene = build_sweep(cast, shops=True)
    with pytest.raises(RuleBroken, match="outcome_not_for_shop"):
        knock(cast, scene, scene.shop_id, VisitFacts("met_all_ok"))
    with pytest.raises(RuleBroken, match="letter_of_household_only"):
        knock(cast, scene, scene.shop_id, VisitFacts("shop_open_ok", letter="signed"))
    clear_all(cast, scene)
    assert sweep_of(scene).cleared_at is None
    knock(cast, scene, scene.shop_id, VisitFacts("shop_open_ok"), 40)
    assert sweep_of(scene).cleared_at == after(40)


def test_derived_states_are_those_that_the_visits_left(cast: Cast, scene: SweepScene) -> None:
    clear_all(cast, scene)
    knock(cast, scene, cast.unit_ids[2], VisitFacts("no_answer"), 50)
    knock(cast, scene, cast.unit_ids[5], VisitFacts("met_untested", untested=1), 51)
    kept = states(scene)
    cleared = sweep_of(scene).cleared_at
    blank = {"state": "untouched", "last_outcome": "", "last_visit_at": None, "open_untested": 0}
    db.session.execute(update(SweepDoor).values(blank))
    db.session.expire_all()
    doors.derive_states([scene.sweep_id])
    assert states(scene) == kept
    assert sweep_of(scene).cleared_at == cleared


def test_derived_clearance_is_stamped_with_the_last_event(cast: Cast, scene: SweepScene) -> None:
    clear_all(cast, scene)
    sweep_of(scene).cleared_at = None
    db.session.flush()
    doors.derive_states([scene.sweep_id])
    assert sweep_of(scene).cleared_at == after(11)


def states(scene: SweepScene) -> list[tuple[object, ...]]:
    rows = db.session.execute(
        select(
            SweepDoor.unit_id,
            SweepDoor.state,
            SweepDoor.last_outcome,
            SweepDoor.last_visit_at,
            SweepDoor.open_untested,
        )
        .where(SweepDoor.sweep_id == scene.sweep_id)
        .order_by(SweepDoor.unit_id)
    )
    return [tuple(row) for row in rows]


def test_a_letter_clears_every_sweep_that_waits_for_it(cast: Cast, scene: SweepScene, app: Flask) -> None:
    leader = cast.viewer("leader")
    second = sweeps.open_sweep(
        SweepFacts(
            MORNING.date(), after(600), (cast.compound_id,), with_shops=False, teams_of=scene.sweep_id
        ),
        by=leader,
        at=after(600),
    )
    for unit_id in cast.unit_ids:
        for held in (scene.sweep_id, second.id):
            doors.record_visit(
                held, unit_id, VisitFacts("met_all_ok"), version=None, by=leader, at=after(610)
            )
    assert [sweep_of(scene).cleared_at, second.cleared_at] == [None, None]
    for unit_id in cast.unit_ids:
        letters.sign_letter(second, unit_id, by=leader, at=after(620))
    assert [sweep_of(scene).cleared_at, second.cleared_at] == [after(620), after(620)]


def test_a_household_that_moves_in_is_added_to_its_teams_walk(cast: Cast, scene: SweepScene) -> None:
    clear_all(cast, scene)
    db.session.get_one(Unit, scene.vacant_id).occupied = True
    db.session.flush()
    assert sweeps.add_new_doors(scene.sweep_id, by=cast.viewer("leader"), at=after(60)) == 1
    assert sweep_of(scene).cleared_at is None
    assert door_at(scene, scene.vacant_id).team_id in {scene.first_team, scene.second_team}
    assert sweeps.add_new_doors(scene.sweep_id, by=cast.viewer("leader"), at=after(61)) == 0


def test_doors_follow_when_the_leader_changes_what_an_outcome_means(cast: Cast, scene: SweepScene) -> None:
    clear_all(cast, scene)
    leader = cast.viewer("leader")
    term = db.session.scalars(
        select(Term).where(Term.community_id == cast.community_id, Term.code == "met_all_ok")
    ).one()

    def is_final(final: bool, minute: int) -> None:
        settings.change_term(
            term,
            label_zh=term.label_zh,
            label_en=term.label_en,
            active=True,
            flags={"final": final},
            by=leader,
            at=after(minute),
        )

    is_final(False, 60)
    assert {state for _, state, *_ in states(scene)} == {"revisit"}
    assert sweep_of(scene).cleared_at is None
    is_final(True, 61)
    assert sweep_of(scene).cleared_at == after(11)


def test_a_sweep_clears_when_letters_are_no_longer_asked_for(cast: Cast, scene: SweepScene) -> None:
    for unit_id in cast.unit_ids:
        knock(cast, scene, unit_id, VisitFacts("met_all_ok"))
    assert sweep_of(scene).cleared_at is None
    settings.set_thresholds({"letters_required": False}, by=cast.viewer("leader"), at=after(60))
    assert sweep_of(scene).cleared_at == after(1)


def test_a_flat_marked_vacant_owes_no_letter_any_more(cast: Cast, scene: SweepScene) -> None:
    for unit_id in cast.unit_ids[1:]:
        knock(cast, scene, unit_id, OK)
    knock(cast, scene, cast.unit_ids[0], VisitFacts("away_reported"))
    assert sweep_of(scene).cleared_at is None
    unit = db.session.get_one(Unit, cast.unit_ids[0])
    facts = UnitFacts(unit.kind, unit.stairwell, unit.floor, unit.label, False)
    places.change_unit(unit, facts, by=cast.viewer("leader"), at=after(70))
    assert sweep_of(scene).cleared_at == after(70)
