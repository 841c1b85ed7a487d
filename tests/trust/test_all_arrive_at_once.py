"""A whole shift checks in within seconds over many connections, some phones twice: each arrival is stored once, and the
board counts them."""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from teamhub import create_app
from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import CheckIn, DutyAssignment, Post, Shift
from teamhub.models.people import Account, Membership, Person
from teamhub.queries import duty_board
from teamhub.queries.duty_codes import poster_token
from teamhub.web.clock import now
from tests.cast import Cast
from tests.conftest import copy_instance
from tests.figures import Tell
from tests.page_client import PageClient
from tests.trust.killed_server import HEADERS, Phone, Server
from tests.trust.phones import OWN_SECRET

POSTS = 10
WITHIN = 10.0
"""Seconds for a hundred members."""


@dataclass(frozen=True)
class Arrival:
    """What one phone sends: the poster of its own post, with the key of its page."""

    phone: Phone
    form: dict[str, str]

    def send(self, port: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        body = urlencode({**self.form, "csrf_token": self.phone.csrf})
        connection.request("POST", "/linli/duty/check-in", body, {**HEADERS, "Cookie": self.phone.cookie})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status


def prepare(instance: Path, cast: Cast, members: int) -> list[Arrival]:
    """A shift that began now, ten posts, and so many members on them, each signed in on a phone."""
    app = create_app(OWN_SECRET, instance_path=str(instance))
    with app.app_context():
        moment = now()
        shift = Shift(
            community_id=cast.community_id,
            campaign_id=cast.campaign_id,
            duty_date=moment.astimezone(ZoneInfo("Asia/Shanghai")).date(),
            kind="day",
            starts_at=moment,
            ends_at=moment + timedelta(hours=12),
        )
        posts = [
            Post(
                community_id=cast.community_id,
                campaign_id=cast.campaign_id,
                code=f"K{number:02}",
                name=f"卡口{number}",
                kind="compound_checkpoint",
                seats=members // POSTS,
                opened_on=date(2022, 4, 1),
                key=f"key {number}",
            )
            for number in range(POSTS)
        ]
        db.session.add_all([shift, *posts])
        db.session.flush()
        made = []
        for number in range(members):
            post = posts[number % POSTS]
            account, seat = _member(cast, number, post, shift)
            db.session.commit()
            client = PageClient(app).sign_in(account)
            csrf = client.csrf()
            cookie = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
            assert cookie is not None
            token = poster_token(post.community_id, post.id, post.key)
            form = {"seat": str(seat), "post": str(post.id), "token": token, "once": f"arrive-{number}"}
            made.append(Arrival(Phone(f"{app.config['SESSION_COOKIE_NAME']}={cookie.value}", csrf), form))
        db.session.remove()
        db.engine.dispose()
    return made


def _member(cast: Cast, number: int, post: Post, shift: Shift) -> tuple[int, int]:
    """The account and the seat of one more member."""
    account = Account(login=f"m{number:03}", display_name=f"队员{number}", created_at=now())
    db.session.add(account)
    db.session.flush()
    person = Person(
        community_id=cast.community_id,
        code=account.login,
        name=account.display_name,
        member_type="cadre",
        account_id=account.id,
        deployed_from=date(2022, 4, 1),
    )
    role = Membership(
        account_id=account.id, role=Role.MEMBER.value, community_id=cast.community_id, created_at=now()
    )
    db.session.add_all([person, role])
    db.session.flush()
    seat = DutyAssignment(
        community_id=cast.community_id,
        shift_id=shift.id,
        post_id=post.id,
        person_id=person.id,
        assigned_at=now(),
    )
    db.session.add(seat)
    db.session.flush()
    return account.id, seat.id


def all_arrive(arrivals: list[Arrival], port: int, connections: int) -> tuple[list[int], float]:
    """Every phone sends, every third one twice; the answers, and the seconds from the first to the last."""
    sendings = [
        arrival for arrival in arrivals for _ in range(2 if int(arrival.form["seat"]) % 3 == 0 else 1)
    ]
    start = Barrier(connections + 1)

    def phones(first: int) -> list[int]:
        start.wait()
        return [arrival.send(port) for arrival in sendings[first::connections]]

    with ThreadPoolExecutor(connections) as pool:
        waiting = [pool.submit(phones, first) for first in range(connections)]
        start.wait()
        begun = time.monotonic()
        answers = [status for line in waiting for status in line.result()]
    return answers, time.monotonic() - begun


def arrive(peopled: tuple[Path, Cast], folder: Path, members: int, connections: int) -> tuple[int, float]:
    """How often phones sent, and in how many seconds; what is stored and what the board counts is checked."""
    instance, cast = copy_instance(peopled[0], folder), peopled[1]
    arrivals, server = prepare(instance, cast, members), Server(instance)
    server.start()
    try:
        answers, took = all_arrive(arrivals, server.port, connections)
    finally:
        server.stop()
    assert set(answers) == {303}
    app = create_app(OWN_SECRET, instance_path=str(instance))
    with app.app_context():
        stored = list(db.session.scalars(select(CheckIn.assignment_id)))
        assert sorted(stored) == sorted(int(arrival.form["seat"]) for arrival in arrivals)
        evidence = set(db.session.scalars(select(CheckIn.evidence)))
        assert evidence == {"static"}
        board = duty_board.board(
            cast.viewer("leader"),
            db.session.get_one(Campaign, cast.campaign_id),
            ZoneInfo("Asia/Shanghai"),
            now(),
        )
        assert (board.expected, board.on_post) == (members, members)
        db.session.remove()
        db.engine.dispose()
    return len(answers), took


def test_twenty_members_arrive_over_sixteen_connections(
    peopled_instance: tuple[Path, Cast], tmp_path: Path
) -> None:
    sent, _ = arrive(peopled_instance, tmp_path / "served", members=20, connections=16)
    assert sent > 20


@pytest.mark.prove
def test_a_hundred_members_arrive_within_ten_seconds_over_sixty_four_connections(
    peopled_instance: tuple[Path, Cast], tmp_path: Path, tell: Tell
) -> None:
    sent, took = arrive(peopled_instance, tmp_path / "served", members=100, connections=64)
    tell("arrivals of 100 members, 64 connections: sendings / lost / double", f"{sent} / 0 / 0")
    tell("arrivals of 100 members: seconds", f"{took:.1f}")
    assert took < WITHIN
