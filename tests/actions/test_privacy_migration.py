"""The schema step that brings the legal basis: a campaign that runs goes on that night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import text

from teamhub import create_app
from teamhub.actions import schema
from teamhub.models.base import db
from teamhub.models.modes import writing
from teamhub.models.privacy import ProcessingBasis
from teamhub.models.turns import writers_turn
from tests.conftest import CHEAP


def test_a_running_campaign_stays_open_for_a_fortnight_after_the_upgrade(tmp_path: Path) -> None:
    app = create_app(CHEAP, instance_path=str(tmp_path))
    with app.app_context():
        schema.upgrade("0004")
        token = writing.set(True)
        with writers_turn(db.engine), db.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO communities (id, slug, name, name_en, zone, is_example, created_at) "
                    "VALUES (1, 'a', 'A', '', 'Asia/Shanghai', false, '2022-04-01 00:00:00')"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO campaigns (id, community_id, code, kind, name, name_en, starts_on) "
                    "VALUES (7, 1, '2022-04', 'epidemic', 'E', '', '2022-04-01')"
                )
            )
            connection.execute(
                text("INSERT INTO settings (community_id, name, value) VALUES (1, 'retention_days', '45')")
            )
        writing.reset(token)
        schema.upgrade()
        row = db.session.query(ProcessingBasis).one()
        assert (row.campaign_id, row.basis, row.retention_days, row.consent_needed) == (7, "", 45, False)
        assert row.open_until is not None
        assert timedelta(days=13) < row.open_until - datetime.now(UTC) <= timedelta(days=14)
        db.session.remove()
        token = writing.set(True)
        with writers_turn(db.engine):
            command.downgrade(schema.alembic_config(), "0004")
        writing.reset(token)
        assert db.session.execute(text("SELECT name FROM campaigns")).scalar_one() == "E"
        db.session.remove()
        db.engine.dispose()
