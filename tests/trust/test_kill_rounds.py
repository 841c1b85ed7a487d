"""The server is killed in the middle of writing. What it acknowledged is there, once; what it did not acknowledge is
sent again and is there, once; the journal's chain and the database are whole."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from teamhub import create_app
from teamhub.models.base import db
from tests.cast import Cast, build_cast
from tests.conftest import copy_instance
from tests.databases import looked_into
from tests.figures import Tell
from tests.trust.killed_server import Phone, Server, Writers, teamhub
from tests.trust.phones import OWN_SECRET, signed_in

WHO = ("member", "other_member", "worker", "group_leader", "leader", "secretary")


def prepare(instance: Path) -> list[Phone]:
    """The cast in the instance, six of them signed in."""
    app = create_app(OWN_SECRET, instance_path=str(instance))
    with app.app_context():
        cast: Cast = build_cast()
        db.session.remove()
        db.engine.dispose()
    return signed_in(instance, cast, *WHO)


def rounds(
    instance: Path,
    kills: int,
    *,
    after: tuple[int, int] = (3, 25),
    new_key_each_time: bool = False,
    gracefully: bool = False,
) -> Writers:
    """Kills the server so often, each time `after` another number of answers, and then sends the rest again."""
    rng = random.Random(20220401)
    server = Server(instance, gracefully=gracefully)
    writers = Writers(server, prepare(instance), new_key_each_time=new_key_each_time)
    try:
        for _ in range(kills):
            writers.server.start()
            writers.until(2 * after[1], killed_after=rng.randint(*after), rng=rng)
            if gracefully:
                check_all_was_answered(instance, writers)
        writers.server.start()
        writers.send_again_what_was_not_answered()
    finally:
        writers.server.stop()
    return writers


def stored(instance: Path) -> Counter[str]:
    with looked_into(instance) as raw:
        return Counter(summary for (summary,) in raw.exec_driver_sql("SELECT summary FROM deeds"))


def check(instance: Path, writers: Writers) -> None:
    assert stored(instance) == Counter({entry.words: 1 for entry in writers.entries})
    check_invariants(instance)


def check_invariants(instance: Path) -> int:
    """File, references, journal and briefs are whole, and no deed stands there twice. How many deeds there are."""
    found = stored(instance)
    assert max(found.values(), default=1) == 1
    teamhub(instance, "verify")
    return len(found)


def check_all_was_answered(instance: Path, writers: Writers) -> None:
    """Who was being served was served to the end: nothing is stored that nobody was told of."""
    assert set(stored(instance)) == {entry.words for entry in writers.entries if entry.answered}


@pytest.mark.proves("T01")
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    migrated_instance: Path, tmp_path: Path, tell: Tell
) -> None:
    instance = copy_instance(migrated_instance, tmp_path / "killed")
    writers = rounds(instance, 2)
    check(instance, writers)
    assert writers.server.kills == 2
    tell("kill rounds (short form): kills / entries / lost / double", f"2 / {len(writers.entries)} / 0 / 0")


@pytest.mark.proves("T01")
def test_without_keys_the_same_phones_write_things_twice(migrated_instance: Path, tmp_path: Path) -> None:
    """The fault is real: phones that send again under a new key double what had been stored."""
    instance = copy_instance(migrated_instance, tmp_path / "keyless")
    rounds(instance, 1, new_key_each_time=True)
    assert max(stored(instance).values()) > 1


@pytest.mark.proves("T01")
@pytest.mark.proves("T14")
def test_a_server_that_is_told_to_stop_answers_those_who_are_there(
    migrated_instance: Path, tmp_path: Path
) -> None:
    instance = copy_instance(migrated_instance, tmp_path / "stopped")
    writers = rounds(instance, 1, gracefully=True)
    assert stored(instance) == Counter({entry.words: 1 for entry in writers.entries})
    assert writers.statuses <= {303, 503}


@pytest.mark.prove
@pytest.mark.proves("T14")
def test_twenty_graceful_restarts(migrated_instance: Path, tmp_path: Path, tell: Tell) -> None:
    instance = copy_instance(migrated_instance, tmp_path / "stopped")
    writers = rounds(instance, 20, gracefully=True)
    check(instance, writers)
    assert writers.statuses <= {303, 503}
    tell(
        "graceful restarts: restarts / entries / lost / double / unanswered",
        f"20 / {len(writers.entries)} / 0 / 0 / 0",
    )


@pytest.mark.prove
@pytest.mark.proves("T01")
def test_a_hundred_kills(migrated_instance: Path, tmp_path: Path, tell: Tell) -> None:
    instance, begun = copy_instance(migrated_instance, tmp_path / "killed"), time.monotonic()
    writers = rounds(instance, 100, after=(80, 200))
    check(instance, writers)
    assert len(writers.entries) >= 10_000
    sent = sum(entry.tries for entry in writers.entries)
    tell(
        "kill rounds: kills / entries / sendings / lost / double",
        f"100 / {len(writers.entries)} / {sent} / 0 / 0",
    )
    tell("kill rounds: seconds", f"{time.monotonic() - begun:.0f}")
