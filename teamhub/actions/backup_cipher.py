"""Encrypted backups: AES-256-GCM in pieces, each bound to its place and the last one marked (the STREAM construction),
so that a piece that was changed, moved, doubled or cut off is noticed. The key comes from a passphrase or the content of
a key file by scrypt.

    "THUB-BACKUP-1\\n" | 16 bytes salt | 16 bytes proof of the key | 7 bytes of the nonce | pieces

A piece is up to 1 MiB of plain text and 16 bytes of tag; its nonce: the 7 bytes, its number in 4, 1 for the last one."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from teamhub.domain.errors import RuleBroken

MAGIC = b"THUB-BACKUP-1\n"
SALT, PROOF, PREFIX, TAG = 16, 16, 7, 16
HEAD = len(MAGIC) + SALT + PROOF + PREFIX
PIECE = 1024 * 1024
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
"""32 MiB and about a tenth of a second."""
LEAST_SECRET = 12


class CipherRefused(RuleBroken):
    """backup_wrong_key | backup_needs_key | backup_damaged (what) | backup_weak_key"""


def is_encrypted(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(len(MAGIC)) == MAGIC


def read_secret(file: Path) -> bytes:
    """A passphrase or random bytes; a line end at the end does not count. Raises CipherRefused(backup_weak_key)."""
    secret = file.read_bytes().rstrip(b"\r\n")
    if len(secret) < LEAST_SECRET:
        raise CipherRefused("backup_weak_key", least=LEAST_SECRET)
    return secret


def encrypt(plain: Path, target: Path, secret: bytes) -> None:
    salt, prefix = os.urandom(SALT), os.urandom(PREFIX)
    key, proof = _keys(secret, salt)
    head = MAGIC + salt + proof + prefix
    cipher = AESGCM(key)
    with plain.open("rb") as content, target.open("wb") as into:
        into.write(head)
        for number, last, piece in _pieces(content, PIECE):
            into.write(cipher.encrypt(_nonce(prefix, number, last), piece, head))


def decrypt(source: Path, target: Path, secret: bytes) -> None:
    """Raises CipherRefused: backup_wrong_key before a byte is written, backup_damaged on the way."""
    with source.open("rb") as content, target.open("wb") as into:
        head = content.read(HEAD)
        if len(head) != HEAD or not head.startswith(MAGIC):
            raise CipherRefused("backup_damaged", what="head")
        salt, prefix = head[len(MAGIC) : len(MAGIC) + SALT], head[-PREFIX:]
        key, proof = _keys(secret, salt)
        if not hmac.compare_digest(proof, head[len(MAGIC) + SALT : -PREFIX]):
            raise CipherRefused("backup_wrong_key")
        cipher = AESGCM(key)
        try:
            for number, last, piece in _pieces(content, PIECE + TAG):
                into.write(cipher.decrypt(_nonce(prefix, number, last), piece, head))
        except InvalidTag as error:
            raise CipherRefused("backup_damaged", what="encrypted piece") from error


def _keys(secret: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The key, and what proves it without telling it."""
    made = hashlib.scrypt(
        secret, salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, maxmem=64 * 1024**2, dklen=32 + PROOF
    )
    return made[:32], made[32:]


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _pieces(content: BinaryIO, size: int) -> Iterator[tuple[int, bool, bytes]]:
    """(number, is it the last, bytes). There is always a last one, be it empty."""
    number, piece = 0, content.read(size)
    while True:
        following = content.read(size)
        yield number, not following, piece
        if not following:
            return
        number, piece = number + 1, following
