"""Backup and restore of the embedded database: one file, checked before it is trusted, never half there.

A backup is a zip of the database copy and a manifest (schema, rows per table, digest, journal heads). The journal's
key stays in the instance folder and is not in it: who holds a backup alone cannot forge the journal. With a secret the
zip is encrypted as a whole (backup_cipher.py).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from teamhub.actions import backup_cipher, integrity, schema
from teamhub.domain.errors import RuleBroken

DATABASE, MANIFEST = "teamhub.sqlite", "manifest.json"
MOST_BYTES = 64 * 1024**3
CHUNK = 1024 * 1024
SEAL = b"sha256 "
"""Begins the comment of the zip: the digest of every byte before the comment."""
SEAL_BYTES = len(SEAL) + 64
QUICK = 1
"""Of zlib: a quarter of the time of its default for a tenth more bytes."""
SQLITE_ERROR = sqlite3.Error
UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the zip reader raises on files that are no backup, encrypted, cut or bent."""


class BackupRefused(RuleBroken):
    """backup_unreadable | backup_incomplete | backup_damaged (what) | backup_of_other_version (revision) |
    backup_other_key | restore_while_running; of an encrypted one also backup_needs_key, and CipherRefused"""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `key`: a fingerprint of the journal's key, not the key."""

    made_at: str
    revision: str
    sha256: str
    rows: dict[str, int]
    heads: dict[str, str]
    key: str

    def as_text(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def make(database: Path, target: Path, *, key: bytes, at: datetime, secret: bytes | None = None) -> Manifest:
    """Copies the live database into `target` while it is in use; `secret` encrypts it. The file appears under its name
    only when it is whole, its rows were checked and it was read back; on any failure nothing is left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _workspace(target.parent) as folder:
        copy = folder / DATABASE
        # Read only: whoever is the last to leave a database that may be written tidies its log up as well.
        with (
            closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(copy)) as into,
        ):
            live.backup(into)
            into.execute("PRAGMA journal_mode=DELETE")
        manifest = describe(copy, key, at)
        _refuse_unsound(copy, key)
        packed = folder / "packed"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
            archive.writestr(MANIFEST, manifest.as_text())
            archive.write(copy, DATABASE)
            archive.comment = b"-" * SEAL_BYTES
        _seal(packed)
        copy.unlink()
        if secret is not None:
            locked = folder / "locked"
            backup_cipher.encrypt(packed, locked, secret)
            packed = locked
        packed.chmod(0o600)
        _read_back(packed, folder, manifest, secret)
        _settle(packed, target)
    return manifest


def check(source: Path, *, key: bytes, secret: bytes | None = None) -> Manifest:
    """Reads a backup completely and compares it with its manifest. Raises BackupRefused, CipherRefused."""
    with _workspace(Path(tempfile.gettempdir())) as folder:
        return _unpack(source, folder, key, secret)


def restore(
    source: Path,
    database: Path,
    *,
    key: bytes,
    at: datetime,
    secret: bytes | None = None,
    prepare: Callable[[Path], object] = lambda copy: None,
) -> Manifest:
    """Puts a checked backup in the place of the database. `prepare` works on the unpacked copy before it takes that
    place: the schema is brought up to date, what was erased since is erased again. The old database is kept beside it,
    named by the moment. Raises BackupRefused or CipherRefused before anything is touched."""
    with _workspace(database.parent) as folder:
        manifest = _unpack(source, folder, key, secret)
        if database.exists():
            _refuse_running(database)
        prepare(folder / DATABASE)
        if database.exists():
            _refuse_running(database)
            _lay_aside(database, database.with_name(f"{database.name}.before-{at:%Y%m%dT%H%M%SZ}"))
        _settle(folder / DATABASE, database)
    return manifest


def _lay_aside(database: Path, kept: Path) -> None:
    """A damaged one is kept as it is: perhaps somebody can read something out of it."""
    with contextlib.suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.replace(kept)
    for leftover in ("-wal", "-shm"):
        beside = database.with_name(database.name + leftover)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + leftover))


def describe(copy: Path, key: bytes, at: datetime) -> Manifest:
    with closing(sqlite3.connect(copy)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        rows = {t: connection.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}  # noqa: S608  # names from the schema itself
        heads = {
            str(chain): digest
            for chain, digest in connection.execute(
                "SELECT chain, digest FROM journal_entries j WHERE seq = "
                "(SELECT max(seq) FROM journal_entries k WHERE k.chain = j.chain)"
            )
        }
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return Manifest(at.isoformat(), revision, _digest(copy), rows, heads, fingerprint(key))


def fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"teamhub journal key" + key).hexdigest()[:16]


def _read_back(packed: Path, folder: Path, manifest: Manifest, secret: bytes | None) -> None:
    """What lies on the disk is what was checked, to the bit."""
    if _read(packed, folder, secret) != manifest or _digest(folder / DATABASE) != manifest.sha256:
        raise BackupRefused("backup_damaged", what="read back")


def _unpack(source: Path, folder: Path, key: bytes, secret: bytes | None) -> Manifest:
    """The database of a sound backup in `folder`."""
    manifest = _read(source, folder, secret)
    if manifest.key != fingerprint(key):
        raise BackupRefused("backup_other_key")
    if manifest.revision not in schema.known_revisions():
        raise BackupRefused("backup_of_other_version", revision=manifest.revision)
    copy = folder / DATABASE
    if _digest(copy) != manifest.sha256:
        raise BackupRefused("backup_damaged", what="digest")
    try:
        found = describe(copy, key, datetime.fromisoformat(manifest.made_at))
    except (sqlite3.DatabaseError, ValueError) as error:
        raise BackupRefused("backup_damaged", what="database") from error
    if found != manifest:
        raise BackupRefused("backup_damaged", what="manifest")
    _refuse_unsound(copy, key)
    return manifest


def _read(source: Path, folder: Path, secret: bytes | None) -> Manifest:
    try:
        if backup_cipher.is_encrypted(source):
            if secret is None:
                raise BackupRefused("backup_needs_key")
            opened = folder / "opened"
            backup_cipher.decrypt(source, opened, secret)
            source = opened
        _refuse_bent(source)
        with zipfile.ZipFile(source) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if set(sizes) != {DATABASE, MANIFEST} or sizes[MANIFEST] > CHUNK or sizes[DATABASE] > MOST_BYTES:
                raise BackupRefused("backup_incomplete")
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            with archive.open(DATABASE) as packed, (folder / DATABASE).open("wb") as into:
                while chunk := packed.read(CHUNK):
                    into.write(chunk)
    except UNREADABLE as error:
        raise BackupRefused("backup_unreadable") from error
    return manifest


def _seal(packed: Path) -> None:
    """Puts the digest of all that stands before the comment in the comment's place."""
    with packed.open("r+b") as file:
        file.seek(-SEAL_BYTES, os.SEEK_END)
        file.write(SEAL + _digest(packed, without=SEAL_BYTES).encode())


def _refuse_bent(packed: Path) -> None:
    """The format has bytes that nothing reads (dates, attributes): bent there, a disk is failing all the same."""
    with zipfile.ZipFile(packed) as archive:
        said = archive.comment
    if not said:
        return  # of a release that did not seal
    if said != SEAL + _digest(packed, without=SEAL_BYTES).encode():
        raise BackupRefused("backup_damaged", what="seal")


def _refuse_unsound(copy: Path, key: bytes) -> None:
    engine = create_engine(f"sqlite:///{copy}")
    try:
        with Session(engine) as session:
            found = integrity.problems(session, key)
    finally:
        engine.dispose()
    if found:
        raise BackupRefused("backup_damaged", what=f"{found[0].code}: {found[0].place}")


def _refuse_running(database: Path) -> None:
    """A running server holds the database: its next commit would go into a file that is no longer there."""
    with closing(sqlite3.connect(database, timeout=0.2)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.rollback()
        except sqlite3.OperationalError as error:
            raise BackupRefused("restore_while_running") from error
        except sqlite3.DatabaseError:
            return  # damaged beyond opening: nobody works with it


def _digest(file: Path, *, without: int = 0) -> str:
    """`without`: so many bytes at the end are left out."""
    found, left = hashlib.sha256(), file.stat().st_size - without
    with file.open("rb") as content:
        while chunk := content.read(min(CHUNK, max(0, left))):
            found.update(chunk)
            left -= len(chunk)
    return found.hexdigest()


def _settle(fresh: Path, target: Path) -> None:
    """Written through to the disk, then under its name in one step."""
    with fresh.open("rb") as content:
        os.fsync(content.fileno())
    fresh.replace(target)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def _workspace(beside: Path) -> Iterator[Path]:
    """A folder on the same disk that is gone afterwards, whatever happened."""
    with tempfile.TemporaryDirectory(prefix=".teamhub-", dir=beside) as folder:
        yield Path(folder)
