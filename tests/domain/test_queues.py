"""Nobody queues longer than half an hour: observed, not asserted."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.queues import (
    QueueSummary,
    WaitStanding,
    expected_finish,
    expected_wait,
    judge_wait,
    recent_rate,
    summarise_queue,
)

EIGHT = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def after(minutes: int) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def test_a_morning_of_observations() -> None:
    assert summarise_queue([10, 28, 31, 30], target=30) == QueueSummary(4, 31, 25, 1)


def test_nothing_observed_is_not_a_wait_of_zero() -> None:
    assert summarise_queue([], target=30) == QueueSummary(0, None, None, 0)
    assert summarise_queue([0], target=30) == QueueSummary(1, 0, 0, 0)


@given(st.lists(st.integers(0, 300), min_size=1), st.integers(0, 120))
def test_the_mean_is_rounded_half_up_and_lies_within(waits: list[int], target: int) -> None:
    told = summarise_queue(waits, target=target)
    assert told.mean is not None
    assert told.longest is not None
    assert min(waits) <= told.mean <= told.longest
    assert Fraction(-1, 2) <= Fraction(sum(waits), len(waits)) - told.mean < Fraction(1, 2)
    assert (told.longest > target) == (told.over_target > 0)


def test_a_wait_is_fine_near_or_over() -> None:
    told = [judge_wait(w, target=30, near=5) for w in (24, 25, 30, 31)]
    assert told == [WaitStanding.FINE, WaitStanding.NEAR, WaitStanding.NEAR, WaitStanding.OVER]


def test_the_rate_of_the_last_hour() -> None:
    counts = [(after(0), 0), (after(30), 60), (after(60), 60), (after(90), 90)]
    assert recent_rate(counts, after(90), window=HOUR) == 150
    assert recent_rate(counts, after(60), window=HOUR) == 120
    assert recent_rate(counts[:2], after(60), window=HOUR) == 60


def test_without_two_counts_there_is_no_rate() -> None:
    assert recent_rate([], after(10), window=HOUR) is None
    assert recent_rate([(after(0), 50)], after(10), window=HOUR) is None
    assert recent_rate([(after(0), 50), (after(20), 9)], after(10), window=HOUR) is None
    assert recent_rate([(after(0), 50), (after(5), 0)], after(10), window=HOUR) is None


def test_taps_within_minutes_are_no_rate_yet() -> None:
    counts = [(after(0), 10), (after(1), 5)]
    assert recent_rate(counts, after(4), window=HOUR) is None
    assert recent_rate(counts, after(5), window=HOUR) == 60


def test_when_the_last_person_will_be_through() -> None:
    assert expected_finish(178, 120, after(0)) == after(89)
    assert expected_finish(0, None, after(5)) == after(5)
    assert expected_finish(10, None, after(5)) is None
    assert expected_wait(50, 120) == 25
    assert expected_wait(51, 120) == 26
    assert expected_wait(0, None) == 0
    assert expected_wait(5, None) is None


@given(st.integers(1, 5000), st.integers(1, 500))
def test_at_that_rate_the_time_is_enough_and_a_minute_less_is_not(remaining: int, per_hour: int) -> None:
    finish = expected_finish(remaining, per_hour, EIGHT)
    assert finish is not None
    minutes = (finish - EIGHT) // timedelta(minutes=1)
    assert minutes * per_hour >= remaining * 60 > (minutes - 1) * per_hour
    assert expected_wait(remaining, per_hour) == minutes
