"""The schema: numbered migrations, run by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.engine import writing

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = db.engine
    return config


def known_revisions() -> set[str]:
    """Every schema this version of TeamHub knows."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return {script.revision for script in scripts.walk_revisions()}


def upgrade(revision: str = "head") -> None:
    """Runs the missing migrations, all in one writing transaction. Raises RuleBroken(schema_unknown) when the
    database was made by a later version of TeamHub."""
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known_revisions():
        raise RuleBroken("schema_unknown", revision=current)
    if revision == "head" and current == scripts.get_current_head():
        return
    db.session.remove()
    token = writing.set(True)
    try:
        command.upgrade(config, revision)
    finally:
        writing.reset(token)
