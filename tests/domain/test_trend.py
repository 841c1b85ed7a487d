"""A day beside the day before, and sums that end at the total."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.figures.day import DayPoint
from teamhub.domain.figures.trend import Comparison, cumulated

FIRST = date(2022, 4, 1)


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(0, 100))
def test_each_day_adds_its_own_and_the_last_is_the_total(days: list[int], before: int) -> None:
    series = [DayPoint(FIRST + timedelta(days=n), 0, d, 0, 0, 0, None) for n, d in enumerate(days)]
    found = [total for _, total in cumulated(series, "deeds", before + sum(days))]
    assert found == [before + sum(days[: n + 1]) for n in range(len(days))]


def test_nothing_to_compare_with_is_no_change() -> None:
    assert Comparison("deeds", 3, None, 3).change is None
    assert Comparison("longest_wait", None, 20, None).change is None
    assert Comparison("deeds", 3, 5, 8).change == -2
