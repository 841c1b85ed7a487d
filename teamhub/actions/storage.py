"""Is the place fit to keep records in: asked when the server starts, before anybody relies on it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from teamhub.domain.errors import RuleBroken

NETWORKED = frozenset(
    "nfs nfs4 cifs smb3 smbfs 9p afs ceph glusterfs lustre ncpfs vboxsf prl_fs drvfs "
    "fuse.sshfs fuse.glusterfs fuse.rclone fuse.s3fs".split()
)
"""File systems of other machines: their locks are not reliable, and SQLite stands on locks."""
MOUNTS = Path("/proc/self/mountinfo")


class StorageRefused(RuleBroken):
    """storage_not_writable (folder) | storage_networked (folder, kind) | database_read_only (file) |
    database_damaged (file, what)"""


def refuse_unfit(database: Path) -> None:
    """Raises StorageRefused. A database that is not there yet is fit; one that is there is read through."""
    folder = database.parent
    kind = file_system_of(folder)
    if kind in NETWORKED:
        raise StorageRefused("storage_networked", folder=str(folder), kind=kind)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StorageRefused("storage_not_writable", folder=str(folder), what=error.strerror or "") from error
    if database.exists():
        if not os.access(database, os.W_OK):
            raise StorageRefused("database_read_only", file=str(database))
        refuse_damaged(database)


def refuse_damaged(database: Path) -> None:
    """Every page is read and its structure checked; some seconds for a gigabyte."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            said = [str(line) for (line,) in connection.execute("PRAGMA quick_check(5)")]
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # damage is quoted in its own words
        raise StorageRefused("database_damaged", file=str(database), what=str(error)) from error
    if said != ["ok"]:
        raise StorageRefused("database_damaged", file=str(database), what="; ".join(said))


def file_system_of(folder: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system that the folder lies on; empty where the system does not say."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    place, best, kind = folder.resolve(), -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = Path(before.split(" ")[4].encode("latin-1", "replace").decode("unicode_escape"))
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split(" ")[0]
    return kind
