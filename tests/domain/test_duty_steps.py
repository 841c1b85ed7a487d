"""The one next action of a phone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from teamhub.domain.attendance import Progress
from teamhub.domain.duty_steps import OwnSeat, Step, next_step, priority
from teamhub.domain.settings import Thresholds

START = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)
END = START + timedelta(hours=12)
LIMITS = Thresholds()


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def seat(**known: bool) -> OwnSeat:
    return OwnSeat(START, END, **known)


@pytest.mark.parametrize(
    ("own", "at", "step"),
    [
        (seat(), START - hours(37), Step.NONE),
        (seat(), START - hours(12), Step.CONFIRM),
        (seat(confirmed=True), START - hours(12), Step.NONE),
        (seat(), START - hours(2), Step.CHECK_IN),
        (seat(), END - timedelta(seconds=1), Step.CHECK_IN),
        (seat(), END, Step.NONE),
        (seat(arrived=True), START, Step.CHECK_OUT),
        (seat(arrived=True, checked_out=True), START, Step.NONE),
    ],
)
def test_before_during_and_after_a_shift_nobody_follows(own: OwnSeat, at: datetime, step: Step) -> None:
    assert next_step(own, Progress(), at, LIMITS) is step


def test_where_relief_follows_hand_over_wait_then_check_out() -> None:
    own, at = seat(arrived=True), END - hours(1)
    steps = [
        next_step(own, handover, at, LIMITS, has_successor=True)
        for handover in (
            Progress(),
            Progress(offered_at=at),
            Progress(offered_at=at, accepted_at=at),
        )
    ]
    assert steps == [Step.HAND_OVER, Step.WAIT, Step.CHECK_OUT]


def test_taking_over_comes_before_handing_over() -> None:
    assert (
        next_step(seat(arrived=True), Progress(), START, LIMITS, has_successor=True, offered_by_others=True)
        is Step.TAKE_OVER
    )


def test_the_shift_one_stands_in_comes_first_then_the_one_to_check_in_to() -> None:
    here = seat(arrived=True)
    later = OwnSeat(END, END + hours(12))
    at = END - hours(1)
    first, second = priority(here, at, LIMITS), priority(later, at, LIMITS)
    assert first is not None
    assert second is not None
    assert first < second
    left_open = priority(here, END + hours(1), LIMITS)
    arriving = priority(later, END + hours(1), LIMITS)
    assert left_open is not None
    assert arriving is not None
    assert arriving < left_open
    assert priority(here, END + hours(4), LIMITS) is None
    assert priority(seat(), END, LIMITS) is None
