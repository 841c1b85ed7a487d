"""The whole installation moves from SQLite to PostgreSQL and back with one command each way."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import text

from benchmarks.copies import repeat_visits
from teamhub import create_app
from teamhub.actions import integrity, schema
from teamhub.actions.work import unit_of_work
from teamhub.cli import cli
from teamhub.models.base import db
from teamhub.models.places import Subdistrict
from tests.conftest import CHEAP, copy_instance
from tests.figures import Tell
from tools.own_postgres import own_server

pytestmark = pytest.mark.sqlite("begins with a SQLite file and makes a PostgreSQL of its own")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Where databases can be made."""
    with own_server() as made:
        yield made.url


@pytest.fixture
def empty_database(server: str, request: pytest.FixtureRequest) -> str:
    """The address of a PostgreSQL database without a table."""
    name = re.sub(r"\W", "_", request.node.name)[:60].lower()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.replace("/postgres?", f"/{name}?")


def teamhub(app: Flask, *arguments: str, fails: bool = False) -> str:
    """What the command says."""
    done = app.test_cli_runner().invoke(cli, list(arguments))
    assert (done.exit_code != 0) is fails, done.output
    return done.output


def there_and_back(app: Flask, database: str, folder: Path) -> dict[str, str]:
    """Moves the instance's database to PostgreSQL and from there into another file; table -> its line of `contents`."""
    live, back = str(Path(app.instance_path) / "teamhub.sqlite"), str(folder / "back.sqlite")
    db.session.remove()
    teamhub(app, "database", "copy", live, database)
    teamhub(app, "database", "copy", database, back)
    before, between, after = (teamhub(app, "database", "contents", name) for name in (live, database, back))
    assert before == between == after
    return {line.split()[0]: line for line in before.splitlines()}


@pytest.mark.proves("T22")
def test_everything_arrives_in_postgresql_and_comes_back(
    example: Flask, empty_database: str, tmp_path: Path
) -> None:
    tables = there_and_back(example, empty_database, tmp_path)
    assert set(tables) == set(db.metadata.tables)
    assert int(tables["units"].split()[1]) == 2377
    assert int(tables["journal_entries"].split()[1]) > 0
    moved = create_app({**CHEAP, "DATABASE_URL": empty_database}, instance_path=example.instance_path)
    with moved.app_context():
        key = str(moved.config["TEAMHUB_JOURNAL_KEY"]).encode()
        assert integrity.problems(db.session(), key) == []
        # The counters of ids came along: the next row finds its place.
        with unit_of_work():
            db.session.add(Subdistrict(name="东街道"))
        db.session.remove()
        db.engine.dispose()


def test_an_id_that_was_given_once_is_not_given_again_after_the_move(
    app: Flask, empty_database: str, tmp_path: Path
) -> None:
    upload = (
        "INSERT INTO uploads (id, file_name, sha256, content, uploaded_at, state, done, total, report) "
        "VALUES (41, 'a', 'b', '', '2022-04-01 00:00:00', 'refused', 0, 0, '{}')"
    )
    with unit_of_work():
        db.session.execute(text(upload))
        db.session.execute(text("DELETE FROM uploads"))
    there_and_back(app, empty_database, tmp_path)
    with psycopg.connect(empty_database) as connection:
        found = connection.execute("SELECT nextval(pg_get_serial_sequence('uploads', 'id'))").fetchone()
    assert found == (42,)


def test_a_target_with_rows_and_one_of_another_schema_are_refused_and_stay_as_they_are(
    app: Flask, empty_database: str, tmp_path: Path
) -> None:
    live = str(Path(app.instance_path) / "teamhub.sqlite")
    shutil.copyfile(live, tmp_path / "other.sqlite")
    other = create_app(
        {**CHEAP, "DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite'}"},
        instance_path=str(tmp_path / "other"),
    )
    with other.app_context():
        with unit_of_work():
            db.session.add(Subdistrict(name="东街道"))
        db.session.remove()
        db.engine.dispose()
    db.session.remove()
    before = teamhub(app, "database", "contents", str(tmp_path / "other.sqlite"))
    assert "subdistricts" in teamhub(
        app, "database", "copy", live, str(tmp_path / "other.sqlite"), fails=True
    )
    assert teamhub(app, "database", "contents", str(tmp_path / "other.sqlite")) == before

    teamhub(app, "database", "copy", live, empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    said = teamhub(app, "database", "copy", empty_database, str(tmp_path / "new.sqlite"), fails=True)
    assert f"schema 0001, this version of TeamHub works with {schema.head()}" in said
    assert not (tmp_path / "new.sqlite").exists()
    assert "same database" in teamhub(app, "database", "copy", live, live, fails=True)
    assert "There is no file" in teamhub(app, "database", "copy", f"{live}x", empty_database, fails=True)


@pytest.mark.prove
@pytest.mark.proves("T22")
def test_fifty_thousand_visits_move_there_and_back(
    example_instance: Path, empty_database: str, tmp_path: Path, tell: Tell
) -> None:
    instance = copy_instance(example_instance, tmp_path / "large")
    visits = repeat_visits(instance / "teamhub.sqlite", 50_000)
    assert visits >= 50_000
    app = create_app(CHEAP, instance_path=str(instance))
    with app.app_context():
        tables = there_and_back(app, empty_database, tmp_path)
        db.engine.dispose()
    assert int(tables["door_visits"].split()[1]) == visits
    rows = sum(int(line.split()[1]) for line in tables.values())
    tell("SQLite to PostgreSQL and back: visits / rows / tables that differ", f"{visits} / {rows} / 0")
