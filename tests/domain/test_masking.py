"""Strangers see 刘* and 138****1234."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.masking import COMPOUND_SURNAMES, mask_name, mask_phone, public_name, surname_of

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=6)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("刘洋", "刘*"),
        ("高志远", "高*远"),
        ("欧阳修", "欧阳*"),
        ("欧阳震华", "欧阳*华"),
        ("欧阳", "欧*"),
        ("古丽巴哈尔", "古*尔"),
        ("John Smith", "J* S*"),
        ("Anna", "A*"),
        (" 刘洋 ", "刘*"),
        ("刘", "刘*"),
        ("", ""),
    ],
)
def test_names_are_masked_behind_the_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(HAN)
def test_a_masked_name_hides_part_of_the_name_and_masks_to_itself(name: str) -> None:
    masked = mask_name(name)
    assert "*" in masked
    assert name not in masked
    assert mask_name(masked) == masked


@given(HAN)
def test_at_least_one_character_of_the_given_name_is_never_shown(name: str) -> None:
    assert len(mask_name(name).replace("*", "")) < len(name)


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9), min_size=1, max_size=3))
def test_latin_names_keep_initials_only(words: list[str]) -> None:
    assert mask_name(" ".join(words)) == " ".join(f"{word[0]}*" for word in words)


def test_every_compound_surname_has_two_characters() -> None:
    assert {len(surname) for surname in COMPOUND_SURNAMES} == {2}


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("138 1234 1234", "138****1234"),
        ("+86 13812341234", "138****1234"),
        ("１３８１２３４１２３４", "138****1234"),
        ("138****1234", "138****1234"),
        ("0722-3312345", "****2345"),
        ("33123456", "****3456"),
        ("110", "****0"),
        ("5", "****"),
        ("no phone", "****"),
        ("", ""),
    ],
)
def test_phones_show_what_the_owner_recognises(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mobile_hides_its_four_middle_figures(phone: str) -> None:
    assert mask_phone(phone) == phone[:3] + "****" + phone[7:]


@given(st.text("0123456789", min_size=1, max_size=10))
def test_other_numbers_never_show_more_than_half(phone: str) -> None:
    shown = mask_phone(phone).replace("*", "")
    assert len(shown) <= len(phone) / 2
    assert phone.endswith(shown)


@given(st.text("0123456789+- ", max_size=16))
def test_masking_a_phone_twice_is_masking_it_once(phone: str) -> None:
    assert mask_phone(mask_phone(phone)) == mask_phone(phone)


@pytest.mark.parametrize(
    ("name", "form", "public"),
    [
        ("刘桂兰", "大妈", "刘大妈"),
        ("刘大妈", "大妈", "刘大妈"),
        ("欧阳建国", "师傅", "欧阳师傅"),
        ("孔秀英", "", "孔某"),
        ("John Smith", "Mr", "Mr S."),
        ("", "大妈", "大妈"),
    ],
)
def test_stories_tell_surname_and_form_of_address(name: str, form: str, public: str) -> None:
    assert public_name(name, form) == public


def test_the_surname_of_nobody_is_empty() -> None:
    assert surname_of("  ") == ""
