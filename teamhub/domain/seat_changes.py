"""Somebody cannot hold a seat: a colleague takes it (substitution), or both exchange seats (swap). Both sides consent,
then a leader decides. Leave: away for a time, decided by who leads that many shifts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.settings import Thresholds

LONGEST_LEAVE = timedelta(days=60)


class ChangeKind(StrEnum):
    SUBSTITUTE = "substitute"
    SWAP = "swap"


class ChangeState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    APPROVED = "approved"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LeaveState(StrEnum):
    """`away`: approved and not back yet, before it begins too; `back`: returned before its end."""

    ASKED = "asked"
    AWAY = "away"
    OVER = "over"
    BACK = "back"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


MOVES: dict[ChangeState, dict[str, ChangeState]] = {
    ChangeState.ASKED: {
        "agree": ChangeState.AGREED,
        "decline": ChangeState.DECLINED,
        "withdraw": ChangeState.WITHDRAWN,
    },
    ChangeState.AGREED: {
        "approve": ChangeState.APPROVED,
        "refuse": ChangeState.REFUSED,
        "withdraw": ChangeState.WITHDRAWN,
    },
    ChangeState.APPROVED: {},
    ChangeState.DECLINED: {},
    ChangeState.REFUSED: {},
    ChangeState.WITHDRAWN: {},
}


class ChangeRefused(RuleBroken):
    """change_is_over (state) | change_not_possible | change_too_late (minutes) | change_with_oneself |
    change_own_decision | change_asked_already | change_reason_needed"""


class LeaveRefused(RuleBroken):
    """leave_ends_before_start | leave_is_past | leave_too_long (days) | leave_overlaps | leave_reason_unknown |
    leave_is_decided | leave_not_running"""


@dataclass(frozen=True)
class LeaveTimes:
    """`approved` None: not decided. `closed_at`: returned, or withdrawn before a decision."""

    starts_at: datetime
    ends_at: datetime
    approved: bool | None
    closed_at: datetime | None


def next_state(state: ChangeState, step: str) -> ChangeState:
    """Raises ChangeRefused(change_is_over) once it is settled, ChangeRefused(change_not_possible) out of turn."""
    moves = MOVES[state]
    if not moves:
        raise ChangeRefused("change_is_over", state=state.value)
    if step not in moves:
        raise ChangeRefused("change_not_possible")
    return moves[step]


def has_lapsed(state: ChangeState, starts: Iterable[datetime], at: datetime) -> bool:
    """Nobody decided before the first of its shifts began: it is void, the roster stands."""
    return bool(MOVES[state]) and min(starts) <= at


def check_in_time(starts: Iterable[datetime], at: datetime, thresholds: Thresholds) -> None:
    """What is asked later than the notice cannot bring a relief in time: then the leader is called. Raises
    ChangeRefused(change_too_late)."""
    notice = thresholds.change_notice_minutes
    if min(starts) - timedelta(minutes=notice) < at:
        raise ChangeRefused("change_too_late", minutes=notice)


def leave_state(leave: LeaveTimes, at: datetime) -> LeaveState:
    if leave.approved is None:
        return LeaveState.WITHDRAWN if leave.closed_at is not None else LeaveState.ASKED
    if not leave.approved:
        return LeaveState.REFUSED
    if leave.closed_at is not None and leave.closed_at < leave.ends_at:
        return LeaveState.BACK
    return LeaveState.OVER if leave.ends_at <= at else LeaveState.AWAY


def check_leave(starts_at: datetime, ends_at: datetime, others: Iterable[LeaveTimes], at: datetime) -> None:
    """Raises LeaveRefused."""
    if ends_at <= starts_at:
        raise LeaveRefused("leave_ends_before_start")
    if ends_at <= at:
        raise LeaveRefused("leave_is_past")
    if ends_at - starts_at > LONGEST_LEAVE:
        raise LeaveRefused("leave_too_long", days=LONGEST_LEAVE.days)
    for other in others:
        stands = leave_state(other, at) in (LeaveState.ASKED, LeaveState.AWAY)
        if stands and starts_at < other.ends_at and other.starts_at < ends_at:
            raise LeaveRefused("leave_overlaps")


def decides_leave(shifts: int) -> Permission:
    """A group leader decides on one shift at most, a team leader on more."""
    return Permission.ROLL_CALL if shifts <= 1 else Permission.DUTY_MANAGE
