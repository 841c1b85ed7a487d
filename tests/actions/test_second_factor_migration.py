"""Accounts of release 0.1.0 come through the step that brought the second factor, and back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from teamhub import create_app
from teamhub.actions import schema
from teamhub.models.base import db
from tests.conftest import CHEAP

ROW = "SELECT id, login, passphrase_hash, large_text FROM accounts"


def test_accounts_keep_everything_and_nobody_is_locked_out(tmp_path: Path) -> None:
    app = create_app(CHEAP, instance_path=str(tmp_path / "instance"))
    with app.app_context():
        schema.upgrade("0002")
        with db.engine.connect() as connection:
            connection.execute(
                text(
                    "INSERT INTO accounts (id, login, display_name, passphrase_hash, language, large_text, created_at) "
                    "VALUES (7, 'leader', '周队长', 'h', '', 0, '2022-04-01 00:00:00')"
                )
            )
            connection.commit()
        schema.upgrade("0003")
        with db.engine.connect() as connection:
            assert connection.execute(text(ROW)).all() == [(7, "leader", "h", 0)]
            assert connection.scalar(text("SELECT code_due_at FROM accounts")) is None
        schema.downgrade("0002")
        with db.engine.connect() as connection:
            assert connection.execute(text(ROW)).all() == [(7, "leader", "h", 0)]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        db.engine.dispose()
