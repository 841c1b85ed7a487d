"""Seats, posts, checks, cadres and vehicles behind the figures of the duty."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import or_, select

from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, GateCount, Post, Shift, SpotCheck
from teamhub.models.people import Organization, Person
from teamhub.queries.tally import duty
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted, summed
from teamhub.queries.tally.rows.supplies import deliveries
from teamhub.queries.tally.scope import Scope

SEAT_FILTERS: dict[str, Callable[[duty.SeatRow], bool]] = {
    "expected": lambda s: True,
    "present": lambda s: s.present,
    "late": lambda s: s.late,
    "absent": lambda s: s.absent,
    "left_early": lambda s: s.left_early,
    "substitutions": lambda s: s.substitute,
}


def duty_rows(scope: Scope, rest: list[str]) -> RowSet:
    what = rest[0] if rest else "expected"
    if what in {"posts", "open_gates"}:
        return _posts(scope, open_only=what == "open_gates")
    if what == "kind" and rest[-1] == "posts":
        return _posts(scope, open_only=False, kind=rest[1])
    if what in {"spot_checks", "empty_posts"}:
        return _spot_checks(scope, empty_only=what == "empty_posts")
    if what == "organizations" or what.startswith("cadres"):
        return cadre_rows(scope, what, rest[1:])
    if what == "vehicles" or rest[-1] == "vehicles":
        return _gate_counts(scope, None if what == "vehicles" else rest[1:-1])
    if rest[-1] in {"pieces", "pending"}:
        return deliveries(scope, rest[1:-1], pending_only=rest[-1] == "pending")
    return _seats(scope, what, rest)


def _seats(scope: Scope, what: str, rest: list[str]) -> RowSet:
    found = duty.day_seats(scope)
    wanted = SEAT_FILTERS.get(what) or SEAT_FILTERS.get(rest[-1]) or SEAT_FILTERS["present"]
    names = dict(
        db.session.execute(
            select(DutyAssignment.id, Person.name)
            .join(Person, Person.id == DutyAssignment.person_id)
            .where(DutyAssignment.id.in_([s.assignment_id for s in found.seats]))
        ).all()
    )
    posts, shifts = {p.id: p for p in found.posts}, {s.id: s for s in found.shifts}
    rows: list[tuple[Cell, ...]] = []
    for seat in found.seats:
        post, shift = posts[seat.post_id], shifts[seat.shift_id]
        if not wanted(seat) or not _seat_matches(seat, post, shift, what, rest):
            continue
        rows.append(
            (
                post.name,
                scope.label("shift_kind", shift.kind),
                mask_name(names[seat.assignment_id]),
                scope.label("member_type", seat.member_type),
                _standing(seat),
            )
        )
    return counted("seats", ("post", "shift", "person", "member_type", "standing"), rows)


def _seat_matches(seat: duty.SeatRow, post: Post, shift: Shift, what: str, rest: list[str]) -> bool:
    if len(rest) < 2:
        return True
    codes = rest[1]
    if rest[2:3] == ["shift"] and shift.kind != rest[3]:
        return False
    return {
        "post": post.code == codes,
        "kind": post.kind == codes,
        "type": seat.member_type == codes,
        "shift": shift.kind == codes,
    }.get(what, True)


def _standing(seat: duty.SeatRow) -> str:
    for word in ("absent", "late", "left_early", "present"):
        if getattr(seat, word):
            return word
    return "expected"


def _posts(scope: Scope, *, open_only: bool, kind: str = "") -> RowSet:
    open_gates = duty.open_gates(scope)
    rows: list[tuple[Cell, ...]] = [
        (p.code, p.name, scope.label("post_kind", p.kind), p.seats)
        for p in duty.standing_posts(scope)
        if (not open_only or p.id in open_gates) and kind in ("", p.kind)
    ]
    return counted("posts", ("code", "post", "kind", "seats"), rows)


def _spot_checks(scope: Scope, *, empty_only: bool) -> RowSet:
    query = (
        select(SpotCheck.checked_at, Post.name, SpotCheck.expected, SpotCheck.present, SpotCheck.remark)
        .join(Post, Post.id == SpotCheck.post_id)
        .where(SpotCheck.community_id == scope.community.id, scope.today(SpotCheck.checked_at))
        .order_by(SpotCheck.checked_at)
    )
    if empty_only:
        query = query.where(SpotCheck.found_empty.is_(True))
    return counted(
        "spot_checks",
        ("at", "post", "expected", "present", "remark"),
        [tuple(r) for r in db.session.execute(query)],
    )


CADRE_PLACES: dict[str, frozenset[str]] = {
    "cadres": frozenset({"sampling", "post", "missing", "resting"}),
    "cadres_present": frozenset({"sampling", "post"}),
    "cadres_at_posts": frozenset({"post"}),
    "cadres_at_sampling": frozenset({"sampling"}),
    "cadres_resting": frozenset({"resting"}),
    "organizations": frozenset({"sampling", "post"}),
}


def cadre_rows(scope: Scope, what: str, rest: list[str]) -> RowSet:
    """`rest`: the place of one organisation in the office's order, from 0."""
    places = duty.cadre_places(scope, duty.deployed_people(scope), duty.day_seats(scope).seats)
    wanted = [p for p, place in places.items() if place in CADRE_PLACES.get(what, CADRE_PLACES["cadres"])]
    rows = db.session.execute(
        select(Organization.id, Organization.name, Person.name, Person.position)
        .select_from(Person)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.id.in_(list(places)))
        .order_by(Organization.position, Organization.id, Person.id)
        .add_columns(Person.id)
    ).all()
    offices = list(dict.fromkeys(office for office, *_ in rows if office is not None))
    chosen = offices[int(rest[0])] if rest and rest[0].isdigit() and int(rest[0]) < len(offices) else None
    return counted(
        "cadres",
        ("organization", "person", "position"),
        [
            (office_name, mask_name(name), position)
            for office, office_name, name, position, person in rows
            if person in wanted and chosen in {None, office}
        ],
    )


def _gate_counts(scope: Scope, posts: list[str] | None) -> RowSet:
    query = (
        select(GateCount.counted_at, Post.name, GateCount.vehicles)
        .join(Post, Post.id == GateCount.post_id)
        .join(Shift, Shift.id == GateCount.shift_id)
        .where(
            GateCount.community_id == scope.community.id,
            Shift.duty_date == scope.day,
            scope.so_far(GateCount.counted_at),
        )
        .order_by(GateCount.counted_at)
    )
    if posts:
        query = query.where(or_(Post.code.in_(posts), Post.kind.in_(posts)))
    return summed("gate_counts", ("at", "post", "value"), [tuple(r) for r in db.session.execute(query)])
