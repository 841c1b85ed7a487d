"""Who prints next. A few at a time, in the order of asking; a queue that is full says so."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class QueueFull(Exception):
    """More are waiting than the queue takes, or the turn did not come in time."""


class Queue:
    """`at_once`: prints that run. `room`: how many may wait besides; `within`: seconds that one waits at most.
    Who is patient waits as long as it takes and takes no room: work in the background, where nobody sits before an
    open page. All are served in the order in which they came."""

    def __init__(self, at_once: int, room: int, within: float) -> None:
        self.at_once, self.room, self.within = at_once, room, within
        self._lock = threading.Lock()
        self._running = 0
        self._waiting: deque[_Ticket] = deque()

    @contextmanager
    def turn(self, *, patient: bool = False) -> Iterator[None]:
        """Raises QueueFull."""
        self._enter(patient)
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1
                self._call_next()

    def _enter(self, patient: bool) -> None:
        with self._lock:
            if not self._waiting and self._running < self.at_once:
                self._running += 1
                return
            if not patient and sum(not ticket.patient for ticket in self._waiting) >= self.room:
                raise QueueFull("the queue is full")
            ticket = _Ticket(patient)
            self._waiting.append(ticket)
        if ticket.called.wait(None if patient else self.within):
            return
        with self._lock:
            if ticket.called.is_set():  # called in this very moment
                return
            self._waiting.remove(ticket)
            raise QueueFull(f"no turn within {self.within} s")

    def _call_next(self) -> None:
        while self._waiting and self._running < self.at_once:
            self._running += 1
            self._waiting.popleft().called.set()


class _Ticket:
    def __init__(self, patient: bool) -> None:
        self.patient, self.called = patient, threading.Event()


def processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
