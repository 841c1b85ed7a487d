"""Many phones that press at the same moment, against a real server."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import TypeVar
from urllib.parse import urlencode

from tests.trust.killed_server import HEADERS, Phone

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str


def press(port: int, phone: Phone, path: str, form: Mapping[str, str | Sequence[str]]) -> Answer:
    """One form, on a connection of its own."""
    body = urlencode({**form, "csrf_token": phone.csrf}, doseq=True)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, body, {**HEADERS, "Cookie": phone.cookie})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return Answer(answer.status, answer.getheader("Location", ""), text)


def press_and_vanish(port: int, phone: Phone, path: str, form: Mapping[str, str]) -> None:
    """The phone loses its signal before the answer comes: the server has everything, nobody hears what it says."""
    body = urlencode({**form, "csrf_token": phone.csrf}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {phone.cookie}\r\nConnection: close\r\n"
        f"Content-Type: {HEADERS['Content-Type']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head.encode() + body)
        line.recv(1)  # the first byte of the answer: it was decided, and is not read


def at_once(presses: Sequence[Callable[[], T]]) -> list[T]:
    """All start together, each in a thread of its own; the answers in the order of the presses."""
    start = Barrier(len(presses))

    def one(what: Callable[[], T]) -> T:
        start.wait()
        return what()

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(one, presses))
