"""A seat from planned to checked out, and what the clock makes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.attendance import (
    Arrival,
    CheckInRefused,
    CheckOutRefused,
    DutyState,
    Evidence,
    HandoverRefused,
    Leaving,
    Missing,
    Progress,
    Standing,
    check_acceptance,
    check_arrival_window,
    check_departure,
    check_in_opens,
    check_offer,
    duty_state,
    first_scan,
    grade_evidence,
    is_off_post,
    judge_arrival,
    judge_departure,
    judge_missing,
    notice_in_time,
)
from teamhub.domain.settings import Thresholds

START = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)
END = START + timedelta(hours=12)
USUAL = Thresholds()
STRICT = Thresholds(grace_minutes=0, absent_after_minutes=15, alert_after_minutes=5)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "judged"),
    [
        (-10, Arrival(Standing.EARLY, 10)),
        (0, Arrival(Standing.ON_TIME, 0)),
        (5, Arrival(Standing.ON_TIME, 5)),
        (5.98, Arrival(Standing.ON_TIME, 5)),
        (6, Arrival(Standing.LATE, 6)),
        (30, Arrival(Standing.LATE, 30)),
        (31, Arrival(Standing.ABSENT, 31)),
    ],
)
def test_arrivals_with_the_usual_thresholds(minutes: float, judged: Arrival) -> None:
    assert judge_arrival(START, after(minutes), USUAL) == judged


def test_another_community_may_be_stricter() -> None:
    assert judge_arrival(START, after(1), STRICT).standing is Standing.LATE
    assert judge_arrival(START, after(16), STRICT).standing is Standing.ABSENT


def test_with_notice_nobody_is_absent() -> None:
    assert judge_arrival(START, after(90), USUAL, notice_given=True) == Arrival(Standing.LATE, 90)


def test_only_an_absence_is_not_present_and_early_is_not_late() -> None:
    assert [judge_arrival(START, after(m), USUAL).present for m in (-1, 0, 6, 31)] == [
        True,
        True,
        True,
        False,
    ]
    assert [judge_arrival(START, after(m), USUAL).minutes_late for m in (-10, 3, 12)] == [0, 3, 12]


@given(st.integers(-720, 720), st.integers(0, 60), st.integers(0, 60), st.integers(0, 59))
def test_later_is_never_better(minutes: int, grace: int, more: int, seconds: int) -> None:
    thresholds = Thresholds(grace_minutes=grace, absent_after_minutes=grace + more)
    order = list(Standing)
    one = judge_arrival(START, after(minutes) + timedelta(seconds=seconds), thresholds)
    next_minute = judge_arrival(START, after(minutes + 1) + timedelta(seconds=seconds), thresholds)
    assert order.index(one.standing) <= order.index(next_minute.standing)
    assert one.minutes >= 0
    assert judge_arrival(START, after(minutes), thresholds).standing == one.standing


def test_somebody_who_is_not_there_becomes_due_late_alarming_absent() -> None:
    told = [judge_missing(START, after(m), USUAL) for m in (-1, 0, 5, 6, 10, 30, 31)]
    assert told == [
        Missing.NOT_DUE,
        Missing.DUE,
        Missing.DUE,
        Missing.LATE,
        Missing.ALERT,
        Missing.ALERT,
        Missing.ABSENT,
    ]


@given(st.integers(0, 600), st.integers(0, 120), st.integers(1, 720))
def test_who_is_counted_absent_while_missing_is_absent_on_arrival(
    minutes: int, grace: int, absent: int
) -> None:
    thresholds = Thresholds(grace_minutes=min(grace, absent), absent_after_minutes=absent)
    missing = judge_missing(START, after(minutes), thresholds) is Missing.ABSENT
    assert missing == (judge_arrival(START, after(minutes), thresholds).standing is Standing.ABSENT)


def test_leaving_ten_minutes_before_the_end_is_allowed_eleven_is_early() -> None:
    assert judge_departure(END, END - timedelta(minutes=10), USUAL, relieved=False).leaving is Leaving.FULL
    early = judge_departure(END, END - timedelta(minutes=11), USUAL, relieved=False)
    assert (early.leaving, early.minutes) == (Leaving.LEFT_EARLY, 11)


def test_who_was_relieved_did_not_leave_early() -> None:
    assert judge_departure(END, END - timedelta(hours=1), USUAL, relieved=True).leaving is Leaving.FULL


def test_staying_on_is_serving_in_full() -> None:
    assert judge_departure(END, END + timedelta(hours=2), USUAL, relieved=False).minutes == 0


def test_off_post_is_missing_for_long_without_a_line_in_the_log() -> None:
    assert is_off_post(START, after(16), after_minutes=15, logged=False)
    assert not is_off_post(START, after(15), after_minutes=15, logged=False)
    assert not is_off_post(START, after(40), after_minutes=15, logged=True)


def test_leave_asked_for_too_late_is_no_leave() -> None:
    assert notice_in_time(after(-30), START, minutes_before=30)
    assert not notice_in_time(after(-29), START, minutes_before=30)


def test_check_in_opens_two_hours_before_and_closes_with_the_shift() -> None:
    assert check_in_opens(START, USUAL) == after(-120)
    check_arrival_window(START, END, after(-120), USUAL)
    check_arrival_window(START, END, END - timedelta(seconds=1), USUAL)
    with pytest.raises(CheckInRefused) as early:
        check_arrival_window(START, END, after(-121), USUAL)
    assert (early.value.code, early.value.values) == ("check_in_too_early", {"opens_at": after(-120)})
    with pytest.raises(CheckInRefused) as over:
        check_arrival_window(START, END, END, USUAL)
    assert over.value.code == "check_in_over"


def test_second_scan_of_same_shift_keeps_first_time() -> None:
    assert first_scan(None, after(3)) == after(3)
    assert first_scan(after(3), after(40)) == after(3)


def test_evidence_is_graded_by_what_was_seen() -> None:
    assert grade_evidence(scanned=Evidence.ROTATING) is Evidence.ROTATING
    assert grade_evidence(scanned=Evidence.STATIC) is Evidence.STATIC
    assert grade_evidence() is Evidence.TAP
    assert grade_evidence(for_somebody_else=True, leader_calls=True) is Evidence.ROLL_CALL
    assert grade_evidence(for_somebody_else=True, scanned=Evidence.ROTATING) is Evidence.PROXY
    assert grade_evidence(from_paper=True, for_somebody_else=True, leader_calls=True) is Evidence.PAPER


def test_the_rotating_code_is_the_strongest_and_what_nobody_saw_needs_confirmation() -> None:
    assert [e.strength for e in Evidence] == [6, 5, 4, 3, 2, 1]
    assert {e for e in Evidence if e.needs_confirmation} == {Evidence.PAPER, Evidence.PROXY, Evidence.TAP}


def test_a_seat_goes_its_way_step_by_step() -> None:
    arrived, offered, accepted, left = after(-10), after(700), after(715), after(720)
    way = [
        (Progress(), after(-30), DutyState.PLANNED),
        (Progress(arrived), after(-5), DutyState.CHECKED_IN),
        (Progress(arrived), after(0), DutyState.ON_POST),
        (Progress(arrived, offered), offered, DutyState.HANDOVER_OFFERED),
        (Progress(arrived, offered, accepted), accepted, DutyState.HANDOVER_ACCEPTED),
        (Progress(arrived, offered, accepted, left), left, DutyState.CHECKED_OUT),
    ]
    assert [duty_state(progress, START, at) for progress, at, _ in way] == [state for _, _, state in way]


def test_nobody_leaves_before_relief_has_accepted() -> None:
    offered = Progress(after(0), after(700))
    with pytest.raises(CheckOutRefused) as refused:
        check_departure(offered, END, has_successor=True)
    assert refused.value.code == "relief_not_accepted"
    check_departure(Progress(after(0), after(700), after(710)), END, has_successor=True)


def test_a_leader_may_let_somebody_go_with_a_reason() -> None:
    check_departure(Progress(after(0)), END, has_successor=True, override_reason="突发疾病")
    with pytest.raises(CheckOutRefused):
        check_departure(Progress(after(0)), END, has_successor=True, override_reason="  ")


def test_at_a_post_without_a_successor_one_just_leaves() -> None:
    check_departure(Progress(after(0)), END, has_successor=False)


@pytest.mark.parametrize(
    ("progress", "left", "code"),
    [
        (Progress(), END, "not_checked_in"),
        (Progress(after(0), checked_out_at=END), END, "already_checked_out"),
        (Progress(after(0)), after(0), "check_out_at_check_in"),
        (Progress(after(0)), after(-1), "check_out_at_check_in"),
    ],
)
def test_sign_out_needs_a_sign_in_before_it(progress: Progress, left: datetime, code: str) -> None:
    with pytest.raises(CheckOutRefused) as refused:
        check_departure(progress, left, has_successor=False)
    assert refused.value.code == code


def test_handover_is_offered_by_somebody_present_and_accepted_once_by_somebody_else() -> None:
    on_post, offered = Progress(after(0)), Progress(after(0), after(700))
    accepted = Progress(after(0), after(700), after(710))
    check_offer(on_post)
    check_offer(offered)
    check_acceptance(offered, outgoing_person=1, incoming_person=2)
    refusals: list[tuple[Callable[[], None], str]] = [
        (lambda: check_offer(Progress()), "not_checked_in"),
        (lambda: check_offer(accepted), "handover_already_accepted"),
        (lambda: check_acceptance(on_post, outgoing_person=1, incoming_person=2), "handover_not_offered"),
        (
            lambda: check_acceptance(accepted, outgoing_person=1, incoming_person=2),
            "handover_already_accepted",
        ),
        (lambda: check_acceptance(offered, outgoing_person=1, incoming_person=1), "handover_to_oneself"),
    ]
    for attempt, code in refusals:
        with pytest.raises(HandoverRefused) as refused:
            attempt()
        assert refused.value.code == code
