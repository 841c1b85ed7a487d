"""Which community needs help first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.areas import STALE_AFTER, Standing, is_stale, urgency

NOW = datetime(2022, 4, 4, 3, 0, tzinfo=UTC)
STANDINGS = st.builds(
    Standing,
    empty_seats=st.integers(0, 50),
    requests_overdue=st.integers(0, 50),
    last_entry_at=st.none() | st.integers(0, 48).map(lambda h: NOW - timedelta(hours=h)),
    sweeping=st.booleans(),
    doors_left=st.integers(0, 3000),
)


def test_silence_is_longer_than_a_shift() -> None:
    assert not is_stale(Standing(0, 0, NOW - STALE_AFTER, False), NOW)
    assert is_stale(Standing(0, 0, NOW - STALE_AFTER - timedelta(minutes=1), False), NOW)
    assert not is_stale(Standing(0, 0, None, False), NOW), "who never began is not silent"


@given(STANDINGS, STANDINGS)
def test_an_empty_post_goes_before_everything_else(one: Standing, other: Standing) -> None:
    if (one.empty_seats, one.requests_overdue) > (other.empty_seats, other.requests_overdue):
        assert urgency(one, NOW) > urgency(other, NOW)


@given(STANDINGS)
def test_nothing_missing_needs_the_least(standing: Standing) -> None:
    assert urgency(standing, NOW) >= urgency(Standing(0, 0, NOW, False), NOW)


def test_a_sweep_that_is_not_cleared_goes_before_one_that_is_and_more_doors_before_fewer() -> None:
    cleared, few, many = (
        Standing(0, 0, NOW, False),
        Standing(0, 0, NOW, True, 3),
        Standing(0, 0, NOW, True, 4),
    )
    assert urgency(cleared, NOW) < urgency(few, NOW) < urgency(many, NOW)
