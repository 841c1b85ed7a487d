"""The roster as a grid of posts and shifts, and one seat with all that a leader may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.masking import mask_phone
from teamhub.domain.rota import SeatCoverage
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import DutyAssignment, Post, Shift
from teamhub.models.people import Organization, Person
from teamhub.queries import terms
from teamhub.queries.duty_seats import (
    PostRow,
    SeatRow,
    ShiftRow,
    by_place,
    posts_on,
    seat_of,
    seats,
    shift_row,
    shifts_between,
    shown_name,
)


@dataclass(frozen=True)
class Cell:
    """One post in one shift. `open_seats`: not assigned; 0 for a shift outside the pattern, which wants nobody by
    itself."""

    shift: ShiftRow
    seats: tuple[SeatRow, ...]
    open_seats: int


@dataclass(frozen=True)
class Line:
    post: PostRow
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """`officers`: shift -> who leads it."""

    days: tuple[date, ...]
    shifts: tuple[ShiftRow, ...]
    lines: tuple[Line, ...]
    officers: dict[int, str]

    @property
    def wanted(self) -> int:
        return sum(len(cell.seats) + cell.open_seats for line in self.lines for cell in line.cells)

    @property
    def open_seats(self) -> int:
        return sum(cell.open_seats for line in self.lines for cell in line.cells)


def grid(viewer: Viewer, campaign: Campaign, first: date, days: int, *, at: datetime) -> Grid:
    """Posts in the leader's order, shifts as they begin."""
    last = first + timedelta(days=days - 1)
    thresholds = terms.thresholds(viewer.community_id)
    shifts = shifts_between(viewer, campaign.id, first, last)
    posts = posts_on(viewer, campaign.id, first, last, at=at)
    placed = by_place(seats(viewer, shifts, at=at, thresholds=thresholds))
    beside = _beside(shifts)
    lines = tuple(
        Line(p, tuple(_cell(p, s, placed.get((p.id, s.id), []), wants=s.id not in beside) for s in shifts))
        for p in posts
    )
    return Grid(
        tuple(first + timedelta(days=n) for n in range(days)), tuple(shifts), lines, _officers(viewer, shifts)
    )


def _beside(shifts: Sequence[ShiftRow]) -> set[int]:
    """Shifts that run beside a longer one: they want only those who are assigned to them."""
    return {
        s.id
        for s in shifts
        for other in shifts
        if other.id != s.id
        and s.starts_at < other.ends_at
        and other.starts_at < s.ends_at
        and (other.ends_at - other.starts_at, other.id) > (s.ends_at - s.starts_at, s.id)
    }


def _cell(post: PostRow, shift: ShiftRow, held: Sequence[SeatRow], *, wants: bool) -> Cell:
    coverage = SeatCoverage(post.seats if wants else 0, len(held))
    return Cell(shift, tuple(held), coverage.open_seats)


def officers_of(shifts: Sequence[ShiftRow]) -> dict[int, int]:
    """Shift -> the person who leads it, where one is named. `shifts` are the viewer's own."""
    rows = db.session.execute(
        select(Shift.id, Shift.duty_officer_id).where(
            Shift.id.in_([s.id for s in shifts]), Shift.duty_officer_id.is_not(None)
        )
    )
    return {shift_id: person_id for shift_id, person_id in rows if person_id is not None}


def _officers(viewer: Viewer, shifts: Sequence[ShiftRow]) -> dict[int, str]:
    rows = db.session.execute(
        select(Shift.id, Person.name)
        .join(Person, Person.id == Shift.duty_officer_id)
        .where(Shift.id.in_([s.id for s in shifts]))
    )
    return {shift_id: shown_name(viewer, name) for shift_id, name in rows}


@dataclass(frozen=True)
class SeatShown:
    """One seat, standing or not, with its post and shift. `phone` is masked. `ended`: cancelled_at or replaced_at."""

    seat: SeatRow | None
    id: int
    person_id: int
    name: str
    phone: str
    organization: str
    member_type: str
    post: Post
    shift: ShiftRow
    ended_at: datetime | None
    replaced: bool
    reason: str


def one_seat(viewer: Viewer, seat_id: int, *, at: datetime) -> SeatShown:
    """Raises NotFound."""
    stored = seat_of(viewer, seat_id)
    shift = shift_row(stored.shift)
    thresholds = terms.thresholds(viewer.community_id)
    standing = seats(viewer, [shift], at=at, thresholds=thresholds, post_id=stored.post_id)
    person: Person = stored.person
    home = db.session.get(Organization, person.organization_id) if person.organization_id else None
    return SeatShown(
        next((row for row in standing if row.id == stored.id), None),
        stored.id,
        person.id,
        shown_name(viewer, person.name),
        mask_phone(person.phone),
        home.name if home else "",
        person.member_type,
        stored.post,
        shift,
        stored.cancelled_at or stored.replaced_at,
        stored.replaced_at is not None,
        stored.reason,
    )


def changes_of(viewer: Viewer, shifts: Sequence[ShiftRow]) -> list[tuple[DutyAssignment, str, str]]:
    """Seats of these shifts that were given up or handed to a substitute: (seat, person, post), newest first."""
    rows = db.session.execute(
        select(DutyAssignment, Person.name, Post.name)
        .join(Person, Person.id == DutyAssignment.person_id)
        .join(Post, Post.id == DutyAssignment.post_id)
        .where(
            DutyAssignment.community_id == viewer.community_id,
            DutyAssignment.shift_id.in_([s.id for s in shifts]),
            DutyAssignment.cancelled_at.is_not(None) | DutyAssignment.replaced_at.is_not(None),
        )
        .order_by(DutyAssignment.id.desc())
        .limit(50)
    )
    return [(seat, shown_name(viewer, person), post) for seat, person, post in rows]


def masked_phones(viewer: Viewer, person_ids: Sequence[int]) -> dict[int, str]:
    """Person -> masked phone, for the printed roster."""
    rows = db.session.execute(
        select(Person.id, Person.phone).where(
            Person.community_id == viewer.community_id, Person.id.in_(person_ids)
        )
    )
    return {person_id: mask_phone(phone) for person_id, phone in rows}
