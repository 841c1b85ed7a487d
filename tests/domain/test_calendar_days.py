"""The official calendar, as far as it reaches."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.calendar_days import CalendarDay, holiday_on, is_workday


def test_the_fifth_of_april_2022_is_the_tomb_sweeping_festival() -> None:
    assert holiday_on(date(2022, 4, 5)) == CalendarDay("清明节", "Tomb-sweeping Day", day_off=True)
    assert is_workday(date(2022, 4, 5)) is False


def test_the_day_before_is_only_a_day_off_for_it() -> None:
    assert holiday_on(date(2022, 4, 4)) == CalendarDay(
        "清明节假期", "Tomb-sweeping Day holiday", day_off=True
    )


def test_a_saturday_that_pays_for_the_holiday_is_a_working_day() -> None:
    paid_for = holiday_on(date(2022, 4, 2))
    assert paid_for is not None
    assert not paid_for.day_off
    assert paid_for.zh == "清明节调休上班"
    assert is_workday(date(2022, 4, 2)) is True


def test_festivals_with_a_fixed_date_are_named_on_that_date_only() -> None:
    named = [holiday_on(date(2022, 10, d)) for d in (1, 2)]
    assert [n.zh if n else "" for n in named] == ["国庆节", "国庆节假期"]


def test_an_ordinary_day_has_no_name() -> None:
    assert holiday_on(date(2022, 4, 6)) is None
    assert is_workday(date(2022, 4, 6)) is True


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2099, 10, 1)])
def test_years_beyond_the_calendar_are_not_guessed(day: date) -> None:
    assert holiday_on(day) is None
    assert is_workday(day) is None


@given(st.integers(0, 365 * 120).map(lambda n: date(1980, 1, 1) + timedelta(n)))
def test_no_day_breaks_the_calendar_and_both_answers_agree(day: date) -> None:
    named, workday = holiday_on(day), is_workday(day)
    if named is not None:
        assert workday is not named.day_off
