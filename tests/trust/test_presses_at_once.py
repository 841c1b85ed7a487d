"""The same moment, the same thing, from many sides: one row, one seat, one outcome; lost answers; slow visitors."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub import create_app
from teamhub.models.base import db
from teamhub.models.deeds import Deed
from teamhub.models.duty import CheckIn, DutyAssignment, Post, Shift
from teamhub.models.people import Person
from teamhub.web.clock import now
from tests.cast import Cast
from tests.conftest import copy_instance
from tests.databases import loose_references
from tests.figures import Tell
from tests.trust.crowd import Answer, at_once, press, press_and_vanish
from tests.trust.killed_server import Phone, Server
from tests.trust.phones import OWN_SECRET, signed_in
from tests.trust.test_all_arrive_at_once import Arrival
from tests.trust.test_all_arrive_at_once import prepare as members_on_post


@dataclass
class Stage:
    instance: Path
    cast: Cast
    server: Server
    member: Phone
    leader: Phone
    arrivals: list[Arrival]

    @property
    def port(self) -> int:
        return self.server.port

    @contextmanager
    def memory(self) -> Iterator[Flask]:
        app = create_app(OWN_SECRET, instance_path=str(self.instance))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    def deeds(self, words: str) -> int:
        with self.memory():
            return db.session.scalar(select(func.count()).select_from(Deed).where(Deed.summary == words)) or 0


@contextmanager
def staged(peopled: tuple[Path, Cast], folder: Path, members: int = 0) -> Iterator[Stage]:
    instance, cast = copy_instance(peopled[0], folder), peopled[1]
    arrivals = members_on_post(instance, cast, members) if members else []
    member, leader = signed_in(instance, cast, "member", "leader")
    server = Server(instance)
    server.start()
    try:
        yield Stage(instance, cast, server, member, leader, arrivals)
    finally:
        server.stop()


@pytest.fixture(scope="module")
def stage(peopled_instance: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One server for the short forms; each writes things of its own."""
    with staged(peopled_instance, tmp_path_factory.mktemp("crowd") / "served", members=10) as found:
        yield found


def deed(words: str, once: str) -> dict[str, str]:
    return {"category": "printing", "summary": words, "once": once}


def same_entry(stage: Stage, words: str, keys: Sequence[str]) -> list[Answer]:
    """One phone a key, all at once."""
    return at_once(
        [partial(press, stage.port, stage.member, "/linli/deeds/new", deed(words, key)) for key in keys]
    )


def rounds_of_the_same_entry(stage: Stage, phones: int, rounds: int) -> None:
    for number in range(rounds):
        answers = same_entry(stage, f"round {number}", [f"key-{number}"] * phones)
        assert {answer.status for answer in answers} == {303}
        assert len({answer.location for answer in answers}) == 1
        assert stage.deeds(f"round {number}") == 1


@pytest.mark.proves("T28", "T44")
def test_one_entry_sent_by_eight_at_once_is_one_row_and_one_answer(stage: Stage) -> None:
    """The fault is real: under keys of their own the same eight are eight rows."""
    rounds_of_the_same_entry(stage, 8, 2)
    same_entry(stage, "without", [f"own-{number}" for number in range(8)])
    assert stage.deeds("without") == 8


@pytest.mark.prove
@pytest.mark.proves("T28")
def test_one_entry_sent_by_thirty_two_at_once_fifty_times(
    peopled_instance: tuple[Path, Cast], tmp_path: Path, tell: Tell
) -> None:
    with staged(peopled_instance, tmp_path / "served") as stage:
        rounds_of_the_same_entry(stage, 32, 50)
    tell("the same entry, 32 at once: rounds / rows", "50 / 50")


def lose_answers(stage: Stage, times: int) -> None:
    for number in range(times):
        form = deed(f"lost {number}", f"lost-{number}")
        press_and_vanish(stage.port, stage.member, "/linli/deeds/new", form)
        again = press(stage.port, stage.member, "/linli/deeds/new", form)
        assert (again.status, stage.deeds(f"lost {number}")) == (303, 1)


@pytest.mark.proves("T27")
def test_a_lost_answer_is_given_again_and_nothing_is_stored_twice(stage: Stage) -> None:
    """The fault is real: sent again under another key it is stored twice."""
    lose_answers(stage, 3)
    press_and_vanish(stage.port, stage.member, "/linli/deeds/new", deed("keyless", "first"))
    press(stage.port, stage.member, "/linli/deeds/new", deed("keyless", "second"))
    assert stage.deeds("keyless") == 2


@pytest.mark.prove
@pytest.mark.proves("T27")
def test_two_hundred_lost_answers(peopled_instance: tuple[Path, Cast], tmp_path: Path, tell: Tell) -> None:
    with staged(peopled_instance, tmp_path / "served") as stage:
        lose_answers(stage, 200)
    tell("answers lost after the commit: entries / double", "200 / 0")


