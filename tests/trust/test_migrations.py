"""From the first release to this one and back, with data, and through every death on the way."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from click import ClickException
from flask import Flask
from sqlalchemy import inspect, select, text

from teamhub import create_app
from teamhub.actions import integrity, schema
from teamhub.actions.schema import SchemaRefused
from teamhub.cli.server import prepare_storage
from teamhub.models.base import Base, db
from teamhub.models.briefs import StoredDocument
from tests.conftest import CHEAP, copy_instance
from tests.figures import Tell
from tests.page_client import PageClient
from tests.trust.dying import dies_at, statements
from tests.trust.release import first_release, rows, schema_of

FIRST_RELEASE = "0002"
STEPS = sorted(script.revision for script in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions())


@pytest.fixture
def released(tmp_path: Path) -> Path:
    return first_release(tmp_path / "released")


def test_the_first_release_comes_up_to_date_and_is_read_through_the_product(released: Path) -> None:
    before = rows(released / "teamhub.sqlite")
    app = create_app(CHEAP, instance_path=str(released))
    with app.app_context():
        schema.upgrade()
        key = str(app.config["TEAMHUB_JOURNAL_KEY"]).encode()
        assert integrity.problems(db.session(), key) == []
        after = rows(released / "teamhub.sqlite", of=list(before))
        assert after == before
        printed = db.session.scalars(select(StoredDocument)).one()
        assert printed.content == b"%PDF-1.7 the print of the first release"
        leader = db.session.execute(
            text("SELECT account_id FROM memberships WHERE role = 'team_leader' ORDER BY id LIMIT 1")
        ).scalar_one()
        client = PageClient(app).sign_in(leader)
        for page in ("/linli/duty", "/linli/people/", "/linli/briefs", "/linli/tally"):
            client.get(page)
        db.session.remove()
        db.engine.dispose()


def test_a_copy_of_the_old_schema_is_laid_aside_before_the_first_step(released: Path) -> None:
    app = create_app(CHEAP, instance_path=str(released))
    with app.app_context():
        schema.upgrade()
        schema.upgrade()
        db.engine.dispose()
    kept = list(released.glob("teamhub.sqlite.schema-*"))
    assert [file.name for file in kept] == [f"teamhub.sqlite.schema-{FIRST_RELEASE}"]
    assert schema_of(kept[0]) == schema_of(first_release(released / "again") / "teamhub.sqlite")


@pytest.mark.proves("T20")
def test_the_models_are_what_the_migrations_make(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.proves("T20")
@pytest.mark.parametrize("step", [s for s in STEPS if s > FIRST_RELEASE])
def test_each_step_goes_up_and_down_and_keeps_what_was_there(released: Path, step: str) -> None:
    app = create_app(CHEAP, instance_path=str(released))
    database = released / "teamhub.sqlite"
    before_it = STEPS[STEPS.index(step) - 1]
    with app.app_context():
        schema.upgrade(before_it) if before_it > FIRST_RELEASE else None
        db.engine.dispose()
        old_rows, old_triggers = rows(database), triggers(database)
        schema.upgrade(step)
        db.engine.dispose()
        up, up_triggers = names(database), triggers(database)
        assert schema_of(database)[0] == step
        assert old_triggers <= up_triggers
        schema.downgrade(before_it)
        db.engine.dispose()
        down = rows(database)
        assert schema_of(database)[0] == before_it
        assert {t: n for t, n in down.items() if t in old_rows} == old_rows
        assert triggers(database) == old_triggers
        schema.upgrade(step)
        db.engine.dispose()
        assert names(database) == up


@pytest.mark.proves("T20")
def test_everything_down_leaves_nothing(app: Flask) -> None:
    schema.downgrade("base")
    db.session.remove()
    db.engine.dispose()
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    assert db.session.scalars(text("SELECT version_num FROM alembic_version")).all() == []


def test_a_table_that_is_built_anew_keeps_its_guards_and_what_points_at_it(
    released: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A step that SQLite can only do by building the journal and the communities anew."""
    steps = tmp_path / "migrations"
    copy_instance(schema.MIGRATIONS, steps)
    for later in (steps / "versions").glob("[0-9]*.py"):
        if later.name[:4] > FIRST_RELEASE:
            later.unlink()
    (steps / "versions" / "0003_anew.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\n"
        "revision, down_revision = '0003', '0002'\n"
        "def upgrade():\n"
        "    for table in ('journal_entries', 'communities'):\n"
        "        with op.batch_alter_table(table, recreate='always') as batch:\n"
        "            batch.add_column(sa.Column('more', sa.String(3), nullable=True))\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    database = released / "teamhub.sqlite"
    before, guards = rows(database), triggers(database)
    app = create_app(CHEAP, instance_path=str(released))
    with app.app_context():
        schema.upgrade()
        db.engine.dispose()
    assert triggers(database) == guards
    assert rows(database) == before
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("PRAGMA foreign_keys=ON")
        with pytest.raises(sqlite3.IntegrityError, match="never changes"):
            raw.execute("UPDATE journal_entries SET action = 'x'")


@pytest.mark.proves("T19")
def test_an_upgrade_that_dies_leaves_the_old_schema_or_the_new_one(released: Path, tmp_path: Path) -> None:
    """Short form: three deaths."""
    dying(released, tmp_path, lambda number: sorted(random.Random(19).sample(range(1, number + 1), 3)))


@pytest.mark.prove
@pytest.mark.proves("T19")
def test_an_upgrade_that_dies_at_each_statement(released: Path, tmp_path: Path, tell: Tell) -> None:
    deaths = dying(released, tmp_path, lambda number: list(range(1, number + 1)))
    tell("migrations from 0.1.0 to here: killed at each statement / mixed schemas", f"{deaths} / 0")


@pytest.mark.prove
@pytest.mark.proves("T19")
def test_a_first_start_that_dies_at_each_statement(tmp_path: Path, tell: Tell) -> None:
    """From nothing to this schema."""
    number = statements(tmp_path / "whole", schema.upgrade)
    whole = schema_of(tmp_path / "whole" / "teamhub.sqlite")
    for k in range(1, number + 1):
        instance = tmp_path / "dying"
        assert dies_at(k, instance, schema.upgrade)
        assert not dies_at(0, instance, schema.upgrade), "the next start goes through"
        assert schema_of(instance / "teamhub.sqlite") == whole
        for file in instance.iterdir():
            file.unlink()
    tell("migrations from nothing to here: killed at each statement / mixed schemas", f"{number} / 0")


def dying(released: Path, tmp_path: Path, choose: object) -> int:
    assert callable(choose)
    done = copy_instance(released, tmp_path / "done")
    number = statements(done, schema.upgrade)
    old, new = schema_of(released / "teamhub.sqlite"), schema_of(done / "teamhub.sqlite")
    kept = rows(released / "teamhub.sqlite")
    deaths = 0
    for k in choose(number):
        instance = copy_instance(released, tmp_path / f"dying-{k}")
        assert dies_at(k, instance, schema.upgrade)
        found = schema_of(instance / "teamhub.sqlite")
        assert found in (old, new), f"a mixed schema after a death before statement {k}"
        assert not dies_at(0, instance, schema.upgrade), "the next start goes through"
        assert schema_of(instance / "teamhub.sqlite") == new
        assert rows(instance / "teamhub.sqlite", of=[t for t in kept if t != "alembic_version"]) == {
            t: n for t, n in kept.items() if t != "alembic_version"
        }
        deaths += 1
    return deaths


@pytest.mark.proves("T21")
def test_a_database_of_a_later_version_is_refused_with_what_to_do(app: Flask) -> None:
    later = f"{int(schema.head()) + 1:04d}"
    set_version(later)
    with pytest.raises(SchemaRefused, match="schema_unknown"):
        schema.upgrade()
    with pytest.raises(ClickException, match=f"later version of TeamHub .schema {later}."):
        prepare_storage(app)


@pytest.mark.proves("T21")
def test_a_program_that_finds_an_older_or_a_later_schema_is_not_ready(app: Flask) -> None:
    client = PageClient(app)
    assert client.http.get("/healthz").status_code == 200
    for shift in (-1, 1):
        set_version(f"{int(schema.head()) + shift:04d}")
        answer = client.http.get("/healthz")
        assert answer.status_code == 503
        assert schema.head() in answer.get_json()["reasons"][0]


def set_version(revision: str) -> None:
    db.session.rollback()
    db.session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    db.session.commit()


def triggers(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as raw:
        return {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}


def names(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as raw:
        return {f"{kind} {name}" for kind, name in raw.execute("SELECT type, name FROM sqlite_master")}
