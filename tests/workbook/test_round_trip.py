"""In, out and in again: nothing is lost, nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from teamhub import create_app
from teamhub.models.base import db
from tests.conftest import CHEAP, copy_instance
from tests.workbook.moving import look, move_in, move_out
from tests.workbook.sample import book_of, sample


@pytest.fixture
def another(migrated_instance: Path, tmp_path: Path) -> Iterator[Flask]:
    """A second, empty installation."""
    application = create_app(CHEAP, instance_path=str(copy_instance(migrated_instance, tmp_path / "another")))
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


def test_every_sheet_moves_in(app: Flask) -> None:
    outcome = move_in(sample())
    assert outcome.applied
    assert outcome.creates
    rows = {key: len(rows) for key, rows in sample().items()}
    seen = {key: c.new + c.changed + c.unchanged for key, c in outcome.counts.items()}
    assert seen == rows


def test_the_same_workbook_twice_changes_nothing(app: Flask) -> None:
    move_in(sample())
    before = move_out("xinyuan")
    again = move_in(sample())
    assert {key: (c.new, c.changed) for key, c in again.counts.items() if c.new or c.changed} == {}
    assert move_out("xinyuan") == before


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_what_moved_out_moves_in_elsewhere_unchanged(app: Flask, another: Flask, language: str) -> None:
    move_in(sample())
    gone_out = move_out("xinyuan", language)
    plain = move_out("xinyuan")
    with another.app_context():
        outcome = move_in(book_of(gone_out, language))
        assert outcome.applied
        assert move_out("xinyuan") == plain
        again = look(book_of(gone_out, language))
        assert not any(c.new or c.changed for c in again.counts.values())
