"""An encrypted backup opens with its key, whole, or not at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from teamhub.actions import backup_cipher
from teamhub.actions.backup_cipher import HEAD, PIECE, TAG, CipherRefused, decrypt, encrypt

SECRET = b"three words and a tree"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_went_in_comes_out(tmp_path: Path, size: int) -> None:
    plain, locked, opened = tmp_path / "plain", tmp_path / "locked", tmp_path / "opened"
    plain.write_bytes(random.Random(size).randbytes(size))
    encrypt(plain, locked, SECRET)
    assert backup_cipher.is_encrypted(locked)
    assert not backup_cipher.is_encrypted(plain)
    decrypt(locked, opened, SECRET)
    assert opened.read_bytes() == plain.read_bytes()


def test_another_key_is_refused_before_a_byte_is_written(tmp_path: Path) -> None:
    plain, locked, opened = tmp_path / "plain", tmp_path / "locked", tmp_path / "opened"
    plain.write_bytes(b"x" * 100)
    encrypt(plain, locked, SECRET)
    with pytest.raises(CipherRefused, match="backup_wrong_key"):
        decrypt(locked, opened, b"three words and a bush")
    assert opened.read_bytes() == b""


def test_pieces_cannot_be_cut_off_moved_or_changed(tmp_path: Path) -> None:
    plain, locked, bent, opened = (tmp_path / name for name in ("plain", "locked", "bent", "opened"))
    plain.write_bytes(random.Random(1).randbytes(3 * PIECE))
    encrypt(plain, locked, SECRET)
    good, piece = locked.read_bytes(), PIECE + TAG
    first, second = good[HEAD : HEAD + piece], good[HEAD + piece : HEAD + 2 * piece]
    for bad in (
        good[:-1],
        good[: HEAD + 2 * piece],
        good[:HEAD] + second + first + good[HEAD + 2 * piece :],
        good[:HEAD] + first + first + good[HEAD + 2 * piece :],
        good[:HEAD],
        good[: HEAD - 1],
        good[: HEAD + 7] + bytes([good[HEAD + 7] ^ 1]) + good[HEAD + 8 :],
    ):
        bent.write_bytes(bad)
        with pytest.raises(CipherRefused, match="backup_damaged"):
            decrypt(bent, opened, SECRET)


def test_a_short_key_is_no_key(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("short\n")
    with pytest.raises(CipherRefused, match="backup_weak_key"):
        backup_cipher.read_secret(file)
    file.write_text("long enough for this\n")
    assert backup_cipher.read_secret(file) == b"long enough for this"
