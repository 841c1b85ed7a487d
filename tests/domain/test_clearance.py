"""A building clears when nothing is missing, and says what is while something is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.clearance import (
    Door,
    Remaining,
    clearance,
    clearance_by,
    clearance_of_alike,
    clearance_stamp,
    letter_is_due,
    remaining_at,
)
from teamhub.domain.sweeps import DoorState

EVENING = datetime(2022, 4, 3, 13, 0, tzinfo=UTC)
LATER = datetime(2022, 4, 3, 14, 0, tzinfo=UTC)
CLEAR = Door(1, 1, 1, "1", "household", True, DoorState.FINAL, 0, "met", letter_signed=True)

DOORS = st.builds(
    Door,
    unit_id=st.integers(1, 999),
    compound_id=st.integers(1, 3),
    building_id=st.integers(1, 3),
    stairwell=st.sampled_from(["1", "2"]),
    kind=st.sampled_from(["household", "shop", "other"]),
    occupied=st.booleans(),
    state=st.sampled_from(DoorState),
    open_untested=st.integers(0, 2),
    last_contact=st.sampled_from(["", "met", "phone", "vacant", "moved", "away"]),
    letter_signed=st.booleans(),
)


@pytest.mark.parametrize(
    ("door", "missing"),
    [
        (CLEAR, set()),
        (CLEAR._replace(state=DoorState.UNTOUCHED), {Remaining.UNVISITED}),
        (CLEAR._replace(state=DoorState.REVISIT), {Remaining.REVISIT}),
        (CLEAR._replace(state=DoorState.UNTESTED, open_untested=2), {Remaining.UNTESTED}),
        (CLEAR._replace(open_untested=1), {Remaining.UNTESTED}),
        (CLEAR._replace(letter_signed=False), {Remaining.LETTER}),
        (CLEAR._replace(state=DoorState.REVISIT, letter_signed=False), {Remaining.REVISIT, Remaining.LETTER}),
    ],
)
def test_what_is_missing_at_a_door(door: Door, missing: set[Remaining]) -> None:
    assert remaining_at(door, letters_required=True) == missing


def test_where_nobody_lives_nobody_signs() -> None:
    unsigned = CLEAR._replace(letter_signed=False)
    empty = [
        unsigned._replace(occupied=False),
        unsigned._replace(last_contact="vacant"),
        unsigned._replace(last_contact="moved"),
        unsigned._replace(kind="shop"),
    ]
    assert not any(letter_is_due(door) for door in empty)
    assert letter_is_due(unsigned._replace(last_contact="away"))


def test_a_community_may_sweep_without_letters() -> None:
    assert clearance([CLEAR._replace(letter_signed=False)], letters_required=False).cleared


def test_a_clear_building_and_one_door_that_holds_it_back() -> None:
    assert clearance([CLEAR, CLEAR._replace(unit_id=2)], letters_required=True).cleared
    held = clearance(
        [CLEAR, CLEAR._replace(unit_id=2, state=DoorState.UNTESTED, open_untested=2, letter_signed=False)],
        letters_required=True,
    )
    assert not held.cleared
    assert (held.doors, held.remaining, held.untested_people) == (2, 1, 2)
    assert held.reasons == ((Remaining.UNTESTED, 1), (Remaining.LETTER, 1))
    assert (held.missing(Remaining.UNTESTED), held.missing(Remaining.REVISIT)) == (1, 0)


def test_nothing_is_not_cleared() -> None:
    assert not clearance([], letters_required=True).cleared


def test_the_first_moment_of_clearance_stays_and_a_new_gap_reopens() -> None:
    clear = clearance([CLEAR], letters_required=True)
    reopened = clearance([CLEAR._replace(open_untested=1)], letters_required=True)
    assert clearance_stamp(None, clear, EVENING) == EVENING
    assert clearance_stamp(EVENING, clear, LATER) == EVENING
    assert clearance_stamp(EVENING, reopened, LATER) is None
    assert clearance_stamp(None, clear, LATER) == LATER


@given(st.lists(DOORS, max_size=25), st.booleans())
def test_a_whole_clears_exactly_when_all_its_parts_do(doors: list[Door], letters: bool) -> None:
    whole = clearance(doors, letters_required=letters)
    for parts in (
        clearance_by(doors, lambda d: d.compound_id, letters_required=letters),
        clearance_by(doors, lambda d: (d.compound_id, d.building_id), letters_required=letters),
        clearance_by(doors, lambda d: (d.compound_id, d.building_id, d.stairwell), letters_required=letters),
    ):
        assert whole.cleared == (bool(parts) and all(p.cleared for p in parts.values()))
        assert whole.remaining == sum(p.remaining for p in parts.values())
        assert whole.doors == sum(p.doors for p in parts.values()) == len(doors)


@given(DOORS, st.booleans())
def test_a_cleared_door_is_final_settled_and_signed(door: Door, letters: bool) -> None:
    clear = not remaining_at(door, letters_required=letters)
    signed = not letters or door.letter_signed or not letter_is_due(door)
    assert clear == (door.state is DoorState.FINAL and door.open_untested == 0 and signed)


@given(st.lists(st.tuples(DOORS, st.integers(1, 4)), max_size=12), st.booleans())
def test_doors_that_stand_alike_count_as_often_as_there_are_of_them(
    alike: list[tuple[Door, int]], letters: bool
) -> None:
    one_by_one = [door for door, times in alike for _ in range(times)]
    assert clearance_of_alike(alike, letters_required=letters) == clearance(
        one_by_one, letters_required=letters
    )
