"""What proves who somebody is: sign-in names, passphrases, PINs and enrolment codes."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from teamhub.domain.access import PASSPHRASE_ROLES, Role
from teamhub.domain.errors import RuleBroken

PASSPHRASE_LEAST = 12
PASSPHRASE_MOST = 128
PIN_DIGITS = 6
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 O 1 I L: a code survives being read out and copied by hand."""
CODE_LENGTH = 8

SHORT_CODE = timedelta(minutes=10)
CARD_CODE = timedelta(hours=24)
MEMBER_SESSION = timedelta(days=7)
PASSPHRASE_SESSION = timedelta(hours=12)


class Proof(StrEnum):
    """How an account proves itself."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a way, not a secret
    PIN = "pin"


class WeakSecret(RuleBroken):
    """A passphrase or PIN that is too easy to guess."""


class BadLogin(RuleBroken):
    """A sign-in name that nobody could type again."""


def proof_of(roles: frozenset[Role]) -> Proof:
    """Roles that see or change much need a passphrase; the others an enrolled phone and a PIN."""
    return Proof.PASSPHRASE if roles & PASSPHRASE_ROLES else Proof.PIN


def session_length(proof: Proof) -> timedelta:
    return PASSPHRASE_SESSION if proof is Proof.PASSPHRASE else MEMBER_SESSION


def fold_login(text: str) -> str:
    """A sign-in name as stored: half-width, lower case; a phone number as its digits alone."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    digits = re.sub(r"[\s\-().+]", "", folded)
    if digits.isascii() and digits.isdigit() and len(digits) >= 7:
        return digits[2:] if len(digits) == 13 and digits.startswith("861") else digits
    return folded


def check_login(text: str) -> str:
    """The folded name. Raises BadLogin(login_malformed)."""
    folded = fold_login(text)
    if not re.fullmatch(r"[\w.\-@]{3,60}", folded):
        raise BadLogin("login_malformed")
    return folded


def check_passphrase(passphrase: str, login: str) -> str:
    """The passphrase. Raises WeakSecret(passphrase_short | passphrase_long | passphrase_simple)."""
    if len(passphrase) < PASSPHRASE_LEAST:
        raise WeakSecret("passphrase_short", least=PASSPHRASE_LEAST)
    if len(passphrase) > PASSPHRASE_MOST:
        raise WeakSecret("passphrase_long", most=PASSPHRASE_MOST)
    without_name = passphrase.casefold().replace(login, "") if login else passphrase.casefold()
    if len(set(without_name)) < 5:
        raise WeakSecret("passphrase_simple")
    return passphrase


def check_pin(pin: str, login: str = "") -> str:
    """Six half-width digits. Raises WeakSecret(pin_malformed | pin_simple)."""
    folded = unicodedata.normalize("NFKC", pin).strip()
    if not re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", folded):
        raise WeakSecret("pin_malformed", digits=PIN_DIGITS)
    if is_simple_pin(folded) or (login and folded in login):
        raise WeakSecret("pin_simple")
    return folded


def is_simple_pin(pin: str) -> bool:
    """Runs (123456, 987654, 000000), repetitions (121212, 123123), pairs (112233) and mirrors (123321)."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    runs = len(steps) == 1
    repeats = any(pin == pin[:n] * (len(pin) // n) for n in (1, 2, 3))
    pairs = pin[0::2] == pin[1::2]
    return runs or repeats or pairs or pin == pin[::-1]


def fold_code(text: str) -> str:
    """An enrolment code as it was made: capital letters and digits without blanks and dashes."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def spoken_code(code: str) -> str:
    """ABCD-EFGH: how a code is shown."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))
