"""A resident asks, somebody goes, it is done and counted once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.deeds import (
    MOVES,
    WAITING,
    DeedCounted,
    DeedFact,
    RequestState,
    StepRefused,
    check_confirmation,
    check_first_deed,
    count_deeds,
    deeds_by_category,
    deeds_by_day,
    due_at,
    is_overdue,
    minutes_to_close,
    next_state,
    possible_steps,
    steps_since_opened,
)
from teamhub.domain.settings import Thresholds

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2022, 4, 4, 12, 0, tzinfo=SHANGHAI)


def walk(*steps: str, needs_approval: bool = False) -> RequestState:
    """The state after these steps, from open."""
    state = RequestState.OPEN
    for n, step in enumerate(steps):
        state = next_state(state, step, steps[:n], needs_approval=needs_approval, reason="没有解决")
    return state


def refusal(*steps: str, needs_approval: bool = False) -> str:
    with pytest.raises(StepRefused) as refused:
        walk(*steps, needs_approval=needs_approval)
    return refused.value.code


def test_an_errand_from_asked_to_closed() -> None:
    way = ("assigned", "accepted", "done", "confirmed", "closed")
    assert [walk(*way[: n + 1]).value for n in range(len(way))] == [
        "assigned",
        "in_progress",
        "done",
        "confirmed",
        "closed",
    ]


def test_something_done_on_the_spot_needs_no_dispatch() -> None:
    assert walk("done") is RequestState.DONE


def test_uncle_liu_goes_to_the_pharmacy_with_an_approval() -> None:
    trip = ("assigned", "accepted", "approved", "departed", "returned", "done")
    assert walk(*trip, needs_approval=True) is RequestState.DONE
    assert refusal("assigned", "accepted", "departed", needs_approval=True) == "step_needs_approval"
    assert refusal("assigned", "accepted", "done", needs_approval=True) == "step_needs_approval"
    assert refusal("assigned", "returned") == "step_not_possible"
    assert refusal("assigned", "accepted", "returned") == "step_out_of_order"


def test_the_medicine_is_handed_over_at_the_border() -> None:
    way = (
        "assigned",
        "accepted",
        "approved",
        "sent",
        "handed_over",
        "received",
        "done",
        "confirmed",
        "closed",
    )
    assert walk(*way, needs_approval=True) is RequestState.CLOSED
    assert refusal("assigned", "sent", "received") == "step_out_of_order"
    assert refusal("assigned", "accepted", "handed_over") == "step_out_of_order"


def test_nothing_closes_without_a_confirmation() -> None:
    assert refusal("done", "closed") == "step_not_possible"
    assert refusal("confirmed") == "step_not_possible"


def test_the_helper_does_not_confirm_the_own_work() -> None:
    check_confirmation([7, 8], None)
    check_confirmation([7, 8], 9)
    with pytest.raises(StepRefused):
        check_confirmation([7, 8], 8)


def test_reopening_needs_a_reason_and_starts_again() -> None:
    assert walk("done", "confirmed", "closed", "reopened") is RequestState.OPEN
    with pytest.raises(StepRefused) as refused:
        next_state(RequestState.CLOSED, "reopened", reason=" ")
    assert refused.value.code == "reopening_needs_reason"
    assert steps_since_opened(["assigned", "sent", "reopened", "assigned"]) == {"assigned"}
    taken = ("assigned", "approved", "sent", "done", "reopened", "assigned", "sent")
    assert refusal(*taken, needs_approval=True) == "step_needs_approval"


def test_a_note_changes_nothing_and_an_unknown_step_is_refused() -> None:
    assert all(next_state(state, "note") is state for state in RequestState)
    assert refusal("flown") == "step_unknown"


@given(st.lists(st.integers(0, 20), max_size=25), st.booleans())
def test_what_is_offered_can_be_done_and_the_rest_cannot(choices: list[int], needs_approval: bool) -> None:
    state = RequestState.OPEN
    taken: list[str] = []
    for choice in choices:
        offered = possible_steps(state, taken, needs_approval=needs_approval)
        assert "note" in offered
        for step in set(MOVES) - set(offered):
            with pytest.raises(StepRefused):
                next_state(state, step, taken, needs_approval=needs_approval, reason="r")
        step = offered[choice % len(offered)]
        state = next_state(state, step, taken, needs_approval=needs_approval, reason="r")
        taken.append(step)
        if needs_approval and state in (RequestState.DONE, RequestState.CONFIRMED, RequestState.CLOSED):
            assert "approved" in steps_since_opened(taken)


def test_urgent_is_due_in_four_hours_and_normal_in_a_day() -> None:
    assert due_at(NOON, "urgent", Thresholds()) == NOON + timedelta(hours=4)
    assert due_at(NOON, "normal", Thresholds()) == NOON + timedelta(hours=24)
    assert due_at(NOON, "urgent", Thresholds(deed_due_urgent_hours=2)) == NOON + timedelta(hours=2)


def test_only_who_still_waits_can_be_overdue() -> None:
    due = NOON
    for state in RequestState:
        assert is_overdue(state, due, NOON + timedelta(minutes=1)) == (state in WAITING)
        assert not is_overdue(state, due, NOON)
        assert not is_overdue(state, None, NOON + timedelta(days=9))


def test_minutes_to_close() -> None:
    assert minutes_to_close(NOON, NOON + timedelta(minutes=79, seconds=30)) == 79


def test_a_request_gives_one_deed() -> None:
    check_first_deed(None)
    with pytest.raises(DeedCounted) as counted:
        check_first_deed(12)
    assert counted.value.values == {"deed": 12}


def test_deeds_are_counted_by_the_day_on_the_local_calendar() -> None:
    deeds = [
        DeedFact("medicine", NOON, request_id=1),
        DeedFact("medicine", NOON, request_id=1),
        DeedFact("printing", NOON.replace(hour=23, minute=59)),
        DeedFact("printing", NOON + timedelta(hours=12)),
        DeedFact("printing", NOON, voided=True),
    ]
    assert count_deeds(deeds) == 3
    assert deeds_by_day(deeds, SHANGHAI) == {date(2022, 4, 4): 2, date(2022, 4, 5): 1}
    assert deeds_by_category(deeds) == {"medicine": 1, "printing": 2}


@given(
    st.lists(
        st.builds(
            DeedFact,
            st.sampled_from(["medicine", "printing", "other"]),
            st.integers(0, 200).map(lambda h: NOON + timedelta(hours=h)),
            st.none() | st.integers(1, 5),
            st.booleans(),
        )
    )
)
def test_days_and_categories_add_up_to_the_deeds(deeds: list[DeedFact]) -> None:
    assert sum(deeds_by_day(deeds, SHANGHAI).values()) == count_deeds(deeds)
    assert sum(deeds_by_category(deeds).values()) == count_deeds(deeds)
    assert count_deeds([*deeds, *deeds]) >= count_deeds(deeds)
