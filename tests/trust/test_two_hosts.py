"""Two application processes on two hosts with one PostgreSQL: either may be killed while phones write, and nothing is
lost or doubled; who signs in at one is signed in at the other, and wrong PINs count together."""

from __future__ import annotations

import http.client
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub import create_app
from teamhub.actions import integrity, schema
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.models.base import db
from teamhub.models.deeds import Deed
from teamhub.models.people import Account, Device, UserSession
from teamhub.web.clock import now
from teamhub.web.session import DEVICE_COOKIE, digest
from tests.cast import Cast, build_cast
from tests.figures import Tell
from tests.page_client import PageClient
from tests.trust.phones import OWN_SECRET
from tests.trust.two_hosts import Browser, Host, Network, network
from tools.own_postgres import LASTING, own_server

WHO = ("member", "other_member", "worker", "group_leader")
PIN, WRONG = "739204", "111222"


@dataclass
class Site:
    """Both hosts, running; `app` looks into their database from aside."""

    network: Network
    hosts: tuple[Host, Host]
    app: Flask
    cast: Cast

    def phone(self, name: str) -> Browser:
        """Somebody of the cast, signed in."""
        with self.app.app_context():
            client = PageClient(self.app).sign_in(self.cast.account(name))
            cookie = client.http.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
            db.session.remove()
        assert cookie is not None
        return Browser({self.app.config["SESSION_COOKIE_NAME"]: cookie.value})

    def enrolled_phone(self, name: str) -> Browser:
        """The phone of somebody with a PIN, not signed in."""
        with self.app.app_context():
            account = db.session.get_one(Account, self.cast.account(name))
            hasher = SecretHasher(pepper=self.app.config["TEAMHUB_PEPPER"], memory_kib=64, rounds=1)
            account.pin_hash = hasher.hash(PIN)
            db.session.add(
                Device(
                    account_id=account.id,
                    token_digest=digest("device"),
                    name="phone",
                    enrolled_at=now(),
                    last_seen_at=now(),
                )
            )
            db.session.commit()
            db.session.remove()
        return Browser({DEVICE_COOKIE: "device"})


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        net = stack.enter_context(network())
        settings = {**LASTING, "listen_addresses": net.database, "port": "54329"}
        server = stack.enter_context(
            own_server(
                settings, reached_from="10.77.0.0/24" if net.spaces else "127.0.0.0/8", inside=net.inside(0)
            )
        )
        aside = folder / "aside"
        app = create_app({**OWN_SECRET, "DATABASE_URL": f"{server.url}&port=54329"}, instance_path=str(aside))
        with app.app_context():
            schema.upgrade()
            cast = build_cast()
            db.session.remove()
        stack.callback(_let_go, app)
        hosts = []
        for number, address in enumerate(net.hosts, start=1):
            instance = folder / f"host{number}"
            shutil.copytree(aside, instance)
            url = f"postgresql://{server.user}@{net.database}:54329/postgres"
            (instance / "teamhub.toml").write_text(f'database_url = "{url}"\n', "ascii")
            hosts.append(Host(instance, address, net.inside(number)))
        for host in hosts:
            host.start()
            stack.callback(host.stop)
        for host in hosts:
            host.wait(net)
        yield Site(net, (hosts[0], hosts[1]), app, cast)


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@dataclass
class Burst:
    """Phones that note deeds at either host, each entry under one key, until told to stop. What a host did not answer
    is sent to the other one. `keys`: without them (the fault that they prevent) each sending is a new one."""

    site: Site
    phones: list[Browser]
    keys: bool = True
    sent: list[str] = field(default_factory=list)
    sendings: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, entries: int, kill: dict[int, Host], *, start_again: bool = True) -> None:
        """Each phone notes so many deeds; `kill`: after how many answers which host dies."""
        answered, waiting = [0], iter(self.phones)
        killers: list[threading.Thread] = []

        def note() -> None:
            with self.lock:
                phone = next(waiting)
            rng = random.Random(id(phone))
            assert phone.get(self.site.hosts[0].address, "/linli/deeds/new") == 200
            for number in range(entries):
                words = f"deed-{self.phones.index(phone)}-{number}"
                self._deliver(phone, words, rng)
                with self.lock:
                    self.sent.append(words)
                    answered[0] += 1
                    host = kill.pop(answered[0], None)
                if host is not None:
                    host.kill()
                if host is not None and start_again:
                    killers.append(threading.Thread(target=host.start))
                    killers[-1].start()

        self.site.network.run(note, beside=len(self.phones))
        for thread in killers:
            thread.join()

    def _deliver(self, phone: Browser, words: str, rng: random.Random) -> None:
        """As a proxy and an outbox do it: another host, later again, until somebody says that it is done."""
        until, tries = time.monotonic() + 60, 0
        while time.monotonic() < until:
            host = self.site.hosts[rng.randrange(2)]
            tries += 1
            key = f"key {words}" if self.keys else f"key {words} {tries}"
            with self.lock:
                self.sendings += 1
            try:
                status = phone.post(
                    host.address, "/linli/deeds/new", {"category": "printing", "summary": words, "once": key}
                )
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if status == 303 and not (
                tries == 1 and rng.random() < 0.2
            ):  # every fifth answer is lost on the way
                return
        raise TimeoutError(words)


