"""The code on a printed brief that anybody may look up: is this paper ours, and did a correction follow?"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from teamhub.domain.credentials import CODE_ALPHABET
from teamhub.domain.errors import RuleBroken

RANDOM_LENGTH = 9
"""31 ** 9 codes: whoever tries one a second finds one of a thousand briefs once in eight hundred years."""
GROUP = 5


class MistypedCode(RuleBroken):
    """Not a code as it is printed: wrong length, a letter that never occurs, or a check letter that does not fit."""


def new_code(choose: Callable[[str], str]) -> str:
    """Ten letters and digits without a dash. `choose` picks one of a text at random (`secrets.choice`)."""
    body = "".join(choose(CODE_ALPHABET) for _ in range(RANDOM_LENGTH))
    return body + check_letter(body)


def check_letter(body: str) -> str:
    """The alphabet has 31 letters, a prime: one wrong letter or two neighbours swapped are always noticed."""
    total = sum(weight * CODE_ALPHABET.index(letter) for weight, letter in enumerate(body, 2))
    return CODE_ALPHABET[-total % len(CODE_ALPHABET)]


def read_code(typed: str) -> str:
    """The code as stored, from what somebody typed: any case, dashes and blanks, full-width. Raises MistypedCode."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(c for c in folded if not c.isspace() and c not in "-‐‑–—_.·")
    if (
        len(code) != RANDOM_LENGTH + 1
        or any(c not in CODE_ALPHABET for c in code)
        or check_letter(code[:-1]) != code[-1]
    ):
        raise MistypedCode("code_mistyped")
    return code


def shown_code(code: str) -> str:
    """7KQ2M9XD4T -> 7KQ2M-9XD4T."""
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))
