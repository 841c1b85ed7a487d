"""Which moves make the target hold again: houses called in turn, people asked to another site, another desk. The
cheapest set is looked for among all sets of a few moves; each is judged by the forecast (queue_forecasts)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations

from teamhub.domain.queue_arrivals import Arrivals
from teamhub.domain.queue_forecasts import Crew, Forecast, Site, forecast, possibilities_of

HEED = 0.7
"""The part of those still to come who do what a notice in the residents' group asks."""
SAFE = 0.1
"""From this probability to miss the target on, a move is looked for: people and notices need their time."""
PARTS = (0.25, 0.5)
"""Parts of those still to come who may be asked to another site."""
MOST = 3
"""Moves of one advice: more are not carried out while a queue grows."""
NEIGHBOURS = 3
"""Sites that people may be asked to: the ones with the shortest queues."""


class Kind(StrEnum):
    """CALL: houses come in turn. SPLIT: a part of the people goes to another site. OPEN: idle people open a desk.
    SHIFT: a desk comes from another site."""

    CALL = "call"
    SPLIT = "split"
    OPEN = "open"
    SHIFT = "shift"


COST = {Kind.CALL: 2, Kind.SPLIT: 3, Kind.OPEN: 4, Kind.SHIFT: 5}
"""What a move costs, against the others: a notice, a longer way for residents, people who rested, a site that lacks
them. One move more is worse than a dearer one."""


@dataclass(frozen=True)
class Standing:
    """A site as it stands. `spare`: desks that it may give away; `reachable`: minutes until a notice or a desk from
    elsewhere takes effect; `told`: its forecast, when it was made already."""

    key: int
    site: Site
    spare: int
    reachable: float
    told: Forecast | None = None


@dataclass(frozen=True)
class Move:
    """`site` gets help; `other`: who gives a desk or takes people; `part` of the people asked to come in turn or to
    go elsewhere."""

    kind: Kind
    site: int
    other: int = 0
    part: float = 0.0


@dataclass(frozen=True)
class Effect:
    """At one site: longest likely wait from now on (minutes) and the probability to miss the target."""

    longest: float
    over: float


@dataclass(frozen=True)
class Advice:
    """`before` and `after`: by site, of those that the moves touch or that need help. `alone`: what each move does at
    its site without the others. `holds`: with all moves no site is likely to miss the target."""

    moves: tuple[Move, ...]
    before: dict[int, Effect]
    after: dict[int, Effect]
    alone: tuple[Effect, ...]
    holds: bool


@dataclass(frozen=True)
class _Change:
    """What a set of moves does to one site."""

    desks: int = 0
    away: float = 0.0
    in_turn: float = 0.0
    more: int = 0


@dataclass
class _Judge:
    """Forecasts, each made once."""

    standings: dict[int, Standing]
    target: int
    known: dict[int, list[Arrivals]] = field(default_factory=dict)
    made: dict[tuple[int, _Change], Forecast] = field(default_factory=dict)

    def told(self, key: int, change: _Change) -> Forecast:
        if (key, change) not in self.made:
            if key not in self.known:
                self.known[key] = possibilities_of(self.standings[key].site)
            site = _changed(self.standings[key], change)
            known = None if change.more else self.known[key]
            self.made[key, change] = forecast(site, target=self.target, possibilities=known)
        return self.made[key, change]

    def effect(self, key: int, change: _Change) -> Effect:
        told = self.told(key, change)
        return Effect(told.longest.likely, told.over)


def advise(
    standings: Sequence[Standing], *, idle: int, target: int, from_probability: float = SAFE
) -> Advice | None:
    """`idle`: desks that people without a site could open. None: no site is likely to miss the target (in minutes),
    from this probability on. Without a set that makes it hold everywhere: the one that lowers the probabilities most,
    with no moves when none helps."""
    judge = _Judge({one.key: one for one in standings}, target)
    judge.made |= {(one.key, _Change()): one.told for one in standings if one.told is not None}
    before = {one.key: judge.effect(one.key, _Change()) for one in standings}
    troubled = [key for key, effect in before.items() if effect.over >= from_probability]
    if not troubled:
        return None
    best: tuple[Rank, tuple[Move, ...], dict[int, Effect]] = (_rank(before, from_probability, 0), (), before)
    for moves in sorted(_sets(_moves(standings, troubled, before, idle), judge.standings, idle), key=_cost):
        cost = _cost(moves)
        if best[0][0] == 0 and cost > best[0][1]:
            break
        after = before | {
            key: judge.effect(key, change) for key, change in _changes(moves, judge.standings).items()
        }
        rank = _rank(after, from_probability, cost)
        if rank < best[0]:
            best = (rank, moves, after)
    _, moves, after = best
    touched = sorted({*troubled, *(m.site for m in moves), *(m.other for m in moves if m.other)})
    alone = tuple(judge.effect(move.site, _changes((move,), judge.standings)[move.site]) for move in moves)
    return Advice(
        moves,
        {key: before[key] for key in touched},
        {key: after[key] for key in touched},
        alone,
        all(effect.over < from_probability for effect in after.values()),
    )


