"""The house: who may import whom. The contracts stand in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_import_contract_is_kept() -> None:
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]

    told = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert told.returncode == 0, told.stdout
    assert "0 broken" in told.stdout
