"""The machine is gone; what is left is a backup and the keys on paper. Three drills: into the same folder, into another
one, as another user of the machine. The people are still signed in, and an issued brief is the same to the bit."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import copy_instance
from tests.figures import Tell
from tests.trust.killed_server import ANSWERS_WITHIN, ROOT, Phone, Server, teamhub
from tests.trust.test_brief_killed import issue, leader_of

pytestmark = pytest.mark.sqlite("backs up the file of SQLite")

NOBODY = 65534
KEYS = ("journal.key", "secret.key")
"""What deployment.md asks to keep apart; without the second everybody signs in anew."""


@dataclass
class Kept:
    """`paper`: the issued brief as it was handed out; `leader`: signed in before the backup."""

    backup: Path
    keys: Path
    paper: bytes
    leader: Phone


def fetched(server: Server, leader: Phone, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWERS_WITHIN)
    try:
        connection.request("GET", path, headers={"Cookie": leader.cookie})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@dataclass(frozen=True)
class Hands:
    """Who does it: a command before, and the Python it may run."""

    before: tuple[str, ...] = ()
    python: str = sys.executable


OWN = Hands()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that another user may enter, unlike those of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def kept_of(source: Path, folder: Path) -> Kept:
    """An instance with an issued brief, its backup and its keys; then the machine burns."""
    instance = copy_instance(source, folder / "old")
    leader = leader_of(instance)
    server = Server(instance)
    server.start()
    try:
        assert issue(server, leader, "2022-04-04") == 303
        status, paper = fetched(server, leader, "/linli/briefs/2022-04-04.pdf")
        assert (status, paper[:5]) == (200, b"%PDF-")
        backup, keys = folder / "backup.zip", folder / "keys"
        teamhub(instance, "backup", backup)
    finally:
        server.stop()
    keys.mkdir()
    for name in KEYS:
        shutil.copy(instance / name, keys / name)
    shutil.rmtree(instance)
    return Kept(backup, keys, paper, leader)


def drill(kept: Kept, place: Path, hands: Hands = OWN) -> None:
    place.mkdir(parents=True)
    for name in KEYS:
        shutil.copy(kept.keys / name, place / name)
    if hands.before:
        for path in (place, *place.iterdir(), kept.backup):
            shutil.chown(path, NOBODY, NOBODY)
    teamhub(place, "restore", kept.backup, before=hands.before, python=hands.python)
    assert "sound" in teamhub(place, "verify", before=hands.before, python=hands.python)
    server = Server(place, before=hands.before, python=hands.python)
    server.start()
    try:
        assert fetched(server, kept.leader, "/linli/briefs")[0] == 200
        assert fetched(server, kept.leader, "/linli/briefs/2022-04-04.pdf") == (200, kept.paper)
    finally:
        server.stop()


def somebody_else(folder: Path) -> Hands:
    """Nobody, with an environment of their own: the Python of ours may lie where they may not go."""
    environment = folder / "environment"
    subprocess.run(
        [str(Path(sys.executable).resolve()), "-m", "venv", "--copies", "--without-pip", environment],
        check=True,
        timeout=60,
    )
    (found,) = environment.glob("lib/python3.*/site-packages")
    (found / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n", "utf-8")
    before = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all")
    return Hands(before, str(environment / "bin" / "python"))


@pytest.mark.proves("T16")
def test_what_was_restored_serves_the_same_people_and_the_same_paper(
    migrated_instance: Path, open_folder: Path
) -> None:
    drill(kept_of(migrated_instance, open_folder), open_folder / "new")


@pytest.mark.prove
@pytest.mark.proves("T16")
def test_in_the_same_place_and_in_another(migrated_instance: Path, open_folder: Path, tell: Tell) -> None:
    kept = kept_of(migrated_instance, open_folder)
    drill(kept, open_folder / "old")
    drill(kept, open_folder / "elsewhere" / "deeper")
    tell("restore drills: same place / another", "held / held")


@pytest.mark.prove
@pytest.mark.proves("T16")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_as_another_user(migrated_instance: Path, open_folder: Path, tell: Tell) -> None:
    kept, theirs = kept_of(migrated_instance, open_folder), open_folder / "theirs"
    theirs.mkdir()
    shutil.chown(theirs, NOBODY, NOBODY)
    drill(kept, theirs / "instance", somebody_else(open_folder))
    tell("restore drills: as another user", "held")
