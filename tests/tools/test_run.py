"""The run script and what it installs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "locks").glob("*.txt"))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(ROOT / "run"), *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_without_a_command_it_explains_every_command() -> None:
    script = (ROOT / "run").read_text("utf-8")
    commands = set(re.findall(r"^([a-z]+)\)$", script, re.MULTILINE)) | {"lock"}

    shown = run()

    assert shown.returncode == 0
    assert {"demo", "serve", "teamhub", "test", "check", "prove", "bench"} <= commands
    assert [
        name for name in sorted(commands) if not re.search(rf"^  {name}\b", shown.stdout, re.MULTILINE)
    ] == []


def test_unknown_command_is_a_usage_error_that_installs_nothing() -> None:
    refused = run("dmeo")

    assert refused.returncode == 2
    assert "There is no command 'dmeo'." in refused.stderr


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_lock_pins_every_package_with_hashes_and_names_no_index(lock: Path) -> None:
    text = lock.read_text("utf-8")
    pins = re.findall(r"^\S+==\S+[^\n]*\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", text, re.MULTILINE)
    starts = re.findall(r"^[a-z0-9]\S*", text, re.MULTILINE)

    assert len(pins) == len(starts) > 0
    assert "://" not in text
    assert "--index" not in text


def test_dev_lock_holds_the_runtime_at_the_same_versions() -> None:
    def pins(name: str) -> set[str]:
        return set(
            re.findall(r"^[a-z0-9][^ \n]*==[^ \n]+", (ROOT / "locks" / name).read_text("utf-8"), re.MULTILINE)
        )

    assert pins("runtime.txt") <= pins("servers.txt") <= pins("dev.txt")


def test_ci_runs_the_suite_on_both_databases_and_fails_with_either(tmp_path: Path) -> None:
    """The script is run with a `./run` that does nothing but fail once or not, and a guide that is not followed."""
    for fails, status in (("never", 0), ("run test", 1), ("--postgres", 1)):
        checkout = tmp_path / fails.strip("-").replace(" ", "")
        (checkout / ".ci").mkdir(parents=True)
        shutil.copy(ROOT / ".ci" / "run", checkout / ".ci" / "run")
        python = checkout / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        for file in (checkout / "run", python):
            file.write_text(
                f'#!/bin/sh\necho "$0 $*" >>{checkout}/asked\ncase "$0 $*" in *"{fails}"*) [ "{fails}" = "run test" ] && [ $# -gt 1 ] || exit 1 ;; esac\n'
            )
            file.chmod(0o755)
        done = subprocess.run(["bash", ".ci/run"], cwd=checkout, capture_output=True, text=True, check=False)
        assert done.returncode == status, fails
        asked = (checkout / "asked").read_text("utf-8").splitlines()
        assert asked[0].endswith("run test")
        assert "test --postgres" in asked[1]
