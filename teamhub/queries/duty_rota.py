"""The question to the planner of the roster, read from what stands, and its answer in rows. Nothing is stored: the
same roster and the same wishes give the same proposal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.rota import ObstacleKind, PersonTimes, obstacles
from teamhub.domain.rota_plan import (
    WEEK_DAYS,
    Member,
    RotaPlan,
    RotaProblem,
    Slot,
    Vacancy,
    Weights,
    wanted_duty,
)
from teamhub.domain.rota_planner import propose
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.people import Organization, Person
from teamhub.queries import duty_roster, terms
from teamhub.queries.duty_candidates import Times, times_of
from teamhub.queries.duty_roster import Cell, Grid, Line
from teamhub.queries.duty_seats import SeatRow, ShiftRow, shown_name

NIGHT = "night"
CANNOT_COME = frozenset(
    {
        ObstacleKind.INACTIVE,
        ObstacleKind.NOT_YET_DEPLOYED,
        ObstacleKind.DEPLOYMENT_OVER,
        ObstacleKind.ON_LEAVE,
    }
)
"""What empties a standing seat. Somebody whom a leader placed against the rest rules stays."""


@dataclass(frozen=True)
class Wish:
    """`kinds`: member types that may be asked."""

    first: date
    days: int
    kinds: frozenset[str]
    most_in_week: int = 6
    weights: Weights = Weights()


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
    empty or whose holder cannot come."""

    plan: RotaPlan
    grid: Grid
    proposed: tuple[ProposedRow, ...]
    empty: tuple[EmptyRow, ...]
    asked: int
    kept: int
    wanted: int


def kinds_on_duty(viewer: Viewer, grid: Grid) -> frozenset[str]:
    """Member types to begin with: those who were sent here, and whoever stands on this roster already."""
    sent = {c for c, t in terms.terms(viewer.community_id, "member_type").items() if t.flags.get("deployed")}
    return frozenset(sent | {seat.member_type for _, cell in _cells(grid) for seat in cell.seats})


def proposal(viewer: Viewer, campaign: Campaign, wish: Wish, *, at: datetime) -> Proposal:
    """Who takes the empty seats of shifts that have not begun."""
    grid = duty_roster.grid(viewer, campaign, wish.first, wish.days, at=at)
    ground = _read(viewer, grid, wish, at)
    plan = propose(ground.problem)
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
        sum(len(cell.seats) for _, cell in _cells(grid)) - len(ground.leaving),
        len(ground.problem.vacancies),
    )


def _cells(grid: Grid) -> list[tuple[Line, Cell]]:
    return [(line, cell) for line in grid.lines for cell in line.cells]


@dataclass(frozen=True)
class _Ground:
    """`leaving`: standing seats, by id, whose holders cannot come."""

    problem: RotaProblem
    leaving: dict[int, SeatRow] = field(default_factory=dict)


def _read(viewer: Viewer, grid: Grid, wish: Wish, at: datetime) -> _Ground:
    thresholds = terms.thresholds(viewer.community_id)
    pool = _pool(viewer, wish.kinds)
    around = timedelta(days=WEEK_DAYS)
    times = times_of(
        viewer,
        {person.id for person in pool} | _seated(grid),
        [line.post.id for line in grid.lines],
        min((s.starts_at for s in grid.shifts), default=at) - around,
        max((s.ends_at for s in grid.shifts), default=at) + around,
    )
    ahead = [(line, cell) for line, cell in _cells(grid) if cell.shift.starts_at > at]
    leaving = {
        seat.id: seat
        for line, cell in ahead
        for seat in cell.seats
        if any(
            o.kind in CANNOT_COME
            for o in obstacles(
                replace(wanted_duty(_slot(cell.shift), line.post.id), id=seat.id),
                times.people[seat.person_id],
                times.posts[line.post.id],
                thresholds,
            )
        )
    }
    vacancies = [v for line, cell in ahead for v in _vacancies(line.post.id, cell, leaving)]
    wanting = {v.slot_id for v in vacancies}
    problem = RotaProblem(
        tuple(_slot(s) for s in grid.shifts if s.id in wanting),
        tuple(vacancies),
        _members(pool, times, grid, leaving),
        times.posts,
        thresholds,
        wish.most_in_week,
        wish.weights,
        _beside(grid, leaving),
    )
    return _Ground(problem, leaving)


def _seated(grid: Grid) -> set[int]:
    return {seat.person_id for _, cell in _cells(grid) for seat in cell.seats}


def _slot(shift: ShiftRow) -> Slot:
    return Slot(shift.id, shift.starts_at, shift.ends_at, shift.duty_date, shift.kind == NIGHT)


def _vacancies(post_id: int, cell: Cell, leaving: dict[int, SeatRow]) -> list[Vacancy]:
    """First the seats whose holders cannot come, then those that nobody has."""
    left = [seat.id for seat in cell.seats if seat.id in leaving]
    there = len(cell.seats) - len(left)
    ids = left + [0] * cell.open_seats
    return [Vacancy(cell.shift.id, post_id, there + n, seat_id) for n, seat_id in enumerate(ids)]


def _pool(viewer: Viewer, kinds: frozenset[str]) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .where(
            Person.community_id == viewer.community_id,
            Person.active.is_(True),
            Person.member_type.in_(kinds),
        )
        .order_by(Person.id)
    ).all()


def _members(
    pool: Sequence[Person], times: Times, grid: Grid, leaving: dict[int, SeatRow]
) -> tuple[Member, ...]:
    shifts, nights = Counter[int](), Counter[int]()
    for _, cell in _cells(grid):
        for seat in cell.seats:
            if seat.id not in leaving:
                shifts[seat.person_id] += 1
                nights[seat.person_id] += cell.shift.kind == NIGHT
    return tuple(
        Member(
            person.id,
            _without(times.people[person.id], leaving),
            person.organization_id,
            shifts[person.id],
            nights[person.id],
        )
        for person in pool
    )


def _without(times: PersonTimes, leaving: dict[int, SeatRow]) -> PersonTimes:
    return replace(times, duties=[d for d in times.duties if d.id not in leaving])


def _beside(grid: Grid, leaving: dict[int, SeatRow]) -> dict[tuple[int, int], tuple[int | None, ...]]:
    homes: dict[int, int | None] = {
        person.id: person.organization_id
        for person in db.session.scalars(select(Person).where(Person.id.in_(_seated(grid))))
    }
    return {
        (cell.shift.id, line.post.id): tuple(homes[s.person_id] for s in cell.seats if s.id not in leaving)
        for line, cell in _cells(grid)
        if cell.seats
    }


def _names(viewer: Viewer, person_ids: set[int]) -> dict[int, tuple[str, str]]:
    """Person -> name as the reader may see it, organisation."""
    rows = db.session.execute(
        select(Person.id, Person.name, Organization.name)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.community_id == viewer.community_id, Person.id.in_(person_ids))
    )
    return {person_id: (shown_name(viewer, name), home or "") for person_id, name, home in rows}
