"""However a network loses, repeats and reorders what two phones kept: each visit is stored once or stands before its
author as a conflict, and the door is left as its visits say, not as they happened to arrive."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from teamhub.domain.sweeps import door_standing
from teamhub.models.base import db
from teamhub.models.sweeps import DoorVisit, SweepDoor
from teamhub.queries import sweep_standings
from tests.cast import Cast
from tests.figures import Tell
from tests.outbox import Phone
from tests.page_client import PageClient
from tests.sweep_scene import SweepScene, build_sweep, door_at
from tests.trust.unsteady_phones import UnsteadyPhone, good_signal, play

SignIn = Callable[..., PageClient]


@pytest.fixture
def scene(cast: Cast) -> SweepScene:
    return build_sweep(cast)


@pytest.fixture
def phones(as_: SignIn, cast: Cast, scene: SweepScene) -> list[UnsteadyPhone]:
    return [UnsteadyPhone(Phone(as_(who), cast.account(who))) for who in ("member", "sweeper")]


def run(courses: int, phones: list[UnsteadyPhone], cast: Cast, scene: SweepScene) -> Counter[str]:
    """Plays so many courses, each on untouched doors, and counts what became of the entries."""
    doors = scene.first_well[:2]
    paths = [f"/linli/doors/1/{cast.building_id}/{unit}" for unit in doors]
    became: Counter[str] = Counter()
    for seed in range(courses):
        untouched(scene)
        rng = random.Random(seed)
        play(rng, phones, paths)
        nothing_is_lost(phones)
        became["entries"] += sum(len(phone.kept) for phone in phones)
        became["conflict"] += sum(one.state == "conflict" for phone in phones for one in phone.kept)
        while any(one.state == "conflict" for phone in phones for one in phone.kept):
            for phone in phones:
                phone.decide(rng, drop=0.3)
            good_signal(phones)
        nothing_is_lost(phones)
        became["dropped"] += sum(one.state == "dropped" for phone in phones for one in phone.kept)
        for unit in doors:
            the_door_is_as_its_visits_say(scene, unit)
    return became


def untouched(scene: SweepScene) -> None:
    db.session.execute(delete(DoorVisit))
    db.session.execute(
        update(SweepDoor)
        .where(SweepDoor.sweep_id == scene.sweep_id)
        .values(state="untouched", last_outcome="", last_visit_at=None, open_untested=0, version=0)
    )
    db.session.commit()


def nothing_is_lost(phones: list[UnsteadyPhone]) -> None:
    stored = Counter(db.session.scalars(select(DoorVisit.note)))
    db.session.rollback()
    sent = {one.key for phone in phones for one in phone.kept if one.state == "sent"}
    seen = {one.key for phone in phones for one in phone.kept if one.state in ("conflict", "dropped")}
    assert stored == Counter(dict.fromkeys(sent, 1))
    assert sent | seen == {one.key for phone in phones for one in phone.kept}


def the_door_is_as_its_visits_say(scene: SweepScene, unit_id: int) -> None:
    door = door_at(scene, unit_id)
    known = sweep_standings.outcomes_of(door.community_id)
    found = sweep_standings.visits_by_door([scene.sweep_id], known).get((scene.sweep_id, unit_id), [])
    standing = door_standing(sorted(found, key=lambda visit: visit.at))
    assert (door.state, door.version) == (standing.state.value, len(found))
    assert door.last_outcome == (standing.last.outcome.code if standing.last else "")
    assert door.open_untested == standing.untested.open
    db.session.rollback()


@pytest.mark.proves("T23", "T24")
def test_twenty_courses_end_the_same_or_in_a_conflict_that_is_seen(
    phones: list[UnsteadyPhone], cast: Cast, scene: SweepScene
) -> None:
    became = run(20, phones, cast, scene)
    assert became["entries"] > 50
    assert became["entries"] > became["conflict"] > became["dropped"] > 3


@pytest.mark.proves("T23", "T24")
def test_phones_without_keys_are_found_out(
    phones: list[UnsteadyPhone], cast: Cast, scene: SweepScene
) -> None:
    """The control: the same courses, a new key for each sending."""
    for phone in phones:
        phone.keyless = True
    with pytest.raises(AssertionError):
        run(20, phones, cast, scene)


@pytest.mark.proves("T23", "T24")
@pytest.mark.prove
def test_a_thousand_courses(phones: list[UnsteadyPhone], cast: Cast, scene: SweepScene, tell: Tell) -> None:
    begun = time.monotonic()
    became = run(1000, phones, cast, scene)
    tell("phones without signal: courses / entries / lost / double", f"1000 / {became['entries']} / 0 / 0")
    tell("of these in conflict, seen by their author", f"{became['conflict']}")
    tell("phones without signal: seconds", f"{time.monotonic() - begun:.0f}")
