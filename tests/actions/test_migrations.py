"""The schema that the migrations make is the one that the models describe, and each step goes down and up again without
losing what was there before it, on either database."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import MetaData, Table, select, text

from teamhub.actions import schema
from teamhub.models.base import db
from tests.cast import Cast

RELEASED = "0002"
"""Release 0.1.0: nobody goes back further."""


def steps() -> list[str]:
    """From the released schema to the head."""
    scripts = ScriptDirectory.from_config(schema.alembic_config())
    chain = [script.revision for script in scripts.walk_revisions()][::-1]
    return chain[chain.index(RELEASED) :]


def differences() -> list[object]:
    """What Alembic would change to come from the database to the models."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


def tables() -> dict[str, Table]:
    """As the database has them now."""
    found = MetaData()
    found.reflect(db.engine)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def rows(shape: dict[str, Table]) -> dict[str, list[str]]:
    """The rows in the columns of `shape`, as text."""
    with db.engine.connect() as connection:
        return {
            name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
            for name, table in shape.items()
        }


@pytest.mark.proves("T20")
def test_the_models_are_what_the_migrations_make(app: Flask) -> None:
    assert differences() == []
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_nobody (id INTEGER PRIMARY KEY)"))
    assert len(differences()) == 1, "the comparison sees a table that no model knows"


@pytest.mark.proves("T20")
def test_each_step_goes_down_and_up_again_and_keeps_every_row(app: Flask, cast: Cast) -> None:
    db.session.remove()
    chain = steps()
    now = tables()
    for revision in chain[-2::-1]:
        schema.downgrade(revision)
        assert schema.current() == revision
    oldest = tables()
    assert len(oldest) < len(now)
    before = rows(oldest)
    assert len(before["people"]) == 12
    for revision in chain[1:]:
        schema.upgrade(revision)
        assert schema.current() == revision
        there = tables()
        kept = {name: table for name, table in oldest.items() if name in there}
        assert rows(kept) == {name: before[name] for name in kept}, revision
    assert differences() == []
