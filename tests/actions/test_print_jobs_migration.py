"""A community of the release before keeps its rows when prints in the background come, and when they go again."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import inspect, text

from teamhub import create_app
from teamhub.actions import schema
from teamhub.models.base import db
from teamhub.models.modes import writing
from teamhub.models.turns import writers_turn
from tests.conftest import CHEAP

BEFORE, STEP = "0005", "0006"


def test_prints_come_and_go_without_touching_what_is_there(tmp_path: Path) -> None:
    app = create_app(CHEAP, instance_path=str(tmp_path / "instance"))
    with app.app_context():
        schema.upgrade(BEFORE)
        with db.engine.connect() as connection:
            connection.execute(
                text(
                    "INSERT INTO accounts (id, login, display_name, language, large_text, created_at) "
                    "VALUES (7, 'leader', '周队长', '', 0, '2022-04-01 00:00:00')"
                )
            )
            connection.commit()
        schema.upgrade(STEP)
        assert "print_jobs" in inspect(db.engine).get_table_names()
        db.session.remove()
        token = writing.set(True)
        with writers_turn(db.engine):
            command.downgrade(schema.alembic_config(), BEFORE)
        writing.reset(token)
        assert "print_jobs" not in inspect(db.engine).get_table_names()
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT id, login FROM accounts")).all() == [(7, "leader")]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        db.engine.dispose()
