"""Substitution and swap on the phone: asked, agreed to by the colleague, decided by a leader. Only the decision moves
anybody on the roster, by the same verbs and rules as by hand."""

from __future__ import annotations

from datetime import datetime

from teamhub.actions import duty_roster, journal
from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import Conflict, NotAllowed, NotFound
from teamhub.domain.rota import AssignmentRefused, Duty, obstacles
from teamhub.domain.seat_changes import (
    ChangeKind,
    ChangeRefused,
    ChangeState,
    check_in_time,
    has_lapsed,
    next_state,
)
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, SeatChange
from teamhub.models.people import Person
from teamhub.queries import duty_changes, terms
from teamhub.queries.duty_candidates import times_of
from teamhub.queries.duty_seats import seat_of


def ask_substitute(seat_id: int, person_id: int, note: str, *, by: Viewer, at: datetime) -> SeatChange:
    """Asks a colleague to take the own seat. Raises NotFound, ChangeRefused, AssignmentRefused with what stands
    against the colleague."""
    seat = duty_changes.own_seat(by, seat_id)
    thresholds = terms.thresholds(by.community_id)
    check_in_time([seat.shift.starts_at], at, thresholds)
    if person_id == seat.person_id:
        raise ChangeRefused("change_with_oneself")
    times = times_of(by, [person_id], [seat.post_id], seat.shift.starts_at, seat.shift.ends_at)
    if person_id not in times.people:
        raise NotFound
    wanted = Duty(0, seat.post_id, seat.shift.starts_at, seat.shift.ends_at, seat.shift.duty_date)
    against = obstacles(wanted, times.people[person_id], times.posts[seat.post_id], thresholds)
    if against:
        raise AssignmentRefused(against)
    return _ask(ChangeKind.SUBSTITUTE, seat, None, person_id, note, by=by, at=at)


def ask_swap(seat_id: int, other_seat_id: int, note: str, *, by: Viewer, at: datetime) -> SeatChange:
    """Asks the holder of another seat to exchange. Raises NotFound, ChangeRefused."""
    seat, other = duty_changes.own_seat(by, seat_id), seat_of(by, other_seat_id)
    if other.person_id == seat.person_id:
        raise ChangeRefused("change_with_oneself")
    thresholds = terms.thresholds(by.community_id)
    check_in_time([seat.shift.starts_at, other.shift.starts_at], at, thresholds)
    offered = {offer.seat.id for offer in duty_changes.swaps_for(by, seat, thresholds, at)}
    if other.id not in offered:
        raise ChangeRefused("change_not_possible")
    return _ask(ChangeKind.SWAP, seat, other, other.person_id, note, by=by, at=at)


def answer(change_id: int, *, agrees: bool, version: int, by: Viewer, at: datetime) -> SeatChange:
    """The colleague's word. Raises NotFound, Conflict, ChangeRefused."""
    change = _open(change_id, version, by, at)
    if change.colleague_id != by.person_id:
        raise NotFound
    _move(change, "agree" if agrees else "decline", by, at)
    change.answered_at = at
    db.session.flush()
    return change


def withdraw(change_id: int, *, version: int, by: Viewer, at: datetime) -> SeatChange:
    """By who asked, until it is decided. Raises NotFound, Conflict, ChangeRefused."""
    change = _open(change_id, version, by, at)
    if change.asked_by_id != by.person_id:
        raise NotFound
    _move(change, "withdraw", by, at)
    db.session.flush()
    return change


def decide(
    change_id: int, *, approves: bool, reason: str = "", version: int, by: Viewer, at: datetime
) -> SeatChange:
    """A leader's word; yes moves both on the roster at once. Raises NotAllowed, Conflict, ChangeRefused,
    duty_roster.SeatRefused, AssignmentRefused when the roster has changed meanwhile."""
    if not by.may(Permission.ROLL_CALL):
        raise NotAllowed
    change = _open(change_id, version, by, at)
    if by.person_id in (change.asked_by_id, change.colleague_id):
        raise ChangeRefused("change_own_decision")
    if not approves and not reason.strip():
        raise ChangeRefused("change_reason_needed")
    _move(change, "approve" if approves else "refuse", by, at)
    change.decided_at, change.decided_by_id, change.decision = at, by.person_id, reason.strip()
    if approves:
        _carry_out(change, by, at)
    db.session.flush()
    return change


def _ask(
    kind: ChangeKind,
    seat: DutyAssignment,
    other: DutyAssignment | None,
    colleague_id: int,
    note: str,
    *,
    by: Viewer,
    at: datetime,
) -> SeatChange:
    for asked in (seat, other):
        if asked is not None and duty_changes.open_change_of(asked.id) is not None:
            raise ChangeRefused("change_asked_already")
    change = SeatChange(
        community_id=by.community_id,
        kind=kind.value,
        state=ChangeState.ASKED.value,
        seat_id=seat.id,
        other_seat_id=other.id if other else None,
        asked_by_id=seat.person_id,
        colleague_id=colleague_id,
        note=note.strip(),
        asked_at=at,
    )
    db.session.add(change)
    db.session.flush()
    _note("asked", change, by, at)
    return change


def _open(change_id: int, version: int, by: Viewer, at: datetime) -> SeatChange:
    change = duty_changes.change_of(by, change_id)
    state = ChangeState(change.state)
    starts = [
        change.seat.shift.starts_at,
        *([change.other_seat.shift.starts_at] if change.other_seat else []),
    ]
    if has_lapsed(state, starts, at):
        raise ChangeRefused("change_is_over", state="lapsed")
    if change.version != version and state in (ChangeState.ASKED, ChangeState.AGREED):
        raise Conflict("stale")
    return change


def _move(change: SeatChange, step: str, by: Viewer, at: datetime) -> None:
    change.state = next_state(ChangeState(change.state), step).value
    _note(change.state, change, by, at)


def _carry_out(change: SeatChange, by: Viewer, at: datetime) -> None:
    """Who agreed has confirmed the new seat."""
    if change.other_seat is not None:
        made = duty_roster.exchange(change.seat_id, change.other_seat.id, by=by, at=at)
    else:
        seat = change.seat
        relief = duty_roster.substitute(seat.id, change.colleague_id, version=seat.version, by=by, at=at)
        made = (relief.id, relief.id)
    for seat_id in set(made):
        db.session.get_one(DutyAssignment, seat_id).confirmed_at = at


def _note(step: str, change: SeatChange, by: Viewer, at: datetime) -> None:
    journal.write(
        f"duty.change_{step}",
        by=by,
        at=at,
        object_type="seat_change",
        object_id=change.id,
        kind=change.kind,
        asked_by=db.session.get_one(Person, change.asked_by_id).code,
    )
