"""Shifts, duty dates and midnight. Wherever the server stands, a night shift belongs to the day it began."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from teamhub.domain.duty_time import (
    DAY_MINUTES,
    PatternBroken,
    PatternPart,
    ShiftPattern,
    ShiftTime,
    check_pattern,
    day_bounds,
    duty_date_of,
    local_day,
    next_boundary,
    pattern_on,
    running,
    shift_at,
    shift_of,
    shifts_of,
    surge_shift,
    time_to_relief,
    uncovered_minutes,
    whole_minutes,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
DAY_AND_NIGHT = ShiftPattern(
    "2 x 12", date(2022, 4, 1), (PatternPart(8 * 60, 720, "day"), PatternPart(20 * 60, 720, "night"))
)


def at(day: int, hour: int, minute: int = 0, month: int = 4) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/New_York"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_a_day_of_the_story_has_a_day_and_a_night_shift() -> None:
    day, night = shifts_of(DAY_AND_NIGHT, date(2022, 4, 4), SHANGHAI)
    assert (day.kind, day.starts_at, day.ends_at) == ("day", at(4, 8), at(4, 20))
    assert (night.kind, night.starts_at, night.ends_at) == ("night", at(4, 20), at(5, 8))
    assert day.duty_date == night.duty_date == date(2022, 4, 4)
    assert night.minutes == 720


@pytest.mark.proves("T36")
def test_ten_past_midnight_belongs_to_the_night_that_began_yesterday() -> None:
    night = shift_at(DAY_AND_NIGHT, at(5, 0, 10), SHANGHAI)
    assert night is not None
    assert (night.kind, night.duty_date) == ("night", date(2022, 4, 4))


def test_the_boundary_belongs_to_the_shift_that_begins() -> None:
    before = shift_at(DAY_AND_NIGHT, at(4, 20) - timedelta(microseconds=1), SHANGHAI)
    after = shift_at(DAY_AND_NIGHT, at(4, 20), SHANGHAI)
    assert before is not None
    assert after is not None
    assert (before.kind, after.kind) == ("day", "night")


@pytest.mark.proves("T36")
def test_the_last_instant_of_a_day_and_the_first_of_the_next() -> None:
    late = datetime(2022, 4, 30, 23, 59, 59, 999999, tzinfo=SHANGHAI)
    for moment in (late, late + timedelta(microseconds=1)):
        night = shift_at(DAY_AND_NIGHT, moment, SHANGHAI)
        assert night is not None
        assert night.duty_date == date(2022, 4, 30)
    assert local_day(late, SHANGHAI) == date(2022, 4, 30)
    assert local_day(late + timedelta(microseconds=1), SHANGHAI) == date(2022, 5, 1)


def test_a_surge_shift_has_the_date_of_its_start() -> None:
    surge = surge_shift("surge", at(1, 3), at(1, 8), SHANGHAI)
    assert surge.duty_date == date(2022, 4, 1)
    assert surge.minutes == 300
    with pytest.raises(PatternBroken):
        surge_shift("surge", at(1, 8), at(1, 8), SHANGHAI)


def test_when_a_surge_overlaps_the_latest_begun_runs() -> None:
    night = ShiftTime(at(1, 0), at(1, 8), date(2022, 4, 1), "night")
    surge = surge_shift("surge", at(1, 3), at(1, 8), SHANGHAI)
    assert running([surge, night], at(1, 4)) == surge
    assert running([surge, night], at(1, 2)) == night
    assert running([surge, night], at(1, 8)) is None


def test_nothing_changes_until_the_next_boundary() -> None:
    shifts = shifts_of(DAY_AND_NIGHT, date(2022, 4, 4), SHANGHAI)
    assert next_boundary(shifts, at(4, 7)) == at(4, 8)
    assert next_boundary(shifts, at(4, 8)) == at(4, 20)
    assert next_boundary(shifts, at(5, 8)) is None


def test_relief_is_due_in_a_while_or_now_but_never_in_the_past() -> None:
    assert time_to_relief(at(4, 20), at(4, 19, 30)) == timedelta(minutes=30)
    assert time_to_relief(at(4, 20), at(4, 21)) == timedelta(0)


@pytest.mark.proves("T38")
def test_no_duration_is_negative_when_the_server_clock_steps_back() -> None:
    assert whole_minutes(at(4, 9), at(4, 8)) == 0
    assert whole_minutes(at(4, 8), at(4, 8, 5) + timedelta(seconds=59)) == 5


def test_the_latest_pattern_that_has_started_is_in_force() -> None:
    three = ShiftPattern(
        "3 x 8", date(2022, 4, 5), tuple(PatternPart(n * 480, 480, k) for n, k in enumerate("abc"))
    )
    patterns = [three, DAY_AND_NIGHT]
    assert pattern_on(patterns, date(2022, 4, 4)) == DAY_AND_NIGHT
    assert pattern_on(patterns, date(2022, 4, 5)) == three
    assert pattern_on(patterns, date(2022, 3, 31)) is None


def test_a_pattern_with_two_shifts_at_once_is_refused() -> None:
    check_pattern(DAY_AND_NIGHT.parts)
    with pytest.raises(PatternBroken) as evening:
        check_pattern([PatternPart(480, 720, "day"), PatternPart(1140, 600, "night")])
    assert evening.value.code == "pattern_overlaps"
    with pytest.raises(PatternBroken):  # the night runs into the next morning's shift
        check_pattern([PatternPart(480, 720, "day"), PatternPart(1200, 780, "night")])
    with pytest.raises(PatternBroken) as empty:
        check_pattern([])
    assert empty.value.code == "pattern_empty"


@pytest.mark.parametrize(("start", "length"), [(-1, 10), (1440, 10), (0, 0), (0, 1441)])
def test_a_part_outside_the_day_is_refused(start: int, length: int) -> None:
    with pytest.raises(PatternBroken):
        PatternPart(start, length, "day")


def test_uncovered_minutes_show_gaps_across_midnight() -> None:
    assert uncovered_minutes(DAY_AND_NIGHT.parts) == 0
    assert uncovered_minutes([PatternPart(480, 720, "day")]) == 720
    assert uncovered_minutes([PatternPart(1380, 120, "late")]) == 1320


def test_where_clocks_change_the_shifts_still_meet() -> None:
    for day in (date(2022, 3, 12), date(2022, 3, 13), date(2022, 11, 5), date(2022, 11, 6)):
        first, second = shifts_of(DAY_AND_NIGHT, day, NEW_YORK)
        following = shifts_of(DAY_AND_NIGHT, day + timedelta(days=1), NEW_YORK)[0]
        assert first.ends_at == second.starts_at
        assert second.ends_at == following.starts_at
    spring, autumn = day_bounds(date(2022, 3, 13), NEW_YORK), day_bounds(date(2022, 11, 6), NEW_YORK)
    assert spring[1] - spring[0] == timedelta(hours=23)
    assert autumn[1] - autumn[0] == timedelta(hours=25)


def test_a_shift_that_the_clocks_skip_does_not_take_place() -> None:
    assert shift_of(PatternPart(120, 60, "surge"), date(2022, 3, 13), NEW_YORK) is None


@st.composite
def splits(draw: st.DrawFn) -> tuple[PatternPart, ...]:
    """The day cut at any minutes into any number of shifts: the last runs into the next morning."""
    cuts = sorted(draw(st.sets(st.integers(0, DAY_MINUTES - 1), min_size=1, max_size=6)))
    ends = [*cuts[1:], cuts[0] + DAY_MINUTES]
    return tuple(PatternPart(a, b - a, f"s{n}") for n, (a, b) in enumerate(zip(cuts, ends, strict=True)))


MOMENTS = st.one_of(
    st.datetimes(datetime(2019, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.sampled_from(
        [
            datetime(year, month, day, hour, minute, second, micro, tzinfo=SHANGHAI)
            for year, month, day in [
                (2021, 12, 31),
                (2022, 1, 1),
                (2024, 2, 29),
                (2023, 2, 28),
                (2022, 4, 30),
            ]
            for hour, minute, second, micro in [
                (0, 0, 0, 0),
                (23, 59, 59, 999999),
                (0, 10, 0, 0),
                (12, 0, 0, 0),
            ]
        ]
    ),
)


@pytest.mark.proves("T36")
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(splits(), MOMENTS)
@example(DAY_AND_NIGHT.parts, datetime(2024, 2, 29, 16, 10, tzinfo=UTC))
def test_at_every_moment_exactly_one_shift_runs_and_it_keeps_its_own_date(
    server_zone: str, parts: tuple[PatternPart, ...], moment: datetime
) -> None:
    exactly_one_shift_runs(parts, moment)


@pytest.mark.proves("T36")
@pytest.mark.prove
@settings(max_examples=3400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(splits(), MOMENTS)
def test_ten_thousand_moments_in_three_zones(
    server_zone: str, parts: tuple[PatternPart, ...], moment: datetime
) -> None:
    exactly_one_shift_runs(parts, moment)


def exactly_one_shift_runs(parts: tuple[PatternPart, ...], moment: datetime) -> None:
    pattern = ShiftPattern("any split", date(2019, 1, 1), parts)
    check_pattern(parts)
    assert uncovered_minutes(parts) == 0
    here = local_day(moment, SHANGHAI)
    near = [s for n in range(-2, 3) for s in shifts_of(pattern, here + timedelta(days=n), SHANGHAI)]
    runs = [s for s in near if s.runs_at(moment)]
    assert len(runs) == 1
    shift = shift_at(pattern, moment, SHANGHAI)
    assert shift == runs[0]
    # An oracle that knows no time zones: Shanghai is UTC+8 and has kept its clocks since 1992.
    eight = timedelta(hours=8)
    naive_start = (shift.starts_at + eight).replace(tzinfo=None)
    assert shift.duty_date == naive_start.date() == duty_date_of(shift.starts_at, SHANGHAI)
    minute_of_day = naive_start.hour * 60 + naive_start.minute
    assert minute_of_day in {p.starts_minute for p in parts}
    assert shift.duty_date in (here, here - timedelta(days=1))
    boundary = next_boundary(near, moment)
    assert boundary == shift.ends_at
    assert time_to_relief(shift.ends_at, moment) == shift.ends_at - moment > timedelta(0)
