"""The advice of a set of moves: the cheapest that holds, nobody gives what he has not, houses in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teamhub.domain.queue_advice import (  # the parts that a search is made of
    COST,
    SAFE,
    Advice,
    Kind,
    Move,
    Standing,
    _changed,
    _changes,
    _fits,
    _moves,
    advise,
)
from teamhub.domain.queue_arrivals import Look
from teamhub.domain.queue_calls import BUSY, House, asked_away, in_turn
from teamhub.domain.queue_forecasts import Crew, Site, forecast

EIGHT = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)


def standing(key: int, *, desks: int, waiting: int, still: int, spare: int = 0) -> Standing:
    looks = (Look(15, 30, waiting // 2), Look(30, 60, waiting))
    return Standing(key, Site(looks, 30, 240, (Crew(0, desks),), 120, still), spare, 15)


CROWDED = standing(1, desks=1, waiting=55, still=330)
CALM = standing(2, desks=2, waiting=2, still=60, spare=1)
EMPTY = standing(3, desks=1, waiting=0, still=20)


def test_nothing_is_advised_where_the_target_holds() -> None:
    assert advise([CALM, EMPTY], idle=1, target=30) is None


def test_the_cheapest_set_that_holds_is_found_as_by_trying_all_sets() -> None:
    for idle, target in ((0, 60), (1, 20)):
        told = advise([CROWDED, CALM, EMPTY], idle=idle, target=target)
        holding = [cost for cost, holds in tried([CROWDED, CALM, EMPTY], idle, target) if holds]
        if told is None:
            continue
        assert told.holds == bool(holding)
        if holding:
            assert cost_of(told) == min(holding)


def tried(standings: list[Standing], idle: int, target: int) -> list[tuple[int, bool]]:
    """Every set of up to three moves, judged anew without anything kept from set to set: (cost, does it hold)."""
    known = {one.key: one for one in standings}
    before = {one.key: told(one.site, target) for one in standings}
    troubled = [key for key, over in before.items() if over[1] >= SAFE]
    effects = {key: type("E", (), {"longest": longest})() for key, (longest, _) in before.items()}
    moves = _moves(standings, troubled, effects, idle)
    found = []
    for size in (1, 2, 3):
        for chosen in combinations(moves, size):
            if _fits(chosen, known, idle):
                changed = _changes(chosen, known)
                over = {
                    one.key: told(_changed(one, changed[one.key]), target)[1]
                    if one.key in changed
                    else before[one.key][1]
                    for one in standings
                }
                found.append((sum(COST[m.kind] for m in chosen), all(v < SAFE for v in over.values())))
    return found


def told(site: Site, target: int) -> tuple[float, float]:
    made = forecast(site, target=target)
    return made.longest.likely, made.over


def cost_of(advice: Advice) -> int:
    return sum(COST[move.kind] for move in advice.moves)


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 80), st.integers(0, 300), st.integers(0, 2)),
        min_size=1,
        max_size=3,
    ),
    st.integers(0, 2),
    st.sampled_from([10, 20, 30, 60]),
)
@settings(max_examples=8, deadline=None)
def test_nobody_gives_what_he_has_not_and_no_advice_makes_it_worse(
    rows: list[tuple[int, int, int, int]], idle: int, target: int
) -> None:
    standings = [
        standing(key, desks=desks, waiting=waiting, still=still, spare=min(spare, desks - 1))
        for key, (desks, waiting, still, spare) in enumerate(rows, start=1)
    ]
    advice = advise(standings, idle=idle, target=target)
    if advice is None:
        return
    spare = {one.key: one.spare for one in standings}
    given_away = [move.other for move in advice.moves if move.kind is Kind.SHIFT]
    assert all(given_away.count(key) <= spare[key] for key in given_away)
    assert sum(move.kind is Kind.OPEN for move in advice.moves) <= idle
    assert len(advice.moves) == len(advice.alone) <= 3
    risk = sum(one.over for one in advice.before.values())
    if advice.moves and not advice.holds:
        assert sum(one.over + one.longest / 1000 for one in advice.after.values()) < risk + sum(
            one.longest / 1000 for one in advice.before.values()
        )


def test_a_desk_given_away_goes_now_and_arrives_after_the_way() -> None:
    changes = _changes((Move(Kind.SHIFT, 1, 2),), {1: CROWDED, 2: CALM})
    assert _changed(CROWDED, changes[1]).crews == (Crew(0, 1), Crew(45, 2))
    assert _changed(CALM, changes[2]).crews == (Crew(0, 2), Crew(30, 1))


def test_who_is_called_already_is_not_called_again() -> None:
    called = replace(CROWDED, site=replace(CROWDED.site, asked_from=30, in_turn=0.7))
    told = advise([called, CALM], idle=0, target=30)
    assert told is not None
    assert Kind.CALL not in {move.kind for move in told.moves}


@given(
    st.lists(st.integers(0, 120), min_size=1, max_size=12),
    st.floats(20, 600),
    st.integers(0, 200),
)
@settings(max_examples=60, deadline=None)
def test_every_house_is_called_once_in_order_and_no_quarter_is_overfull(
    people: list[int], per_hour: float, waiting: int
) -> None:
    houses = [House(f"{n}栋", count) for n, count in enumerate(people, start=1)]
    calls = in_turn(houses, per_hour=per_hour, waiting=waiting, starts_at=EIGHT)
    assert [name for call in calls for name in call.houses] == [h.name for h in houses if h.people]
    assert all(before.starts_at < after.starts_at for before, after in pairwise(calls))
    largest = max(people)
    by_name = {house.name: house.people for house in houses}
    for call in calls:
        assert sum(by_name[name] for name in call.houses) <= per_hour * BUSY / 4 + largest + 1e-6
    if calls:
        assert calls[0].starts_at >= EIGHT + timedelta(hours=waiting / per_hour)
        assert calls[0].starts_at.minute % 5 == 0


def test_without_a_rate_nobody_can_be_called() -> None:
    with pytest.raises(ValueError, match="nobody is served"):
        in_turn([House("1栋", 10)], per_hour=0, waiting=0, starts_at=EIGHT)


@given(st.lists(st.integers(1, 90), min_size=1, max_size=10), st.sampled_from([0.25, 0.5]))
def test_the_part_asked_away_is_the_nearest_run_of_last_houses(people: list[int], part: float) -> None:
    houses = [House(str(n), count) for n, count in enumerate(people)]
    away = asked_away(houses, part)
    assert away == houses[-len(away) :]
    wanted = part * sum(people)
    chosen = abs(sum(h.people for h in away) - wanted)
    assert all(chosen <= abs(sum(people[-n:]) - wanted) + 1e-9 for n in range(1, len(people) + 1))
