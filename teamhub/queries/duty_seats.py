"""Posts, shifts and the seats people hold, as rows: what the board, the roster and my day are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.attendance import (
    Evidence,
    Missing,
    Standing,
    expected_from,
    judge_departure,
    judge_missing,
)
from teamhub.domain.duty_time import whole_minutes
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name
from teamhub.domain.settings import Thresholds
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, GatePeriod, Post, PostClosure, Shift
from teamhub.models.people import Organization, Person

ON_POST_AFTER = timedelta(hours=4)
"""How long after its shift somebody who has not left still counts as being on post."""


@dataclass(frozen=True)
class ShiftRow:
    id: int
    kind: str
    duty_date: date
    starts_at: datetime
    ends_at: datetime

    def runs_at(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True)
class PostRow:
    id: int
    code: str
    name: str
    kind: str
    seats: int
    is_gate: bool


@dataclass(frozen=True)
class SeatRow:
    """A standing seat. `missing` None: arrived; `minutes_missing`: since expected. `left_early`: minutes
    before its end, 0 within what is allowed. `instead_of`: whom a substitute stands in for."""

    id: int
    version: int
    shift_id: int
    post_id: int
    person_id: int
    name: str
    member_type: str
    organization: str
    instead_of: str
    confirmed_at: datetime | None
    reminded_at: datetime | None
    arrived_at: datetime | None
    standing: Standing | None
    minutes_late: int
    evidence: Evidence | None
    entered_later: bool
    checked_out_at: datetime | None
    missing: Missing | None
    minutes_missing: int
    left_early: int

    @property
    def on_post(self) -> bool:
        return self.arrived_at is not None and self.checked_out_at is None


def shown_name(viewer: Viewer, name: str) -> str:
    """Who leads people reads their names in full, to call the roll; everybody else reads them masked."""
    return name if viewer.may(Permission.PEOPLE_VIEW) else mask_name(name)


def shift_row(shift: Shift) -> ShiftRow:
    return ShiftRow(shift.id, shift.kind, shift.duty_date, shift.starts_at, shift.ends_at)


def shift_of(viewer: Viewer, shift_id: int) -> Shift:
    """Raises NotFound for a shift of another community."""
    shift = db.session.get(Shift, shift_id)
    if shift is None or shift.community_id != viewer.community_id:
        raise NotFound
    return shift


def post_of(viewer: Viewer, post_id: int) -> Post:
    """Raises NotFound for a post of another community."""
    post = db.session.get(Post, post_id)
    if post is None or post.community_id != viewer.community_id:
        raise NotFound
    return post


def seat_of(viewer: Viewer, seat_id: int) -> DutyAssignment:
    """The stored seat, standing or not. Raises NotFound for one of another community."""
    seat = db.session.get(DutyAssignment, seat_id)
    if seat is None or seat.community_id != viewer.community_id:
        raise NotFound
    return seat


def posts_on(
    viewer: Viewer, campaign_id: int, first: date, last: date, *, at: datetime, staffed_only: bool = True
) -> list[PostRow]:
    """Posts that stand on one of the days, in the leader's order. `is_gate`: open to outside at the moment `at`.
    A post closed at that moment by order stays listed only while it is open on some other day."""
    gates = set(
        db.session.scalars(
            select(GatePeriod.post_id).where(
                GatePeriod.community_id == viewer.community_id,
                GatePeriod.open_from <= at,
                or_(GatePeriod.open_until.is_(None), GatePeriod.open_until > at),
            )
        )
    )
    closed = closed_at(viewer, at) if first == last else set()
    rows = db.session.scalars(
        select(Post)
        .where(
            Post.community_id == viewer.community_id,
            Post.campaign_id == campaign_id,
            Post.opened_on <= last,
            or_(Post.closed_on.is_(None), Post.closed_on >= first),
            Post.seats > 0 if staffed_only else Post.seats >= 0,
        )
        .order_by(Post.position, Post.id)
    )
    return [PostRow(p.id, p.code, p.name, p.kind, p.seats, p.id in gates) for p in rows if p.id not in closed]


def closed_at(viewer: Viewer, at: datetime) -> set[int]:
    """Posts closed by order at the moment."""
    return set(
        db.session.scalars(
            select(PostClosure.post_id).where(
                PostClosure.community_id == viewer.community_id,
                PostClosure.closed_from <= at,
                or_(PostClosure.closed_until.is_(None), PostClosure.closed_until > at),
            )
        )
    )


def shifts_between(viewer: Viewer, campaign_id: int, first: date, last: date) -> list[ShiftRow]:
    """Shifts of the duty dates, both inclusive, in the order in which they begin."""
    rows = db.session.scalars(
        select(Shift)
        .where(
            Shift.community_id == viewer.community_id,
            Shift.campaign_id == campaign_id,
            Shift.duty_date >= first,
            Shift.duty_date <= last,
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return [shift_row(s) for s in rows]


def running_shifts(viewer: Viewer, at: datetime) -> list[ShiftRow]:
    """All that run at the moment (a surge shift beside the ordinary one), the earliest begun first."""
    rows = db.session.scalars(
        select(Shift)
        .where(Shift.community_id == viewer.community_id, Shift.starts_at <= at, Shift.ends_at > at)
        .order_by(Shift.starts_at, Shift.id)
    )
    return [shift_row(s) for s in rows]


def seats(
    viewer: Viewer,
    shifts: Sequence[ShiftRow],
    *,
    at: datetime,
    thresholds: Thresholds,
    masked: bool = False,
    post_id: int | None = None,
) -> list[SeatRow]:
    """The standing seats of the shifts in the order of assignment, with the arrival as of now."""
    if not shifts:
        return []
    times = {s.id: s for s in shifts}
    original, absent_person = aliased(DutyAssignment), aliased(Person)
    where = [
        DutyAssignment.community_id == viewer.community_id,
        DutyAssignment.shift_id.in_(times),
        DutyAssignment.cancelled_at.is_(None),
        DutyAssignment.replaced_at.is_(None),
    ]
    if post_id is not None:
        where.append(DutyAssignment.post_id == post_id)
    rows = db.session.execute(
        select(DutyAssignment, Person, Organization.name, CheckIn, absent_person.name)
        .join(Person, Person.id == DutyAssignment.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .outerjoin(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
        .outerjoin(original, original.id == DutyAssignment.substitutes_id)
        .outerjoin(absent_person, absent_person.id == original.person_id)
        .where(*where)
        .order_by(DutyAssignment.id)
    )
    found = []
    for seat, person, organization, check_in, instead_of in rows:
        arrival: CheckIn | None = check_in
        shift = times[seat.shift_id]
        known = _Known(arrival, None, 0, 0)
        if arrival is None:
            due = expected_from(shift.starts_at, seat.assigned_at, at)
            known = _Known(None, judge_missing(due, at, thresholds), whole_minutes(due, at), 0)
        elif arrival.checked_out_at is not None:
            left = judge_departure(shift.ends_at, arrival.checked_out_at, thresholds, relieved=False)
            known = _Known(arrival, None, 0, left.minutes)
        found.append(_row(viewer, seat, person, organization or "", instead_of or "", known, masked=masked))
    return found


def by_place(rows: Iterable[SeatRow]) -> dict[tuple[int, int], list[SeatRow]]:
    """(post, shift) -> its seats."""
    found: dict[tuple[int, int], list[SeatRow]] = {}
    for row in rows:
        found.setdefault((row.post_id, row.shift_id), []).append(row)
    return found


@dataclass(frozen=True)
class _Known:
    """What is known of somebody's presence on a seat."""

    check_in: CheckIn | None
    missing: Missing | None
    minutes_missing: int
    left_early: int


