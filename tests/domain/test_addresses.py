"""One door, many spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.addresses import (
    Door,
    door_on_record,
    door_order,
    format_door,
    means,
    natural_key,
    parse_door,
)

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


@pytest.mark.parametrize(
    "written",
    [
        "2栋1单元301",
        "2-1-301",
        "２－１－３０１",
        "2号楼1单元301室",
        "2 号楼 1 单元 301 室",
        "2#楼1单元301",
        "2幢1门301号",
        "2座1单元301户",
        "二栋一单元301",
        "二号楼一单元三〇一室",
        "02-01-0301",
        "2—1—301",
        "2/1/301",
        "2栋1单元-301",
    ],
)
def test_all_these_are_the_same_door(written: str) -> None:
    assert parse_door(written) == Door("2", "1", "301")
    assert parse_door(written).key == "2-1-301"


@pytest.mark.parametrize(
    ("written", "door"),
    [
        ("2栋301", Door("2", "", "301")),
        ("2-301", Door("2", "", "301")),
        ("A栋1203", Door("A", "", "1203")),
        ("a-2-1203b", Door("A", "2", "1203B")),
        ("十二栋二单元101", Door("12", "2", "101")),
        ("3栋1单元B101", Door("3", "1", "B101")),
    ],
)
def test_other_doors(written: str, door: Door) -> None:
    assert parse_door(written) == door


@pytest.mark.parametrize(
    ("written", "door"),
    [
        ("好邻居超市", Door("", "", "好邻居超市", named=True)),
        ("2栋好邻居超市", Door("2", "", "好邻居超市", named=True)),
        ("2号楼 Lucky Shop", Door("2", "", "Lucky Shop", named=True)),
        ("三家村小吃", Door("", "", "三家村小吃", named=True)),
        ("", Door("", "", "", named=True)),
    ],
)
def test_shops_keep_their_names(written: str, door: Door) -> None:
    assert parse_door(written) == door


def test_the_floor_is_read_from_the_flat_number() -> None:
    assert [parse_door(f"1-1-{n}").floor for n in ("301", "1203", "0301", "B101", "5")] == [
        3,
        12,
        3,
        -1,
        None,
    ]
    assert parse_door("好邻居超市").floor is None


def test_both_languages_write_doors() -> None:
    assert format_door(Door("2", "1", "301"), "zh_Hans_CN") == "2栋1单元301"
    assert format_door(Door("2", "1", "301"), "en") == "2-1-301"
    assert format_door(Door("2", "", "好邻居超市", named=True), "zh") == "2栋好邻居超市"
    assert format_door(Door("2", "", "Lucky Shop", named=True), "en") == "2 Lucky Shop"


@given(st.integers(1, 99), st.integers(0, 9), st.integers(1, 33), st.integers(1, 9), st.booleans())
def test_what_is_written_reads_back(building: int, stairwell: int, floor: int, flat: int, wide: bool) -> None:
    door = Door(str(building), str(stairwell) if stairwell else "", f"{floor}{flat:02}")
    for written in (format_door(door, "zh"), format_door(door, "en")):
        assert parse_door(written.translate(FULL_WIDTH) if wide else written) == door
    assert door.floor == floor


@given(st.text(max_size=20))
def test_any_text_is_some_door(text: str) -> None:
    door = parse_door(text)
    assert door.named or door.flat


def test_doors_sort_as_people_walk_and_shops_come_last() -> None:
    written = ["10-1-101", "2-1-1001", "2-1-301", "2栋小卖部", "2-2-101", "1-1-101"]
    ordered = sorted((parse_door(w) for w in written), key=door_order)
    assert [d.key for d in ordered] == ["1-1-101", "2-小卖部", "2-1-301", "2-1-1001", "2-2-101", "10-1-101"]


def test_numbers_sort_by_value_and_before_words() -> None:
    assert sorted(["10", "2", "2A", "甲"], key=natural_key) == ["2", "2A", "10", "甲"]


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("2-1-301", True),
        ("2栋301", True),
        ("02栋01单元301室", True),
        ("3-1-301", False),
        ("2-2-301", False),
        ("2-1-302", False),
    ],
)
def test_an_address_means_the_doors_that_it_does_not_exclude(written: str, fits: bool) -> None:
    there = door_on_record("02", "1", "301", named=False)
    assert means(parse_door(written), there) is fits


def test_a_shop_is_meant_by_its_name_with_or_without_its_building() -> None:
    there = door_on_record("5", "", "Hao 好邻居超市", named=True)
    assert means(parse_door("5栋hao 好邻居超市"), there)
    assert means(parse_door("hao 好邻居超市"), there)
    assert not means(parse_door("6栋hao 好邻居超市"), there)
