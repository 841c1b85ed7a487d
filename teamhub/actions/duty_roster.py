"""The roster: who holds which seat. Nothing is overwritten: a removed seat keeps its row, a substitute points at
the seat it stands in for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import Conflict, NotFound, RuleBroken
from teamhub.domain.rota import AssignmentRefused, Duty, Obstacle, check_assignment
from teamhub.domain.rota_plan import Place
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, Post, Shift
from teamhub.queries import terms
from teamhub.queries.duty_candidates import standing, times_of
from teamhub.queries.duty_seats import post_of, seat_of, shift_of

TYPED_IN_LATER = timedelta(hours=24)
"""How long after a shift its seats may still be typed in from paper."""


class SeatRefused(RuleBroken):
    """seat_is_over | seat_has_arrival | seat_cancelled | seat_replaced | same_person"""


@dataclass
class BulkOutcome:
    """`assigned`: seats made. `refused`: (person, shift, what stands against it); without obstacles there was no
    free seat at the posts."""

    assigned: list[int] = field(default_factory=list)
    refused: list[tuple[int, int, tuple[Obstacle, ...]]] = field(default_factory=list)


def assign(
    shift_id: int,
    post_id: int,
    person_id: int,
    *,
    task: str = "",
    override_reason: str = "",
    by: Viewer,
    at: datetime,
) -> DutyAssignment:
    """Puts somebody on a seat. Raises NotFound, SeatRefused(seat_is_over), AssignmentRefused with every reason."""
    shift, post = shift_of(by, shift_id), post_of(by, post_id)
    return _take(shift, post, person_id, task=task, override_reason=override_reason, by=by, at=at)


def remove(seat_id: int, *, version: int, reason: str = "", by: Viewer, at: datetime) -> DutyAssignment:
    """Takes somebody off the roster. Raises NotFound, Conflict, SeatRefused(seat_has_arrival)."""
    seat = _open_seat(seat_id, version, by)
    seat.cancelled_at, seat.reason = at, reason.strip()
    db.session.flush()
    journal.write("duty.seat_removed", by=by, at=at, object_type="duty_assignment", object_id=seat.id)
    return seat


def substitute(
    seat_id: int,
    person_id: int,
    *,
    version: int,
    reason: str = "",
    override_reason: str = "",
    by: Viewer,
    at: datetime,
) -> DutyAssignment:
    """Somebody else takes the seat; the original stays on record. Raises NotFound, Conflict, SeatRefused,
    AssignmentRefused."""
    seat = _open_seat(seat_id, version, by)
    if seat.person_id == person_id:
        raise SeatRefused("same_person")
    seat.replaced_at, seat.reason = at, reason.strip()
    db.session.flush()
    return _take(
        seat.shift,
        seat.post,
        person_id,
        task=seat.task,
        override_reason=override_reason,
        instead_of=seat,
        by=by,
        at=at,
    )


def exchange(seat_id: int, other_seat_id: int, *, by: Viewer, at: datetime) -> tuple[int, int]:
    """Two people take each other's seats; both originals stay on record. Returns the two new seats. Raises NotFound,
    SeatRefused, AssignmentRefused."""
    mine, theirs = seat_of(by, seat_id), seat_of(by, other_seat_id)
    for seat in (mine, theirs):
        _open_seat(seat.id, seat.version, by)
    if mine.person_id == theirs.person_id:
        raise SeatRefused("same_person")
    # Both are free before either is asked again: each other's shift does not stand against the exchange.
    mine.replaced_at = theirs.replaced_at = at
    db.session.flush()
    made = [
        _take(seat.shift, seat.post, person_id, task=seat.task, instead_of=seat, by=by, at=at).id
        for seat, person_id in ((mine, theirs.person_id), (theirs, mine.person_id))
    ]
    return made[0], made[1]


def move(seat_id: int, post_id: int, *, version: int, by: Viewer, at: datetime) -> DutyAssignment:
    """The same person in the same shift at another post. Raises NotFound, Conflict, SeatRefused,
    AssignmentRefused."""
    seat, post = _open_seat(seat_id, version, by), post_of(by, post_id)
    if seat.post_id == post.id:
        return seat
    seat.cancelled_at, seat.reason = at, "moved"
    db.session.flush()
    return _take(seat.shift, post, seat.person_id, task=seat.task, override_reason="moved", by=by, at=at)


def assign_many(
    person_ids: Sequence[int], post_ids: Sequence[int], shift_ids: Sequence[int], *, by: Viewer, at: datetime
) -> BulkOutcome:
    """People in their order onto the posts in theirs. With one post everybody goes there; with several the free
    seats are filled first come, first served. Whoever cannot is named, the others are assigned."""
    outcome = BulkOutcome()
    posts = [post_of(by, post_id) for post_id in post_ids]
    for shift in sorted((shift_of(by, s) for s in shift_ids), key=lambda s: s.starts_at):
        taken = _taken(shift.id)
        waiting = [post for post in posts for _ in range(post.seats - taken.get(post.id, 0))]
        for person_id in person_ids:
            post = posts[0] if len(posts) == 1 else (waiting[0] if waiting else None)
            if post is None:
                outcome.refused.append((person_id, shift.id, ()))
                continue
            try:
                outcome.assigned.append(_take(shift, post, person_id, by=by, at=at).id)
            except AssignmentRefused as refused:
                outcome.refused.append((person_id, shift.id, refused.obstacles))
            else:
                if len(posts) > 1:
                    waiting.pop(0)
    return outcome


def fill(places: Sequence[Place], *, by: Viewer, at: datetime) -> BulkOutcome:
    """Assigns what was proposed. The roster may have changed since: whoever cannot any more is named, the others
    are assigned. Raises NotFound for what is not of this community."""
    outcome = BulkOutcome()
    for place in places:
        shift, post = shift_of(by, place.shift_id), post_of(by, place.post_id)
        try:
            if place.seat_id:
                outcome.assigned.append(_relieve(place, shift, post, by=by, at=at).id)
            elif _taken(shift.id).get(post.id, 0) < post.seats:
                outcome.assigned.append(_take(shift, post, place.person_id, by=by, at=at).id)
            else:
                outcome.refused.append((place.person_id, shift.id, ()))
        except AssignmentRefused as refused:
            outcome.refused.append((place.person_id, shift.id, refused.obstacles))
        except (Conflict, SeatRefused):
            outcome.refused.append((place.person_id, shift.id, ()))
    return outcome


def _relieve(place: Place, shift: Shift, post: Post, *, by: Viewer, at: datetime) -> DutyAssignment:
    """Asks the rules before the holder is taken off: a refusal must leave the seat as it was."""
    seat = _open_seat(place.seat_id, place.version, by)
    if (seat.shift_id, seat.post_id) != (shift.id, post.id):
        raise NotFound
    _check(shift, post, place.person_id, by=by)
    return substitute(seat.id, place.person_id, version=place.version, by=by, at=at)


def confirm(seat_id: int, *, by: Viewer, at: datetime) -> DutyAssignment:
    """The viewer has seen the own seat and will come. Raises NotFound."""
    seat = seat_of(by, seat_id)
    if seat.person_id != by.person_id or seat.cancelled_at or seat.replaced_at:
        raise NotFound
    if seat.confirmed_at is None:
        seat.confirmed_at = at
        db.session.flush()
        journal.write("duty.confirmed", by=by, at=at, object_type="duty_assignment", object_id=seat.id)
    return seat


def remind(shift_id: int, *, by: Viewer, at: datetime) -> int:
    """Asks everybody of the shift who has not confirmed: it shows on their own day. Returns how many."""
    shift = shift_of(by, shift_id)
    silent = list(
        db.session.scalars(
            select(DutyAssignment).where(
                DutyAssignment.shift_id == shift.id, standing(), DutyAssignment.confirmed_at.is_(None)
            )
        )
    )
    for seat in silent:
        seat.reminded_at = at
    db.session.flush()
    journal.write("duty.reminded", by=by, at=at, object_type="shift", object_id=shift.id, people=len(silent))
    return len(silent)


def _open_seat(seat_id: int, version: int, by: Viewer) -> DutyAssignment:
    """A seat that may still be changed, at the version that the reader saw."""
    seat = seat_of(by, seat_id)
    if seat.cancelled_at is not None:
        raise SeatRefused("seat_cancelled")
    if seat.replaced_at is not None:
        raise SeatRefused("seat_replaced")
    if seat.version != version:
        raise Conflict("stale")
    if db.session.scalar(select(CheckIn.id).where(CheckIn.assignment_id == seat.id)) is not None:
        raise SeatRefused("seat_has_arrival")
    return seat


def _taken(shift_id: int) -> dict[int, int]:
    """Standing seats of the shift per post."""
    rows = db.session.execute(
        select(DutyAssignment.post_id, func.count())
        .where(DutyAssignment.shift_id == shift_id, standing())
        .group_by(DutyAssignment.post_id)
    )
    return {post_id: count for post_id, count in rows}  # noqa: C416 - a row is not a pair to the type checker


def _take(
    shift: Shift,
    post: Post,
    person_id: int,
    *,
    task: str = "",
    override_reason: str = "",
    instead_of: DutyAssignment | None = None,
    by: Viewer,
    at: datetime,
) -> DutyAssignment:
    if shift.ends_at + TYPED_IN_LATER <= at:
        raise SeatRefused("seat_is_over")
    _check(shift, post, person_id, override_reason, by=by)
    seat = DutyAssignment(
        community_id=by.community_id,
        shift_id=shift.id,
        post_id=post.id,
        person_id=person_id,
        task=task,
        assigned_at=at,
        substitutes_id=instead_of.id if instead_of else None,
        reason=override_reason.strip(),
    )
    db.session.add(seat)
    db.session.flush()
    journal.write(
        "duty.substituted" if instead_of else "duty.assigned",
        by=by,
        at=at,
        object_type="duty_assignment",
        object_id=seat.id,
        overridden=bool(override_reason.strip()),
    )
    return seat


def _check(shift: Shift, post: Post, person_id: int, override_reason: str = "", *, by: Viewer) -> None:
    """Raises NotFound, AssignmentRefused with every reason."""
    times = times_of(by, [person_id], [post.id], shift.starts_at, shift.ends_at)
    if person_id not in times.people:
        raise NotFound
    wanted = Duty(0, post.id, shift.starts_at, shift.ends_at, shift.duty_date)
    check_assignment(
        wanted,
        times.people[person_id],
        times.posts[post.id],
        terms.thresholds(by.community_id),
        override_reason=override_reason,
    )