def _row(
    viewer: Viewer,
    seat: DutyAssignment,
    person: Person,
    organization: str,
    instead_of: str,
    known: _Known,
    *,
    masked: bool,
) -> SeatRow:
    check_in = known.check_in

    def said(name: str) -> str:
        return mask_name(name) if masked else shown_name(viewer, name)

    return SeatRow(
        id=seat.id,
        version=seat.version,
        shift_id=seat.shift_id,
        post_id=seat.post_id,
        person_id=person.id,
        name=said(person.name),
        member_type=person.member_type,
        organization=organization,
        instead_of=said(instead_of),
        confirmed_at=seat.confirmed_at,
        reminded_at=seat.reminded_at,
        arrived_at=check_in.arrived_at if check_in else None,
        standing=Standing(check_in.standing) if check_in else None,
        minutes_late=check_in.minutes_late if check_in else 0,
        evidence=Evidence(check_in.evidence) if check_in else None,
        entered_later=check_in.entered_later if check_in else False,
        checked_out_at=check_in.checked_out_at if check_in else None,
        missing=known.missing,
        minutes_missing=known.minutes_missing,
        left_early=known.left_early,
    )


def is_on_post(viewer: Viewer, post_id: int, at: datetime) -> bool:
    """At this moment the viewer had arrived at this post for a shift that ran or was about to, and had not left."""
    return (
        db.session.scalar(
            select(DutyAssignment.id)
            .join(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
            .join(Shift, Shift.id == DutyAssignment.shift_id)
            .where(
                DutyAssignment.post_id == post_id,
                DutyAssignment.community_id == viewer.community_id,
                DutyAssignment.person_id == viewer.person_id,
                DutyAssignment.cancelled_at.is_(None),
                DutyAssignment.replaced_at.is_(None),
                CheckIn.arrived_at <= at,
                or_(CheckIn.checked_out_at.is_(None), CheckIn.checked_out_at > at),
                Shift.ends_at > at - ON_POST_AFTER,
            )
            .limit(1)
        )
        is not None
    )


def own_seat_id(viewer: Viewer, post_id: int, shift_id: int) -> int | None:
    """The viewer's standing seat at this post in this shift."""
    return db.session.scalar(
        select(DutyAssignment.id).where(
            DutyAssignment.post_id == post_id,
            DutyAssignment.shift_id == shift_id,
            DutyAssignment.person_id == viewer.person_id,
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
        )
    )
