"""A command before there is a database says what to do, not where in the program it failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "command",
    [["tally", "balicha", "--json"], ["brief", "balicha", "2022-04-04", "--text"]],
    ids=lambda c: c[0],
)
def test_a_command_without_a_database_says_what_makes_one(tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "teamhub", *command],
        env={**os.environ, "TEAMHUB_INSTANCE_PATH": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "teamhub upgrade" in done.stderr
    assert "Traceback" not in done.stderr
