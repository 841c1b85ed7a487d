"""Instances that commands alone have filled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import run_folder


def teamhub(instance: Path, *words: str, expect: int = 0) -> str:
    """Runs the command in an instance folder of its own; its words go out as they were printed."""
    done = subprocess.run(
        [sys.executable, "-m", "teamhub", *words],
        env={**os.environ, "TEAMHUB_INSTANCE_PATH": str(instance), "TEAMHUB_HASH_MEMORY_KIB": "8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == expect, (
        f"teamhub {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}"
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance that `teamhub demo --start 2022-04-01` filled."""
    folder = run_folder(tmp_path_factory) / "by-command"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            teamhub(folder, "demo", "--start", "2022-04-01")
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="module")
def exported(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first one's workbook."""
    book = run_folder(tmp_path_factory) / "exported.xlsx"
    with FileLock(f"{book}.lock"):
        if not book.exists():
            teamhub(first, "workbook", "export", "balicha", str(book))
    return book


@pytest.fixture(scope="module")
def moved(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty instance that the first one's export was imported into."""
    folder = run_folder(tmp_path_factory) / "moved"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            teamhub(folder, "workbook", "import", str(exported))
            (folder / "done").touch()
    return folder
