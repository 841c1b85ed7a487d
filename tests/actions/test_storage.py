"""A place that is not fit to keep records in is refused when the server starts."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from teamhub.actions import storage
from teamhub.actions.storage import StorageRefused, file_system_of, refuse_damaged, refuse_unfit
from teamhub.models.turns import loses_pages

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:45 / /srv/share rw,relatime shared:20 - nfs4 server:/export rw
41 40 0:46 / /srv/share/fast rw shared:21 - xfs /dev/vdb rw
42 22 0:47 / /srv/with\\040blank rw - cifs //server/x rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv", "ext4"),
        ("/srv/share/teamhub", "nfs4"),
        ("/srv/share/fast/x", "xfs"),
        ("/srv/with blank/x", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path, folder: str, kind: str) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    assert file_system_of(Path(folder), tmp_path / "mounts") == kind


def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "file_system_of", lambda folder: "nfs4")
    with pytest.raises(StorageRefused, match="storage_networked"):
        refuse_unfit(tmp_path / "teamhub.sqlite")


@pytest.mark.proves("T13")
@pytest.mark.sqlite("damages pages of a SQLite file")
def test_a_damaged_page_is_found_or_changes_no_row(migrated_instance: Path, tmp_path: Path) -> None:
    """Most pages of a database without records are blank: what is bent there is nothing."""
    check_pages(migrated_instance, tmp_path, times=60, found_at_least=1)


@pytest.mark.prove
@pytest.mark.proves("T13")
def test_two_hundred_damaged_pages(example_instance: Path, tmp_path: Path) -> None:
    check_pages(example_instance, tmp_path, times=200, found_at_least=50)


def check_pages(instance: Path, tmp_path: Path, times: int, found_at_least: int) -> None:
    rng, whole = random.Random(13), tmp_path / "whole.sqlite"
    with (
        closing(sqlite3.connect(instance / "teamhub.sqlite")) as live,
        closing(sqlite3.connect(whole)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    good, rows, found = whole.read_bytes(), dump(whole), 0
    for _ in range(times):
        bent, at = bytearray(good), 4096 * rng.randrange(len(good) // 4096)
        for _ in range(8):
            bent[at + rng.randrange(4096)] ^= rng.randrange(1, 256)
        copy_file = tmp_path / "bent.sqlite"
        copy_file.write_bytes(bent)
        try:
            refuse_damaged(copy_file)
        except StorageRefused:
            found += 1
        else:
            same_or_only_values(copy_file, rows)
    assert found >= found_at_least


def same_or_only_values(file: Path, rows: dict[str, list[str]]) -> None:
    """What the structure does not show is a value inside a row, which no check of structure can know; the schema and
    the number of rows are those of before."""
    now = dump(file)
    assert now["sqlite_master"] == rows["sqlite_master"]
    assert {t: len(r) for t, r in now.items()} == {t: len(r) for t, r in rows.items()}


def dump(file: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(file)) as raw:
        raw.text_factory = bytes
        tables = [t.decode() for (t,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {t: sorted(map(repr, raw.execute(f'SELECT * FROM "{t}"'))) for t in (*tables, "sqlite_master")}


@pytest.mark.parametrize(
    ("version", "loses"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_versions_with_the_defect_are_known(version: tuple[int, ...], loses: bool) -> None:
    assert loses_pages(version) is loses