Rank = tuple[float, float, float]


def _rank(after: dict[int, Effect], from_probability: float, cost: int) -> Rank:
    """Sets that hold everywhere by cost, then by what may still go wrong; after them the others, where a move must be
    worth some hundredths."""
    wrong = sum(effect.over + effect.longest / 1000 for effect in after.values())
    if all(effect.over < from_probability for effect in after.values()):
        return 0.0, cost, wrong
    return 1.0 + wrong + cost / 200, cost, wrong


def _cost(moves: Sequence[Move]) -> int:
    return sum(COST[move.kind] for move in moves)


def _moves(
    standings: Sequence[Standing], troubled: Sequence[int], before: dict[int, Effect], idle: int
) -> list[Move]:
    """Everything that could be done for the sites in trouble."""
    calm = sorted((key for key in before if key not in troubled), key=lambda key: before[key].longest)
    called = {one.key for one in standings if one.site.in_turn}
    found = [Move(Kind.CALL, key, part=HEED) for key in troubled if key not in called]
    for key in troubled:
        found += [Move(Kind.SPLIT, key, other, part) for other in calm[:NEIGHBOURS] for part in PARTS]
    found += [Move(Kind.OPEN, key) for key in troubled for _ in range(min(idle, 2))]
    givers = [one for one in standings if one.spare > 0]
    for key in troubled:
        found += [Move(Kind.SHIFT, key, one.key) for one in givers if one.key != key]
    return found


def _sets(moves: Sequence[Move], standings: dict[int, Standing], idle: int) -> Iterator[tuple[Move, ...]]:
    for size in range(1, MOST + 1):
        for chosen in combinations(moves, size):
            if _fits(chosen, standings, idle):
                yield chosen


def _fits(moves: Sequence[Move], standings: dict[int, Standing], idle: int) -> bool:
    """Nobody gives what he has not; a site is called and split once at most; who gets a desk gives none."""
    if sum(move.kind is Kind.OPEN for move in moves) > idle:
        return False
    gets = {move.site for move in moves if move.kind in {Kind.OPEN, Kind.SHIFT}}
    for kind in (Kind.CALL, Kind.SPLIT):
        sites = [move.site for move in moves if move.kind is kind]
        if len(sites) > len(set(sites)):
            return False
    givers = [move.other for move in moves if move.kind is Kind.SHIFT]
    takers = {move.other for move in moves if move.kind is Kind.SPLIT}
    return (
        all(givers.count(key) <= standings[key].spare for key in givers)
        and not gets.intersection(givers)
        and not takers.intersection(givers)
    )


def _changes(moves: Sequence[Move], standings: dict[int, Standing]) -> dict[int, _Change]:
    """By site. People who are asked to come in turn are among those who stay."""
    found: dict[int, _Change] = {}

    def add(key: int, **more: float) -> None:
        was = found.get(key, _Change())
        found[key] = replace(was, **{name: getattr(was, name) + value for name, value in more.items()})

    for move in moves:
        if move.kind is Kind.CALL:
            add(move.site, in_turn=move.part)
        elif move.kind is Kind.SPLIT:
            heeding = move.part * HEED
            add(move.site, away=heeding)
            add(move.other, more=round(standings[move.site].site.still_to_come * heeding))
        else:
            add(move.site, desks=1)
            if move.kind is Kind.SHIFT:
                add(move.other, desks=-1)
    return {
        key: replace(one, in_turn=one.in_turn * (1.0 - one.away)) if one.away else one
        for key, one in found.items()
    }


def _changed(standing: Standing, change: _Change) -> Site:
    """A desk that is given away goes now; all else takes its time."""
    site, later = standing.site, standing.site.now + standing.reachable
    crews = site.crews
    if change.desks:
        at = later if change.desks > 0 else site.now
        kept = [crew for crew in crews if crew.minute < at]
        planned = [Crew(crew.minute, crew.desks + change.desks) for crew in crews if crew.minute >= at]
        desks = kept[-1].desks if kept else 0.0
        crews = (*kept, Crew(at, desks + change.desks), *planned)
    if not (change.away or change.in_turn or change.more):
        return replace(site, crews=crews)
    away = min(1.0, site.away + change.away)
    return replace(
        site,
        crews=crews,
        asked_from=later,
        away=away,
        in_turn=min(1.0 - away, site.in_turn + change.in_turn),
        still_to_come=site.still_to_come + change.more,
    )
