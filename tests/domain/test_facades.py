"""A building drawn as its front."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.facades import Flat, facade


def flats(*labels: str, well: str = "1", floor: int | None = None) -> list[Flat[str]]:
    return [
        Flat(f"{well}-{label}", well, floor if floor is not None else int(label[:-2]), label)
        for label in labels
    ]


def test_stairwells_are_columns_and_floors_rows_from_the_top() -> None:
    drawn = facade([*flats("101", "102", "201", "202"), *flats("101", "201", well="2")])
    assert drawn.stairwells == (("1", 2), ("2", 1))
    assert drawn.floors == ((2, ("1-201", "1-202", "2-201")), (1, ("1-101", "1-102", "2-101")))


def test_a_missing_flat_leaves_a_gap_and_the_others_stay_above_each_other() -> None:
    drawn = facade(flats("101", "102", "202", "301"))
    assert drawn.floors == ((3, ("1-301", None)), (2, (None, "1-202")), (1, ("1-101", "1-102")))


def test_the_tenth_floor_stands_above_the_ninth() -> None:
    drawn = facade(flats("901", "902", "1001", "1002"))
    assert [floor for floor, _ in drawn.floors] == [10, 9]
    assert drawn.floors[0][1] == ("1-1001", "1-1002")


def test_stairwell_2_comes_before_stairwell_10() -> None:
    drawn = facade([*flats("101", well="10"), *flats("101", well="2")])
    assert [name for name, _ in drawn.stairwells] == ["2", "10"]


def test_numbers_that_do_not_line_up_are_set_in_order() -> None:
    labels = [flats(f"{floor}{floor * 10 + n}", floor=floor)[0] for floor in (1, 2, 3, 4) for n in (1, 2)]
    drawn = facade(labels)
    assert drawn.stairwells == (("1", 2),)
    assert drawn.floors[0] == (4, ("1-441", "1-442"))


def test_nothing_draws_nothing() -> None:
    assert facade([]).floors == ()


DOORS = st.tuples(st.sampled_from("123"), st.integers(-1, 12), st.integers(1, 1299).map(str))


@given(st.sets(DOORS, max_size=20))
def test_every_door_is_drawn_once_in_its_own_stairwell_and_floor(doors: set[tuple[str, int, str]]) -> None:
    unique = {(well, label): (well, floor, label) for well, floor, label in doors}.values()
    drawn = facade([Flat(door, *door) for door in unique])
    wells = [name for name, columns in drawn.stairwells for _ in range(columns)]
    seen = []
    for floor, row in drawn.floors:
        assert len(row) == len(wells)
        for well, door in zip(wells, row, strict=True):
            if door is not None:
                assert door[:2] == (well, floor)
                seen.append(door)
    assert sorted(seen) == sorted(unique)