def stored(site: Site) -> Counter[str]:
    with site.app.app_context():
        found = Counter(db.session.scalars(select(Deed.summary)))
        key = str(site.app.config["TEAMHUB_JOURNAL_KEY"]).encode()
        assert integrity.problems(db.session(), key) == []
        db.session.remove()
    return found


def check_sessions_and_throttles(site: Site) -> None:
    one, other = (host.address for host in site.hosts)
    phone = site.enrolled_phone("member")

    def signs_in_here_and_out_there() -> None:
        assert phone.get(one, "/sign-in") == 200
        assert phone.post(one, "/sign-in/pin", {"pin": PIN}) == 303
        assert phone.get(other, "/account") == 200
        stolen = Browser(dict(phone.cookies))
        assert phone.post(other, "/sign-out", {}) == 303
        for host in (one, other):
            assert stolen.get(host, "/account") == 303, "the old cookie leads to the sign-in"

    def guesses_at_both() -> None:
        assert phone.get(one, "/sign-in") == 200
        answers = [phone.post((one, other)[n % 2], "/sign-in/pin", {"pin": WRONG}) for n in range(6)]
        assert answers == [422] * 5 + [429]
        assert phone.post(other, "/sign-in/pin", {"pin": PIN}) == 429

    site.network.run(signs_in_here_and_out_there)
    site.network.run(guesses_at_both)
    with site.app.app_context():
        assert (
            db.session.scalar(
                select(func.count()).select_from(UserSession).where(UserSession.revoked_at.is_(None))
            )
            == 4
        )
        db.session.remove()


@pytest.mark.proves("T01", "T46", "T50")
def test_either_host_may_die_while_phones_write_and_sessions_hold_on_both(tmp_path: Path, tell: Tell) -> None:
    with site(tmp_path) as two:
        burst = Burst(two, [two.phone(name) for name in WHO])
        check_sessions_and_throttles(two)
        burst.run(8, {8: two.hosts[0]}, start_again=False)
        assert stored(two) == Counter(burst.sent)
        where = "network namespaces" if two.network.spaces else "addresses of loopback"
        tell(
            "two hosts (short form): where / entries / sendings / lost / double",
            f"{where} / {len(burst.sent)} / {burst.sendings} / 0 / 0",
        )


@pytest.mark.prove
@pytest.mark.proves("T01")
def test_twenty_kills_of_either_host(tmp_path: Path, tell: Tell) -> None:
    with site(tmp_path) as two:
        burst, begun = Burst(two, [two.phone(name) for name in WHO]), time.monotonic()
        kills = {40 * n: two.hosts[n % 2] for n in range(1, 21)}
        burst.run(210, kills)
        for host in two.hosts:
            host.wait(two.network)
        assert stored(two) == Counter(burst.sent)
        assert [host.kills for host in two.hosts] == [10, 10]
        tell(
            "two hosts: kills / entries / sendings / lost / double",
            f"20 / {len(burst.sent)} / {burst.sendings} / 0 / 0",
        )
        tell("two hosts: seconds", f"{time.monotonic() - begun:.0f}")


@pytest.mark.prove
def test_without_keys_the_same_phones_write_things_twice(tmp_path: Path) -> None:
    """The fault is real: an answer lost on the way makes a second row when the phone sends under a new key."""
    with site(tmp_path) as two:
        burst = Burst(two, [two.phone(name) for name in WHO], keys=False)
        burst.run(10, {})
        assert max(stored(two).values()) > 1
