"""Requests at a steady rate over open connections, and how long each waited for its answer."""

from __future__ import annotations

import http.client
import queue
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.trust.killed_server import HEADERS, Phone


@dataclass(frozen=True)
class Request:
    phone: Phone
    path: str
    form: dict[str, str] | None = None
    """None: a GET."""

    def send(self, line: http.client.HTTPConnection) -> int:
        if self.form is None:
            line.request("GET", self.path, headers={"Cookie": self.phone.cookie})
        else:
            body = urlencode({**self.form, "csrf_token": self.phone.csrf})
            line.request("POST", self.path, body, {**HEADERS, "Cookie": self.phone.cookie})
        answer = line.getresponse()
        answer.read()
        return answer.status


@dataclass
class Answers:
    """Seconds from the moment at which a request was due to its answer: what waits in line counts."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    took: float = 0.0

    def share(self, part: float) -> float:
        """The wait that this part of the requests did not exceed: share(0.95)."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]

    @property
    def errors(self) -> int:
        return self.broken + sum(count for status, count in self.statuses.items() if status >= 400)


def send_all(port: int, requests: Sequence[Request], per_second: float, connections: int) -> Answers:
    """Every request in its turn, `per_second` of them a second, over so many connections that stay open. A request that
    finds no free connection waits, and its wait counts. A broken connection is opened anew and counted."""
    found, lock = Answers(), threading.Lock()
    due: queue.SimpleQueue[tuple[float, Request] | None] = queue.SimpleQueue()
    begun = time.monotonic()

    def visitor() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while (turn := due.get()) is not None:
            at, request = turn
            try:
                status = request.send(line)
            except (OSError, http.client.HTTPException):
                line.close()
                line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                with lock:
                    found.broken += 1
                continue
            with lock:
                found.statuses[status] += 1
                found.seconds.append(time.monotonic() - at)
        line.close()

    visitors = [threading.Thread(target=visitor) for _ in range(connections)]
    for thread in visitors:
        thread.start()
    for number, request in enumerate(requests):
        at = begun + number / per_second
        time.sleep(max(0.0, at - time.monotonic()))
        due.put((at, request))
    for _ in visitors:
        due.put(None)
    for thread in visitors:
        thread.join()
    found.took = time.monotonic() - begun
    return found
