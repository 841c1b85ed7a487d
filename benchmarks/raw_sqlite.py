"""The floor of every write: one row, one commit, with the pragmas that the product sets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from teamhub.models.engine import PRAGMAS


def raw_commit(folder: Path) -> Callable[[], None]:
    """Stores one row and waits for the disk, on the disk of `folder`."""
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None, check_same_thread=False)
    for name, value in PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}")
    connection.execute(
        "CREATE TABLE check_ins (id INTEGER PRIMARY KEY, assignment_id INTEGER UNIQUE, arrived_at TEXT)"
    )
    rows = iter(range(1_000_000))

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO check_ins (assignment_id, arrived_at) VALUES (?, '2022-04-01 02:50:00')",
            (next(rows),),
        )
        connection.execute("COMMIT")

    return commit
