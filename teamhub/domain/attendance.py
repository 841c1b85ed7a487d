"""Arrivals, departures and the way of one seat from planned to checked out. Minutes are whole minutes: seconds
never make anybody late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from teamhub.domain.duty_time import whole_minutes
from teamhub.domain.errors import RuleBroken
from teamhub.domain.settings import Thresholds


class Standing(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    ABSENT = "absent"


class Leaving(StrEnum):
    FULL = "full"
    LEFT_EARLY = "left_early"


class Missing(StrEnum):
    """Somebody who has not arrived: not due yet, within the grace, late, worth an alert, absent."""

    NOT_DUE = "not_due"
    DUE = "due"
    LATE = "late"
    ALERT = "alert"
    ABSENT = "absent"


class Evidence(StrEnum):
    """How an arrival is known, strongest first."""

    ROTATING = "rotating"
    STATIC = "static"
    ROLL_CALL = "roll_call"
    PAPER = "paper"
    PROXY = "proxy"
    TAP = "tap"

    @property
    def strength(self) -> int:
        """6 for the rotating code down to 1 for a tap without a code."""
        return len(Evidence) - list(Evidence).index(self)

    @property
    def needs_confirmation(self) -> bool:
        """A leader has to confirm what nobody saw: typed from paper, tapped without a code, for somebody else."""
        return self in (Evidence.PAPER, Evidence.PROXY, Evidence.TAP)


class Certainty(StrEnum):
    """How sure an arrival is: somebody or a changing code saw it, a leader confirmed it, a poster's code alone speaks for
    it, or only the word of whoever entered it."""

    SEEN = "seen"
    CONFIRMED = "confirmed"
    POSTER = "poster"
    TOLD = "told"


def certainty(evidence: Evidence, *, entered_later: bool, confirmed: bool) -> Certainty:
    """A poster can be photographed and a phone's clock set: what came later is the phone's word alone."""
    if confirmed:
        return Certainty.CONFIRMED
    if evidence in (Evidence.ROTATING, Evidence.ROLL_CALL):
        return Certainty.SEEN
    if evidence is Evidence.STATIC and not entered_later:
        return Certainty.POSTER
    return Certainty.TOLD


class DutyState(StrEnum):
    PLANNED = "planned"
    CHECKED_IN = "checked_in"
    ON_POST = "on_post"
    HANDOVER_OFFERED = "handover_offered"
    HANDOVER_ACCEPTED = "handover_accepted"
    CHECKED_OUT = "checked_out"


class CheckInRefused(RuleBroken):
    """check_in_too_early (opens_at) | check_in_over (ended_at)"""


class CheckOutRefused(RuleBroken):
    """not_checked_in | already_checked_out | check_out_at_check_in | relief_not_accepted"""


class HandoverRefused(RuleBroken):
    """not_checked_in | already_checked_out | handover_already_accepted | handover_not_offered |
    handover_to_oneself"""


@dataclass(frozen=True)
class Arrival:
    """`minutes`: before the start when early, after it otherwise."""

    standing: Standing
    minutes: int

    @property
    def present(self) -> bool:
        return self.standing is not Standing.ABSENT

    @property
    def minutes_late(self) -> int:
        return 0 if self.standing is Standing.EARLY else self.minutes


@dataclass(frozen=True)
class Departure:
    """`minutes`: before the end of the shift, 0 when it was served in full."""

    leaving: Leaving
    minutes: int


@dataclass(frozen=True)
class Progress:
    """What is on record about one seat. None: has not happened."""

    arrived_at: datetime | None = None
    offered_at: datetime | None = None
    accepted_at: datetime | None = None
    checked_out_at: datetime | None = None


def expected_from(shift_start: datetime, assigned_at: datetime, at: datetime) -> datetime:
    """From when somebody is expected on a seat: the start of the shift, or, for who was sent while it ran, the
    moment of sending. A seat typed in after `at` was no sending: its person was expected at the start."""
    return assigned_at if shift_start < assigned_at <= at else shift_start


def judge_arrival(
    shift_start: datetime, arrived: datetime, thresholds: Thresholds, *, notice_given: bool = False
) -> Arrival:
    """With the defaults: 08:05 is on time, 08:06 to 08:30 late, 08:31 absent unless notice was given (then late)."""
    if arrived < shift_start:
        return Arrival(Standing.EARLY, whole_minutes(arrived, shift_start))
    late = whole_minutes(shift_start, arrived)
    if late <= thresholds.grace_minutes:
        return Arrival(Standing.ON_TIME, late)
    if late <= thresholds.absent_after_minutes or notice_given:
        return Arrival(Standing.LATE, late)
    return Arrival(Standing.ABSENT, late)


def judge_missing(shift_start: datetime, at: datetime, thresholds: Thresholds) -> Missing:
    """The standing, at this moment, of somebody who has not arrived."""
    if at < shift_start:
        return Missing.NOT_DUE
    late = whole_minutes(shift_start, at)
    if late > thresholds.absent_after_minutes:
        return Missing.ABSENT
    if late >= thresholds.alert_after_minutes:
        return Missing.ALERT
    return Missing.LATE if late > thresholds.grace_minutes else Missing.DUE


def judge_departure(
    shift_end: datetime, left: datetime, thresholds: Thresholds, *, relieved: bool
) -> Departure:
    """Leaving more than the allowed minutes before the end, without relief having accepted, is leaving early."""
    early = whole_minutes(left, shift_end)
    if relieved or early <= thresholds.left_early_minutes:
        return Departure(Leaving.FULL, 0)
    return Departure(Leaving.LEFT_EARLY, early)


def is_off_post(missing_from: datetime, until: datetime, *, after_minutes: int, logged: bool) -> bool:
    """Missing at a spot check for longer than `after_minutes` without a line in the log."""
    return not logged and whole_minutes(missing_from, until) > after_minutes


def notice_in_time(asked_at: datetime, shift_start: datetime, *, minutes_before: int) -> bool:
    """Leave asked for this long before the shift is leave; later it is none."""
    return asked_at <= shift_start - timedelta(minutes=minutes_before)


def check_in_opens(shift_start: datetime, thresholds: Thresholds) -> datetime:
    return shift_start - timedelta(minutes=thresholds.early_check_in_minutes)


def check_arrival_window(
    shift_start: datetime, shift_end: datetime, arrived: datetime, thresholds: Thresholds
) -> None:
    """Raises CheckInRefused outside the time in which the shift can be checked in to."""
    opens_at = check_in_opens(shift_start, thresholds)
    if arrived < opens_at:
        raise CheckInRefused("check_in_too_early", opens_at=opens_at)
    if arrived >= shift_end:
        raise CheckInRefused("check_in_over", ended_at=shift_end)


def first_scan(recorded: datetime | None, scanned: datetime) -> datetime:
    """The arrival that counts: a second scan of the same shift keeps the first time."""
    return scanned if recorded is None else recorded


def grade_evidence(
    *,
    scanned: Evidence | None = None,
    for_somebody_else: bool = False,
    leader_calls: bool = False,
    from_paper: bool = False,
) -> Evidence:
    """`scanned`: ROTATING or STATIC when a valid code of the post was read. A leader's roll call is no proxy."""
    if from_paper:
        return Evidence.PAPER
    if for_somebody_else:
        return Evidence.ROLL_CALL if leader_calls else Evidence.PROXY
    return scanned or Evidence.TAP


