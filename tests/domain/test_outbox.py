"""When something happened that a phone kept: clocks that are wrong, that were put right, and that never met ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.outbox import OLDEST, NotTaken, happened_at

RECEIVED = datetime(2022, 4, 4, 12, 0, tzinfo=UTC)
NOW = RECEIVED.timestamp()
DAY = 86_400.0


@pytest.mark.proves("T33")
@given(
    wrong=st.floats(-400 * DAY, 400 * DAY),
    ago=st.floats(0, OLDEST.total_seconds() - 1),
    measured=st.booleans(),
)
def test_a_wrong_clock_that_goes_evenly_costs_nothing(wrong: float, ago: float, measured: bool) -> None:
    """`wrong`: seconds that the phone is ahead. Whether it measured that, or only says its own time on sending."""
    found = happened_at(NOW - ago + wrong, -wrong if measured else None, NOW + wrong, RECEIVED)
    assert abs(found.timestamp() - (NOW - ago)) < 0.01
    assert found <= RECEIVED


@pytest.mark.proves("T33")
@pytest.mark.parametrize("measured", [DAY, 3600.0])
def test_a_clock_put_right_after_the_entry_does_no_harm(measured: float) -> None:
    assert happened_at(NOW - 1800 - measured, measured, NOW, RECEIVED) == RECEIVED - timedelta(minutes=30)


@pytest.mark.proves("T33")
def test_a_clock_put_right_before_the_entry_is_seen_when_the_old_measure_leads_into_the_future() -> None:
    assert happened_at(NOW - 1800, DAY, NOW, RECEIVED) == RECEIVED - timedelta(minutes=30)


@pytest.mark.proves("T33")
def test_the_future_is_now() -> None:
    assert happened_at(NOW + 60, 0.0, NOW + 60, RECEIVED) == RECEIVED
    assert happened_at(NOW + 999, 0.0, NOW, RECEIVED) == RECEIVED


def test_what_is_too_old_is_for_a_leader() -> None:
    with pytest.raises(NotTaken) as refused:
        happened_at(NOW - 15 * DAY, 0.0, NOW, RECEIVED)
    assert (refused.value.code, refused.value.values) == ("kept_too_long", {"days": 14})
