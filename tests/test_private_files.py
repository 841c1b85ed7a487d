"""Personal data lies in the instance folder and in backups: only their owner reads either."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from teamhub import create_app
from teamhub.actions import backup
from tests.conftest import CHEAP

pytestmark = pytest.mark.usefixtures("app")


def others_may(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) & 0o077


def test_a_new_instance_is_its_owners_alone(tmp_path: Path) -> None:
    create_app(CHEAP, instance_path=str(tmp_path / "fresh"))

    # Windows keeps no such bits; there the folder inherits those of the user's home.
    assert others_may(tmp_path / "fresh") == 0 or sys.platform == "win32"


@pytest.mark.sqlite("backs up a SQLite file")
def test_a_backup_is_its_owners_alone(app: Flask, tmp_path: Path) -> None:
    key = str(app.config["TEAMHUB_JOURNAL_KEY"]).encode()
    backup.make(Path(app.instance_path) / "teamhub.sqlite", tmp_path / "b.zip", key=key, at=datetime.now(UTC))

    assert others_may(tmp_path / "b.zip") == 0 or sys.platform == "win32"
