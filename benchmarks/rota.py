"""python -m benchmarks.rota [NAME ...]: the planners of the roster on teams of several sizes, each plan looked over by the
checker. There is no floor to stand beside; what counts is the time that a leader waits, and what is proven by then."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from benchmarks import report
from teamhub.domain.rota import PersonTimes, PostTimes
from teamhub.domain.rota_check import breaches
from teamhub.domain.rota_plan import Member, RotaPlan, RotaProblem, Slot, Vacancy
from teamhub.domain.rota_planner import propose
from teamhub.domain.settings import Thresholds
from teamhub.solver.planner import best_plan


@dataclass(frozen=True)
class Team:
    """`posts` with one seat each, two shifts of twelve hours a day. `seconds`: the solver's limit."""

    people: int
    posts: int
    days: int
    seconds: float


TEAMS = {
    "community": Team(60, 12, 14, 30),
    "subdistrict": Team(600, 120, 7, 540),
    "short": Team(300, 120, 7, 540),
}
HEAD = "| Team | Planner | Seconds | Empty | Surely empty | Shifts | Nights | Gap | Rules broken |"


def question(team: Team) -> RotaProblem:
    first = datetime(2022, 4, 4, tzinfo=UTC)
    slots = tuple(
        Slot(
            number + 1,
            first + timedelta(hours=12 * number),
            first + timedelta(hours=12 * number + 12),
            date(2022, 4, 4) + timedelta(days=number // 2),
            number % 2 == 1,
        )
        for number in range(team.days * 2)
    )
    posts = range(1, team.posts + 1)
    return RotaProblem(
        slots,
        tuple(Vacancy(slot.id, post) for slot in slots for post in posts),
        tuple(Member(person, PersonTimes(), person % 7) for person in range(1, team.people + 1)),
        {post: PostTimes() for post in posts},
        Thresholds(),
    )


def line(name: str, team: Team, planner: str, plan: RotaPlan, took: float, broken: int) -> str:
    """A row of the table."""
    gap = f"{plan.proof.gap:.2%}" if plan.proof else "not known"
    shifts, nights = plan.totals, plan.nights
    size = f"{name}: {team.people} people, {team.posts} posts, {team.days} days"
    return (
        f"| {size} | {planner} | {took:.1f} | {len(plan.empty)} | {plan.surely_empty} | {shifts.fewest} to {shifts.most}"
        f" | {nights.fewest} to {nights.most} | {gap} | {broken} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rota")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(TEAMS)}; none: all")
    names = parser.parse_args().names or list(TEAMS)
    print(f"{report.machine()}\n\n{HEAD}\n|{' --- |' * 9}")
    for name in names:
        team = TEAMS[name]
        problem = question(team)
        for planner in ("greedy", "solver"):
            began = time.perf_counter()
            plan = propose(problem) if planner == "greedy" else best_plan(problem, seconds=team.seconds)
            took = time.perf_counter() - began
            broken = len(breaches(problem, plan.placements))
            print(line(name, team, planner, plan, took, broken), flush=True)


if __name__ == "__main__":
    main()
