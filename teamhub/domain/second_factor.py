"""The second step of signing in: a code of six digits that an app makes anew every half minute."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from teamhub.domain.access import PASSPHRASE_ROLES, Role
from teamhub.domain.credentials import CODE_ALPHABET, fold_code

STEP_SECONDS = 30
STEPS_AROUND = 1
"""A code counts in its half minute and in the one before and after: a phone's clock is seldom exact."""
HALF_SIGN_IN = timedelta(minutes=10)
"""From the right passphrase to the code."""
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
MARK_LENGTH = 2
"""The first characters of a recovery code say which one it is, so that one slow hash is enough to check it."""


class CodePolicy(StrEnum):
    """Whom an installation asks for a code after the passphrase."""

    REQUIRED = "required"
    EXAMPLE = "example"
    """As required, but not accounts that work in example communities only."""
    OFF = "off"


class Step(StrEnum):
    """What follows the right passphrase."""

    NONE = "none"
    CODE = "code"
    SET_UP = "set_up"


def needs_code(roles: frozenset[Role], policy: CodePolicy, *, example_only: bool) -> bool:
    """Leaders and above, and everybody else who signs in with a passphrase."""
    if policy is CodePolicy.OFF or (policy is CodePolicy.EXAMPLE and example_only):
        return False
    return bool(roles & PASSPHRASE_ROLES)


def step_of(at: datetime) -> int:
    """The number of the half minute, by the server's clock."""
    return int(at.timestamp()) // STEP_SECONDS


def steps_that_count(at: datetime, last_used: int) -> Iterator[int]:
    """Half minutes whose code is right at `at`; none that is as old as a code already used."""
    now = step_of(at)
    return (step for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1) if step > last_used)


def fold_digits(text: str) -> str:
    """What somebody typed as half-width digits, without blanks."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace())


def fresh_recovery_codes() -> list[str]:
    """Ten codes with different marks."""
    marks: set[str] = set()
    while len(marks) < RECOVERY_CODES:
        marks.add(_drawn(MARK_LENGTH))
    return [mark + _drawn(RECOVERY_LENGTH - MARK_LENGTH) for mark in sorted(marks)]


def mark_of(code: str) -> str:
    return fold_code(code)[:MARK_LENGTH]


def spoken_key(key: str) -> str:
    """A key to type into the app, in groups of four."""
    return " ".join(key[i : i + 4] for i in range(0, len(key), 4))


def _drawn(length: int) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
