"""The back-test of the queue forecast: simulated mornings with known truth, against rules that anybody could use."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks import mornings
from benchmarks.report import QUEUES, publish
from teamhub.domain.queue_arrivals import Look
from teamhub.domain.queue_forecasts import Crew, Outlook, Site, forecast, why_not

AHEAD = 30
TARGET = 30
WARNED = 15

BEGIN, END = "<!-- back-test: written by ./run bench queues --write -->", "<!-- end of back-test -->"
MORNINGS, SEED = 300, 1

Rule = Callable[[mornings.Site, Sequence[Look]], float]


def last_wait(_: mornings.Site, looks: Sequence[Look]) -> float:
    """As long as the person called last had waited."""
    return looks[-1].waited or 0.0


def line_of_waits(_: mornings.Site, looks: Sequence[Look]) -> float:
    before, now = looks[-2] if len(looks) > 1 else Look(0.0, 0, 0, 0.0), looks[-1]
    slope = ((now.waited or 0.0) - (before.waited or 0.0)) / (now.minute - before.minute)
    return max(0.0, (now.waited or 0.0) + slope * AHEAD)


def _now(looks: Sequence[Look], n: int) -> float:
    """People waiting over the rate since the look before: what somebody who joins will wait."""
    before = looks[n - 1] if n > 0 else Look(0.0, 0, 0)
    rate = (looks[n].tested - before.tested) / (looks[n].minute - before.minute)
    return looks[n].waiting / rate if rate > 0 else 0.0


def last_queue(_: mornings.Site, looks: Sequence[Look]) -> float:
    """As long as the queue of now takes."""
    return _now(looks, len(looks) - 1)


def line_of_queues(_: mornings.Site, looks: Sequence[Look]) -> float:
    last = len(looks) - 1
    before, since = (_now(looks, last - 1), looks[-2].minute) if last else (0.0, 0.0)
    now = _now(looks, last)
    return max(0.0, now + (now - before) / (looks[-1].minute - since) * AHEAD)


NAIVE: dict[str, Rule] = {
    "last value, minutes waited": last_wait,
    "straight line, minutes waited": line_of_waits,
    "last value, queue over rate": last_queue,
    "straight line, queue over rate": line_of_queues,
}
MODEL = "the model"


@dataclass
class Score:
    """Of one rule. `errors` in minutes; `crossings`: mornings in which somebody had to wait longer than the target;
    `warned`: of them, those announced early enough; `calm`: mornings without, `alarmed` of them all the same."""

    errors: list[float] = field(default_factory=list)
    crossings: int = 0
    warned: int = 0
    calm: int = 0
    alarmed: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.errors)

    @property
    def share(self) -> float:
        return self.warned / max(1, self.crossings)


@dataclass
class BackTest:
    scores: dict[str, Score]
    inside: int = 0
    ranges: int = 0


def known(site: mornings.Site, looks: Sequence[Look]) -> Site:
    """What the product knows of it."""
    now = looks[-1].minute
    still = max(0, site.eligible - looks[-1].tested - looks[-1].waiting)
    return Site(tuple(looks), now, site.closes, (Crew(0.0, len(site.desks)),), site.per_hour, still)


def back_test(count: int, seed: int = 1) -> BackTest:
    chance = Random(seed)
    result = BackTest({name: Score() for name in (MODEL, *NAIVE)})
    for _ in range(count):
        one(mornings.morning(chance), Random(chance.random()), result)
    return result


def one(site: mornings.Site, chance: Random, result: BackTest) -> None:
    course = mornings.run(site)
    looks = mornings.looks(course, site.closes, chance)
    crossing = next((n for n, wait in enumerate(course.joins) if wait > TARGET), None)
    announced: dict[str, float] = {}
    for n in range(1, len(looks) + 1):
        seen = looks[:n]
        now = seen[-1].minute
        if now + AHEAD > site.closes or why_not(known(site, seen)):
            continue
        truth = course.joins[int(now + AHEAD)]
        told = forecast(known(site, seen), target=TARGET)
        after = told.waits[AHEAD]
        result.scores[MODEL].errors.append(abs(after.likely - truth))
        result.ranges += 1
        result.inside += after.least - 1 <= truth <= after.most + 1
        if told.outlook is Outlook.BREAKS:
            announced.setdefault(MODEL, now)
        for name, rule in NAIVE.items():
            guess = rule(site, seen)
            result.scores[name].errors.append(abs(guess - truth))
            if guess > TARGET:
                announced.setdefault(name, now)
    for name, score in result.scores.items():
        at = announced.get(name)
        if crossing is None:
            score.calm += 1
            score.alarmed += at is not None
        else:
            score.crossings += 1
            score.warned += at is not None and at <= crossing - WARNED


def table(result: BackTest) -> Iterator[str]:
    yield "| Rule | Median error, 30 minutes ahead | Mean error | Crossings announced 15 minutes ahead | Alarm on a calm morning |"
    yield "| --- | --- | --- | --- | --- |"
    for name, score in result.scores.items():
        yield (
            f"| {name} | {score.median:.1f} min | {statistics.mean(score.errors):.1f} min "
            f"| {score.warned} of {score.crossings} ({score.share:.0%}) | {score.alarmed} of {score.calm} |"
        )
    yield f"\n{result.ranges} forecasts; the truth lay in the range told in {result.inside / result.ranges:.0%}."


def main(*, write: bool) -> int:
    head = f"{MORNINGS} simulated mornings, seed {SEED}; target {TARGET} minutes."
    return publish(QUEUES, head, lambda: table(back_test(MORNINGS, SEED)), BEGIN, END, write=write)
