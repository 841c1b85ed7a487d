"""Figures of the long proofs, told at the end of the run."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.folders import run_folder

Tell = Callable[[str, str], None]


@pytest.fixture
def tell(tmp_path_factory: pytest.TempPathFactory) -> Tell:
    """`tell(what, figure)`: a line of the table after the run, whichever worker measured it."""
    book = run_folder(tmp_path_factory) / "figures.jsonl"

    def write(what: str, figure: str) -> None:
        with book.open("a", encoding="utf-8") as file:
            file.write(json.dumps([what, figure]) + "\n")

    return write


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is None or "PYTEST_XDIST_WORKER" in os.environ:
        return
    book = Path(factory.getbasetemp()) / "figures.jsonl"
    if not book.exists():
        return
    terminalreporter.section("figures")
    for line in book.read_text("utf-8").splitlines():
        what, figure = json.loads(line)
        terminalreporter.write_line(f"{what:<58} {figure}")
