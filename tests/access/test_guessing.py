"""Somebody who guesses: over many connections, over many names, from behind other people's addresses."""

from __future__ import annotations

import http.client
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select
from werkzeug.serving import make_server

from teamhub import create_app
from teamhub.actions import accounts as verbs
from teamhub.actions import own_account, sign_in, throttle
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import unit_of_work
from teamhub.domain.access import Role, Viewer
from teamhub.models.base import db
from teamhub.models.people import Account, Device, UserSession
from teamhub.models.turns import writers_turn
from teamhub.web.session import DEVICE_COOKIE, digest
from tests.cast import Cast
from tests.conftest import CHEAP, copy_instance
from tests.page_client import PageClient

PASSPHRASE, PIN = "correct horse battery", "739204"
AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)
Tell = Callable[[str, str], None]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What the slow check was asked for, try by try."""
    asked: list[str | None] = []
    real = SecretHasher.verify

    def verify(self: SecretHasher, stored: str | None, secret: str) -> bool:
        asked.append(stored)
        return real(self, stored, secret)

    monkeypatch.setattr(SecretHasher, "verify", verify)
    return asked


@pytest.fixture
def secrets(app: Flask, cast: Cast) -> None:
    """The leader has a passphrase; the member a PIN and a phone with the token "phone"."""
    hasher = SecretHasher.from_config(app.config)
    with unit_of_work():
        db.session.get_one(Account, cast.account("leader")).passphrase_hash = hasher.hash(PASSPHRASE)
        db.session.get_one(Account, cast.account("member")).pin_hash = hasher.hash(PIN)
        db.session.add(
            Device(
                account_id=cast.account("member"),
                token_digest=digest("phone"),
                enrolled_at=AT,
                last_seen_at=AT,
            )
        )


@pytest.fixture
def served(app: Flask) -> Iterator[int]:
    """The port of the application, a thread for each connection."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()


