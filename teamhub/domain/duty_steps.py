"""What somebody does next at the own seat: the one primary action of a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from teamhub.domain.attendance import Progress, check_in_opens
from teamhub.domain.settings import Thresholds

SIGN_OFF_WITHIN = timedelta(hours=4)
"""How long after a shift its open end is still the first thing to do."""
CONFIRM_FROM = timedelta(hours=36)


class Step(StrEnum):
    """`wait`: offered, relief has not accepted yet. `none`: nothing to do now."""

    CONFIRM = "confirm"
    CHECK_IN = "check_in"
    TAKE_OVER = "take_over"
    HAND_OVER = "hand_over"
    WAIT = "wait"
    CHECK_OUT = "check_out"
    NONE = "none"


@dataclass(frozen=True)
class OwnSeat:
    """A standing seat of one person, as far as the next step depends on it."""

    starts_at: datetime
    ends_at: datetime
    arrived: bool = False
    checked_out: bool = False
    confirmed: bool = False


def next_step(
    seat: OwnSeat,
    handover: Progress,
    at: datetime,
    thresholds: Thresholds,
    *,
    has_successor: bool = False,
    offered_by_others: bool = False,
) -> Step:
    """`handover`: the own offer and its acceptance. `offered_by_others`: the shift before offers its handover."""
    if seat.checked_out:
        return Step.NONE
    if not seat.arrived:
        if check_in_opens(seat.starts_at, thresholds) <= at < seat.ends_at:
            return Step.CHECK_IN
        soon = at < seat.starts_at <= at + CONFIRM_FROM
        return Step.CONFIRM if soon and not seat.confirmed else Step.NONE
    if offered_by_others:
        return Step.TAKE_OVER
    if not has_successor or handover.accepted_at is not None:
        return Step.CHECK_OUT
    return Step.WAIT if handover.offered_at is not None else Step.HAND_OVER


def priority(seat: OwnSeat, at: datetime, thresholds: Thresholds) -> tuple[int, datetime] | None:
    """Which of several seats comes first on the own day; smallest first, None: not any more. The shift one stands
    in, then one that can be checked in to, then one left open, then those to come."""
    here = seat.arrived and not seat.checked_out
    if here and seat.starts_at <= at < seat.ends_at:
        return 0, seat.starts_at
    if not seat.arrived and check_in_opens(seat.starts_at, thresholds) <= at < seat.ends_at:
        return 1, seat.starts_at
    if here and at < seat.ends_at + SIGN_OFF_WITHIN:
        return 2, seat.starts_at
    return (3, seat.starts_at) if at < seat.starts_at else None
