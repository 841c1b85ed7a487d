"""Posts, seats and attendance of one duty date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from teamhub.domain.figures.duty import (
    CadreFigures,
    DutyFigures,
    OrganizationRow,
    PostRow,
    Seats,
    ShiftFigures,
)
from teamhub.domain.figures.labels import Label, Share
from teamhub.models.base import db
from teamhub.models.duty import (
    CheckIn,
    DutyAssignment,
    GateCount,
    GatePeriod,
    Handover,
    Post,
    Shift,
    SpotCheck,
)
from teamhub.models.people import Organization, Person
from teamhub.models.testing import SamplingTeamMember, SiteSession
from teamhub.queries.tally.scope import Scope
from teamhub.queries.tally.supplies import Delivery

PRESENT = frozenset({"early", "on_time", "late"})


@dataclass(frozen=True)
class SeatRow:
    """One standing seat of the duty date, with what is known of it at the moment of the tally."""

    assignment_id: int
    shift_id: int
    post_id: int
    person_id: int
    member_type: str
    organization_id: int | None
    substitute: bool
    present: bool
    late: bool
    absent: bool
    left_early: bool


@dataclass(frozen=True)
class DaySeats:
    """Checkpoints of the day, its shifts so far, and every standing seat."""

    posts: list[Post]
    shifts: list[Shift]
    seats: list[SeatRow]


def day_seats(scope: Scope) -> DaySeats:
    shifts = _shifts(scope)
    posts = standing_posts(scope)
    places = {p.id for p in posts}
    return DaySeats(posts, shifts, [s for s in _seats(scope, shifts) if s.post_id in places])


def duty_figures(scope: Scope, came: Sequence[Delivery]) -> DutyFigures:
    """`came`: the deliveries of the day."""
    found = day_seats(scope)
    shifts, posts, seats = found.shifts, found.posts, found.seats
    checks = _spot_checks(scope)
    gates = open_gates(scope)
    cadres, organizations = _cadres(scope, deployed_people(scope), seats)
    types = Counter(s.member_type for s in seats if s.present)
    order = list(scope.terms["member_type"])
    return DutyFigures(
        posts=len(posts),
        open_gates=len(gates & {p.id for p in posts}),
        shifts=tuple(_shift_figures(scope, shift, seats) for shift in shifts),
        expected=len(seats),
        present=sum(s.present for s in seats),
        late=sum(s.late for s in seats),
        absent=sum(s.absent for s in seats),
        left_early=sum(s.left_early for s in seats),
        substitutions=sum(s.substitute for s in seats),
        spot_checks=len(checks),
        spot_expected=sum(c.expected for c in checks),
        spot_present=sum(c.present for c in checks),
        empty_posts_found=sum(c.found_empty for c in checks),
        rows=_post_rows(scope, found, gates, checks, came),
        by_member_type=tuple(
            Share(code, scope.label("member_type", code), types[code])
            for code in sorted(types, key=lambda c: order.index(c) if c in order else len(order))
        ),
        cadres=cadres,
        organizations=organizations,
    )


def _shifts(scope: Scope) -> list[Shift]:
    return list(
        db.session.scalars(
            select(Shift)
            .where(
                Shift.campaign_id == scope.campaign.id,
                Shift.duty_date == scope.day,
                Shift.starts_at <= scope.as_of,
            )
            .order_by(Shift.starts_at, Shift.id)
        )
    )


def standing_posts(scope: Scope) -> list[Post]:
    """Checkpoints that stand on the day."""
    return list(
        db.session.scalars(
            select(Post)
            .where(
                Post.campaign_id == scope.campaign.id,
                Post.kind.in_(scope.codes("post_kind", "checkpoint")),
                Post.opened_on <= scope.day,
                or_(Post.closed_on.is_(None), Post.closed_on >= scope.day),
            )
            .order_by(Post.position, Post.id)
        )
    )


def _seats(scope: Scope, shifts: list[Shift]) -> list[SeatRow]:
    bounds = {s.id: s for s in shifts}
    accepted = aliased(Handover)
    rows = db.session.execute(
        select(
            DutyAssignment.id,
            DutyAssignment.shift_id,
            DutyAssignment.post_id,
            DutyAssignment.person_id,
            DutyAssignment.substitutes_id,
            CheckIn.arrived_at,
            CheckIn.standing,
            CheckIn.checked_out_at,
            Person.member_type,
            Person.organization_id,
            accepted.accepted_at,
        )
        .join(Person, Person.id == DutyAssignment.person_id)
        .outerjoin(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
        .outerjoin(
            accepted,
            (accepted.post_id == DutyAssignment.post_id)
            & (accepted.outgoing_shift_id == DutyAssignment.shift_id)
            & (accepted.outgoing_person_id == DutyAssignment.person_id),
        )
        .where(
            DutyAssignment.community_id == scope.community.id,
            DutyAssignment.shift_id.in_(bounds),
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
        )
        .order_by(DutyAssignment.id)
    )
    grace_over = timedelta(minutes=scope.thresholds.absent_after_minutes)
    early = timedelta(minutes=scope.thresholds.left_early_minutes)
    found = []
    for (
        assignment_id,
        shift_id,
        post_id,
        person_id,
        substitutes_id,
        arrived_at,
        standing,
        left,
        member_type,
        organization_id,
        accepted_at,
    ) in rows:
        shift = bounds[shift_id]
        came = _happened(arrived_at, scope)
        present = came and standing in PRESENT
        found.append(
            SeatRow(
                assignment_id,
                shift_id,
                post_id,
                person_id,
                member_type,
                organization_id,
                substitutes_id is not None,
                present,
                present and standing == "late",
                not present and scope.as_of > shift.starts_at + grace_over,
                came
                and _happened(left, scope)
                and left < shift.ends_at - early
                and (accepted_at is None or accepted_at > left),
            )
        )
    return found


def _happened(moment: datetime | None, scope: Scope) -> TypeGuard[datetime]:
    return moment is not None and moment <= scope.as_of


def _shift_figures(scope: Scope, shift: Shift, seats: list[SeatRow]) -> ShiftFigures:
    mine = [s for s in seats if s.shift_id == shift.id]
    return ShiftFigures(
        kind=shift.kind,
        label=scope.label("shift_kind", shift.kind),
        starts_at=scope.local(shift.starts_at),
        ends_at=scope.local(shift.ends_at),
        expected=len(mine),
        present=sum(s.present for s in mine),
        late=sum(s.late for s in mine),
        absent=sum(s.absent for s in mine),
    )


def _spot_checks(scope: Scope) -> list[SpotCheck]:
    return list(
        db.session.scalars(
            select(SpotCheck).where(
                SpotCheck.community_id == scope.community.id, scope.today(SpotCheck.checked_at)
            )
        )
    )


def open_gates(scope: Scope) -> set[int]:
    """Posts open to outside at the moment of the tally."""
    return set(
        db.session.scalars(
            select(GatePeriod.post_id).where(
                GatePeriod.community_id == scope.community.id,
                GatePeriod.open_from <= scope.as_of,
                or_(GatePeriod.open_until.is_(None), GatePeriod.open_until > scope.as_of),
            )
        )
    )


def _post_rows(
    scope: Scope,
    found: DaySeats,
    gates: set[int],
    checks: list[SpotCheck],
    came: Sequence[Delivery],
) -> tuple[PostRow, ...]:
    posts, shifts, seats = found.posts, found.shifts, found.seats
    vehicles = dict(
        db.session.execute(
            select(GateCount.post_id, func.sum(GateCount.vehicles))
            .where(
                GateCount.community_id == scope.community.id,
                GateCount.shift_id.in_([s.id for s in shifts]),
                scope.so_far(GateCount.counted_at),
            )
            .group_by(GateCount.post_id)
        ).all()
    )
    pieces: Counter[int] = Counter()
    pending: Counter[int] = Counter()
    for delivery in came:
        pieces[delivery.gate_id] += delivery.pieces
        pending[delivery.gate_id] += delivery.pieces if delivery.waits else 0
    rows = []
    for post in posts:
        mine = [s for s in seats if s.post_id == post.id]
        is_open = post.id in gates
        rows.append(
            PostRow(
                code=post.code,
                name=Label(post.name),
                kind=post.kind,
                kind_label=scope.label("post_kind", post.kind),
                is_open=is_open,
                staff=tuple(
                    Seats(
                        sum(1 for s in mine if s.shift_id == shift.id),
                        sum(1 for s in mine if s.shift_id == shift.id and s.present),
                    )
                    for shift in shifts
                ),
                vehicles=vehicles.get(post.id, 0 if is_open else None),
                pieces=pieces.get(post.id, 0 if is_open else None),
                pending=pending.get(post.id, 0),
                late=sum(s.late for s in mine),
                absent=sum(s.absent for s in mine),
                found_empty=sum(1 for c in checks if c.post_id == post.id and c.found_empty),
            )
        )
    return tuple(rows)


def cadre_places(scope: Scope, deployed: Iterable[int], seats: list[SeatRow]) -> dict[int, str]:
    """Each deployed person of the day -> sampling | post | missing | resting (no duty that day). Who served both
    at a post and at a sampling site is at the sampling site."""
    at_sampling = set(
        db.session.scalars(
            select(SamplingTeamMember.person_id)
            .join(SiteSession, SiteSession.team_id == SamplingTeamMember.team_id)
            .where(
                SiteSession.community_id == scope.community.id,
                scope.today(SiteSession.opens_at),
                SamplingTeamMember.person_id.in_(list(deployed)),
            )
        )
    )
    at_posts = {s.person_id for s in seats if s.present}
    assigned = _assigned(scope)
    return {
        person: "sampling"
        if person in at_sampling
        else "post"
        if person in at_posts
        else "missing"
        if person in assigned
        else "resting"
        for person in deployed
    }


def _cadres(
    scope: Scope, deployed: dict[int, int | None], seats: list[SeatRow]
) -> tuple[CadreFigures, tuple[OrganizationRow, ...]]:
    """Deployed people of the day: due, seen at a post or in a sampling team, per sending organisation."""
    places = cadre_places(scope, deployed, seats)
    present = {person for person, place in places.items() if place in {"sampling", "post"}}
    count = Counter(places.values())
    names = db.session.execute(
        select(Organization.id, Organization.name, Organization.name_en)
        .where(Organization.id.in_({o for o in deployed.values() if o is not None}))
        .order_by(Organization.position, Organization.id)
    )
    rows = tuple(
        OrganizationRow(
            Label(name, name_en),
            sum(1 for o in deployed.values() if o == key),
            sum(1 for p in present if deployed[p] == key),
        )
        for key, name, name_en in names
    )
    figures = CadreFigures(len(deployed), len(present), count["post"], count["sampling"], count["resting"])
    return figures, rows


def _assigned(scope: Scope) -> set[int]:
    """People with a standing seat on the duty date, in shifts to come too."""
    return set(
        db.session.scalars(
            select(DutyAssignment.person_id)
            .join(Shift, Shift.id == DutyAssignment.shift_id)
            .where(
                Shift.campaign_id == scope.campaign.id,
                Shift.duty_date == scope.day,
                DutyAssignment.cancelled_at.is_(None),
                DutyAssignment.replaced_at.is_(None),
            )
        )
    )


def deployed_people(scope: Scope) -> dict[int, int | None]:
    """Person -> sending organisation, of those deployed on the day."""
    return dict(
        db.session.execute(
            select(Person.id, Person.organization_id).where(
                Person.community_id == scope.community.id,
                Person.active.is_(True),
                Person.member_type.in_(scope.codes("member_type", "deployed")),
                or_(Person.deployed_from.is_(None), Person.deployed_from <= scope.day),
                or_(Person.deployed_to.is_(None), Person.deployed_to >= scope.day),
            )
        ).all()
    )
