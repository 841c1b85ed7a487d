"""The doors of a building from its shape."""

from __future__ import annotations

import pytest

from teamhub.domain.buildings import BuildingRefused, Shape, doors_of, flat_label


def test_stairwells_floors_and_flats_make_the_doors() -> None:
    doors = doors_of(Shape(stairwells=2, floors=3, flats=2))
    assert [(d.stairwell, d.label) for d in doors] == [
        (well, f"{floor}0{flat}") for well in "12" for floor in (1, 2, 3) for flat in (1, 2)
    ]
    assert {d.kind for d in doors} == {"household"}
    assert all(d.occupied for d in doors)


def test_exceptions_name_one_door_or_that_door_in_every_stairwell() -> None:
    doors = doors_of(Shape(stairwells=2, floors=2, flats=2, missing="2-101，102", vacant="1-201"))
    assert [(d.stairwell, d.label, d.occupied) for d in doors] == [
        ("1", "101", True),
        ("1", "201", False),
        ("1", "202", True),
        ("2", "201", True),
        ("2", "202", True),
    ]


def test_shops_stand_outside_of_the_stairwells() -> None:
    doors = doors_of(Shape(stairwells=0, floors=0, flats=0, shops="好邻居超市\n\n 理发店 "))
    assert [(d.kind, d.stairwell, d.label) for d in doors] == [
        ("shop", "", "好邻居超市"),
        ("shop", "", "理发店"),
    ]


def test_high_floors_and_basements_are_numbered_as_on_the_doors() -> None:
    assert [flat_label(12, 3), flat_label(1, 10), flat_label(0, 1), flat_label(-1, 2)] == [
        "1203",
        "110",
        "B101",
        "B102",
    ]


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (Shape(2, 3, 2, missing="9-999"), "door_not_there"),
        (Shape(2, 3, 2, vacant="三楼"), "door_list_unreadable"),
        (Shape(40, 80, 40), "too_many_doors"),
        (Shape(0, 0, 0), "no_doors"),
        (Shape(1, 1, 1, missing="101"), "no_doors"),
        (Shape(1, 1, 1, shops="理发店\n理发店"), "shop_twice"),
    ],
)
def test_shapes_that_cannot_be_are_refused(shape: Shape, code: str) -> None:
    with pytest.raises(BuildingRefused) as refused:
        doors_of(shape)
    assert refused.value.code == code
