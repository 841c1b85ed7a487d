"""Two phones, one stairwell, and a network that loses, repeats and reorders: the rules of static/js/outbox.js in
Python, so that thousands of courses can be played against the real /sync."""

from __future__ import annotations

import copy
import itertools
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from teamhub.web.clock import now
from tests.outbox import Phone

Sent = dict[str, Any]
OUTCOMES = (("no_answer", 0), ("met_all_ok", 0), ("met_untested", 1))
SETTLED = {"done", "again"}
_courses = itertools.count()


@dataclass
class Kept:
    """An entry as the phone keeps it: `state` waiting | conflict | refused | sent | dropped."""

    entry: Sent
    made: datetime
    state: str = "waiting"
    version: int = 0

    @property
    def key(self) -> str:
        return str(self.entry["key"])

    @property
    def path(self) -> str:
        return str(self.entry["path"])

    def seen(self) -> str:
        """The version of the door that it was made on."""
        return next(str(value) for name, value in self.entry["fields"] if name == "version")

    def move(self, version: int) -> None:
        self.entry["fields"] = [
            [name, str(version) if name == "version" else value] for name, value in self.entry["fields"]
        ]


@dataclass
class UnsteadyPhone:
    """`batches`: what it sent so far, as the network may deliver it again much later."""

    phone: Phone
    kept: list[Kept] = field(default_factory=list)
    batches: list[list[Sent]] = field(default_factory=list)
    keyless: bool = False

    def knock(self, path: str, made: datetime, outcome: str, untested: int, key: str) -> None:
        fields: dict[str, object] = {"version": 0, "outcome": outcome, "untested": untested, "note": key}
        self.kept.append(Kept(self.phone.entry(path, fields, made, key), made))

    def waiting(self) -> list[Kept]:
        """Of each door only the oldest: its answer moves the ones behind it."""
        first: dict[str, Kept] = {}
        for one in sorted(self.kept, key=lambda kept: kept.made):
            if one.state == "waiting":
                first.setdefault(one.path, one)
        return list(first.values())

    def send(self, *, request_lost: bool = False, answer_lost: bool = False) -> None:
        batch = self.waiting()
        if not batch:
            return
        sent = [copy.deepcopy(one.entry) for one in batch]
        self.batches.append(sent)
        if request_lost:
            return
        answers = self.phone.send(self._keys(sent))
        if not answer_lost:
            for one, answer in zip(batch, answers, strict=True):
                self._take(one, answer)

    def deliver_again(self, rng: random.Random) -> None:
        """A batch of earlier, its entries in any order, its answer long given up on."""
        if self.batches:
            batch = copy.deepcopy(rng.choice(self.batches))
            rng.shuffle(batch)
            self.phone.send(self._keys(batch))

    def press_at_once(self) -> None:
        """The form itself went out and was stored; the answer was lost, so the entry was kept."""
        for one in self.waiting()[:1]:
            self.phone.client.post(one.path, dict(one.entry["fields"]))

    def decide(self, rng: random.Random, *, drop: float) -> None:
        """The person looks at both versions: the own one is saved too, or dropped."""
        for one in self.kept:
            if one.state != "conflict":
                continue
            if rng.random() < drop:
                one.state = "dropped"
            else:
                one.move(one.version)
                one.state = "waiting"

    def _take(self, one: Kept, answer: dict[str, Any]) -> None:
        outcome = answer["outcome"]
        assert outcome in SETTLED | {"conflict", "refused"}, answer
        if outcome not in SETTLED:
            assert answer["said"]
            one.state, one.version = outcome, answer["version"] or 0
            return
        for later in self.kept:
            if later.path == one.path and later.made > one.made and later.seen() == one.seen():
                later.move(answer["version"])
        one.state = "sent"

    def _keys(self, batch: list[Sent]) -> list[Sent]:
        """The control: a phone that gives each sending a new key."""
        if self.keyless:
            for one in batch:
                one["key"] = f"{one['key']}-{next(_courses)}"
                one["fields"] = [
                    [name, one["key"] if name == "once" else value] for name, value in one["fields"]
                ]
        return batch


def play(rng: random.Random, phones: list[UnsteadyPhone], paths: list[str]) -> None:
    """One course: each phone records one to three visits at the doors; then the network does what it likes, people
    decide some of the conflicts, and in the end the signal is good."""
    course, begun = next(_courses), now() - timedelta(hours=3)
    minutes = rng.sample(range(1, 150), 6)
    for number, phone in enumerate(phones):
        phone.kept, phone.batches = [], []
        for which in range(rng.randint(1, 3)):
            made = begun + timedelta(minutes=minutes.pop())
            outcome, untested = rng.choice(OUTCOMES)
            phone.knock(rng.choice(paths), made, outcome, untested, f"course-{course}-{number}-{which}")
    if rng.random() < 0.3:
        rng.choice(phones).press_at_once()
    for _ in range(rng.randint(3, 7)):
        phone = rng.choice(phones)
        match rng.randrange(6):
            case 0:
                phone.send()
            case 1:
                phone.send(answer_lost=True)
            case 2:
                phone.send(request_lost=True)
            case 3 | 4:
                phone.deliver_again(rng)
            case _:
                phone.decide(rng, drop=0.5)
    good_signal(phones)


def good_signal(phones: list[UnsteadyPhone]) -> None:
    for phone in phones:
        while phone.waiting():
            phone.send()
