"""Hashing of passphrases and PINs. Slow on purpose: call it outside any transaction."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = threading.BoundedSemaphore(2)
"""Each hash takes 19 MiB: a burst of sign-ins waits instead of exhausting a small machine."""


class SecretHasher:
    """Argon2id over the secret keyed with the installation's pepper, so that a stolen database alone does not
    give away six-digit PINs."""

    def __init__(self, *, pepper: str, memory_kib: int, rounds: int) -> None:
        self._pepper = pepper.encode()
        self._argon2 = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> SecretHasher:
        return cls(
            pepper=config["TEAMHUB_PEPPER"],
            memory_kib=config["TEAMHUB_HASH_MEMORY_KIB"],
            rounds=config["TEAMHUB_HASH_ROUNDS"],
        )

    def hash(self, secret: str) -> str:
        with AT_ONCE:
            return self._argon2.hash(self._keyed(secret))

    def verify(self, stored: str | None, secret: str) -> bool:
        """False for a wrong secret. Without a stored hash the same time is spent on a dummy, so that the
        answer does not tell whether the account exists."""
        with AT_ONCE:
            try:
                self._argon2.verify(stored or self._dummy, self._keyed(secret))
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    @cached_property
    def _dummy(self) -> str:
        return self._argon2.hash(self._keyed("nobody"))

    def _keyed(self, secret: str) -> bytes:
        return hmac.new(self._pepper, secret.encode(), hashlib.sha256).digest()
