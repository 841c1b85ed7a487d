"""The solver beside the greedy planner: same questions, same checker, and on tiny teams every plan there is."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings

from teamhub.domain.rota import PersonTimes
from teamhub.domain.rota_check import breaches
from teamhub.domain.rota_plan import Pair, Placement, RotaProblem, wanted_duty
from teamhub.domain.rota_planner import propose
from teamhub.solver.planner import best_plan
from tests.rota_teams import problems, team


def cost(problem: RotaProblem, placed: list[Placement]) -> int:
    """Counted from the placements alone."""
    slots = {s.id: s for s in problem.slots}
    totals = Counter({m.person_id: m.shifts for m in problem.members})
    nights = Counter({m.person_id: m.nights for m in problem.members})
    likes = {m.person_id: m.likes_nights for m in problem.members}
    missed = 0
    for one in placed:
        night = slots[one.vacancy.slot_id].night
        totals[one.person_id] += 1
        nights[one.person_id] += night
        missed += likes[one.person_id] not in (None, night)
    weights = problem.weights
    return (
        weights.totals * sum(t * t for t in totals.values())
        + weights.nights * sum(n * n for n in nights.values())
        + weights.preference * missed
    )


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_solved_plan_breaks_no_rule_and_is_never_worse(problem: RotaProblem) -> None:
    plan, greedy = best_plan(problem, seconds=2), propose(problem)
    assert breaches(problem, plan.placements) == []
    dealt_with = [p.vacancy for p in plan.placements] + [e.vacancy for e in plan.empty]
    assert sorted(v.rank for v in dealt_with) == sorted(v.rank for v in problem.vacancies)
    assert plan.surely_empty <= len(plan.empty) <= len(greedy.empty)
    assert plan.proof is not None
    assert plan.proof.bound <= plan.proof.cost == cost(problem, list(plan.placements))
    assert plan.proof.proven
    for empty in plan.empty:
        for member in problem.members:
            assert breaches(problem, [*plan.placements, Placement(empty.vacancy, member.person_id)])


@settings(max_examples=40, deadline=None)
@given(problems(most_people=3, most_seats=5))
def test_nothing_beats_what_is_proven(problem: RotaProblem) -> None:
    """Every plan of a tiny team, kept to the rules by the checker."""
    people = [None, *(m.person_id for m in problem.members)]
    plans = []
    for chosen in product(people, repeat=len(problem.vacancies)):
        pairs = zip(problem.vacancies, chosen, strict=True)
        placed = [Placement(seat, person) for seat, person in pairs if person is not None]
        if not breaches(problem, placed):
            plans.append((len(problem.vacancies) - len(placed), cost(problem, placed)))
    plan = best_plan(problem, seconds=2)
    assert plan.proof is not None
    assert (len(plan.empty), plan.proof.cost) == min(plans)
    assert (plan.surely_empty, plan.proof.bound) == min(plans)


def test_two_weeks_of_twelve_posts_are_fair_and_proven_in_time() -> None:
    problem = team(people=60, posts=12, days=14)
    began = time.perf_counter()
    plan = best_plan(problem, seconds=20)
    assert time.perf_counter() - began < 30
    assert plan.empty == ()
    assert breaches(problem, plan.placements) == []
    assert plan.totals.most - plan.totals.fewest <= 1
    assert plan.nights.most - plan.nights.fewest <= 1
    assert plan.proof is not None
    assert plan.proof.proven
    assert plan.proof.gap == 0
    assert best_plan(problem, seconds=20) == plan


def test_who_leaves_the_day_before_moves_nobody_else() -> None:
    problem = team(people=20, posts=4, days=7)
    slots = {s.id: s for s in problem.slots}
    plan = best_plan(problem, seconds=5)
    leaver = plan.placements[0].person_id
    standing = [p for p in plan.placements if p.person_id != leaver]
    duties: dict[int, list[Placement]] = {}
    for one in standing:
        duties.setdefault(one.person_id, []).append(one)
    members = tuple(
        replace(
            m,
            times=PersonTimes(
                [
                    wanted_duty(slots[p.vacancy.slot_id], p.vacancy.post_id)
                    for p in duties.get(m.person_id, [])
                ]
            ),
            shifts=len(duties.get(m.person_id, [])),
            nights=sum(slots[p.vacancy.slot_id].night for p in duties.get(m.person_id, [])),
        )
        for m in problem.members
        if m.person_id != leaver
    )
    seats = tuple(p.vacancy for p in plan.placements if p.person_id == leaver)
    after = replace(problem, vacancies=seats, members=members)
    refilled = best_plan(after, seconds=5)
    assert {p.vacancy for p in refilled.placements} == set(seats)
    assert breaches(after, refilled.placements) == []


def test_pairs_come_together_and_share_fairly() -> None:
    """The greedy planner places pairs first and leaves them alone; the solver need not."""
    problem = replace(team(people=12, posts=3, days=4), pairs=(Pair(1, 2, True), Pair(3, 4, False)))
    plan = best_plan(problem, seconds=5)
    assert plan.empty == ()
    assert breaches(problem, plan.placements) == []
    assert plan.totals.most - plan.totals.fewest == 0


def test_without_the_wheel_the_greedy_planner_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.split(".")[0] == "ortools" or n == "teamhub.solver.cp_sat"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ortools", None)
    monkeypatch.delattr("teamhub.solver.cp_sat", raising=False)
    problem = team(people=8, posts=2, days=2)
    plan = best_plan(problem)
    assert plan == propose(problem)
    assert plan.proof is None
