"""The disk is full, failing, read-only, or held by somebody else: what the phones are told, and that nothing half
written stays."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from teamhub.models.turns import REFUSED_FOR
from tests.conftest import copy_instance
from tests.figures import Tell
from tests.trust.killed_server import ROOT, Phone, Server
from tests.trust.strained import Answer, ask, fill, inside, note, note_at_once, on_own_disk, traced
from tests.trust.test_kill_rounds import check_invariants, prepare

pytestmark = pytest.mark.sqlite("faults of the disk beneath the file of SQLite")

FULL = "服务器磁盘已满"
AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""Without the administrator's right to write what may not be written."""


@contextmanager
def served(instance: Path) -> Iterator[tuple[Server, Phone]]:
    phones = prepare(instance)
    server = Server(instance)
    server.start()
    try:
        yield server, phones[0]
    finally:
        server.stop()


def deeds(instance: Path) -> int:
    with closing(sqlite3.connect(instance / "teamhub.sqlite")) as raw:
        return int(raw.execute("SELECT count(*) FROM deeds").fetchone()[0])


@pytest.mark.proves("T05")
def test_on_a_full_disk_readers_read_and_writers_are_told_until_there_is_space_again(
    migrated_instance: Path, tmp_path: Path
) -> None:
    instance, place = copy_instance(migrated_instance, tmp_path / "full"), tmp_path / "disk"
    phone = prepare(instance)[0]
    server = Server(place, before=on_own_disk(instance, place, "8m"), more={"TEAMHUB_CONTACT": "王工 123"})
    server.start()
    try:
        assert note(server, phone, 0).status == 303
        ballast = fill(inside(server, place))
        refused: list[Answer] = []
        for number in range(1, 400):  # what the log still has room for goes through
            answer = note(server, phone, number)
            if answer.status != 303:
                refused.append(answer)
                break
        assert [answer.status for answer in refused] == [507]
        assert FULL in refused[0].words
        assert "王工 123" in refused[0].words
        assert refused[0].retry_after
        assert ask(server, phone, "/linli/deeds/new").status == 200
        ballast.unlink()
        assert note(server, phone, number).status == 303
        kept = copy_instance(inside(server, place), tmp_path / "kept")
        assert check_invariants(kept) == number + 1
    finally:
        server.stop()