def last_seats(stage: Stage, people: int, rounds: int) -> None:
    """Leaders' browsers put people onto two posts with a seat each, all in the same moment."""
    for number in range(rounds):
        with stage.memory():
            shift_id, post_ids = two_seats(stage.cast, number)
            persons = list(db.session.scalars(select(Person.id).where(Person.code.like("m%")).limit(people)))
        forms = [
            {
                "person": str(person),
                "post": [*map(str, post_ids)],
                "shift": str(shift_id),
                "once": f"{number}-{person}",
            }
            for person in persons
        ]
        at_once(
            [partial(press, stage.port, stage.leader, "/linli/duty/roster/assign", form) for form in forms]
        )
        with stage.memory():
            taken = db.session.execute(
                select(DutyAssignment.post_id, func.count())
                .where(DutyAssignment.shift_id == shift_id)
                .group_by(DutyAssignment.post_id)
            ).all()
            assert sorted(taken) == [(post, 1) for post in sorted(post_ids)]


def two_seats(cast: Cast, number: int) -> tuple[int, list[int]]:
    """A shift of a day of its own, far enough from the others, and two posts with one seat each."""
    begins = now() + timedelta(days=2 + 2 * number)
    where = {"community_id": cast.community_id, "campaign_id": cast.campaign_id}
    shift = Shift(
        **where,
        duty_date=begins.astimezone(ZoneInfo("Asia/Shanghai")).date(),
        kind="day",
        starts_at=begins,
        ends_at=begins + timedelta(hours=12),
    )
    posts = [
        Post(
            **where,
            code=f"L{number}{letter}",
            name=f"岗{number}{letter}",
            kind="compound_checkpoint",
            seats=1,
            opened_on=date(2022, 4, 1),
            key=f"last {number}{letter}",
        )
        for letter in "ab"
    ]
    db.session.add_all([shift, *posts])
    db.session.commit()
    return shift.id, [post.id for post in posts]


@pytest.mark.proves("T41")
def test_ten_are_put_on_two_last_seats_and_two_stand_there(stage: Stage) -> None:
    last_seats(stage, 10, 1)


@pytest.mark.prove
@pytest.mark.proves("T41")
def test_sixty_four_are_put_on_two_last_seats_fifty_times(
    peopled_instance: tuple[Path, Cast], tmp_path: Path, tell: Tell
) -> None:
    with staged(peopled_instance, tmp_path / "served", members=64) as stage:
        last_seats(stage, 64, 50)
    tell("64 onto two last seats: rounds / seats taken / too many", "50 / 100 / 0")


def arrive_while_removed(stage: Stage) -> tuple[int, int]:
    """Each member scans in the moment the leader takes the seat off the roster: how many arrived, how many seats went."""
    for arrival in stage.arrivals:
        seat = arrival.form["seat"]
        remove = {"version": "1", "once": f"remove-{seat}"}
        at_once(
            [
                partial(press, stage.port, arrival.phone, "/linli/duty/check-in", arrival.form),
                partial(press, stage.port, stage.leader, f"/linli/duty/seats/{seat}/remove", remove),
            ]
        )
    with stage.memory():
        assert loose_references() == []
        ids = [int(arrival.form["seat"]) for arrival in stage.arrivals]
        arrived = set(db.session.scalars(select(CheckIn.assignment_id)))
        gone = set(
            db.session.scalars(
                select(DutyAssignment.id).where(
                    DutyAssignment.id.in_(ids), DutyAssignment.cancelled_at.is_not(None)
                )
            )
        )
    assert arrived | gone == set(ids)
    assert arrived & gone == set()
    return len(arrived), len(gone)


@pytest.mark.proves("T42")
def test_a_seat_is_arrived_at_or_removed_but_never_both(stage: Stage) -> None:
    assert sum(arrive_while_removed(stage)) == 10


@pytest.mark.prove
@pytest.mark.proves("T42")
def test_two_hundred_seats_are_arrived_at_or_removed(
    peopled_instance: tuple[Path, Cast], tmp_path: Path, tell: Tell
) -> None:
    with staged(peopled_instance, tmp_path / "served", members=200) as stage:
        arrived, gone = arrive_while_removed(stage)
    tell("scans while the seat is removed: arrived / removed / both / neither", f"{arrived} / {gone} / 0 / 0")


@pytest.mark.proves("T78")
def test_three_hundred_visitors_who_say_nothing_do_not_stop_the_others(stage: Stage) -> None:
    """Half of them open a connection and are silent, half send half a request."""
    idle = [socket.create_connection(("127.0.0.1", stage.port)) for _ in range(300)]
    try:
        for line in idle[::2]:
            line.sendall(b"POST /linli/deeds/new HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhalf")
        begun = time.monotonic()
        answer = press(stage.port, stage.member, "/linli/deeds/new", deed("beside idle ones", "beside"))
        assert answer.status == 303
        assert time.monotonic() - begun < 30
    finally:
        for line in idle:
            line.close()
