"""Briefs issued by release 0.1.0 come through the step that brought codes, untouched and still guarded, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from teamhub import create_app
from teamhub.actions import schema
from teamhub.models.base import db
from tests.conftest import CHEAP

ROWS = (
    (
        "INSERT INTO communities (id, slug, name, name_en, zone, is_example, created_at) "
        "VALUES (1, 'linli', '邻里社区', '', 'Asia/Shanghai', 0, '2022-04-01')"
    ),
    (
        "INSERT INTO campaigns (id, community_id, code, kind, name, name_en, starts_on) "
        "VALUES (1, 1, 'c', 'epidemic', '疫情防控', '', '2022-04-01')"
    ),
    (
        "INSERT INTO daily_briefs (id, community_id, campaign_id, day, edition, state, texts, reviewed_by, approved_by, year, "
        "number, frozen, correction_note, created_at, updated_at, version) VALUES (5, 1, 1, '2022-04-04', 1, 'issued', '{}', "
        "'', '周', 2022, 4, '{\"a\":1}', '', '2022-04-04', '2022-04-04', 2)"
    ),
    (
        "INSERT INTO stored_documents (id, community_id, brief_id, language, sha256, content, stored_at) "
        "VALUES (3, 1, 5, 'zh_Hans_CN', 'd', x'255044', '2022-04-04')"
    ),
)
KEPT = "SELECT b.number, b.frozen, d.sha256, d.content FROM daily_briefs b JOIN stored_documents d ON d.brief_id = b.id"


def test_what_was_issued_before_keeps_every_byte_and_its_guard(tmp_path: Path) -> None:
    app = create_app(CHEAP, instance_path=str(tmp_path / "instance"))
    with app.app_context():
        schema.upgrade("0003")
        with db.engine.connect() as connection:
            for row in ROWS:
                connection.execute(text(row.replace(":", "\\:")))
            connection.commit()
        schema.upgrade("0004")
        with db.engine.connect() as connection:
            assert connection.execute(text(KEPT)).all() == [(4, '{"a":1}', "d", b"%PD")]
            assert connection.execute(text("SELECT code, saved_by, seen FROM daily_briefs")).all() == [
                (None, "", None)
            ]
            with pytest.raises(DatabaseError, match="never change"):
                connection.execute(text("UPDATE daily_briefs SET code = 'x'"))
            connection.rollback()
        schema.downgrade("0003")
        with db.engine.connect() as connection:
            assert connection.execute(text(KEPT)).all() == [(4, '{"a":1}', "d", b"%PD")]
            with pytest.raises(DatabaseError, match="never change"):
                connection.execute(text("DELETE FROM daily_briefs"))
        db.engine.dispose()
