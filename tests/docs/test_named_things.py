"""What the documents name is there: commands, files, functions, pictures, settings."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from teamhub.cli import cli
from teamhub.config import SPECS
from tests.docs.tables import CODE, ROOT

DOCUMENTS = sorted(
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(
            ROOT / "docs" / f"{name}.md"
            for name in ("architecture", "testing", "deployment", "security", "performance", "states")
        ),
        *(ROOT / "docs" / "decisions").glob("*.md"),
    ]
)
FOLDERS = ("teamhub", "docs", "tests", "tools", "deploy", "static", "benchmarks", "locks")
FLOORS = ("domain", "models", "documents", "queries", "actions", "forms", "web", "blueprints", "cli")
MORE_FOLDERS = ("templates", "translations", "migrations", "example")
TEAMHUB = re.compile(
    r"(?:\./run teamhub|python -m teamhub|`teamhub|^teamhub) ([a-z-]+)(?: ([a-z-]+))?", re.MULTILINE
)


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.stem)
def text(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text("utf-8")


def test_every_run_command_exists(text: str) -> None:
    usage = subprocess.run(["sh", "run"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^  ([a-z]+)", usage, re.MULTILINE))
    assert set(re.findall(r"\./run ([a-z]+)", text)) <= known


def test_every_teamhub_command_exists(text: str) -> None:
    for command, sub in TEAMHUB.findall(text):
        found = cli.commands.get(command)
        assert found is not None, command
        if hasattr(found, "commands") and sub:
            assert sub in found.commands, f"{command} {sub}"


def test_every_file_exists(text: str) -> None:
    missing = []
    for name in re.findall(r"`([\w./*<>-]+)`", text):
        top = name.split("/")[0]
        if "/" not in name or set("*<>") & set(name):
            continue
        if top in FOLDERS and not (ROOT / name).exists():
            missing.append(name)
        if top in (*FLOORS, *MORE_FOLDERS):
            place = ROOT / "teamhub" / name
            # `domain/briefs.py` or, with the function behind a dot, `documents/brief.brief_html`
            if not place.exists() and not place.with_suffix(".py").exists():
                missing.append(name)
    assert missing == []


def test_every_picture_and_link_exists(text: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [t for t in targets if not (ROOT / t).exists()] == []


def test_every_setting_exists(text: str) -> None:
    of_the_script = {
        *(
            "PYTHON",
            "SKIP_SYSTEM",
            "INSTANCE_PATH",
            "SCREENSHOTS",
            "LOOK_WHOLE",
            "TEST_DATABASE",
            "TEST_POSTGRES",
        ),
        "NAME",  # of deploy/compose.yaml
    }
    named = set(re.findall(r"TEAMHUB_([A-Z_]+[A-Z])", text))
    assert named - {spec.name for spec in SPECS} - of_the_script == set()


def test_every_function_exists(text: str) -> None:
    """`judge_arrival(...)` and `actions/briefs.issue`: some file of the project says this word."""
    files = [f for folder in ("teamhub", "tests") for f in (ROOT / folder).rglob("*.py")]
    words = {w for f in files for w in re.findall(r"\w+", f.read_text("utf-8"))}
    called = {m for code in CODE.findall(text) for m in re.findall(r"(?:^|[./ ])([a-z_]\w+)\(", code)}
    behind_a_dot = {
        m for code in CODE.findall(text) for m in re.findall(r"^\w+/[\w/]+\.(?!py$|md$)([a-z_]{3,})$", code)
    }
    assert called | behind_a_dot <= words | {"stateDiagram"}
