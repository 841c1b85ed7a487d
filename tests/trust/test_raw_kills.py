"""Processes that write without a server before them are killed in the middle of it: what they said is stored is there,
once, and the file, its references and the journal are whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.conftest import copy_instance
from tests.databases import looked_into
from tests.figures import Tell
from tests.trust.killed_server import ROOT, teamhub

EACH_ROUND = 1_000_000
"""Numbers that the two writers of a round never reach."""


def killed(instance: Path, rounds: int, *, early: bool = False) -> tuple[set[int], Counter[int]]:
    """The numbers that were said to be stored, and how often each stands there."""
    rng, said = random.Random(20220401), set[int]()
    for round_ in range(rounds):
        writers = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.trust.raw_writer", str(instance)),
                    *(str((2 * round_ + which) * EACH_ROUND), *(["early"] if early else [])),
                ],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            for which in range(1 if early else 2)
        ]
        heard = [_first_number(writer) for writer in writers]
        time.sleep(0 if early else rng.uniform(0, 0.4))
        for writer in writers:
            os.killpg(writer.pid, signal.SIGKILL)
        for writer, first in zip(writers, heard, strict=True):
            assert writer.stdout is not None
            rest = writer.stdout.read().decode()
            said |= {first} | {int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")}
            writer.stdout.close()
            writer.wait()
    with looked_into(instance) as raw:
        rows = raw.exec_driver_sql("SELECT summary FROM deeds").scalars()
        return said, Counter(int(summary.removeprefix("打印 ")) for summary in rows)


def _first_number(writer: subprocess.Popen[bytes]) -> int:
    assert writer.stdout is not None
    return int(writer.stdout.readline())


def check(instance: Path, said: set[int], stored: Counter[int]) -> None:
    """A row that nobody was told of may stand there: at most the last of each writer."""
    assert said <= set(stored)
    assert max(stored.values()) == 1
    teamhub(instance, "verify")


@pytest.mark.proves("T01")
def test_what_a_killed_process_called_stored_is_stored_once(
    peopled_instance: tuple[Path, Cast], tmp_path: Path
) -> None:
    instance = copy_instance(peopled_instance[0], tmp_path / "killed")
    said, stored = killed(instance, 2)
    check(instance, said, stored)
    assert len(set(stored) - said) <= 4


@pytest.mark.proves("T01")
def test_a_process_that_says_so_before_it_is_stored_is_caught(
    peopled_instance: tuple[Path, Cast], tmp_path: Path
) -> None:
    instance = copy_instance(peopled_instance[0], tmp_path / "killed")
    said, stored = killed(instance, 1, early=True)
    assert said - set(stored)


@pytest.mark.prove
@pytest.mark.proves("T01")
def test_forty_raw_rounds(peopled_instance: tuple[Path, Cast], tmp_path: Path, tell: Tell) -> None:
    instance = copy_instance(peopled_instance[0], tmp_path / "killed")
    said, stored = killed(instance, 40)
    check(instance, said, stored)
    tell(
        "raw kill rounds: rounds / said to be stored / stored / lost / double",
        f"40 / {len(said)} / {len(stored)} / 0 / 0",
    )
