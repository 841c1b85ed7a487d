"""The planner of the roster, looked over by a checker that shares no code with it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from teamhub.domain.rota import Duty, ObstacleKind, PersonTimes, PostTimes, Span
from teamhub.domain.rota_check import breaches
from teamhub.domain.rota_plan import (
    MAY_NOT_LEAD,
    PAIR_APART,
    PAIR_KEPT,
    WEEK_FULL,
    WRONG_KIND,
    Member,
    Pair,
    Placement,
    RotaProblem,
    Vacancy,
    Weights,
    wanted_duty,
)
from teamhub.domain.rota_planner import propose
from teamhub.domain.settings import Thresholds
from tests.rota_teams import FIRST, MIDNIGHT, problems, slots_of, team


@settings(max_examples=300, deadline=None)
@given(problems())
def test_a_plan_breaks_no_rule_and_accounts_for_every_seat(problem: RotaProblem) -> None:
    plan = propose(problem)
    assert breaches(problem, plan.placements) == []
    dealt_with = [p.vacancy for p in plan.placements] + [e.vacancy for e in plan.empty]
    assert sorted(v.rank for v in dealt_with) == sorted(v.rank for v in problem.vacancies)
    assert plan.surely_empty <= len(plan.empty)
    assert propose(problem) == plan


@settings(max_examples=300, deadline=None)
@given(problems())
def test_a_seat_stays_empty_only_when_something_stands_against_everybody(problem: RotaProblem) -> None:
    plan = propose(problem)
    placed = list(plan.placements)
    for empty in plan.empty:
        for member in problem.members:
            assert breaches(problem, [*placed, Placement(empty.vacancy, member.person_id)])
        if problem.members:
            assert empty.reasons
            assert all(count > 0 for _, count in empty.reasons)


def test_everybody_has_the_same_share() -> None:
    problem = team(people=60, posts=12, days=14)
    began = time.perf_counter()
    plan = propose(problem)
    assert time.perf_counter() - began < 30
    assert plan.empty == ()
    assert len(plan.placements) == 336
    assert breaches(problem, plan.placements) == []
    assert plan.totals.most - plan.totals.fewest <= 1
    assert plan.nights.most - plan.nights.fewest <= 1


def test_the_hardest_team_that_just_suffices_is_filled() -> None:
    """Two people a seat: each works every other shift but one, and a plan exists."""
    plan = propose(replace(team(people=8, posts=2, days=6), most_in_week=7))
    assert plan.empty == ()
    assert plan.totals.most - plan.totals.fewest <= 1


def test_only_the_seats_of_who_leaves_are_filled_anew() -> None:
    problem = team(people=20, posts=4, days=7)
    slots = {s.id: s for s in problem.slots}
    plan = propose(problem)
    leaver = plan.placements[0].person_id
    standing = [p for p in plan.placements if p.person_id != leaver]
    after = replace(
        problem,
        vacancies=tuple(p.vacancy for p in plan.placements if p.person_id == leaver),
        members=tuple(
            replace(
                member,
                times=PersonTimes(
                    [
                        wanted_duty(slots[p.vacancy.slot_id], p.vacancy.post_id)
                        for p in standing
                        if p.person_id == member.person_id
                    ]
                ),
                shifts=sum(p.person_id == member.person_id for p in standing),
            )
            for member in problem.members
            if member.person_id != leaver
        ),
    )
    refilled = propose(after)
    assert {p.vacancy for p in refilled.placements} == set(after.vacancies)
    assert breaches(after, refilled.placements) == []


def test_an_impossible_seat_names_what_stands_in_the_way() -> None:
    problem = team(people=3, posts=2, days=1)
    away, on_leave, there = problem.members
    leave = Span(MIDNIGHT, MIDNIGHT + timedelta(days=2))
    problem = replace(
        problem,
        members=(
            replace(away, times=PersonTimes(deployed_from=FIRST + timedelta(days=1))),
            replace(on_leave, times=PersonTimes(leaves=[leave])),
            there,
        ),
    )
    plan = propose(problem)
    assert [p.person_id for p in plan.placements] == [3]
    assert plan.surely_empty == 2
    night = [e for e in plan.empty if e.vacancy.slot_id == 2]
    assert dict(night[0].reasons) == {
        ObstacleKind.NOT_YET_DEPLOYED: 1,
        ObstacleKind.ON_LEAVE: 1,
        ObstacleKind.SUCCESSIVE_SHIFTS: 1,
    }


def test_a_full_week_is_a_reason_too() -> None:
    problem = replace(team(people=1, posts=1, days=3), most_in_week=1)
    problem = replace(problem, vacancies=tuple(v for v in problem.vacancies if v.slot_id % 2))
    plan = propose(problem)
    assert len(plan.placements) == 1
    assert plan.surely_empty == 2
    assert [e.reasons for e in plan.empty] == [((WEEK_FULL, 1),)] * 2


def test_a_closed_post_wants_nobody() -> None:
    problem = team(people=4, posts=2, days=1)
    problem = replace(problem, posts={1: PostTimes(), 2: PostTimes(closed_on=FIRST - timedelta(days=1))})
    plan = propose(problem)
    assert {p.vacancy.post_id for p in plan.placements} == {1}
    assert {e.reasons for e in plan.empty} == {((ObstacleKind.POST_CLOSED, 1),)}


def test_back_to_the_same_post_where_that_counts() -> None:
    problem = replace(team(people=8, posts=4, days=4), weights=Weights(same_post=5, mixed=0))
    posts: dict[int, set[int]] = {}
    for placement in propose(problem).placements:
        posts.setdefault(placement.person_id, set()).add(placement.vacancy.post_id)
    assert {len(found) for found in posts.values()} == {1}


def test_organisations_stand_together_where_that_counts() -> None:
    slots = slots_of(1)[:1]
    problem = RotaProblem(
        slots,
        tuple(Vacancy(1, post, rank) for post in (1, 2) for rank in (0, 1)),
        tuple(Member(n, PersonTimes(), organization_id=n % 2) for n in range(1, 5)),
        {1: PostTimes(), 2: PostTimes()},
        Thresholds(),
        weights=Weights(same_post=0, mixed=5),
    )
    homes: dict[int, set[int]] = {}
    for placement in propose(problem).placements:
        homes.setdefault(placement.vacancy.post_id, set()).add(placement.person_id % 2)
    assert homes == {1: {0, 1}, 2: {0, 1}}


@pytest.mark.parametrize(
    ("rule", "times"),
    [
        ("inactive", PersonTimes(active=False)),
        ("away", PersonTimes(deployed_to=FIRST - timedelta(days=1))),
        ("on_leave", PersonTimes(leaves=[Span(MIDNIGHT, None)])),
        ("twice_at_once", PersonTimes([wanted_duty(slots_of(1)[0], 9)])),
        ("successive", PersonTimes([wanted_duty(slots_of(1)[1], 9)])),
        (
            "too_little_rest",
            PersonTimes(
                [Duty(1, 9, MIDNIGHT + timedelta(hours=15), MIDNIGHT + timedelta(hours=20), FIRST)],
            ),
        ),
    ],
)
def test_the_checker_sees_each_breach(rule: str, times: PersonTimes) -> None:
    problem = replace(team(people=1, posts=1, days=1), members=(Member(1, times),))
    placed = [Placement(problem.vacancies[0], 1)]
    assert rule in {b.rule for b in breaches(problem, placed)}


def test_the_checker_sees_full_weeks_shut_posts_strangers_and_seats_given_twice() -> None:
    problem = replace(team(people=2, posts=1, days=2), most_in_week=1)
    first, second = problem.vacancies[0], problem.vacancies[2]
    twice = [Placement(first, 1), Placement(first, 2)]
    assert {b.rule for b in breaches(problem, twice)} == {"seat_taken_twice"}
    assert {b.rule for b in breaches(problem, [Placement(first, 1), Placement(second, 1)])} == {"week_full"}
    assert {b.rule for b in breaches(problem, [Placement(first, 99)])} == {"unknown_person"}
    shut = replace(problem, posts={1: PostTimes(closed_on=FIRST - timedelta(days=1))})
    assert {b.rule for b in breaches(shut, [Placement(first, 1)])} == {"post_shut"}


def test_the_checker_sees_seats_of_others_and_broken_pairs() -> None:
    problem = team(people=2, posts=2, days=1)
    first, second = problem.vacancies[0], problem.vacancies[1]
    asking = replace(first, kinds=frozenset({"medic"}), leader=True)
    wanted = replace(problem, vacancies=(asking,))
    assert {b.rule for b in breaches(wanted, [Placement(asking, 1)])} == {"wrong_kind", "no_leader"}
    together = replace(problem, pairs=(Pair(1, 2, together=True),))
    apart = replace(problem, pairs=(Pair(1, 2, together=False),))
    alone, both = [Placement(first, 1)], [Placement(first, 1), Placement(second, 2)]
    assert {b.rule for b in breaches(together, alone)} == {"came_alone"}
    assert {b.rule for b in breaches(apart, both)} == {"not_kept_apart"}
    assert breaches(together, both) == breaches(apart, alone) == []


# ---------------------------------------------------------------- staffing templates, pairs, preferences


def test_seats_for_medics_and_leaders_go_to_them() -> None:
    problem = team(people=4, posts=3, days=1)
    asks = {1: {"kinds": frozenset({"medic"})}, 2: {"leader": True}, 3: {}}
    problem = replace(
        problem,
        vacancies=tuple(replace(v, **asks[v.post_id]) for v in problem.vacancies if v.slot_id == 1),  # type: ignore[arg-type]  # named fields
        members=(
            Member(1, PersonTimes(), kind="cadre"),
            Member(2, PersonTimes(), kind="cadre", leads=True),
            Member(3, PersonTimes(), kind="medic"),
        ),
    )
    plan = propose(problem)
    assert {p.vacancy.post_id: p.person_id for p in plan.placements} == {1: 3, 2: 2, 3: 1}
    without = propose(replace(problem, members=problem.members[:1]))
    reasons = {e.vacancy.post_id: e.reasons for e in without.empty}
    assert reasons == {1: ((WRONG_KIND, 1),), 2: ((MAY_NOT_LEAD, 1),)}


def test_pairs_are_named_where_they_keep_a_seat_empty() -> None:
    problem = replace(team(people=2, posts=2, days=1), pairs=(Pair(1, 2, together=False),))
    plan = propose(replace(problem, vacancies=problem.vacancies[:2]))
    assert len(plan.empty) == 1
    assert (PAIR_APART, 1) in plan.empty[0].reasons
    alone = replace(problem, pairs=(Pair(1, 2, together=True),), vacancies=problem.vacancies[:1])
    assert [e.reasons for e in propose(alone).empty] == [((PAIR_KEPT, 2),)]
    both = replace(problem, pairs=(Pair(1, 2, together=True),), vacancies=problem.vacancies[:2])
    assert propose(both).empty == ()


def test_another_post_each_time_where_that_counts() -> None:
    problem = replace(team(people=8, posts=4, days=4), weights=Weights(same_post=0, mixed=0, rotate=5))
    posts: dict[int, set[int]] = {}
    for placement in propose(problem).placements:
        posts.setdefault(placement.person_id, set()).add(placement.vacancy.post_id)
    assert min(len(found) for found in posts.values()) >= 2