@pytest.mark.proves("T06")
def test_a_backup_that_does_not_fit_leaves_nothing(migrated_instance: Path, tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    script = (
        f"mount -t tmpfs -o size=256k teamhub {place}; {sys.executable} -m teamhub backup {place}/b.zip; "
        f"echo status $?; ls -A {place}"
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        env={**os.environ, "TEAMHUB_INSTANCE_PATH": str(migrated_instance)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout == "status 1\n"
    assert "could not be written" in done.stderr


@pytest.mark.proves("T07")
def test_a_database_that_may_not_be_written_is_refused_at_the_start_and_read_where_it_runs(
    migrated_instance: Path, tmp_path: Path
) -> None:
    instance = copy_instance(migrated_instance, tmp_path / "instance")
    phone = prepare(instance)[0]
    (instance / "teamhub.sqlite").chmod(0o444)
    done = subprocess.run(
        [*AS_ANYBODY, sys.executable, "-m", "teamhub", "serve", "--port", "1"],
        env={**os.environ, "TEAMHUB_INSTANCE_PATH": str(instance)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "may not be written" in done.stderr

    server = Server(instance, before=AS_ANYBODY, module="tests.trust.served_without_questions")
    server.start()
    try:
        assert ask(server, phone, "/linli/deeds/new").status == 200
        answer = note(server, phone, 1)
        assert answer.status == 503
        assert "现在只能查看，不能写入" in answer.words
        assert answer.retry_after
    finally:
        server.stop()


@pytest.mark.proves("T08")
def test_while_somebody_holds_the_database_for_three_seconds_writers_wait(
    migrated_instance: Path, tmp_path: Path
) -> None:
    instance = copy_instance(migrated_instance, tmp_path / "locked")
    with served(instance) as (server, phone), held(instance) as let_go:
        timer = threading.Timer(3, let_go)
        timer.start()
        answers = note_at_once(server, phone, range(20))
        timer.join()
        assert [answer.status for answer in answers] == [303] * 20
        assert max(answer.seconds for answer in answers) > 2
    assert deeds(instance) == 20


@pytest.mark.proves("T09")
def test_while_the_database_is_held_for_long_writers_are_told_soon_and_readers_go_on(
    migrated_instance: Path, tmp_path: Path
) -> None:
    held_for_long(migrated_instance, tmp_path, rounds=1)


@pytest.mark.prove
@pytest.mark.proves("T09")
def test_a_database_held_for_a_minute(migrated_instance: Path, tmp_path: Path, tell: Tell) -> None:
    slowest, health = held_for_long(migrated_instance, tmp_path, rounds=8)
    tell(
        "held by another program: slowest refusal / slowest health page", f"{slowest:.1f} s / {health:.2f} s"
    )


def held_for_long(migrated: Path, tmp_path: Path, *, rounds: int) -> tuple[float, float]:
    """Rounds of fifty phones, each some seven seconds long; the slowest refusal, the slowest health page."""
    instance = copy_instance(migrated, tmp_path / "locked")
    slowest = health = 0.0
    with served(instance) as (server, phone):
        with held(instance):
            for _ in range(rounds):
                looked: list[Answer] = []
                stop = threading.Event()

                def look(looked: list[Answer] = looked, stop: threading.Event = stop) -> None:
                    while not stop.wait(0.3):
                        looked.append(ask(server, phone, "/healthz"))

                looking = threading.Thread(target=look)
                looking.start()
                answers = note_at_once(server, phone, range(50))
                stop.set()
                looking.join()
                assert {answer.status for answer in answers} == {503}
                assert all(answer.retry_after for answer in answers)
                assert {answer.status for answer in looked} == {200}
                slowest = max(slowest, *(answer.seconds for answer in answers))
                health = max(health, *(answer.seconds for answer in looked))
        # A refusal takes no longer than six seconds, a page one; a loaded machine gets twice that.
        assert slowest < 12
        assert health < 3
        time.sleep(REFUSED_FOR)  # until then nobody asks the file again
        for number in range(50):
            assert note(server, phone, number).status == 303
    assert deeds(instance) == 50
    return slowest, health


@contextmanager
def held(instance: Path) -> Iterator[Callable[[], object]]:
    """Another program holds SQLite's lock; the value lets go of it."""
    other = sqlite3.connect(instance / "teamhub.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield lambda: other.execute("ROLLBACK") if other.in_transaction else None
    finally:
        if other.in_transaction:
            other.execute("ROLLBACK")
        other.close()


@pytest.mark.proves("T02")
def test_what_is_answered_was_synced_before(migrated_instance: Path, tmp_path: Path) -> None:
    assert synced_answers(migrated_instance, tmp_path, 5) == 5


@pytest.mark.prove
@pytest.mark.proves("T02")
def test_a_hundred_answers_were_synced_before(migrated_instance: Path, tmp_path: Path, tell: Tell) -> None:
    found = synced_answers(migrated_instance, tmp_path, 100)
    tell("answers with a sync of the log between request and answer", f"{found} of 100")
    assert found == 100


def synced_answers(migrated: Path, tmp_path: Path, requests: int) -> int:
    """How many of so many posts, one after the other, show a sync of the write-ahead log between what was received and
    the 303 that was sent."""
    instance, log = copy_instance(migrated, tmp_path / "synced"), tmp_path / "trace"
    with served(instance) as (server, phone):
        note(server, phone, 0)
        calls = "trace=fdatasync,fsync,sendto,send,recvfrom,recv,read,write"
        with traced(server, "-s", "40", "-e", calls, log=log):
            for number in range(1, requests + 1):
                assert note(server, phone, number).status == 303
    synced, found = False, 0
    for line in log.read_text("utf-8", "replace").splitlines():
        if "POST /linli/deeds/new" in line:
            synced = False
        elif re.search(r"f(data)?sync\(\d+<.*-wal>\)\s+= 0|f(data)?sync resumed>\)\s+= 0", line):
            synced = True
        elif "HTTP/1.1 303" in line:
            found += synced
            synced = False
    return found


@pytest.mark.proves("T12")
def test_when_the_disk_reports_errors_nothing_half_written_stays(
    migrated_instance: Path, tmp_path: Path
) -> None:
    failing(
        migrated_instance,
        tmp_path,
        [("pwrite64", "EIO", 2), ("fdatasync", "EIO", 1), ("pwrite64", "ENOSPC", 4)],
    )


@pytest.mark.prove
@pytest.mark.proves("T12")
def test_seventy_places_where_the_disk_fails(migrated_instance: Path, tmp_path: Path, tell: Tell) -> None:
    places = [("pwrite64", "EIO", n) for n in range(1, 39)] + [("fdatasync", "EIO", n) for n in range(1, 13)]
    places += [("pwrite64", "ENOSPC", n) for n in range(1, 21)]
    failed, stored = failing(migrated_instance, tmp_path, places)
    tell(
        "disk errors: places / requests refused / stored / half written",
        f"{len(places)} / {failed} / {stored} / 0",
    )


def failing(migrated: Path, tmp_path: Path, places: list[tuple[str, str, int]]) -> tuple[int, int]:
    """At each place the n-th call of each of the server's threads fails, once; requests until one is refused, then
    one more without the fault. Refused requests, and rows at the end, in which all that was acknowledged is."""
    instance, number, refused = copy_instance(migrated, tmp_path / "failing"), 0, 0
    acknowledged: set[str] = set()
    with served(instance) as (server, phone):
        for call, error, when in places:
            how = ("-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}")
            with traced(server, *how, log=tmp_path / "trace"):
                for _ in range(120):
                    number += 1
                    answer = note(server, phone, number)
                    if answer.status == 303:
                        acknowledged.add(f"deed-{number}")
                    else:
                        assert answer.status in (503, 507), (call, error, when)
                        assert answer.retry_after
                        refused += 1
                        break
            number += 1
            assert note(server, phone, number).status == 303, "it goes on without a restart"
            acknowledged.add(f"deed-{number}")
    assert refused > len(places) // 2, "the faults were real"
    assert check_invariants(instance) >= len(acknowledged)
    with closing(sqlite3.connect(instance / "teamhub.sqlite")) as raw:
        assert acknowledged <= {summary for (summary,) in raw.execute("SELECT summary FROM deeds")}
    return refused, len(acknowledged)
