"""The code at the foot of a printed brief: read back from what people type, and a slip of the finger is noticed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.briefs.verification import MistypedCode, new_code, read_code, shown_code
from teamhub.domain.credentials import CODE_ALPHABET

codes = st.integers(0, 2**32).map(lambda seed: new_code(random.Random(seed).choice))


@given(code=codes)
def test_a_code_is_read_back_as_shown_in_any_case_and_width(code: str) -> None:
    shown = shown_code(code)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    for typed in (code, shown, shown.lower(), shown.replace("-", " — "), wide, f" {code[:5]} {code[5:]} "):
        assert read_code(typed) == code


@given(code=codes, place=st.integers(0, 9), letter=st.sampled_from(CODE_ALPHABET))
def test_one_wrong_letter_is_always_noticed(code: str, place: int, letter: str) -> None:
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(MistypedCode):
            read_code(wrong)


@given(code=codes, place=st.integers(0, 8))
def test_two_neighbours_swapped_are_always_noticed(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        with pytest.raises(MistypedCode):
            read_code(wrong)


@pytest.mark.parametrize("typed", ["", "7KQ2M", "7KQ2M-9XD4T-AAAAA", "0OIL1-0OIL1", "简报简报简报简报简报"])
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(MistypedCode):
        read_code(typed)


def test_codes_do_not_repeat() -> None:
    choose = random.Random(4).choice
    assert len({new_code(choose) for _ in range(20_000)}) == 20_000
