"""Short secrets that the server has to read again, encrypted with a key that the database does not hold."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class Seal:
    """AES-256-GCM. What is sealed for one `owner` opens for no other: a row copied to another account is worthless."""

    def __init__(self, journal_key: str, purpose: str) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=f"teamhub {purpose}".encode())
        self._cipher = AESGCM(derived.derive(journal_key.encode()))

    @classmethod
    def from_config(cls, config: Mapping[str, Any], purpose: str) -> Seal:
        return cls(config["TEAMHUB_JOURNAL_KEY"], purpose)

    def close(self, text: str, owner: int) -> str:
        nonce = secrets.token_bytes(NONCE)
        sealed = self._cipher.encrypt(nonce, text.encode(), str(owner).encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")

    def open(self, sealed: str, owner: int) -> str:
        """Raises cryptography's InvalidTag when the key is another or the text was changed."""
        raw = base64.urlsafe_b64decode(sealed)
        return self._cipher.decrypt(raw[:NONCE], raw[NONCE:], str(owner).encode()).decode()
