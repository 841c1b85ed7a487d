"""A document that is meant to hurt dies alone, in time and within its memory, while everybody else is answered."""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_instance
from tests.figures import Tell
from tests.trust.print_bombs import BOMBS

ROOT = Path(__file__).resolve().parents[2]
GRACE = 8
"""Seconds beyond its clock after which a print must be gone: a busy machine takes its time."""


@dataclass
class Watch:
    """`answers`: seconds of each answer of the web. `peak`: most resident memory of any process that printed, in MiB."""

    port: int
    press: int
    answers: list[float] = field(default_factory=list)
    peak: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    def poll(self) -> None:
        """Somebody who reloads the sign-in page."""
        while not self.ended.wait(0.05):
            began = time.monotonic()
            line = HTTPConnection("127.0.0.1", self.port, timeout=60)
            line.request("GET", "/sign-in", headers={"Host": "127.0.0.1"})
            answer = line.getresponse()
            answer.read()
            assert answer.status < 500
            self.answers.append(time.monotonic() - began)
            line.close()

    def measure(self) -> None:
        own = Path(f"/proc/{self.press}/task/{self.press}/children")
        while not self.ended.wait(0.02):
            for child in own.read_text().split():
                try:
                    told = Path(f"/proc/{child}/status").read_text()
                except OSError:
                    continue
                most = [line for line in told.splitlines() if line.startswith("VmHWM")]
                self.peak = max(self.peak, int(most[0].split()[1]) / 1024 if most else 0.0)


@dataclass
class Bombed:
    """The server, told what to print."""

    process: subprocess.Popen[str]
    port: int
    press: int

    def drop(self, bomb: str, *, memory: int, cpu_seconds: int, seconds: float) -> dict[str, Any]:
        assert self.process.stdin
        order = {"bomb": bomb, "memory": memory, "cpu_seconds": cpu_seconds, "seconds": seconds}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self.heard()

    def heard(self) -> dict[str, Any]:
        assert self.process.stdout
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    @contextmanager
    def watched(self) -> Iterator[Watch]:
        watch = Watch(self.port, self.press)
        threads = [threading.Thread(target=act) for act in (watch.poll, watch.measure)]
        for thread in threads:
            thread.start()
        try:
            yield watch
        finally:
            watch.ended.set()
            for thread in threads:
                thread.join()


@pytest.fixture(scope="module")
def bombed(migrated_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bombed]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    instance = copy_instance(migrated_instance, tmp_path_factory.mktemp("bombed"))
    with subprocess.Popen(
        [sys.executable, "-m", "tests.trust.bombed_server", str(instance), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    ) as process:
        one = Bombed(process, port, 0)
        one.press = one.heard()["press"]
        with one.watched() as watch:  # the first answer opens the database and compiles the page
            while not watch.answers:
                watch.ended.wait(0.05)
        yield one
        assert process.stdin
        process.stdin.close()
        process.terminate()


def undisturbed(bombed: Bombed) -> float:
    """The slowest answer of the same machine in the same minute, with nothing printing."""
    with bombed.watched() as watch:
        watch.ended.wait(2)
    return max(watch.answers)


@pytest.mark.proves("T68")
def test_bombs_die_alone_while_the_web_answers(bombed: Bombed, tell: Tell) -> None:
    """Short limits, so that it is over soon; the long form has those of the house."""
    usual = undisturbed(bombed)
    with bombed.watched() as watch:
        for bomb in ("a table of 100,000 rows", "a name of 1 MB", "60,000 boxes within boxes"):
            end = bombed.drop(bomb, memory=400, cpu_seconds=2, seconds=20)
            assert end["code"] in ("broken", "too_long")
            assert end["seconds"] <= 20 + GRACE
    assert watch.peak <= 400
    assert statistics.median(watch.answers) <= max(0.5, 3 * usual)
    assert Path(f"/proc/{bombed.press}/task").exists(), "the warm press itself was hurt"


def test_without_the_limits_a_bomb_takes_what_it_likes(bombed: Bombed) -> None:
    """The control, safely bounded: the same table passes both the memory and the time at which it died. It has the time that
    it needs, also on a busy machine; what ends it is the memory."""
    with bombed.watched() as watch:
        end = bombed.drop("a table of 100,000 rows", memory=600, cpu_seconds=120, seconds=240)
    assert watch.peak > 400
    assert end["seconds"] > 2


def test_twenty_prints_at_once_stand_in_a_queue_and_the_web_answers(bombed: Bombed) -> None:
    """Half of the server's sixteen threads may stand before the press; the others are told to come again."""
    usual = undisturbed(bombed)
    assert bombed.process.stdin
    with bombed.watched() as watch:
        bombed.process.stdin.write(json.dumps({"sheets": 20}) + "\n")
        bombed.process.stdin.flush()
        codes = bombed.heard()["codes"]
    assert len(codes) == 20
    assert set(codes) == {"printed", "busy"}
    assert codes.count("printed") >= 8
    assert statistics.median(watch.answers) <= max(0.5, 3 * usual)


@pytest.mark.prove
@pytest.mark.proves("T68")
def test_every_bomb_within_the_limits_of_the_house(bombed: Bombed, tell: Tell) -> None:
    usual, ends = undisturbed(bombed), {}
    assert len(BOMBS) >= 20
    with bombed.watched() as watch:
        for bomb in BOMBS:
            ends[bomb] = bombed.drop(bomb, memory=1024, cpu_seconds=30, seconds=60)
            assert ends[bomb]["seconds"] <= 60 + GRACE, bomb
            assert watch.peak <= 1024, bomb
    stopped = sum(end["code"] != "printed" for end in ends.values())
    slowest = max(end["seconds"] for end in ends.values())
    tell(
        "bombs: all / stopped / longest / most memory",
        f"{len(ends)} / {stopped} / {slowest:.0f} s / {watch.peak:.0f} MB",
    )
    swift = statistics.quantiles(watch.answers, n=100)[98]
    answers = f"{statistics.median(watch.answers) * 1000:.0f} / {swift * 1000:.0f} / {max(watch.answers) * 1000:.0f} ms"
    tell(f"{len(watch.answers)} answers of the web meanwhile: median / 99 of 100 / slowest", answers)
    for bomb, end in ends.items():
        tell(f"  {bomb}", f"{end['code']} after {end['seconds']:.1f} s")
    assert {end["code"] for end in ends.values()} <= {"printed", "broken", "too_long"}
    assert swift <= max(0.5, 3 * usual)
    assert Path(f"/proc/{bombed.press}/task").exists(), "the warm press itself was hurt"
