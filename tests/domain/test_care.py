"""Four neighbours who cannot come down, each with one named carer."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.care import (
    CarePeriod,
    OnRegister,
    carer_on,
    contact_due_on,
    contact_is_due,
    contact_is_overdue,
    uncovered,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
THIRD, FOURTH, FIFTH, SIXTH = (date(2022, 4, d) for d in (3, 4, 5, 6))
DAILY = OnRegister(1, THIRD, interval_days=1, carers=(CarePeriod(7, THIRD),))


def contacted(entry: OnRegister, day: int, hour: int) -> OnRegister:
    return replace(entry, last_contact=datetime(2022, 4, day, hour, tzinfo=SHANGHAI))


def test_who_is_new_on_the_register_is_due_at_once() -> None:
    assert contact_due_on(DAILY, SHANGHAI) == THIRD
    assert contact_is_due(DAILY, THIRD, SHANGHAI)
    assert not contact_is_overdue(DAILY, THIRD, SHANGHAI)
    assert contact_is_overdue(DAILY, FOURTH, SHANGHAI)


def test_daily_contact_is_due_the_day_after_whatever_the_hour() -> None:
    late = contacted(DAILY, 3, 23)
    assert not contact_is_due(late, THIRD, SHANGHAI)
    assert contact_is_due(late, FOURTH, SHANGHAI)
    assert not contact_is_overdue(late, FOURTH, SHANGHAI)
    assert contact_is_overdue(late, FIFTH, SHANGHAI)


def test_another_category_has_more_time() -> None:
    entry = contacted(replace(DAILY, interval_days=3), 3, 9)
    assert contact_due_on(entry, SHANGHAI) == SIXTH
    assert not contact_is_due(entry, FIFTH, SHANGHAI)


def test_who_left_the_register_needs_neither_contact_nor_carer() -> None:
    ended = replace(DAILY, ended_on=FOURTH, carers=())
    assert not contact_is_due(ended, FIFTH, SHANGHAI)
    assert not contact_is_overdue(ended, FIFTH, SHANGHAI)
    assert uncovered([ended], FIFTH) == []
    assert uncovered([ended], FOURTH) == [ended]


def test_nobody_is_due_before_being_registered() -> None:
    assert not contact_is_due(DAILY, date(2022, 4, 2), SHANGHAI)
    assert uncovered([replace(DAILY, carers=())], date(2022, 4, 2)) == []


def test_a_new_carer_takes_over_and_a_gap_shows() -> None:
    entry = replace(
        DAILY, carers=(CarePeriod(7, THIRD, FOURTH), CarePeriod(8, FOURTH, FOURTH), CarePeriod(9, SIXTH))
    )
    assert [carer_on(entry, day) for day in (THIRD, FOURTH, FIFTH, SIXTH)] == [7, 8, None, 9]
    assert uncovered([entry, DAILY], FIFTH) == [entry]
    assert uncovered([entry, DAILY], SIXTH) == []


@given(st.integers(1, 14), st.integers(0, 24 * 20), st.integers(-3, 30))
def test_overdue_is_due_and_due_begins_exactly_after_the_interval(
    interval: int, hours: int, offset: int
) -> None:
    made = datetime(2022, 4, 3, 0, 0, tzinfo=SHANGHAI) + timedelta(hours=hours)
    entry = replace(DAILY, interval_days=interval, last_contact=made)
    day = made.date() + timedelta(days=offset)
    assert contact_is_due(entry, day, SHANGHAI) == (offset >= interval and day >= THIRD)
    assert not contact_is_overdue(entry, day, SHANGHAI) or contact_is_due(entry, day, SHANGHAI)
