"""Who prints next: a few at a time, in the order of asking, and a full queue says so at once."""

from __future__ import annotations

import threading

import pytest

from teamhub.documents.press_queue import Queue, QueueFull


class Printers:
    """People who ask for a turn, one after another, and keep it until they are let go."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.order: list[str] = []
        self.full: list[str] = []
        self.go = threading.Semaphore(0)
        self.threads: list[threading.Thread] = []

    def ask(self, name: str, *, patient: bool = False) -> None:
        """Returns when the thread prints, waits, or was refused."""
        waiting = len(self.queue._waiting)
        thread = threading.Thread(target=self._print, args=(name, patient))
        self.threads.append(thread)
        thread.start()
        while len(self.queue._waiting) == waiting and name not in self.order + self.full:
            threading.Event().wait(0.001)

    def _print(self, name: str, patient: bool) -> None:
        try:
            with self.queue.turn(patient=patient):
                self.order.append(name)
                self.go.acquire()
        except QueueFull:
            self.full.append(name)

    def finish(self) -> None:
        """One at a time: of two that are called together either may be the first to write its name."""
        for _ in self.threads:
            before, called = len(self.order), bool(self.queue._waiting)
            self.go.release()
            while called and len(self.order) == before:
                threading.Event().wait(0.001)
        for thread in self.threads:
            thread.join(timeout=10)
        assert not any(thread.is_alive() for thread in self.threads)


def test_first_come_first_printed_and_never_more_at_once_than_allowed() -> None:
    queue = Queue(at_once=2, room=9, within=30)
    people = Printers(queue)
    for name in "abcde":
        people.ask(name)
    assert people.order == ["a", "b"]
    people.finish()
    assert people.order == list("abcde")
    assert queue._running == 0


def test_a_full_queue_refuses_at_once_and_the_patient_take_no_room() -> None:
    people = Printers(Queue(at_once=1, room=2, within=30))
    people.ask("first")
    people.ask("batch", patient=True)
    for name in ("second", "third", "fourth"):
        people.ask(name)
    people.ask("next sheet of the batch", patient=True)
    assert people.full == ["fourth"]
    people.finish()
    assert people.order == ["first", "batch", "second", "third", "next sheet of the batch"]


def test_who_waits_too_long_is_told_and_leaves_no_hole() -> None:
    queue = Queue(at_once=1, room=2, within=0.05)
    with queue.turn(), pytest.raises(QueueFull), queue.turn():
        pass
    assert not queue._waiting
    with queue.turn():
        assert queue._running == 1


def test_a_print_that_fails_gives_its_turn_away() -> None:
    queue = Queue(at_once=1, room=0, within=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), queue.turn():
            raise ZeroDivisionError
    assert queue._running == 0
