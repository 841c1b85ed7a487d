"""Arrivals that nobody saw: a leader vouches for them, or a spot check that finds everybody does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import duty_confirmations, duty_spot_checks
from teamhub.actions.duty_spot_checks import Found
from teamhub.actions.work import unit_of_work
from teamhub.domain.attendance import Certainty, Evidence, certainty
from teamhub.domain.errors import NotAllowed, NotFound
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.duty import CheckIn
from teamhub.queries import duty_confirmations as asked
from tests.cast import Cast
from tests.duty_scene import DAY, MORNING, Scene, build_scene, minutes
from tests.page_client import PageClient
from tests.statements import counted

As = Callable[..., PageClient]
LATER = MORNING + minutes(90)


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Iterator[Scene]:
    with time_machine.travel(LATER, tick=False):
        yield build_scene(cast)


def arrived(scene: Scene, who: str, evidence: str, *, later: bool = False) -> CheckIn:
    seat = scene.seat(who, scene.gate, scene.day)
    arrival = scene.arrive(seat, MORNING + minutes(2))
    arrival.evidence, arrival.entered_later = evidence, later
    db.session.commit()
    return arrival


@pytest.mark.parametrize(
    ("evidence", "later", "sure"),
    [
        (Evidence.ROTATING, True, Certainty.SEEN),
        (Evidence.ROLL_CALL, False, Certainty.SEEN),
        (Evidence.STATIC, False, Certainty.POSTER),
        (Evidence.STATIC, True, Certainty.TOLD),
        (Evidence.TAP, False, Certainty.TOLD),
        (Evidence.PAPER, True, Certainty.TOLD),
        (Evidence.PROXY, False, Certainty.TOLD),
    ],
)
@pytest.mark.proves("T35", "T74", "T76")
def test_how_sure_an_arrival_is_follows_from_what_shows_it(
    evidence: Evidence, later: bool, sure: Certainty
) -> None:
    assert certainty(evidence, entered_later=later, confirmed=False) is sure
    assert certainty(evidence, entered_later=later, confirmed=True) is Certainty.CONFIRMED


@pytest.mark.proves("T35", "T74")
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_a_leader_confirms_what_nobody_saw(scene: Scene, as_: As, language: str) -> None:
    told, poster = arrived(scene, "member", "static", later=True), arrived(scene, "other_member", "static")
    client = as_("leader", language=language)
    client.get("/linli/duty/arrivals")
    ticked = {str(box["value"]) for box in client.soup.select("input[name=arrival][checked]")}
    shown = {str(box["value"]) for box in client.soup.select("input[name=arrival]")}
    assert (ticked, shown) == ({str(told.id)}, {str(told.id), str(poster.id)})
    client.post("/linli/duty/arrivals", {"arrival": [str(told.id), str(poster.id)], "once": "a"}, expect=303)
    client.get("/linli/duty/arrivals")
    assert client.soup.select("input[name=arrival]") == []
    db.session.expire_all()
    assert told.confirmed_at == LATER
    assert told.confirmed_by_id == scene.cast.account("leader")


def test_the_board_and_the_tally_say_how_many_rest_on_a_word_alone(scene: Scene, as_: As) -> None:
    arrival = arrived(scene, "member", "tap")
    client = as_("leader", language="en")
    client.get("/linli/duty")
    assert "One arrival that nobody saw waits" in client.soup.get_text()
    client.get(f"/linli/tally?day={DAY}")
    assert "one arrival that nobody saw" in client.soup.get_text()
    with unit_of_work():
        duty_confirmations.confirm([arrival.id], by=scene.cast.viewer("leader"), at=LATER)
    assert asked.told_only(scene.cast.community_id, LATER) == 0
    assert asked.told_only_on(scene.cast.community_id, DAY, LATER) == 0
    # As of a moment before it was confirmed it had not been.
    assert asked.told_only_on(scene.cast.community_id, DAY, LATER - minutes(1)) == 1


def test_nobody_confirms_the_own_arrival(scene: Scene, as_: As) -> None:
    arrival = arrived(scene, "leader", "tap")
    client = as_("leader")
    client.get("/linli/duty/arrivals")
    assert client.soup.select_one(f"#arrival-{arrival.id}[disabled]") is not None
    with pytest.raises(NotAllowed), unit_of_work():
        duty_confirmations.confirm([arrival.id], by=scene.cast.viewer("leader"), at=LATER)


def test_members_confirm_nobody_and_strangers_do_not_exist(scene: Scene, as_: As) -> None:
    arrival = arrived(scene, "member", "tap")
    as_("other_member").get("/linli/duty/arrivals", expect=403)
    with pytest.raises(NotAllowed), unit_of_work():
        duty_confirmations.confirm([arrival.id], by=scene.cast.viewer("other_member"), at=LATER)
    with pytest.raises(NotFound), unit_of_work():
        duty_confirmations.confirm([arrival.id], by=scene.cast.viewer("outsider"), at=LATER)


def test_nothing_ticked_comes_back_with_what_to_do(scene: Scene, as_: As) -> None:
    arrived(scene, "member", "tap")
    client = as_("leader", language="en")
    client.get("/linli/duty/arrivals")
    client.post("/linli/duty/arrivals", {"once": "b"}, expect=422)
    assert "Tick at least one arrival" in client.soup.get_text()


def test_confirmed_twice_is_confirmed_once(scene: Scene) -> None:
    arrival = arrived(scene, "member", "tap")
    for at in (LATER, LATER + minutes(5)):
        with unit_of_work():
            duty_confirmations.confirm([arrival.id], by=scene.cast.viewer("leader"), at=at)
    assert arrival.confirmed_at == LATER
    written = (
        select(func.count()).select_from(JournalEntry).where(JournalEntry.action == "duty.arrival_confirmed")
    )
    assert db.session.scalar(written) == 1


@pytest.mark.parametrize(("present", "confirmed"), [(2, True), (1, False)])
def test_a_spot_check_that_finds_everybody_confirms_who_is_there(
    scene: Scene, present: int, confirmed: bool
) -> None:
    here = arrived(scene, "member", "static")
    gone = arrived(scene, "other_member", "static")
    gone.checked_out_at = LATER - timedelta(minutes=30)
    db.session.commit()
    with unit_of_work():
        duty_spot_checks.record_spot_check(
            scene.gate.id, Found(2, present), checked_at=LATER, by=scene.cast.viewer("leader"), at=LATER
        )
    assert (here.confirmed_at is not None) is confirmed
    assert gone.confirmed_at is None


def test_the_list_asks_as_often_for_three_as_for_one(scene: Scene, as_: As) -> None:
    client = as_("leader")
    arrived(scene, "member", "tap")
    with counted() as one:
        client.get("/linli/duty/arrivals")
    for who in ("other_member", "worker"):
        arrived(scene, who, "tap")
    with counted() as three:
        client.get("/linli/duty/arrivals")
    assert len(one) == len(three)
