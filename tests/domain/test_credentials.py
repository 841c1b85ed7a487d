"""What proves who somebody is."""

from __future__ import annotations

import pytest

from teamhub.domain.access import PASSPHRASE_ROLES, Role
from teamhub.domain.credentials import (
    CODE_ALPHABET,
    BadLogin,
    Proof,
    WeakSecret,
    check_login,
    check_passphrase,
    check_pin,
    fold_code,
    fold_login,
    is_simple_pin,
    proof_of,
    spoken_code,
)


@pytest.mark.parametrize(
    "pin",
    ["000000", "123456", "654321", "890123", "121212", "123123", "112233", "123321", "777777", "135791"],
)
def test_pins_that_everybody_tries_first_are_refused(pin: str) -> None:
    assert is_simple_pin(pin)
    with pytest.raises(WeakSecret) as refused:
        check_pin(pin)
    assert refused.value.code == "pin_simple"


@pytest.mark.parametrize("pin", ["739204", "102938", "580317"])
def test_other_pins_are_fine_also_in_full_width_digits(pin: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in pin)
    assert check_pin(pin) == check_pin(f" {wide} ") == pin


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "१२३४५६", "73 9204"])
def test_a_pin_has_six_figures(pin: str) -> None:
    with pytest.raises(WeakSecret) as refused:
        check_pin(pin)
    assert refused.value.code == "pin_malformed"


def test_a_pin_is_no_part_of_the_phone_number() -> None:
    with pytest.raises(WeakSecret):
        check_pin("739204", "13873920455")


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("elf letters", "passphrase_short"),
        ("x" * 129, "passphrase_long"),
        ("aaaaaaaaaaaaaaaa", "passphrase_simple"),
        ("leaderleaderleader", "passphrase_simple"),
    ],
)
def test_weak_passphrases_are_refused(passphrase: str, code: str) -> None:
    with pytest.raises(WeakSecret) as refused:
        check_passphrase(passphrase, "leader")
    assert refused.value.code == code


def test_a_passphrase_of_twelve_characters_in_any_script_is_fine() -> None:
    assert check_passphrase("铁马冰河入梦来雨打风吹去", "leader")
    assert check_passphrase("correct horse battery", "leader")


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("１３８ ００１３-８０００", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        (" Leader ", "leader"),
        ("Ｚhou.Jianming", "zhou.jianming"),
        ("周队长", "周队长"),
    ],
)
def test_a_sign_in_name_has_one_spelling(typed: str, folded: str) -> None:
    assert fold_login(typed) == folded == check_login(typed)


@pytest.mark.parametrize("typed", ["", "ab", "a b/c", "x" * 61, "<script>"])
def test_names_nobody_could_type_again_are_refused(typed: str) -> None:
    with pytest.raises(BadLogin):
        check_login(typed)


def test_a_code_read_out_or_copied_by_hand_is_understood() -> None:
    assert fold_code(" pbyy-u6yu ") == fold_code("ＰＢＹＹ　Ｕ６ＹＵ") == "PBYYU6YU"
    assert spoken_code("PBYYU6YU") == "PBYY-U6YU"
    assert not set("0O1IL") & set(CODE_ALPHABET)


@pytest.mark.parametrize("role", list(Role))
def test_roles_that_see_much_need_a_passphrase(role: Role) -> None:
    expected = Proof.PASSPHRASE if role in PASSPHRASE_ROLES else Proof.PIN
    assert proof_of(frozenset({role})) is expected
    assert proof_of(frozenset({role, Role.TEAM_LEADER})) is Proof.PASSPHRASE
