"""One server with phones signed in to it, for a disk that misbehaves, and the tools that make it misbehave."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.trust.killed_server import ANSWERS_WITHIN, HEADERS, Phone, Server


@dataclass(frozen=True)
class Answer:
    """`seconds` until it came."""

    status: int
    words: str
    retry_after: str
    seconds: float


def ask(server: Server, phone: Phone, path: str, form: dict[str, str] | None = None) -> Answer:
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWERS_WITHIN)
    body = urlencode(form | {"csrf_token": phone.csrf}) if form is not None else None
    connection.request("POST" if body else "GET", path, body, {**HEADERS, "Cookie": phone.cookie})
    found = connection.getresponse()
    words = found.read().decode()
    connection.close()
    return Answer(found.status, words, found.headers.get("Retry-After", ""), time.monotonic() - begun)


def note(server: Server, phone: Phone, number: int) -> Answer:
    """A deed, under a key of its own."""
    form = {"category": "printing", "summary": f"deed-{number}", "once": f"key-{number}"}
    return ask(server, phone, "/linli/deeds/new", form)


def note_at_once(server: Server, phone: Phone, numbers: range) -> list[Answer]:
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(note(server, phone, n))) for n in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@contextmanager
def traced(server: Server, *how: str, log: Path) -> Iterator[None]:
    """strace on every thread of the running server; `how` it watches or what it makes fail."""
    assert server.process is not None
    tracer = subprocess.Popen(
        ["strace", "-f", "-y", "-ttt", "-o", str(log), *how, "-p", str(server.process.pid)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert tracer.stderr is not None
    os.set_blocking(tracer.stderr.fileno(), False)
    until, told = time.monotonic() + 30, b""
    while b"attached" not in told:
        assert time.monotonic() < until, told
        assert tracer.poll() is None, told
        told += tracer.stderr.read() or b""
        time.sleep(0.02)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(tracer.pid, signal.SIGINT)
        tracer.wait(timeout=30)
        tracer.stderr.close()


OWN_DISK = 'mount -t tmpfs -o size={size},mode=0700 teamhub {place} && cp -a {source}/. {place}/ && exec "$@"'


def on_own_disk(source: Path, place: Path, size: str) -> tuple[str, ...]:
    """The command that gives the server a small disk of its own, gone with it: a name space of mounts."""
    place.mkdir()
    script = OWN_DISK.format(size=size, place=place, source=source)
    return ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh")


def inside(server: Server, place: Path) -> Path:
    """That disk, seen from here."""
    assert server.process is not None
    return Path(f"/proc/{server.process.pid}/root{place}")


def fill(folder: Path) -> Path:
    """Writes until nothing fits any more."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096) == 4096:
            pass
    return ballast
