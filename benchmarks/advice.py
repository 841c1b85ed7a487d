"""The back-test of the advice: communities of a few sites whose people are not where the queues are, lived through three
times: left alone, with the advice followed, and with every other allocation of the same people in hindsight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random

from benchmarks import mornings
from benchmarks.mornings import Desk
from benchmarks.report import QUEUES, publish
from teamhub.domain.queue_advice import HEED, Kind, Move, Standing, advise
from teamhub.domain.queue_arrivals import Look
from teamhub.domain.queue_forecasts import Crew, Site, why_not

TARGET = 30
WAY = 15.0
"""Minutes that a desk needs from one site to another, and a notice until people heed it."""
EVERY = 15.0
"""Minutes between two looks of the leader at the advice."""
ACCEPTED = 2.0
"""Minutes until the leader has accepted."""
BEGIN, END = "<!-- advice: written by ./run bench advice --write -->", "<!-- end of advice -->"
COMMUNITIES, SEED = 300, 1

People = tuple[tuple[float, float], ...]


@dataclass
class Place:
    """A site in the course of a morning. `truth` changes with what is done; `asked` is what the product knows of that."""

    truth: mornings.Site
    crews: list[Crew]
    asked_from: float = 0.0
    away: float = 0.0
    in_turn: float = 0.0
    more: int = 0

    def longest(self) -> float:
        return mornings.run(self.truth).longest()

    def known(self, looks: Sequence[Look], now: float) -> Site:
        still = self.truth.eligible - looks[-1].tested - looks[-1].waiting + self.more
        return Site(
            tuple(looks),
            now,
            self.truth.closes,
            tuple(self.crews),
            self.truth.per_hour,
            max(0, still),
            self.asked_from,
            self.away,
            self.in_turn,
        )


def community(chance: Random) -> list[Place]:
    """Two or three sites. Together their desks could serve everybody, but they stand by chance, not where people come."""
    desks = [chance.choice((1, 1, 2, 2, 3)) for _ in range(chance.choice((2, 3)))]
    crowds = [chance.uniform(0.3, 1.0) for _ in desks]
    load = chance.uniform(0.45, 0.8) * sum(desks) / sum(crowds)
    return [
        Place(mornings.morning(chance, load=load * crowd / count, desks=count), [Crew(0.0, count)])
        for crowd, count in zip(crowds, desks, strict=True)
    ]


def followed(places: list[Place], chance: Random, *, moved: list[Move] | None = None) -> list[Place]:
    """The same morning, with each advice accepted. The leader looks every quarter of an hour, after the marshals."""
    lived = [replace(place, crews=list(place.crews)) for place in places]
    seeds = [chance.random() for _ in places]
    heeds = chance.uniform(0.5, 0.9)
    minute, last = 2.0, max(place.truth.closes for place in places)
    while (minute := minute + EVERY) < last:
        seen = [_looks(place, seed, minute) for place, seed in zip(lived, seeds, strict=True)]
        standings = []
        for key, (place, looks) in enumerate(zip(lived, seen, strict=True), start=1):
            if not looks or minute >= place.truth.closes:
                continue
            site = place.known(looks, minute)
            if why_not(site) is None:
                spare = max(0, int(min(crew.desks for crew in site.crews[-2:])) - 1)
                standings.append(Standing(key, site, spare, WAY))
        told = advise(standings, idle=0, target=TARGET) if standings else None
        for move in told.moves if told else ():
            _carry_out(lived, move, minute + ACCEPTED, heeds, Random(chance.random()))
            if moved is not None:
                moved.append(move)
    return lived


def _looks(place: Place, seed: float, minute: float) -> list[Look]:
    """What was written down until now; the past does not change with what is done later."""
    return [
        look
        for look in mornings.looks(mornings.run(place.truth), place.truth.closes, Random(seed))
        if look.minute <= minute
    ]


def _carry_out(places: list[Place], move: Move, at: float, heeds: float, chance: Random) -> None:
    place = places[move.site - 1]
    if move.kind is Kind.CALL:
        people = _asked(place.truth, at + WAY, heeds, chance)
        called = [(chance.uniform(at + WAY, place.truth.closes - 1), needs) for _, needs in people[1]]
        place.truth = replace(place.truth, people=_in_order(people[0], called))
        place.asked_from = at + WAY
        place.in_turn = move.part * (1.0 - place.away)
    elif move.kind is Kind.SPLIT:
        other = places[move.other - 1]
        stay, go = _asked(place.truth, at + WAY, heeds * move.part, chance)
        until = other.truth.closes - 1
        place.truth = replace(place.truth, people=stay)
        other.truth = replace(
            other.truth, people=_in_order(other.truth.people, [(min(until, a + 10), n) for a, n in go])
        )
        other.more += round(len(go))
        place.asked_from, place.away = at + WAY, min(1.0 - place.in_turn, place.away + move.part * HEED)
    else:
        giver = places[move.other - 1]
        desks = list(giver.truth.desks)
        n = next(n for n, desk in enumerate(desks) if desk.closes > at and desk.opens <= at)
        gone = desks[n]
        desks[n] = replace(gone, closes=at)
        giver.truth = mornings.with_desks(giver.truth, desks)
        giver.crews.append(Crew(at, giver.crews[-1].desks - 1))
        place.truth = mornings.with_desks(place.truth, [*place.truth.desks, Desk(at + WAY, gone.pace)])
        place.crews.append(Crew(at + WAY, place.crews[-1].desks + 1))


def _asked(site: mornings.Site, since: float, part: float, chance: Random) -> tuple[People, People]:
    """(those who do not heed or are there already, those who do)."""
    stay: list[tuple[float, float]] = []
    heed: list[tuple[float, float]] = []
    for arrives, needs in site.people:
        (heed if arrives > since and chance.random() < part else stay).append((arrives, needs))
    return tuple(stay), tuple(heed)


def _in_order(some: Sequence[tuple[float, float]], more: Sequence[tuple[float, float]]) -> People:
    return tuple(sorted([*some, *more]))


def first_moment(places: Sequence[Place], chance: Random) -> float:
    """When the product can first say anything about any of the sites."""
    moments = [
        look.minute
        for place in places
        for look in mornings.looks(mornings.run(place.truth), place.truth.closes, Random(chance.random()))
        if look.tested >= 10
    ]
    return min(moments, default=30.0)


def best_allocation(places: Sequence[Place], at: float) -> float:
    """The shortest longest wait of all ways to place the same desks from this moment on, with the same way between
    the sites and full knowledge of the day; no site is left without a desk."""
    desks = [(home, desk) for home, place in enumerate(places) for desk in place.truth.desks]
    waits: dict[tuple[int, tuple[int, ...]], float] = {}
    best = float("inf")
    for places_of in product(range(len(places)), repeat=len(desks)):
        if len(set(places_of)) < len(places):
            continue
        worst = 0.0
        for site in range(len(places)):
            here = tuple(n for n, where in enumerate(places_of) if where == site)
            if (site, here) not in waits:
                waits[site, here] = _with(places[site].truth, site, desks, here, at)
            worst = max(worst, waits[site, here])
            if worst >= best:
                break
        best = min(best, worst)
    return best


def _with(
    truth: mornings.Site, site: int, desks: Sequence[tuple[int, Desk]], here: tuple[int, ...], at: float
) -> float:
    own = [
        desk if n in here else replace(desk, closes=at)
        for n, (home, desk) in enumerate(desks)
        if home == site
    ]
    come = [Desk(at + WAY, desk.pace) for n, (home, desk) in enumerate(desks) if n in here and home != site]
    return mornings.run(mornings.with_desks(truth, [*own, *come])).longest()


@dataclass
class BackTest:
    """Communities: `fine` without any move, `helpable` by another allocation of the same people, of these `kept` under the
    target by following the advice; `beyond` any allocation, of these `kept_beyond`. `spoilt`: fine ones that the advice
    made miss the target."""

    fine: int = 0
    spoilt: int = 0
    helpable: int = 0
    kept: int = 0
    beyond: int = 0
    kept_beyond: int = 0
    moves: list[Move] = field(default_factory=list)
    misses: list[float] = field(default_factory=list)


def back_test(count: int, seed: int = SEED) -> BackTest:
    chance, result = Random(seed), BackTest()
    for _ in range(count):
        places = community(chance)
        own = Random(chance.random())
        before = max(place.longest() for place in places)
        advised = max(place.longest() for place in followed(places, own, moved=result.moves))
        if before <= TARGET:
            result.fine += 1
            result.spoilt += advised > TARGET
        elif best_allocation(places, first_moment(places, Random(chance.random()))) <= TARGET:
            result.helpable += 1
            result.kept += advised <= TARGET
            if advised > TARGET:
                result.misses.append(advised)
        else:
            result.beyond += 1
            result.kept_beyond += advised <= TARGET
    return result


def table(result: BackTest) -> Iterator[str]:
    yield "| Communities | Mornings | Longest wait within the target when the advice was followed |"
    yield "| --- | --- | --- |"
    yield f"| miss the target; a better allocation of the same people would hold it | {result.helpable} | {result.kept} ({result.kept / max(1, result.helpable):.0%}) |"
    yield f"| miss the target; no allocation of the same people would hold it | {result.beyond} | {result.kept_beyond} |"
    yield f"| hold the target without any move | {result.fine} | {result.fine - result.spoilt} |"
    kinds = ", ".join(f"{kind}: {sum(m.kind is kind for m in result.moves)}" for kind in Kind)
    yield f"\n{len(result.moves)} moves ({kinds})."
    if result.misses:
        yield f"\nWhere it failed, the longest waits were {', '.join(f'{m:.0f}' for m in sorted(result.misses))} minutes."


def main(*, write: bool) -> int:
    head = f"{COMMUNITIES} simulated communities, seed {SEED}; target {TARGET} minutes."
    return publish(QUEUES, head, lambda: table(back_test(COMMUNITIES)), BEGIN, END, write=write)
