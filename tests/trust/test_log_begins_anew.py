"""A server that runs keeps no state of the database open: whatever is in the log can be written back into the file."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import copy_instance
from tests.trust.killed_server import Server, Writers
from tests.trust.test_kill_rounds import prepare

pytestmark = pytest.mark.sqlite("is about the log of SQLite")


def written_back(database: Path) -> tuple[int, int]:
    """Pages in the log, and those that a checkpoint could write into the file."""
    with closing(sqlite3.connect(database)) as raw:
        _, frames, written = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return frames, written


@pytest.mark.proves("T10")
def test_after_work_the_whole_log_can_be_written_back(migrated_instance: Path, tmp_path: Path) -> None:
    instance = copy_instance(migrated_instance, tmp_path / "served")
    writers = Writers(Server(instance), prepare(instance))
    writers.server.start()
    try:
        writers.until(60, killed_after=None, rng=random.Random(10))
        frames, written = written_back(instance / "teamhub.sqlite")
        assert written == frames > 0
        with closing(sqlite3.connect(instance / "teamhub.sqlite", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM deeds").fetchone()
            writers.until(30, killed_after=None, rng=random.Random(11))
            frames, written = written_back(instance / "teamhub.sqlite")
            assert written < frames, "the control: somebody who reads on keeps it"
    finally:
        writers.server.stop()
