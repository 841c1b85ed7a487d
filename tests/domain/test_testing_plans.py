"""When a round's people are through, how fast a desk was, and what a plan must not be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.testing_plans import (
    RoundPlan,
    RoundRefused,
    RoundState,
    SessionRefused,
    SessionState,
    TeamTime,
    busiest_hour,
    check_session,
    days_between,
    next_session_code,
    round_state,
    session_state,
    through_at,
)

EIGHT = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def hours(n: float) -> datetime:
    return EIGHT + timedelta(hours=n)


def test_one_desk_and_two_sessions_with_a_noon_between() -> None:
    assert through_at(480, [(hours(0), hours(4)), (hours(6), hours(10))], 120) == (hours(4), 0)
    assert through_at(600, [(hours(0), hours(4)), (hours(6), hours(10))], 120) == (hours(7), 0)


def test_two_desks_are_through_in_half_the_time_and_no_desk_never() -> None:
    assert through_at(480, [(hours(0), hours(4))] * 2, 120) == (hours(2), 0)
    assert through_at(480, [], 120) == (None, 480)
    assert through_at(0, [(hours(0), hours(4))], 120) == (None, 0)


@given(
    st.integers(1, 5000),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), min_size=1, max_size=6),
    st.integers(1, 400),
)
def test_who_is_not_through_is_left_and_nobody_is_both(
    people: int, desks: list[tuple[int, int]], per_hour: int
) -> None:
    times = [(hours(start), hours(start + long)) for start, long in desks]
    finish, left = through_at(people, times, per_hour)
    capacity = per_hour * sum(long for _, long in desks)
    assert left == max(0, people - capacity)
    assert (finish is None) == (left > 0)
    if finish is not None:
        assert min(opens for opens, _ in times) < finish <= max(closes for _, closes in times)


def test_the_busiest_hour_is_what_a_desk_can_do() -> None:
    counts = [(hours(0.5), 40), (hours(1), 60), (hours(1.5), 70), (hours(2), 20)]
    assert busiest_hour(EIGHT, counts) == 130
    assert busiest_hour(EIGHT, [(hours(0.5), 40)]) is None
    assert busiest_hour(EIGHT, []) is None


def test_a_plan_needs_sites_an_end_and_a_known_mode() -> None:
    RoundPlan(EIGHT, hours(4), "pooled", 20, (1,)).check()
    for plan, code in [
        (RoundPlan(EIGHT, EIGHT, "pooled", 10, (1,)), "round_ends_early"),
        (RoundPlan(EIGHT, hours(4), "pooled", 10, ()), "round_without_sites"),
        (RoundPlan(EIGHT, hours(4), "guess", 10, (1,)), "round_mode_unknown"),
    ]:
        with pytest.raises(RoundRefused) as refused:
            plan.check()
        assert refused.value.code == code


def test_a_team_is_at_one_site_at_a_time() -> None:
    others = [TeamTime("T1", hours(0), hours(4))]
    check_session(hours(4), hours(6), "T1", others)
    check_session(hours(2), hours(6), "T2", others)
    check_session(hours(2), hours(6), "", others)
    with pytest.raises(SessionRefused) as refused:
        check_session(hours(2), hours(6), "T1", others)
    assert (refused.value.code, refused.value.values) == ("team_double_booked", {"team": "T1"})
    with pytest.raises(SessionRefused):
        check_session(hours(6), hours(6), "T2", others)


def test_days_are_counted_on_the_communitys_clocks() -> None:
    before = datetime(2022, 4, 3, 22, 0, tzinfo=UTC)  # 06:00 on the fourth in Shanghai
    assert days_between(before, datetime(2022, 4, 6, 6, 0, tzinfo=SHANGHAI)) == timedelta(days=2)
    assert days_between(before, datetime(2022, 4, 4, 5, 0, tzinfo=SHANGHAI)) == timedelta(0)


def test_states_of_a_round_and_of_a_session() -> None:
    assert round_state(EIGHT, hours(4), hours(-1), open_sessions=0) is RoundState.PLANNED
    assert round_state(EIGHT, hours(4), hours(1), open_sessions=0) is RoundState.RUNNING
    assert round_state(EIGHT, hours(4), hours(5), open_sessions=1) is RoundState.RUNNING
    assert round_state(EIGHT, hours(4), hours(5), open_sessions=0) is RoundState.OVER
    assert session_state(None, None, None) is SessionState.NOT_OPEN
    assert session_state(EIGHT, None, None) is SessionState.OPEN
    assert session_state(EIGHT, hours(1), None) is SessionState.BREAK
    assert session_state(EIGHT, hours(1), hours(2)) is SessionState.CLOSED


def test_a_second_session_of_a_site_gets_a_code_of_its_own() -> None:
    assert next_session_code("3-P2", []) == "3-P2"
    assert next_session_code("3-P2", ["3-P2"]) == "3-P2b"
    taken = ["3-P2", *(f"3-P2{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]
    assert next_session_code("3-P2", taken) not in taken


def test_the_rate_may_be_a_fraction() -> None:
    assert through_at(50, [(hours(0), hours(4))], Fraction(100, 3)) == (hours(1.5), 0)