class Guesser(threading.Thread):
    """One connection that tries one secret after the other."""

    def __init__(self, port: int, kind: str, secrets: list[str], start: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.port, self.kind, self.secrets, self.start_line = port, kind, secrets, start
        self.answers: Counter[int] = Counter()

    def run(self) -> None:
        talk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        phone = f"{DEVICE_COOKIE}=phone" if self.kind == "pin" else ""
        talk.request("GET", "/sign-in", headers={"Cookie": phone})
        page = talk.getresponse()
        cookie = "; ".join(c.partition(";")[0] for c in page.headers.get_all("Set-Cookie") or [])
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
        assert found is not None
        self.start_line.wait(60)
        for secret in self.secrets:
            guess = {"pin": secret} if self.kind == "pin" else {"login": "leader", "passphrase": secret}
            talk.request(
                "POST",
                "/sign-in/pin" if self.kind == "pin" else "/sign-in",
                urlencode({"csrf_token": found.group(1), **guess}),
                {
                    "Cookie": "; ".join(filter(None, [cookie, phone])),
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
            answer = talk.getresponse()
            answer.read()
            self.answers[answer.status] += 1
        talk.close()


@pytest.mark.proves("T46")
@pytest.mark.parametrize("kind", ["pin", "passphrase"])
@pytest.mark.parametrize(("connections", "each"), [(8, 8), pytest.param(64, 157, marks=pytest.mark.prove)])
def test_guesses_over_many_connections_are_checked_ten_times_an_hour(
    app: Flask,
    secrets: None,
    hashed: list[str | None],
    served: int,
    tell: Tell,
    kind: str,
    connections: int,
    each: int,
) -> None:
    """Within one minute five are checked, within the hour ten, however many connections ask at once; the others are
    turned away before the slow check begins."""
    start = threading.Barrier(connections)
    guessers = [
        Guesser(served, kind, [f"{place * each + n:06d}" for n in range(each)], start)
        for place in range(connections)
    ]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    answers = sum((guesser.answers for guesser in guessers), Counter[int]())
    assert sum(answers.values()) == connections * each
    assert set(answers) == {422, 429}
    assert len(hashed) == answers[422]
    assert 1 <= len(hashed) <= throttle.HOUR.failures
    tell(
        f"guesses of a {kind}: sent over connections, checked",
        f"{connections * each} over {connections}, {len(hashed)}",
    )


@pytest.mark.proves("T46")
@pytest.mark.sqlite("one writer at a time is the file's")
@pytest.mark.parametrize("kind", ["pin", "passphrase"])
def test_a_guess_too_many_takes_no_turn_from_those_who_write(
    app: Flask, secrets: None, served: int, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Told at once while somebody writes; asked within a transaction only, it waits in vain like everybody else."""
    monkeypatch.setattr("teamhub.models.turns.PATIENCE", 0.2)

    def ask(tries: int) -> Counter[int]:
        guesser = Guesser(served, kind, ["000000"] * tries, threading.Barrier(1))
        guesser.start()
        guesser.join()
        return guesser.answers

    assert ask(6) == {422: 5, 429: 1}
    with writers_turn(db.engine):
        assert ask(3) == {429: 3}
        for early in ("refuse_spent_passphrase", "refuse_spent_pin"):
            monkeypatch.setattr(sign_in, early, lambda *_, **__: None)
        assert ask(1) == {503: 1}


@pytest.mark.proves("T47")
@pytest.mark.parametrize("names", [150, pytest.param(500, marks=pytest.mark.prove)])
def test_one_secret_tried_on_all_names_is_stopped_and_a_team_behind_the_same_address_works_on(
    app: Flask, cast: Cast, secrets: None, names: int
) -> None:
    """Three tries a name within a minute from one address, then from many: thirty and three hundred are checked. Meanwhile
    sixty sign-ins of an enrolled phone pass, and whoever opens the accounts is told."""

    def spray(address: Callable[[int], str], at: datetime) -> int:
        passed = 0
        for number in range(names * 3):
            try:
                with unit_of_work():
                    attempt = sign_in.begin_with_passphrase(
                        f"name{number % names}", device_digests=[], address=address(number), at=at
                    )
                with unit_of_work():
                    sign_in.note_failure(attempt, address=address(number), at=at)
                passed += 1
            except TooManyTries:
                pass
        return passed

    assert spray(lambda _: "10.0.0.1", AT) == throttle.ADDRESS.failures
    later = AT + timedelta(minutes=2)
    assert spray(lambda number: f"10.1.{number // 250}.{number % 250}", later) == throttle.EVERYBODY.failures
    for number in range(60):
        moment = later + timedelta(milliseconds=number)
        with unit_of_work():
            attempt = sign_in.begin_with_pin(digest("phone"), at=moment)
        with unit_of_work():
            sign_in.complete(attempt, token_digest=f"s{number}", new_device=None, at=moment)
    assert sign_in.failed_lately(later) >= throttle.FAILED_LATELY.failures
    with time_machine.travel(later, tick=False):
        client = PageClient(app).sign_in(cast.account("secretary"))
        client.get("/linli/accounts/")
        assert "次登录失败" in client.text()


@pytest.mark.proves("T49")
@pytest.mark.parametrize("names", [20, pytest.param(200, marks=pytest.mark.prove)])
def test_known_and_unknown_names_cannot_be_told_apart(
    app: Flask, secrets: None, hashed: list[str | None], names: int
) -> None:
    """Same status, same page, same number of slow checks: the time is spent on a dummy where nobody is."""
    stored = SecretHasher.from_config(app.config).hash(PASSPHRASE)
    with unit_of_work():
        db.session.execute(
            insert(Account),
            [
                {"login": f"known{n}", "display_name": f"n{n}", "passphrase_hash": stored, "created_at": AT}
                for n in range(names)
            ],
        )
    told: dict[str, set[tuple[int, int, str]]] = {"known": set(), "unknown": set()}
    with time_machine.travel(AT, tick=False) as clock:
        client = PageClient(app)
        client.get("/sign-in")
        for number in range(names):
            clock.shift(timedelta(seconds=1))
            for kind, seen in told.items():
                before = len(hashed)
                answer = client._ask(
                    client.http.post,
                    "/sign-in",
                    data={
                        "csrf_token": client.csrf(),
                        "login": f"{kind}{number}",
                        "passphrase": "wrong wrong wrong",
                    },
                    environ_base={"REMOTE_ADDR": f"10.2.{number // 250}.{number % 250}"},
                )
                page = re.sub(
                    r"(un)?known\d+",
                    "",
                    re.sub(
                        r'value="[^"]*"|X-CSRFToken[^}]*|data-now="\d+"', "", answer.get_data(as_text=True)
                    ),
                )
                seen.add((answer.status_code, len(hashed) - before, page))
    assert told["known"] == told["unknown"]
    assert [(status, checks) for status, checks, _ in told["known"]] == [(422, 1)]


@pytest.mark.proves("T53")
@pytest.mark.parametrize(("hops", "status"), [(0, 429), (1, 422)])
def test_a_forwarded_address_counts_only_where_a_proxy_is_trusted(
    peopled_instance: tuple[Path, Cast], tmp_path: Path, hops: int, status: int
) -> None:
    """Thirty failures use an address up; naming another in a header helps only behind a proxy that was named, and
    there only what that proxy itself has written, at the end."""
    app = create_app(
        {**CHEAP, "PROXIES": hops}, instance_path=str(copy_instance(peopled_instance[0], tmp_path / "i"))
    )

    def guess(client: PageClient, number: int, forwarded: str) -> int:
        data = {"csrf_token": client.csrf(), "login": f"n{number}", "passphrase": "wrong wrong wrong"}
        headers = {"X-Forwarded-For": forwarded}
        return client._ask(client.http.post, "/sign-in", data=data, headers=headers).status_code

    with app.app_context():
        client = PageClient(app)
        for number in range(30):
            assert guess(client, number, f"10.3.0.{number}") == 422
        assert guess(client, 30, "10.3.9.9") == status
        if hops:
            for number in range(31, 61):
                guess(client, number, f"10.4.0.{number}, 10.5.0.1")
            assert guess(client, 61, "10.4.0.99, 10.5.0.1") == 429
        db.session.remove()
        db.engine.dispose()


ENDS: dict[str, Callable[[Cast, Account, Viewer], object]] = {
    "signing out everywhere": lambda cast, account, by: own_account.sign_out_everywhere(
        by=Viewer(account.id, "", 0), at=datetime.now(UTC)
    ),
    "a reset": lambda cast, account, by: verbs.reset_secret(account, by=by, at=datetime.now(UTC)),
    "disabling": lambda cast, account, by: verbs.disable(account, by=by, at=datetime.now(UTC)),
    "a new role": lambda cast, account, by: verbs.give_role(account, Role.MEDIC, by=by, at=datetime.now(UTC)),
    "a role taken": lambda cast, account, by: verbs.take_role(
        account, Role.MEMBER, by=by, at=datetime.now(UTC)
    ),
    "a new secret": lambda cast, account, by: own_account.change_secret(
        "h", session_id=0, by=Viewer(account.id, "", 0), at=datetime.now(UTC)
    ),
    "a forgotten phone": lambda cast, account, by: own_account.revoke_device(
        db.session.scalars(select(Device.id)).one(), by=Viewer(account.id, "", 0), at=datetime.now(UTC)
    ),
}


@pytest.mark.proves("T50", "T45")
@pytest.mark.parametrize("end", list(ENDS))
def test_the_cookie_of_before_is_dead_after(app: Flask, cast: Cast, secrets: None, end: str) -> None:
    phone = PageClient(app)
    phone.http.set_cookie(DEVICE_COOKIE, "phone")
    phone.get("/sign-in")
    fixed = phone.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
    phone.post("/sign-in/pin", {"pin": PIN})
    stolen = phone.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert fixed is not None
    assert stolen is not None
    assert fixed.value != stolen.value, "a session fixed before sign-in is worth nothing"
    thief = PageClient(app)
    thief.http.set_cookie(stolen.key, stolen.value)
    thief.get("/account")
    with unit_of_work():
        ENDS[end](cast, db.session.get_one(Account, cast.account("member")), cast.viewer("leader"))
    thief.get("/account", expect=303)
    assert all(s.revoked_at for s in db.session.scalars(select(UserSession))) or end == "disabling"
