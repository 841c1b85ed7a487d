"""Phones and names arrive in every spelling and leave in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.people import (
    PhoneRounded,
    PhoneUnreadable,
    fold_name,
    fold_phone,
    is_mobile,
    name_key,
)

MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "+8613812345678",
        "008613812345678",
        "86 13812345678",
        "１３８１２３４５６７８",
        "'13812345678",
        "13812345678.0",
        "1.3812345678E+10",
        "\u200b13812345678\u202c",
    ],
)
def test_one_number_in_many_spellings(typed: str) -> None:
    assert fold_phone(typed) == "13812345678"


@pytest.mark.parametrize("typed", ["1.38E+10", "1.38e10", "1.381234567E+10", "1E+10"])
def test_a_number_that_the_spreadsheet_rounded_is_refused_not_guessed(typed: str) -> None:
    with pytest.raises(PhoneRounded) as refused:
        fold_phone(typed)
    assert refused.value.code == "phone_rounded"


@pytest.mark.parametrize(
    "typed", ["none", "12", "1234567890123456", "13812345678转2", "1.5E+0", "1.00001E+2"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneUnreadable):
        fold_phone(typed)


def test_nothing_typed_is_no_error() -> None:
    assert fold_phone("  ") == ""


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("0722-331 2345", "07223312345"), ("12345", "12345"), ("+44 20 7946 0958", "+442079460958")],
)
def test_landlines_hot_lines_and_foreign_numbers_are_kept(typed: str, folded: str) -> None:
    assert fold_phone(typed) == folded
    assert not is_mobile(folded)


@given(
    MOBILE,
    st.sampled_from(["", "+86", "+86 ", "0086", "86-"]),
    st.lists(st.integers(1, 10), max_size=4),
    st.booleans(),
)
def test_prefix_spaces_and_width_never_change_the_number(
    phone: str, prefix: str, gaps: list[int], wide: bool
) -> None:
    typed = phone
    for gap in sorted(gaps, reverse=True):
        typed = typed[:gap] + " " + typed[gap:]
    typed = prefix + typed
    assert fold_phone(typed.translate(FULL_WIDTH) if wide else typed) == phone
    assert is_mobile(phone)


@given(MOBILE)
def test_folding_twice_is_folding_once(phone: str) -> None:
    assert fold_phone(fold_phone(phone)) == phone


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("刘 洋", "刘洋"),
        ("　高　志 远 ", "高志远"),
        ("ＪＯＨＮ  Smith", "JOHN Smith"),
        ("买买提 • 阿不都", "买买提·阿不都"),
        ("刘\u200b洋", "刘洋"),
    ],
)
def test_names_fold_to_one_spelling(typed: str, folded: str) -> None:
    assert fold_name(typed) == folded


def test_names_that_read_the_same_have_the_same_key() -> None:
    assert name_key("JOHN  Smith") == name_key("john smith")
    assert name_key("刘 洋") == name_key("刘洋")


@given(st.text(max_size=20))
def test_folding_a_name_twice_is_folding_it_once(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)
