"""A shift change: everybody scans the poster. One request after another, and from eight phones at once."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from benchmarks.measuring import Finding, compare
from benchmarks.raw_sqlite import raw_commit
from benchmarks.stage import ROOT, browser_of, dispose, empty_instance, environment, open_session
from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, Post, Shift
from teamhub.models.people import Account, Membership, Person
from teamhub.queries.duty_codes import poster_token
from tests.cast import Cast, build_cast

ALONE, AT_ONCE = 120, 8
EACH = 10
"""Check-ins of one phone in one round."""
ROUNDS = 4
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Member:
    """Somebody who is about to scan: the session, and the form that the scan opens."""

    client: FlaskClient
    form: dict[str, str]

    def arrive(self) -> None:
        answer = self.client.post("/linli/duty/check-in", data=self.form)
        assert answer.status_code == 303, answer.status_code

    @property
    def cookie(self) -> str:
        kept = self.client.get_cookie("teamhub")
        assert kept is not None
        return f"teamhub={kept.value}"


def measure(folder: Path) -> Iterator[Finding]:
    app = empty_instance(folder / "check-in")
    with app.app_context():
        members = gather(app, ALONE + 1 + AT_ONCE * EACH * (ROUNDS + 1))
    waiting, commit = iter(members), raw_commit(folder)
    yield compare(
        "Check-in, one request",
        "raw SQLite commit of one row",
        lambda: next(waiting).arrive(),
        commit,
        times=ALONE,
        note="The whole request: session, rights, form, rule, check-in, journal, idempotency key, commit, redirect.",
    )
    with served(folder / "check-in") as port:
        yield compare(
            f"{AT_ONCE * EACH} check-ins over HTTP, {AT_ONCE} at once",
            f"{AT_ONCE * EACH} raw commits, one after another",
            lambda: storm(port, [next(waiting) for _ in range(AT_ONCE * EACH)]),
            lambda: [commit() for _ in range(AT_ONCE * EACH)],
            times=ROUNDS,
            note="A server process of its own on loopback; the phones run in this process.",
            elsewhere=True,
        )
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CheckIn)) == len(members)
    dispose(app)


def gather(app: Flask, count: int) -> list[Member]:
    """That many members at one post in a shift that began a minute ago."""
    cast, at = build_cast(), datetime.now(UTC)
    seats = seats_of(cast, count, at)
    post = seats[0].post
    token = poster_token(post.community_id, post.id, post.key)
    opened = [(seat, open_session(seat.person.account_id or 0, at)) for seat in seats]
    db.session.commit()
    members = []
    for seat, session in opened:
        client, csrf = browser_of(app, session)
        form = {"seat": str(seat.id), "post": str(post.id), "token": token, "once": f"scan-{seat.id}"}
        members.append(Member(client, {**form, "csrf_token": csrf}))
    db.session.remove()
    return members


def seats_of(cast: Cast, count: int, at: datetime) -> list[DutyAssignment]:
    where = {"community_id": cast.community_id, "campaign_id": cast.campaign_id}
    post = Post(
        **where, code="G1", name="南门", kind="gate", seats=count, opened_on=date(2022, 4, 1), key="key"
    )
    shift = Shift(
        **where,
        duty_date=at.date(),
        kind="day",
        starts_at=at - timedelta(minutes=1),
        ends_at=at + timedelta(hours=12),
    )
    seats = []
    for number in range(count):
        account = Account(login=f"1990{number:07d}", display_name=f"队员{number}", created_at=at)
        db.session.add(account)
        db.session.flush()
        person = Person(
            community_id=cast.community_id,
            code=f"P{number}",
            name=f"队员{number}",
            phone=account.login,
            member_type="cadre",
            account_id=account.id,
        )
        db.session.add(
            Membership(
                account_id=account.id,
                role=Role.MEMBER.value,
                community_id=cast.community_id,
                created_at=at,
            )
        )
        seats.append(
            DutyAssignment(
                community_id=cast.community_id, shift=shift, post=post, person=person, assigned_at=at
            )
        )
    db.session.add_all(seats)
    db.session.flush()
    return seats


@contextmanager
def served(instance: Path) -> Iterator[int]:
    """`teamhub serve` in a process of its own; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "teamhub", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**environment(), "TEAMHUB_INSTANCE_PATH": str(instance)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port: int) -> None:
    """Raises TimeoutError when nobody answers within a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start")


def storm(port: int, members: list[Member]) -> None:
    """All of them, from as many phones at once as AT_ONCE says."""
    refused: list[int] = []

    def phone(mine: list[Member]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for member in mine:
            headers = {**HEADERS, "Cookie": member.cookie}
            connection.request("POST", "/linli/duty/check-in", urlencode(member.form), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 303:
                refused.append(answer.status)
        connection.close()

    phones = [threading.Thread(target=phone, args=(members[n::AT_ONCE],)) for n in range(AT_ONCE)]
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    assert not refused, refused
