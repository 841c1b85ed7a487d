"""The question to the planner of the roster, read from what stands, and its answer in rows. Nothing is stored: the
same roster and the same wishes give the same proposal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.rota import ObstacleKind
from teamhub.domain.rota_answer import Answer, laid_out
from teamhub.domain.rota_plan import RotaPlan, RotaProblem
from teamhub.domain.rota_planner import propose
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.people import Organization, Person
from teamhub.queries import duty_roster
from teamhub.queries.duty_roster import Grid
from teamhub.queries.duty_rota_ground import Wish, cells_of, read
from teamhub.queries.duty_seats import SeatRow, ShiftRow, shown_name
from teamhub.solver.planner import best_plan

AT_ONCE = 2500
"""People x shifts up to which the solver answers within a page; above it the greedy planner does."""
AT_ONCE_SECONDS = 4.0


@dataclass(frozen=True)
class ProposedRow:
    """Somebody for a seat. `instead_of`: the standing seat whose holder cannot come, None for an empty one."""

    shift: ShiftRow
    post_id: int
    post: str
    person_id: int
    name: str
    organization: str
    instead_of: SeatRow | None


@dataclass(frozen=True)
class EmptyRow:
    """A seat nobody can take. `reasons`: what stands against how many people, the commonest first."""

    shift: ShiftRow
    post: str
    seats: int
    reasons: tuple[tuple[ObstacleKind | str, int], ...]


@dataclass(frozen=True)
class Proposal:
    """`asked`: people who could be put on the roster. `kept`: seats that stay as they are; `wanted`: seats that are
    empty or whose holder cannot come. `as_found`: the answer of a search still stands as it was found. `large`: no solver
    was asked within the page."""

    plan: RotaPlan
    grid: Grid
    proposed: tuple[ProposedRow, ...]
    empty: tuple[EmptyRow, ...]
    asked: int
    kept: int
    wanted: int
    as_found: bool
    large: bool


def question(viewer: Viewer, campaign: Campaign, wish: Wish, *, at: datetime) -> RotaProblem:
    """What a planner is asked, from what stands now."""
    grid = duty_roster.grid(viewer, campaign, wish.first, wish.days, at=at)
    return read(viewer, grid, wish, at).problem


def proposal(
    viewer: Viewer, campaign: Campaign, wish: Wish, *, at: datetime, answer: Answer | None = None
) -> Proposal:
    """Who takes the empty seats of shifts that have not begun. `answer`: of a search, laid out over what stands
    now."""
    grid = duty_roster.grid(viewer, campaign, wish.first, wish.days, at=at)
    ground = read(viewer, grid, wish, at)
    plan, as_found = laid_out(ground.problem, answer) if answer else (_planned(ground.problem), True)
    shifts = {s.id: s for s in grid.shifts}
    posts = {line.post.id: line.post.name for line in grid.lines}
    names = _names(viewer, {p.person_id for p in plan.placements})
    proposed = [
        ProposedRow(
            shifts[p.vacancy.slot_id],
            p.vacancy.post_id,
            posts[p.vacancy.post_id],
            p.person_id,
            *names[p.person_id],
            ground.leaving.get(p.vacancy.seat_id),
        )
        for p in plan.placements
    ]
    places = Counter((e.vacancy.slot_id, e.vacancy.post_id, e.reasons) for e in plan.empty)
    empty = [
        EmptyRow(shifts[slot_id], posts[post_id], count, reasons)
        for (slot_id, post_id, reasons), count in places.items()
    ]
    order = {line.post.id: n for n, line in enumerate(grid.lines)}
    return Proposal(
        plan,
        grid,
        tuple(sorted(proposed, key=lambda r: (r.shift.starts_at, r.shift.id, order[r.post_id]))),
        tuple(sorted(empty, key=lambda r: (r.shift.starts_at, r.shift.id))),
        len(ground.problem.members),
        sum(len(cell.seats) for _, cell in cells_of(grid)) - len(ground.leaving),
        len(ground.problem.vacancies),
        as_found,
        is_large(ground.problem),
    )


def is_large(problem: RotaProblem) -> bool:
    return len(problem.members) * len(problem.slots) > AT_ONCE


def _planned(problem: RotaProblem) -> RotaPlan:
    if is_large(problem):
        return propose(problem)
    return best_plan(problem, seconds=AT_ONCE_SECONDS)


def _names(viewer: Viewer, person_ids: set[int]) -> dict[int, tuple[str, str]]:
    """Person -> name as the reader may see it, organisation."""
    rows = db.session.execute(
        select(Person.id, Person.name, Organization.name)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.community_id == viewer.community_id, Person.id.in_(person_ids))
    )
    return {person_id: (shown_name(viewer, name), home or "") for person_id, name, home in rows}
