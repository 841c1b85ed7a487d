"""The warm press, seen from the application: starts it, hands it orders, starts it again when it is gone."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import IO, Any

from teamhub.documents import press_worker

AVAILABLE = sys.platform == "linux"
"""Elsewhere each order gets a process of its own that loads everything anew: Windows cannot fork, and the libraries
of macOS must not be used after a fork."""

IDLE = 600.0
"""Seconds without an order after which the press goes home; its memory (some 120 MB) is free until the next one."""

ORDERS = 2000
"""After so many orders a fresh one takes over."""

STARTS_WITHIN, GRACE = 60.0, 5.0
"""Seconds for loading WeasyPrint; seconds after the child's own clock until we no longer believe in it."""

DIED, HEAD = 1, 9
"""No answer at all; bytes before the PDF: how it went, and the length."""

KEPT_ENVIRONMENT = (
    "PATH", "HOME", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
    "WEASYPRINT_DLL_DIRECTORIES", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "XDG_DATA_DIRS", "XDG_CACHE_HOME",
)  # fmt: skip


class NotTaken(Exception):
    """No child took the order: the press is gone, or never came."""


class TimeUp(Exception):
    """The clock ran out."""


@dataclass(frozen=True)
class Outcome:
    """`status` as press_worker's exit codes, or DIED."""

    status: int
    pdf: bytes
    remarks: str


def environment(scratch: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k in KEPT_ENVIRONMENT}
    return kept | {"LANG": "C.UTF-8", "TMPDIR": scratch, "TEMP": scratch, "TMP": scratch}


class WarmPress:
    """One process that is kept warm; threads may order at the same time."""

    def __init__(self, idle: float = IDLE, orders: int = ORDERS) -> None:
        self.idle, self.orders = idle, orders
        self._lock = threading.Lock()
        self._crew: Crew | None = None
        self._leaving: list[Crew] = []

    @property
    def pid(self) -> int | None:
        return self._crew.process.pid if self._crew else None

    def start(self) -> Crew:
        """Begins to load, if it does not run. Returns at once."""
        with self._lock:
            self._leaving = [crew for crew in self._leaving if crew.process.poll() is None]
            if self._crew is None:
                self._crew = Crew.hired(self.idle)
            return self._crew

    def stop(self) -> None:
        """Ends it, and what it prints just now."""
        with self._lock:
            for crew in (*self._leaving, *([self._crew] if self._crew else [])):
                crew.dismiss()
            self._crew, self._leaving = None, []

    def forget(self) -> None:
        """In a forked copy of the application: the press belongs to the one it was copied from."""
        for crew in (*self._leaving, *([self._crew] if self._crew else [])):
            crew.control.close()
            crew.process.returncode = 0
        self.__init__(self.idle, self.orders)  # type: ignore[misc]  # the lock may be held by a thread that is not here

    def order(self, order: dict[str, Any], limits: dict[str, float]) -> Outcome:
        """Raises NotTaken, TimeUp."""
        with tempfile.TemporaryFile() as remarks:
            with self._hand_over(limits, remarks) as line:
                status, pdf = _answer(line, order, limits)
            remarks.seek(0)
            said = remarks.read(65536).decode("utf-8", "replace").strip()
        return Outcome(status, pdf, said)

    def _hand_over(self, limits: dict[str, float], remarks: IO[bytes]) -> socket.socket:
        """Twice: the first may have gone home in the very moment in which the order was sent."""
        for _ in range(2):
            crew = self.start()
            ours, theirs = socket.socketpair()
            try:
                with theirs:
                    crew.send(json.dumps(limits).encode(), theirs.fileno(), remarks.fileno())
                ours.settimeout(STARTS_WITHIN)
                if ours.recv(1) == press_worker.TAKEN:
                    self._relieve(crew)
                    return ours
            except OSError:
                pass
            ours.close()
            self._replace(crew)
        raise NotTaken

    def _relieve(self, crew: Crew) -> None:
        """After many orders it finishes what runs and goes, and a fresh one takes over."""
        with self._lock:
            crew.taken += 1
            if crew.taken >= self.orders and crew is self._crew:
                with contextlib.suppress(OSError):
                    crew.send(b"end")
                self._leaving.append(crew)
                self._crew = None

    def _replace(self, crew: Crew) -> None:
        """One that did not take an order is gone, or of no use."""
        with self._lock:
            if crew is self._crew:
                self._crew = None
                crew.dismiss()


@dataclass
class Crew:
    """One process and the line to it."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    home: str
    taken: int = 0

    @classmethod
    def hired(cls, idle: float) -> Crew:
        home = tempfile.mkdtemp(prefix="teamhub-press-")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
                [sys.executable, "-I", press_worker.__file__, str(theirs.fileno()), str(idle)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(home),
                cwd=home,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        return cls(process, ours, home)

    def send(self, message: bytes, *files: int) -> None:
        """Raises OSError when it is gone."""
        socket.send_fds(self.control, [message], list(files)) if files else self.control.send(message)

    def dismiss(self) -> None:
        self.control.close()
        try:
            self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def _answer(line: socket.socket, order: dict[str, Any], limits: dict[str, float]) -> tuple[int, bytes]:
    """How it went, and the PDF. Raises TimeUp."""
    until, told = time.monotonic() + limits["seconds"], json.dumps(order).encode()
    answer = bytearray()
    try:
        line.settimeout(limits["seconds"] + GRACE)
        line.sendall(len(told).to_bytes(8, "big") + told)
        while len(answer) <= HEAD + limits["file_bytes"]:
            line.settimeout(max(0.1, until + GRACE - time.monotonic()))
            part = line.recv(1 << 20)
            if not part:
                break
            answer += part
    except TimeoutError:
        raise TimeUp from None
    except OSError:
        answer.clear()
    if len(answer) >= HEAD and int.from_bytes(answer[1:HEAD], "big") == len(answer) - HEAD:
        return answer[0], bytes(answer[HEAD:])
    if time.monotonic() >= until - 0.05:
        raise TimeUp
    return DIED, b""
