"""Two hosts with a server each and one PostgreSQL, as network namespaces of this machine; phones that send to whichever
answers. Without the right to make namespaces (root) the hosts are two addresses of the loopback interface."""

from __future__ import annotations

import ctypes
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from tests.trust.killed_server import ANSWERS_WITHIN, HEADERS, ROOT, STARTS_WITHIN

T = TypeVar("T")
CLONE_NEWNET = 0x40000000
PORT = 8000
NAME = "teamhub.example"
"""What browsers call the installation: they do not know how many hosts it has."""


@dataclass
class Network:
    """`database`, `hosts`: addresses. `spaces`: names of the namespaces, the database's first; none on loopback."""

    database: str
    hosts: tuple[str, str]
    spaces: tuple[str, ...] = ()

    def inside(self, place: int) -> tuple[str, ...]:
        """The command that starts another one there. 0: where the database is; 1, 2: a host."""
        return ("ip", "netns", "exec", self.spaces[place]) if self.spaces else ()

    def run(self, work: Callable[[], T], *, beside: int = 1) -> list[T]:
        """Does the work in so many threads that stand in the database's namespace, where the phones are, too."""
        with ThreadPoolExecutor(beside, initializer=self._enter) as pool:
            return [waiting.result() for waiting in [pool.submit(work) for _ in range(beside)]]

    def _enter(self) -> None:
        """A namespace belongs to a thread: the rest of the process stays where it is."""
        if self.spaces:
            with Path(f"/run/netns/{self.spaces[0]}").open("rb") as space:
                if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def network() -> Iterator[Network]:
    """Gone at the end, with all that runs in it."""
    with ExitStack() as stack:
        if os.geteuid() == 0 and shutil.which("ip"):
            names = tuple(f"teamhub-{os.getpid()}-{place}" for place in ("db", "a", "b"))
            try:
                for name in names:
                    _ip("netns", "add", name)
                    stack.callback(_ip, "netns", "del", name)
            except subprocess.CalledProcessError:
                names = ()
            if names:
                _connect(names)
                yield Network("10.77.0.1", ("10.77.0.2", "10.77.0.3"), names)
                return
        yield Network("127.0.0.1", ("127.0.0.2", "127.0.0.3"))


def _connect(names: tuple[str, ...]) -> None:
    """A switch where the database is, a cable to either host."""
    middle = names[0]
    _ip("-n", middle, "link", "add", "switch", "type", "bridge")
    _ip("-n", middle, "addr", "add", "10.77.0.1/24", "dev", "switch")
    for number, host in enumerate(names[1:], start=2):
        _ip("-n", middle, "link", "add", f"to{number}", "type", "veth", "peer", "name", "eth0", "netns", host)
        _ip("-n", middle, "link", "set", f"to{number}", "master", "switch", "up")
        _ip("-n", host, "addr", "add", f"10.77.0.{number}/24", "dev", "eth0")
        _ip("-n", host, "link", "set", "eth0", "up")
    for name in names:
        _ip("-n", name, "link", "set", "lo", "up")
    _ip("-n", middle, "link", "set", "switch", "up")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@dataclass
class Host:
    """One application process with an instance folder of its own: keys and the address of the database."""

    instance: Path
    address: str
    inside: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TEAMHUB_") and k != "DATABASE_URL"}
        log = (self.instance / "log").open("ab")
        self.process = subprocess.Popen(
            [
                *self.inside,
                sys.executable,
                "-m",
                "teamhub",
                "serve",
                "--host",
                self.address,
                "--port",
                str(PORT),
            ],
            cwd=ROOT,
            env={
                **kept,
                "TEAMHUB_INSTANCE_PATH": str(self.instance),
                "TEAMHUB_HASH_MEMORY_KIB": "64",
                "TEAMHUB_HASH_ROUNDS": "1",
            },
            stdout=log,
            stderr=log,
        )
        log.close()

    def wait(self, network: Network) -> None:
        """Until it answers."""

        def ask() -> None:
            until = time.monotonic() + STARTS_WITHIN
            while time.monotonic() < until:
                try:
                    socket.create_connection((self.address, PORT), timeout=1).close()
                except OSError:
                    assert self.process is not None
                    assert self.process.poll() is None, (self.instance / "log").read_text("utf-8")
                    time.sleep(0.05)
                else:
                    return
            raise TimeoutError(self.address)

        network.run(ask)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)


@dataclass
class Browser:
    """Cookies of one phone, whichever host it reaches."""

    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""

    def get(self, host: str, path: str) -> int:
        return self._ask(host, "GET", path, None)

    def post(self, host: str, path: str, form: dict[str, str]) -> int:
        """With the CSRF token of the page looked at last."""
        found = BeautifulSoup(self.page, "html.parser").find("input", {"name": "csrf_token"})
        token = str(found["value"]) if found is not None else ""
        return self._ask(host, "POST", path, {"csrf_token": token, **form})

    def _ask(self, host: str, method: str, path: str, form: dict[str, str] | None) -> int:
        """Raises OSError or HTTPException when the host does not answer."""
        connection = http.client.HTTPConnection(host, PORT, timeout=ANSWERS_WITHIN)
        told = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(
            method,
            path,
            urlencode(form) if form is not None else None,
            {**HEADERS, "Host": NAME, "Cookie": told},
        )
        answer = connection.getresponse()
        body = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        connection.close()
        if answer.headers.get_content_type() == "text/html" and answer.status < 300:
            self.page = body
        return answer.status
