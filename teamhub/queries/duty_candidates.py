"""Who may take a seat: everybody the reader may choose, with what stands against it, and the best to offer first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Subquery, and_, func, not_, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.masking import mask_name
from teamhub.domain.people import fold_name
from teamhub.domain.rota import (
    Candidate,
    Duty,
    Obstacle,
    PersonTimes,
    PostTimes,
    Span,
    obstacles,
    substitutes,
)
from teamhub.domain.settings import Thresholds
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, LeaveRequest, Post, PostClosure, Shift
from teamhub.models.people import Organization, Person
from teamhub.queries.duty_seats import ShiftRow

AROUND = timedelta(hours=60)
"""Duties this far from a shift can still break its rest."""
SHOWN = 60
OFFERED = 40


@dataclass(frozen=True)
class CandidateRow:
    """`against`: empty for somebody free. `shifts_held`: in the campaign."""

    person_id: int
    name: str
    member_type: str
    organization: str
    shifts_held: int
    against: tuple[Obstacle, ...]

    @property
    def free(self) -> bool:
        return not self.against

    @property
    def possible(self) -> bool:
        """With a reason, if not without."""
        return not any(o.hard for o in self.against)


@dataclass(frozen=True)
class Offer:
    """Somebody to send; the name is masked."""

    person_id: int
    name: str


@dataclass(frozen=True)
class Times:
    """What the rules of the rota ask of some people and posts, loaded at once."""

    people: dict[int, PersonTimes]
    posts: dict[int, PostTimes]


def standing() -> ColumnElement[bool]:
    return and_(DutyAssignment.cancelled_at.is_(None), DutyAssignment.replaced_at.is_(None))


def times_of(
    viewer: Viewer, person_ids: Iterable[int], post_ids: Iterable[int], first: datetime, last: datetime
) -> Times:
    """`first` to `last`: the stretch that the wanted shifts cover; duties around it are loaded too."""
    ids = list(person_ids)
    people = db.session.scalars(
        select(Person).where(Person.community_id == viewer.community_id, Person.id.in_(ids))
    )
    duties: dict[int, list[Duty]] = {}
    for seat, shift in db.session.execute(
        select(DutyAssignment, Shift)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(
            DutyAssignment.community_id == viewer.community_id,
            DutyAssignment.person_id.in_(ids),
            standing(),
            Shift.starts_at < last + AROUND,
            Shift.ends_at > first - AROUND,
        )
    ):
        duties.setdefault(seat.person_id, []).append(
            Duty(seat.id, seat.post_id, shift.starts_at, shift.ends_at, shift.duty_date)
        )
    leaves: dict[int, list[Span]] = {}
    for leave in db.session.scalars(
        select(LeaveRequest).where(LeaveRequest.person_id.in_(ids), LeaveRequest.approved.is_(True))
    ):
        until = min(leave.ends_at, leave.closed_at) if leave.closed_at else leave.ends_at
        if until > leave.starts_at:  # else it was given up before it began
            leaves.setdefault(leave.person_id, []).append(Span(leave.starts_at, until))
    return Times(
        {
            p.id: PersonTimes(
                duties.get(p.id, []), p.deployed_from, p.deployed_to, leaves.get(p.id, []), p.active
            )
            for p in people
        },
        post_times(viewer, post_ids),
    )


def post_times(viewer: Viewer, post_ids: Iterable[int]) -> dict[int, PostTimes]:
    ids = list(post_ids)
    closures: dict[int, list[Span]] = {}
    for closure in db.session.scalars(select(PostClosure).where(PostClosure.post_id.in_(ids))):
        closures.setdefault(closure.post_id, []).append(Span(closure.closed_from, closure.closed_until))
    posts = db.session.scalars(select(Post).where(Post.community_id == viewer.community_id, Post.id.in_(ids)))
    return {p.id: PostTimes(p.opened_on, p.closed_on, closures.get(p.id, [])) for p in posts}


def for_seat(
    viewer: Viewer,
    shift: ShiftRow,
    post_id: int,
    thresholds: Thresholds,
    *,
    q: str = "",
    member_type: str = "",
) -> list[CandidateRow]:
    """The best first; then those whom only a reason would allow; then the others with what stands against them.
    `q`: part of a name, pinyin or initials. At most SHOWN rows; the search finds the rest."""
    where: list[ColumnElement[bool]] = [Person.community_id == viewer.community_id, Person.active.is_(True)]
    if q.strip():
        part = fold_name(q)
        columns = (Person.name, Person.pinyin, Person.initials, Person.code)
        where.append(or_(*(column.icontains(part, autoescape=True) for column in columns)))
    held = _held(viewer, shift)
    rows = db.session.execute(
        select(Person, Organization.name, held.c.held)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .outerjoin(held, held.c.person_id == Person.id)
        .where(*where)
        .order_by(
            _busy(shift, thresholds),
            Person.member_type != member_type,
            func.coalesce(held.c.held, 0),
            Person.id,
        )
        .limit(SHOWN)
    ).all()
    times = times_of(viewer, [p.id for p, _, _ in rows], [post_id], shift.starts_at, shift.ends_at)
    wanted = Duty(0, post_id, shift.starts_at, shift.ends_at, shift.duty_date)
    found = {
        person.id: CandidateRow(
            person.id,
            person.name,
            person.member_type,
            organization or "",
            count or 0,
            obstacles(wanted, times.people[person.id], times.posts[post_id], thresholds),
        )
        for person, organization, count in rows
    }
    best = [found[c.person_id] for c in substitutes(_rated(found.values()), member_type=member_type)]
    return best + [row for row in found.values() if not row.possible]


def offers(viewer: Viewer, shift: ShiftRow, thresholds: Thresholds, *, member_type: str) -> list[Offer]:
    """People who are free and rested, best first, without the reader: what gaps of a shift offer in one tap. One
    query; the rules are asked again when somebody is sent."""
    held = _held(viewer, shift)
    on_leave = (
        select(LeaveRequest.id)
        .where(
            LeaveRequest.person_id == Person.id,
            LeaveRequest.approved.is_(True),
            LeaveRequest.starts_at < shift.ends_at,
            func.coalesce(LeaveRequest.closed_at, LeaveRequest.ends_at) > shift.starts_at,
        )
        .exists()
    )
    rows = db.session.execute(
        select(Person.id, Person.name)
        .outerjoin(held, held.c.person_id == Person.id)
        .where(
            Person.community_id == viewer.community_id,
            Person.active.is_(True),
            Person.id != (viewer.person_id or 0),
            not_(_busy(shift, thresholds)),
            not_(on_leave),
        )
        .order_by(Person.member_type != member_type, func.coalesce(held.c.held, 0), Person.id)
        .limit(OFFERED)
    )
    return [Offer(row.id, mask_name(row.name)) for row in rows]


def _rated(rows: Iterable[CandidateRow]) -> Sequence[Candidate]:
    return [Candidate(r.person_id, r.member_type, r.against, r.shifts_held) for r in rows]


def _held(viewer: Viewer, shift: ShiftRow) -> Subquery:
    """Standing seats per person in the shift's campaign."""
    campaign = select(Shift.campaign_id).where(Shift.id == shift.id).scalar_subquery()
    return (
        select(DutyAssignment.person_id, func.count().label("held"))
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(DutyAssignment.community_id == viewer.community_id, standing(), Shift.campaign_id == campaign)
        .group_by(DutyAssignment.person_id)
        .subquery()
    )


def _busy(shift: ShiftRow, thresholds: Thresholds) -> ColumnElement[bool]:
    """Not free or not rested: sorted last, so that a short list holds those who can come."""
    rest = timedelta(hours=thresholds.rest_hours)
    clash = (
        select(DutyAssignment.id)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(
            DutyAssignment.person_id == Person.id,
            standing(),
            Shift.starts_at < shift.ends_at + rest,
            Shift.ends_at > shift.starts_at - rest,
        )
        .exists()
    )
    deployed = and_(
        or_(Person.deployed_from.is_(None), Person.deployed_from <= shift.duty_date),
        or_(Person.deployed_to.is_(None), Person.deployed_to >= shift.duty_date),
    )
    return or_(clash, not_(deployed))