def duty_state(progress: Progress, shift_start: datetime, at: datetime) -> DutyState:
    """Who checks in before the start is checked in, and on post when the shift begins."""
    if progress.checked_out_at is not None:
        return DutyState.CHECKED_OUT
    if progress.arrived_at is None:
        return DutyState.PLANNED
    if progress.accepted_at is not None:
        return DutyState.HANDOVER_ACCEPTED
    if progress.offered_at is not None:
        return DutyState.HANDOVER_OFFERED
    return DutyState.ON_POST if at >= shift_start else DutyState.CHECKED_IN


def check_offer(progress: Progress) -> None:
    """May this person offer the handover? Offering again before it is accepted is allowed."""
    _check_present(progress, HandoverRefused)
    if progress.accepted_at is not None:
        raise HandoverRefused("handover_already_accepted")


def check_acceptance(progress: Progress, *, outgoing_person: int, incoming_person: int) -> None:
    """May this person accept? `progress` is that of the outgoing person."""
    if progress.offered_at is None:
        raise HandoverRefused("handover_not_offered")
    if progress.accepted_at is not None:
        raise HandoverRefused("handover_already_accepted")
    if outgoing_person == incoming_person:
        raise HandoverRefused("handover_to_oneself")


def check_departure(
    progress: Progress, left: datetime, *, has_successor: bool, override_reason: str = ""
) -> None:
    """Where somebody comes after, nobody leaves before relief has accepted. A leader may override with a reason;
    who may do so is not asked here. Raises CheckOutRefused."""
    _check_present(progress, CheckOutRefused)
    assert progress.arrived_at is not None
    if left <= progress.arrived_at:
        raise CheckOutRefused("check_out_at_check_in")
    if has_successor and progress.accepted_at is None and not override_reason.strip():
        raise CheckOutRefused("relief_not_accepted")


def _check_present(progress: Progress, refused: type[RuleBroken]) -> None:
    if progress.checked_out_at is not None:
        raise refused("already_checked_out")
    if progress.arrived_at is None:
        raise refused("not_checked_in")
