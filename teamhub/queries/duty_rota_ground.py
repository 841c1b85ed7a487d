"""The question to the planner of the roster, read from what stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from teamhub.domain.access import GRANTS, Permission, Viewer
from teamhub.domain.rota import ObstacleKind, PersonTimes, obstacles
from teamhub.domain.rota_plan import WEEK_DAYS, Member, RotaProblem, Slot, Vacancy, Weights, wanted_duty
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingSeat
from teamhub.models.duty import Post
from teamhub.models.people import Membership, Person
from teamhub.queries import rota_wishes, terms
from teamhub.queries.duty_candidates import Times, times_of
from teamhub.queries.duty_roster import Cell, Grid, Line
from teamhub.queries.duty_seats import SeatRow, ShiftRow

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

    def stored(self) -> dict[str, Any]:
        return {
            "first": self.first.isoformat(),
            "days": self.days,
            "kinds": sorted(self.kinds),
            "most_in_week": self.most_in_week,
            "weights": asdict(self.weights),
        }

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Wish:
        return cls(
            date.fromisoformat(stored["first"]),
            stored["days"],
            frozenset(stored["kinds"]),
            stored["most_in_week"],
            Weights(**stored["weights"]),
        )


def kinds_on_duty(viewer: Viewer, grid: Grid) -> frozenset[str]:
    """Member types to begin with: those who were sent here, and whoever stands on this roster already."""
    sent = {c for c, t in terms.terms(viewer.community_id, "member_type").items() if t.flags.get("deployed")}
    return frozenset(sent | {seat.member_type for _, cell in cells_of(grid) for seat in cell.seats})


def cells_of(grid: Grid) -> list[tuple[Line, Cell]]:
    return [(line, cell) for line in grid.lines for cell in line.cells]


@dataclass(frozen=True)
class Ground:
    """`leaving`: standing seats, by id, whose holders cannot come."""

    problem: RotaProblem
    leaving: dict[int, SeatRow] = field(default_factory=dict)


def read(viewer: Viewer, grid: Grid, wish: Wish, at: datetime) -> Ground:
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
    ahead = [(line, cell) for line, cell in cells_of(grid) if cell.shift.starts_at > at]
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
    staffing = _staffing(viewer, [line.post.id for line in grid.lines])
    leads = _who_leads(viewer, pool, {seat.person_id for _, cell in ahead for seat in cell.seats})
    vacancies = [
        v
        for line, cell in ahead
        for v in _vacancies(line.post.id, cell, leaving, staffing[line.post.id], leads)
    ]
    wanting = {v.slot_id for v in vacancies}
    asked = {person.id for person in pool}
    problem = RotaProblem(
        tuple(_slot(s) for s in grid.shifts if s.id in wanting),
        tuple(vacancies),
        _members(pool, times, grid, leaving, leads, rota_wishes.likes_nights(viewer, asked)),
        times.posts,
        thresholds,
        wish.most_in_week,
        wish.weights,
        _beside(grid, leaving),
        rota_wishes.pairs(viewer, asked),
    )
    return Ground(problem, leaving)


def _seated(grid: Grid) -> set[int]:
    return {seat.person_id for _, cell in cells_of(grid) for seat in cell.seats}


def _slot(shift: ShiftRow) -> Slot:
    return Slot(shift.id, shift.starts_at, shift.ends_at, shift.duty_date, shift.kind == NIGHT)


@dataclass(frozen=True)
class _Staffing:
    """Whom the seats of a post ask for: member types in the template's order, somebody who may lead."""

    kinds: tuple[str, ...] = ()
    leader: bool = False


def _staffing(viewer: Viewer, post_ids: Sequence[int]) -> dict[int, _Staffing]:
    """By the kind of each post. A template that is gone asks for nobody in particular."""
    seats: dict[str, tuple[str, ...]] = {}
    for seat in db.session.scalars(
        select(StaffingSeat)
        .where(StaffingSeat.community_id == viewer.community_id)
        .order_by(StaffingSeat.position, StaffingSeat.id)
    ):
        key = str(seat.template_id)
        seats[key] = seats.get(key, ()) + (seat.member_type,) * seat.count
    kinds = terms.terms(viewer.community_id, "post_kind")
    found = {}
    for post in db.session.scalars(select(Post).where(Post.id.in_(post_ids))):
        flags = kinds[post.kind].flags if post.kind in kinds else {}
        found[post.id] = _Staffing(
            seats.get(str(flags.get("staffing", "")), ()), bool(flags.get("leader_present"))
        )
    return found


def _who_leads(viewer: Viewer, pool: Sequence[Person], seated: set[int]) -> frozenset[int]:
    """People of a member type that may lead, and those whose account may call the roll."""
    kinds = {c for c, t in terms.terms(viewer.community_id, "member_type").items() if t.flags.get("leads")}
    roles = [role for role, granted in GRANTS.items() if Permission.ROLL_CALL in granted]
    accounts = select(Membership.account_id).where(
        Membership.community_id == viewer.community_id,
        Membership.ended_at.is_(None),
        Membership.role.in_(roles),
    )
    return frozenset(
        db.session.scalars(
            select(Person.id).where(
                Person.community_id == viewer.community_id,
                Person.id.in_({p.id for p in pool} | seated),
                Person.member_type.in_(kinds) | Person.account_id.in_(accounts),
            )
        )
    )


def _vacancies(
    post_id: int, cell: Cell, leaving: dict[int, SeatRow], staffing: _Staffing, leads: frozenset[int]
) -> list[Vacancy]:
    """First the seats whose holders cannot come, then those that nobody has. Member types that nobody of those who
    stay fills are asked for in the template's order; the first of the seats leads, unless somebody who stays may."""
    staying = [seat for seat in cell.seats if seat.id not in leaving]
    ids = [seat.id for seat in cell.seats if seat.id in leaving] + [0] * cell.open_seats
    wanted = Counter(staffing.kinds) - Counter(seat.member_type for seat in staying)
    kinds = [kind for kind in dict.fromkeys(staffing.kinds) for _ in range(wanted[kind])]
    led = not staffing.leader or any(seat.person_id in leads for seat in staying)
    return [
        Vacancy(
            cell.shift.id,
            post_id,
            len(staying) + n,
            seat_id,
            frozenset(kinds[n : n + 1]),
            not led and n == 0,
        )
        for n, seat_id in enumerate(ids)
    ]


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
    pool: Sequence[Person],
    times: Times,
    grid: Grid,
    leaving: dict[int, SeatRow],
    leads: frozenset[int],
    nights_wished: dict[int, bool],
) -> tuple[Member, ...]:
    shifts, nights = Counter[int](), Counter[int]()
    for _, cell in cells_of(grid):
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
            person.member_type,
            person.id in leads,
            nights_wished.get(person.id),
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
        for line, cell in cells_of(grid)
        if cell.seats
    }
