"""Knocking at 2219 doors: what an outcome means, and how a door stands after its visits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.sweeps import (
    DoorStanding,
    DoorState,
    FirstVisits,
    Outcome,
    Untested,
    Visit,
    VisitRefused,
    check_visit,
    door_standing,
    first_visit_group,
    first_visits,
    first_visits_of_alike,
    household_is_due,
    leader_decides,
)
from teamhub.domain.vocabularies import BY_NAME

OUTCOMES = {term.code: Outcome.from_flags(term.code, term.flags) for term in BY_NAME["visit_outcome"].terms}
NINE = datetime(2022, 4, 3, 1, 0, tzinfo=UTC)


def visit(
    attempt: int, code: str, untested: int = 0, *, resolved: bool = False, voided: bool = False
) -> Visit:
    return Visit(attempt, NINE + timedelta(hours=attempt), OUTCOMES[code], untested, resolved, voided)


def test_a_door_nobody_knocked_at_is_untouched() -> None:
    door = door_standing([])
    assert (door.state, door.attempts, door.last) == (DoorState.UNTOUCHED, 0, None)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("met_all_ok", DoorState.FINAL),
        ("phone_verified", DoorState.FINAL),
        ("away_reported", DoorState.FINAL),
        ("vacant", DoorState.FINAL),
        ("moved", DoorState.FINAL),
        ("quarantined", DoorState.FINAL),
        ("shop_open_ok", DoorState.FINAL),
        ("shop_sealed", DoorState.FINAL),
        ("no_answer", DoorState.REVISIT),
        ("refused", DoorState.REVISIT),
        ("no_access", DoorState.REVISIT),
        ("shop_closed", DoorState.REVISIT),
    ],
)
def test_what_one_visit_makes_of_a_door(code: str, state: DoorState) -> None:
    assert door_standing([visit(1, code)]).state is state


def test_the_latest_visit_wins() -> None:
    door = door_standing([visit(2, "met_all_ok"), visit(1, "no_answer")])
    assert door.state is DoorState.FINAL
    assert door.first is not None
    assert door.last is not None
    assert (door.first.outcome.code, door.last.outcome.code, door.attempts) == ("no_answer", "met_all_ok", 2)


def test_a_voided_visit_counts_for_nothing() -> None:
    door = door_standing([visit(1, "no_answer"), visit(2, "met_all_ok", voided=True)])
    assert (door.state, door.attempts) == (DoorState.REVISIT, 1)
    assert door_standing([visit(1, "met_untested", 2, voided=True)]).state is DoorState.UNTOUCHED


def test_untested_people_hold_a_door_back_until_they_are_resolved() -> None:
    assert door_standing([visit(1, "met_untested", 2)]).state is DoorState.UNTESTED
    assert door_standing([visit(1, "met_untested", 2, resolved=True)]).state is DoorState.FINAL


def test_a_phone_call_or_a_knock_in_vain_does_not_make_them_disappear() -> None:
    for code in ("no_answer", "phone_verified"):
        door = door_standing([visit(1, "met_untested", 2), visit(2, code)])
        assert (door.state, door.untested) == (DoorState.UNTESTED, Untested(2, 2))


def test_who_opens_the_door_again_is_believed() -> None:
    door = door_standing([visit(1, "met_untested", 2), visit(2, "met_all_ok")])
    assert (door.state, door.untested) == (DoorState.FINAL, Untested(2, 0))


def test_the_same_people_are_not_found_twice() -> None:
    assert door_standing([visit(1, "met_untested", 2), visit(2, "met_untested", 1)]).untested == Untested(
        2, 1
    )
    assert door_standing([visit(1, "met_untested", 1), visit(2, "met_untested", 3)]).untested == Untested(
        3, 3
    )
    came_back = [visit(1, "met_untested", 2, resolved=True), visit(2, "met_untested", 1)]
    assert door_standing(came_back).untested == Untested(3, 1)
    assert door_standing(came_back).untested.resolved == 2


@given(st.permutations(range(4)), st.lists(st.sampled_from(sorted(OUTCOMES)), min_size=4, max_size=4))
def test_the_order_in_which_phones_send_visits_does_not_matter(order: list[int], codes: list[str]) -> None:
    visits = [visit(n, code, 2 if OUTCOMES[code].untested else 0) for n, code in enumerate(codes)]
    assert door_standing(visits[n] for n in order) == door_standing(visits)


def test_after_three_visits_in_vain_the_leader_decides() -> None:
    assert not leader_decides(2, DoorState.REVISIT, revisit_limit=3)
    assert leader_decides(3, DoorState.REVISIT, revisit_limit=3)
    assert not leader_decides(3, DoorState.FINAL, revisit_limit=3)


@pytest.mark.parametrize(
    ("code", "kind", "untested", "refusal"),
    [
        ("shop_closed", "household", 0, "outcome_not_for_household"),
        ("no_answer", "shop", 0, "outcome_not_for_shop"),
        ("met_untested", "household", 0, "untested_count_missing"),
        ("met_all_ok", "household", 1, "untested_count_unexpected"),
    ],
)
def test_visits_that_contradict_themselves_are_refused(
    code: str, kind: str, untested: int, refusal: str
) -> None:
    with pytest.raises(VisitRefused) as refused:
        check_visit(OUTCOMES[code], kind, untested)
    assert refused.value.code == refusal


def test_good_visits_pass() -> None:
    check_visit(OUTCOMES["met_untested"], "household", 2)
    check_visit(OUTCOMES["shop_closed"], "shop", 0)
    check_visit(OUTCOMES["shop_closed"], "other", 0)
    check_visit(OUTCOMES["no_answer"], "other", 0)


def test_the_first_visits_of_mingzhu() -> None:
    """312 doors: 296 met (one of them with an untested person), 10 by phone, 6 no answer and settled in the evening."""
    doors = [door_standing([visit(1, "met_all_ok")])] * 295
    doors += [door_standing([visit(1, "met_untested", 1, resolved=True)])]
    doors += [door_standing([visit(1, "phone_verified")])] * 10
    doors += [door_standing([visit(1, "no_answer"), visit(2, "met_all_ok")])] * 6
    table = first_visits(doors)
    assert table == FirstVisits(312, 296, 10, 0, 6, 0, 6, 1, 1)
    assert table.adds_up


def test_refusals_and_locked_entrances_settle_nothing() -> None:
    groups = [
        first_visit_group(visit(1, code)) for code in ("refused", "no_access", "away_reported", "vacant")
    ]
    assert groups == ["no_answer", "no_answer", "other", "other"]
    assert first_visit_group(None) == "unvisited"


def standing(visits: list[tuple[str, int, bool, bool]]) -> DoorStanding:
    return door_standing(
        visit(n + 1, code, count if OUTCOMES[code].untested else 0, resolved=resolved, voided=voided)
        for n, (code, count, resolved, voided) in enumerate(visits)
    )


KNOCKS = st.tuples(st.sampled_from(sorted(OUTCOMES)), st.integers(1, 4), st.booleans(), st.booleans())
STANDINGS = st.builds(standing, st.lists(KNOCKS, max_size=4))


@given(st.lists(STANDINGS, max_size=20))
def test_the_first_visit_table_is_a_partition(doors: list[DoorStanding]) -> None:
    table = first_visits(doors)
    assert table.adds_up
    assert table.due == len(doors)
    assert 0 <= table.revisited <= table.no_answer
    assert 0 <= table.untested_resolved <= table.untested_found


@given(st.lists(st.tuples(STANDINGS, st.integers(1, 4)), max_size=12))
def test_doors_that_went_alike_count_as_often_as_there_are_of_them(
    alike: list[tuple[DoorStanding, int]],
) -> None:
    one_by_one = [door for door, times in alike for _ in range(times)]
    assert first_visits_of_alike(alike) == first_visits(one_by_one)


def test_households_of_a_sweep_are_the_inhabited_ones() -> None:
    due = [household_is_due(*door) for door in (("household", True), ("household", False), ("shop", True))]
    assert due == [True, False, False]
