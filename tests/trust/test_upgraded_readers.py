"""A reader that becomes a writer: SQLite refuses that without waiting when somebody else wrote in between. Writers
therefore begin as writers."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from tests.figures import Tell


@pytest.mark.proves("T11")
def test_two_that_read_and_then_write_the_same_row_never_meet_a_lock(app: Flask) -> None:
    assert counted(app, 50) == 100


@pytest.mark.prove
@pytest.mark.proves("T11")
def test_two_that_read_and_write_a_thousand_times(app: Flask, tell: Tell) -> None:
    assert counted(app, 1000) == 2000
    tell("read and then write the same row: times / locked", "2 x 1000 / 0")


def counted(app: Flask, times: int) -> int:
    """Two threads add one, so many times each; what stands there in the end."""
    with unit_of_work():
        db.session.execute(text("INSERT INTO subdistricts (name, name_en) VALUES ('0', '')"))
    failed: list[BaseException] = []

    def add() -> None:
        with app.app_context():
            try:
                for _ in range(times):
                    with unit_of_work():
                        known = int(str(db.session.scalar(text("SELECT name FROM subdistricts"))))
                        db.session.execute(text("UPDATE subdistricts SET name = :n"), {"n": str(known + 1)})
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    return int(str(db.session.scalar(text("SELECT name FROM subdistricts"))))


@pytest.mark.sqlite("a reader that begins to write: a fault of SQLite's own")
def test_begun_as_a_reader_the_second_one_is_refused_at_once(app: Flask) -> None:
    """The fault is real: no waiting helps."""
    file = Path(app.instance_path) / "teamhub.sqlite"
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as one,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        for connection in (one, other):
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM subdistricts").fetchone()
        one.execute("INSERT INTO subdistricts (name, name_en) VALUES ('一', '')")
        one.execute("COMMIT")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO subdistricts (name, name_en) VALUES ('二', '')")
