"""Addresses that nobody can guess: a number, signed with a key of the thing itself. A new key makes every address given
before worthless."""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import Signer

LONGEST_NUMBER = 17


def signature(key: str, number: int, *, purpose: str) -> str:
    """`purpose`: what the address is for and whose, so that a signature opens nothing else."""
    signer = Signer(key, salt=f"teamhub.{purpose}", key_derivation="hmac", digest_method=hashlib.sha256)
    return signer.get_signature(str(number)).decode("ascii")


def signed(key: str, number: int, *, purpose: str, mark: str = "-") -> str:
    """The number and its signature, as they stand in an address."""
    return f"{number}{mark}{signature(key, number, purpose=purpose)}"


def number_told(text: str, mark: str = "-") -> int | None:
    """The number that a signed address names, not believed yet: compare the whole with `signed`. None for what is
    none."""
    return number_in(text.partition(mark)[0])


def is_same(expected: str, given: str) -> bool:
    """Compared as text, in constant time: a signature has one spelling."""
    return hmac.compare_digest(expected.encode(), given.encode())


def number_in(text: str) -> int | None:
    """The number of an address; None for what is none."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if plain else None
