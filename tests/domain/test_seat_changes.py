"""Substitution, swap and leave as rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.access import Permission
from teamhub.domain.seat_changes import (
    MOVES,
    ChangeRefused,
    ChangeState,
    LeaveRefused,
    LeaveState,
    LeaveTimes,
    check_in_time,
    check_leave,
    decides_leave,
    has_lapsed,
    leave_state,
    next_state,
)
from teamhub.domain.settings import Thresholds

NOON = datetime(2022, 4, 4, 12, tzinfo=UTC)
STEPS = ("agree", "decline", "withdraw", "approve", "refuse")
hours = st.integers(-72, 72).map(lambda n: NOON + timedelta(hours=n))


@given(st.lists(st.sampled_from(STEPS), max_size=6))
def test_nothing_moves_the_roster_without_the_colleague_and_a_leader(steps: list[str]) -> None:
    state, taken = ChangeState.ASKED, []
    for step in steps:
        if step in MOVES[state]:
            state = next_state(state, step)
            taken.append(step)
        else:
            with pytest.raises(
                ChangeRefused, match="change_not_possible" if MOVES[state] else "change_is_over"
            ):
                next_state(state, step)
    assert (state is ChangeState.APPROVED) == (taken == ["agree", "approve"])


def test_it_is_void_once_the_first_shift_begins_and_stays_what_it_was_when_settled() -> None:
    starts = [NOON, NOON + timedelta(days=1)]
    assert not has_lapsed(ChangeState.AGREED, starts, NOON - timedelta(minutes=1))
    assert has_lapsed(ChangeState.AGREED, starts, NOON)
    assert not has_lapsed(ChangeState.APPROVED, starts, NOON)


@given(notice=st.integers(0, 1440), minutes=st.integers(-100, 3000))
def test_the_notice_is_a_setting(notice: int, minutes: int) -> None:
    starts = [NOON + timedelta(minutes=minutes), NOON + timedelta(days=9)]
    if minutes >= notice:
        check_in_time(starts, NOON, Thresholds(change_notice_minutes=notice))
    else:
        with pytest.raises(ChangeRefused) as refused:
            check_in_time(starts, NOON, Thresholds(change_notice_minutes=notice))
        assert refused.value.values["minutes"] == notice


@given(
    starts=hours,
    length=st.integers(1, 48),
    decided=st.sampled_from((None, True, False)),
    closed=st.none() | hours,
    at=hours,
)
def test_leave_has_one_state_at_any_moment(
    starts: datetime, length: int, decided: bool | None, closed: datetime | None, at: datetime
) -> None:
    leave = LeaveTimes(starts, starts + timedelta(hours=length), decided, closed)
    state = leave_state(leave, at)
    if decided is None:
        assert state in (LeaveState.ASKED, LeaveState.WITHDRAWN)
    elif not decided:
        assert state is LeaveState.REFUSED
    else:
        assert state in (LeaveState.AWAY, LeaveState.OVER, LeaveState.BACK)
        assert state is not LeaveState.AWAY or at < leave.ends_at


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (2, 2, "leave_ends_before_start"),
        (3, 2, "leave_ends_before_start"),
        (-9, -1, "leave_is_past"),
        (1, 1 + 24 * 61, "leave_too_long"),
        (9, 12, "leave_overlaps"),
    ],
)
def test_leave_that_cannot_be_asked(starts: int, ends: int, code: str) -> None:
    asked = LeaveTimes(NOON + timedelta(hours=10), NOON + timedelta(hours=20), None, None)
    with pytest.raises(LeaveRefused) as refused:
        check_leave(NOON + timedelta(hours=starts), NOON + timedelta(hours=ends), [asked], NOON)
    assert refused.value.code == code


def test_refused_withdrawn_and_ended_leave_stands_in_nobodys_way() -> None:
    span = (NOON + timedelta(hours=10), NOON + timedelta(hours=20))
    gone = [
        LeaveTimes(*span, False, None),
        LeaveTimes(*span, None, NOON),
        LeaveTimes(*span, True, NOON),
    ]
    check_leave(*span, gone, NOON)


def test_one_shift_is_decided_by_a_group_leader_more_by_the_team_leader() -> None:
    assert [decides_leave(n) for n in (0, 1, 2, 9)] == [
        Permission.ROLL_CALL,
        Permission.ROLL_CALL,
        Permission.DUTY_MANAGE,
        Permission.DUTY_MANAGE,
    ]
