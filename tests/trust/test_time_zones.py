"""The zone of the server's own clock changes nothing: the tests of time pass in three zones alike."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.figures import Tell
from tests.trust.killed_server import ROOT

ZONES = ("UTC", "Asia/Shanghai", "America/New_York")
OF_TIME = (
    "tests/domain/test_duty_time.py",
    "tests/domain/test_attendance.py",
    "tests/domain/test_timed_cases.py",
    "tests/actions/test_duty_check_in.py",
    "tests/blueprints/test_sync.py",
    "tests/story",
)


def run_in(zone: str) -> tuple[int, int]:
    """Exit status, and how many tests passed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *OF_TIME],
        cwd=ROOT,
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    passed = re.search(r"(\d+) passed", done.stdout)
    return done.returncode, int(passed.group(1)) if passed else 0


@pytest.mark.prove
@pytest.mark.proves("T37")
def test_the_tests_of_time_pass_in_three_zones_alike(tell: Tell) -> None:
    told = {zone: run_in(zone) for zone in ZONES}
    assert {status for status, _ in told.values()} == {0}, told
    assert len({passed for _, passed in told.values()}) == 1, told
    tell("tests of time: zones / passed in each", f"{len(ZONES)} / {told['UTC'][1]}")


@pytest.mark.prove
def test_the_zone_of_the_environment_is_the_zone_of_the_process() -> None:
    """The control: what the runs above are given does move the clock that a careless program would read."""
    ask = [sys.executable, "-c", "import time; print(time.localtime(0).tm_hour)"]
    hours = {
        zone: subprocess.run(
            ask, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for zone in ZONES
    }
    assert len(set(hours.values())) == 3
