"""Leave: asked on the phone, decided by who leads so many shifts, ended by coming back."""

from __future__ import annotations

from datetime import datetime

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotAllowed, NotFound
from teamhub.domain.seat_changes import LeaveRefused, LeaveState, check_leave, decides_leave
from teamhub.models.base import db
from teamhub.models.duty import LeaveRequest
from teamhub.queries import duty_leaves, terms


def ask_leave(
    starts_at: datetime, ends_at: datetime, reason: str, note: str, *, by: Viewer, at: datetime
) -> LeaveRequest:
    """For oneself. Raises NotFound for who is not on the roster, LeaveRefused."""
    if by.person_id is None:
        raise NotFound
    if reason not in terms.terms(by.community_id, "leave_reason"):
        raise LeaveRefused("leave_reason_unknown")
    check_leave(starts_at, ends_at, duty_leaves.times_of(by.person_id), at)
    leave = LeaveRequest(
        community_id=by.community_id,
        person_id=by.person_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        note=note.strip(),
        requested_at=at,
    )
    db.session.add(leave)
    db.session.flush()
    _note("asked", leave, by, at)
    return leave


def decide_leave(leave_id: int, *, approves: bool, by: Viewer, at: datetime) -> LeaveRequest:
    """Raises NotFound, NotAllowed for who does not lead so many shifts or asked it, LeaveRefused(leave_is_decided)."""
    leave = duty_leaves.leave_of(by, leave_id)
    if duty_leaves.state_of(leave, at) is not LeaveState.ASKED:
        raise LeaveRefused("leave_is_decided")
    shifts = len(duty_leaves.shifts_in(leave.person_id, leave.starts_at, leave.ends_at))
    if not by.may(decides_leave(shifts)) or leave.person_id == by.person_id:
        raise NotAllowed
    leave.approved, leave.decided_at, leave.decided_by_id = approves, at, by.person_id
    db.session.flush()
    _note("approved" if approves else "refused", leave, by, at)
    return leave


def withdraw_leave(leave_id: int, *, by: Viewer, at: datetime) -> LeaveRequest:
    """Before a decision, by who asked. Raises NotFound, LeaveRefused(leave_is_decided)."""
    leave = _own(leave_id, by)
    if duty_leaves.state_of(leave, at) is not LeaveState.ASKED:
        raise LeaveRefused("leave_is_decided")
    leave.closed_at = at
    db.session.flush()
    _note("withdrawn", leave, by, at)
    return leave


def come_back(leave_id: int, *, by: Viewer, at: datetime) -> LeaveRequest:
    """Back before the end, or not going after all: from now on the roster may ask again. Raises NotFound,
    LeaveRefused(leave_not_running)."""
    leave = _own(leave_id, by)
    if duty_leaves.state_of(leave, at) is not LeaveState.AWAY:
        raise LeaveRefused("leave_not_running")
    leave.closed_at = at
    db.session.flush()
    _note("closed", leave, by, at)
    return leave


def _own(leave_id: int, by: Viewer) -> LeaveRequest:
    leave = duty_leaves.leave_of(by, leave_id)
    if leave.person_id != by.person_id:
        raise NotFound
    return leave


def _note(step: str, leave: LeaveRequest, by: Viewer, at: datetime) -> None:
    journal.write(f"leave.{step}", by=by, at=at, object_type="leave_request", object_id=leave.id)
