"""The files in deploy/ name what is there: commands, folders, settings, packages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from teamhub.cli import cli
from teamhub.config import SPECS
from tests.docs.tables import ROOT

DEPLOY = ROOT / "deploy"
FILES = [path for path in sorted(DEPLOY.iterdir()) if path.is_file()]


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_that_a_file_sets_exist(path: Path) -> None:
    of_the_shell = {"TEAMHUB_INSTANCE_PATH", "TEAMHUB_SKIP_SYSTEM", "TEAMHUB_NAME"}
    known = {f"TEAMHUB_{spec.name}" for spec in SPECS} | of_the_shell
    assert set(re.findall(r"TEAMHUB_[A-Z_]+", path.read_text("utf-8"))) <= known


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_that_a_file_starts_exist(path: Path) -> None:
    started = re.findall(r"-m\W+teamhub\W+([a-z]+)", path.read_text("utf-8"))
    assert set(started) <= set(cli.commands)


def test_the_image_installs_the_libraries_that_run_installs() -> None:
    wanted = re.search(r"SYSTEM_RUNTIME='([^']+)'", (ROOT / "run").read_text("utf-8"))
    assert wanted is not None
    assert set(wanted.group(1).split()) <= set(text("Dockerfile").split())


def test_the_image_takes_no_data_and_no_environment_along() -> None:
    left_out = set((ROOT / ".dockerignore").read_text("utf-8").split())
    assert {".git", ".venv", "instance"} <= left_out


def test_the_image_is_built_from_the_hashed_locks() -> None:
    """Nothing is installed beside `./run setup`, which requires hashes."""
    assert "./run setup" in text("Dockerfile")
    assert "pip install" not in text("Dockerfile")
    assert "--require-hashes" in (ROOT / "run").read_text("utf-8")


def test_the_compose_file_passes_no_secret_of_its_own() -> None:
    for name in re.findall(r"(?:PASSWORD|SECRET|KEY)\w*: (.+)", text("compose.yaml")):
        assert name.startswith("${"), name
