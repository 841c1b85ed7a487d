"""The schema: numbered migrations, run by Alembic. All missing steps are one transaction: a process that dies in the
middle leaves the old schema, and before the first step a copy of the database is laid aside."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.engine import prepare
from teamhub.models.modes import writing
from teamhub.models.turns import writers_turn

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
COPIES_KEPT = 2


class SchemaRefused(RuleBroken):
    """schema_unknown (revision): made by a later TeamHub | schema_no_room (folder): no space for the copy."""


def alembic_config(engine: Engine | None = None) -> Config:
    """`engine`: of another database than the application's."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine if engine is not None else db.engine
    return config


def known_revisions() -> set[str]:
    """Every schema this version of TeamHub knows."""
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


@cache
def head() -> str:
    """The schema that this version of TeamHub works with."""
    found = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert found is not None  # there is always a first step
    return found


def current() -> str | None:
    """The schema of the database; None: it has none yet."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(revision: str = "head") -> None:
    """Runs the missing migrations, all in one writing transaction. Raises SchemaRefused before anything is changed."""
    found = current()
    if found is not None and found not in known_revisions():
        raise SchemaRefused("schema_unknown", revision=found)
    if revision == "head" and found == head():
        return
    db.session.remove()
    if found is not None:
        _lay_a_copy_aside(found)
    _run(command.upgrade, revision)


def upgrade_file(database: Path) -> None:
    """The same for a file that nobody uses yet, an unpacked backup: no copy is laid aside, the backup is one."""
    engine = create_engine(f"sqlite:///{database}")
    prepare(engine, b"", threads=1)
    token = writing.set(True)
    try:
        with writers_turn(engine):
            command.upgrade(alembic_config(engine), "head")
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]  # it is open
    finally:
        writing.reset(token)
        engine.dispose()
    database.with_name(database.name + ".turn").unlink(missing_ok=True)


def downgrade(revision: str) -> None:
    """Takes steps back, for tests: what the steps added is lost. An installation goes back by restoring a backup."""
    db.session.remove()
    _run(command.downgrade, revision)


def _run(step: object, revision: str) -> None:
    assert callable(step)
    token = writing.set(True)
    try:
        with writers_turn(db.engine):
            step(alembic_config(), revision)
    finally:
        writing.reset(token)


def _lay_a_copy_aside(revision: str) -> None:
    """`teamhub.sqlite.schema-0002` beside the database; the last two such copies are kept."""
    name = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not name:
        return
    database = Path(name)
    target = database.with_name(f"{database.name}.schema-{revision}")
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(partial)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        raise SchemaRefused("schema_no_room", folder=str(database.parent)) from error
    kept = sorted(database.parent.glob(f"{database.name}.schema-*"), key=lambda file: file.stat().st_mtime)
    for old in kept[:-COPIES_KEPT]:
        old.unlink()
