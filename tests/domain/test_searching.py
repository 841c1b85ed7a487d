"""What somebody types, read once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.searching import read_wanted, sounds_like

COMPOUNDS = ("明珠华府", "名珠华府", "明珠")


@pytest.mark.parametrize(
    ("typed", "compound", "key"),
    [
        ("2-1-301", "", "2-1-301"),
        ("２－１－３０１", "", "2-1-301"),
        ("2栋1单元301", "", "2-1-301"),
        ("二栋一单元301室", "", "2-1-301"),
        ("2栋301", "", "2-301"),
        ("明珠华府2-1-301", "明珠华府", "2-1-301"),
        ("名珠华府 2-1-301", "名珠华府", "2-1-301"),
        ("明珠华府 好邻居超市", "明珠华府", "好邻居超市"),
    ],
)
def test_spellings_of_an_address_are_one_door(typed: str, compound: str, key: str) -> None:
    wanted = read_wanted(typed, COMPOUNDS)
    assert wanted.compound == compound
    assert wanted.door is not None
    assert wanted.door.key == key


@pytest.mark.parametrize(
    ("typed", "letters", "figures", "enough"),
    [
        ("张", "", "", True),
        ("zxl", "zxl", "", True),
        ("Zhang Xiao'lin", "zhangxiaolin", "", True),
        ("z", "z", "", False),
        ("1234", "", "1234", True),
        ("１３８ ０００", "", "138000", True),
        ("12", "", "12", False),
        ("  ", "", "", False),
        ("Q035", "", "", True),
    ],
)
def test_letters_figures_and_words(typed: str, letters: str, figures: str, enough: bool) -> None:
    wanted = read_wanted(typed, COMPOUNDS)
    assert (wanted.letters, wanted.figures, wanted.enough) == (letters, figures, enough)


def test_pinyin_is_found_by_a_part_and_initials_from_the_first() -> None:
    assert sounds_like("xiao", "zhangxiaolin", "zxl")
    assert sounds_like("zx", "zhangxiaolin", "zxl")
    assert not sounds_like("xl", "zhangxiaobin", "zxb")
    assert not sounds_like("", "zhangxiaolin", "zxl")


@given(st.text(max_size=120))
def test_anything_may_be_typed(text: str) -> None:
    read_wanted(text, COMPOUNDS)
