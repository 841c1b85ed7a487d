"""A server process that is killed while phones write, and phones that send again what was not answered."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.quiet_logs import people_in

ROOT = Path(__file__).resolve().parents[2]
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
STARTS_WITHIN, ANSWERS_WITHIN = 90, 60
"""Seconds: a busy machine takes its time."""


def teamhub(
    instance: Path, *words: str | Path, before: tuple[str, ...] = (), python: str = sys.executable
) -> str:
    """What a command says that ends well."""
    done = subprocess.run(
        [*before, python, "-m", "teamhub", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "TEAMHUB_INSTANCE_PATH": str(instance)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Phone:
    """Somebody who is signed in."""

    cookie: str
    csrf: str


@dataclass
class Entry:
    """One thing to write, by its phone: keys are each account's own. `tries`: how often it was sent; `answered`: the
    server said that it is done."""

    owner: Phone
    words: str
    once: str
    tries: int = 0
    answered: bool = False


@dataclass
class Server:
    instance: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0
    module: str = "teamhub"
    more: dict[str, str] = field(default_factory=dict)
    """Environment variables besides those of this process."""
    before: tuple[str, ...] = ()
    """A command that starts the server: one that gives it a disk of its own, for example."""
    gracefully: bool = False
    """It is told to stop instead of killed."""
    python: str = sys.executable

    @property
    def log(self) -> Path:
        return self.instance.with_name(f"{self.instance.name}.log")

    def said(self) -> str:
        """All that its starts wrote to standard error: its log, which names nobody."""
        words = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        assert people_in(words) == []
        return words

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TEAMHUB_") and k != "DATABASE_URL"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.before, self.python, "-m", self.module, "serve", "--port", str(self.port)],
                cwd=ROOT,
                env={**kept, "TEAMHUB_INSTANCE_PATH": str(self.instance), **self.more},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert self.process.poll() is None, f"the server did not start: {self.said()[-2000:]}"
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the server did not answer")

    def kill(self) -> None:
        """Without a word of warning, as a power cut to the process; or as a service manager stops it."""
        assert self.process is not None
        if self.gracefully:
            self.process.terminate()
            assert self.process.wait(timeout=STARTS_WITHIN) == 0
        else:
            self.process.kill()
            self.process.wait()
        self.kills += 1

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)
        self.said()


@dataclass
class Writers:
    """Phones that note deeds until they are told to stop. `new_key_each_time`: the fault that keys prevent."""

    server: Server
    phones: list[Phone]
    entries: list[Entry] = field(default_factory=list)
    new_key_each_time: bool = False
    statuses: set[int] = field(default_factory=set)
    """Every status that was ever answered."""

    def until(self, answered: int, *, killed_after: int | None, rng: random.Random) -> None:
        """All phones write until `answered` new entries are; after `killed_after` answers the server dies."""
        done, stop, lock = [0], threading.Event(), threading.Lock()

        def phone(who: Phone, seed: int) -> None:
            own = random.Random(seed)
            while not stop.is_set():
                entry = self._next(who, lock, own)
                if self._send(who, entry):
                    with lock:
                        done[0] += 1
                        if killed_after is not None and done[0] == killed_after:
                            stop.set()
                            self.server.kill()
                        elif done[0] >= answered:
                            stop.set()

        threads = [threading.Thread(target=phone, args=(p, rng.randrange(10**9))) for p in self.phones]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _next(self, who: Phone, lock: threading.Lock, own: random.Random) -> Entry:
        """Now and then something that this phone sent already, as one does that lost the answer."""
        with lock:
            mine, number = [e for e in self.entries if e.owner == who], len(self.entries)
            if mine and own.random() < 0.25:
                return own.choice(mine)
            entry = Entry(who, f"deed-{number}", f"key-{number}")
            self.entries.append(entry)
            return entry

    def send_again_what_was_not_answered(self) -> None:
        for entry in self.entries:
            if not entry.answered:
                assert self._send(entry.owner, entry), f"{entry.words} was refused"

    def _send(self, who: Phone, entry: Entry) -> bool:
        entry.tries += 1
        once = f"{entry.once}-{entry.tries}" if self.new_key_each_time else entry.once
        form = {"category": "printing", "summary": entry.words, "once": once, "csrf_token": who.csrf}
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=ANSWERS_WITHIN)
            connection.request("POST", "/linli/deeds/new", urlencode(form), {**HEADERS, "Cookie": who.cookie})
            answer = connection.getresponse()
            answer.read()
            connection.close()
        except (OSError, http.client.HTTPException):
            return False
        self.statuses.add(answer.status)
        if answer.status == 303:
            entry.answered = True
        return answer.status == 303
