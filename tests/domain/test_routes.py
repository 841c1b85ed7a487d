"""Walks between places: the shortest for a dozen, a good one for more, nobody left out."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teamhub.domain.routes import EXACT, length, nearest, shortest, table
from teamhub.solver import routes
from teamhub.solver.routes import walked


def places(count: int, seed: int) -> list[list[int]]:
    """Minutes between points in a plane, rounded."""
    chance = Random(seed)
    points = [(chance.uniform(0, 30), chance.uniform(0, 30)) for _ in range(count)]
    return [[round(((a - c) ** 2 + (b - d) ** 2) ** 0.5) for c, d in points] for a, b in points]


@given(st.integers(1, 6), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_a_few_places_are_walked_on_the_shortest_of_all_ways(count: int, seed: int) -> None:
    minutes = places(count, seed)
    order = shortest(minutes)
    assert sorted(order) == list(range(count))
    assert length(order, minutes) == min(length(way, minutes) for way in permutations(range(count)))
    assert order[0] <= order[-1]


def test_no_place_no_way_and_too_many_are_refused() -> None:
    assert shortest([]) == nearest([]) == []
    with pytest.raises(ValueError, match="too many"):
        shortest(places(EXACT + 1, 1))


@pytest.mark.parametrize("count", [EXACT + 1, 17, 30])
def test_more_than_a_dozen_are_walked_by_the_solver_and_no_longer_than_to_the_nearest(count: int) -> None:
    for seed in range(6):
        minutes = places(count, seed)
        order = walked(minutes)
        assert sorted(order) == list(range(count))
        assert length(order, minutes) <= length(nearest(minutes), minutes)


def test_the_solver_finds_nearly_the_shortest_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the shortest is known, the solver stays within a tenth of it."""
    monkeypatch.setattr(routes, "EXACT", 0)
    for seed in range(6):
        minutes = places(9, seed)
        assert length(walked(minutes), minutes) <= 1.1 * length(shortest(minutes), minutes)


def test_a_way_that_nobody_measured_counts_like_the_usual_one() -> None:
    assert table([1, 2, 3], {}) is None
    assert table([5], {(1, 2): 4}) is None
    minutes = table([3, 1, 2], {(1, 2): 4, (1, 3): 10, (7, 8): 99})
    assert minutes is not None
    assert [list(row) for row in minutes] == [[0, 10, 7], [10, 0, 4], [7, 4, 0]]
    assert shortest(minutes) == [1, 2, 0] or shortest(minutes) == [0, 2, 1]
