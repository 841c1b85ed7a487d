"""The next hours of a post as stretches."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.coverage import Planned, Stretch, stretches

AT = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


def at(hour: float) -> datetime:
    return AT + timedelta(hours=hour)


def test_day_and_night_with_one_missing_at_night() -> None:
    planned = [Planned(at(0), at(12), 2), Planned(at(12), at(24), 1)]
    assert stretches(planned, 2, AT, at(24)) == (Stretch(0, 720, 2, 2), Stretch(720, 1440, 1, 2))


def test_a_surge_shift_adds_up_and_hours_without_a_shift_are_empty() -> None:
    planned = [Planned(at(-4), at(8), 1), Planned(at(4), at(6), 2)]
    found = stretches(planned, 1, AT, at(24))
    assert [(s.begins, s.ends, s.people) for s in found] == [
        (0, 240, 1),
        (240, 360, 3),
        (360, 480, 1),
        (480, 1440, 0),
    ]
    assert [s.missing for s in found] == [0, 0, 0, 1]


def test_nothing_planned_is_one_empty_stretch() -> None:
    assert stretches([], 2, AT, at(24)) == (Stretch(0, 1440, 0, 2),)


PLANNED = st.lists(
    st.builds(
        lambda start, length, people: Planned(
            AT + timedelta(minutes=start), AT + timedelta(minutes=start + length), people
        ),
        st.integers(-900, 1600),
        st.integers(1, 1440),
        st.integers(1, 4),
    ),
    max_size=8,
)


@given(PLANNED, st.integers(0, 5), st.integers(0, 1439))
def test_stretches_cover_the_day_without_gap_and_say_how_many_are_there(
    planned: list[Planned], wanted: int, minute: int
) -> None:
    found = stretches(planned, wanted, AT, AT + DAY)
    assert found[0].begins == 0
    assert found[-1].ends == 1440
    assert all(one.ends == other.begins for one, other in itertools.pairwise(found))
    assert all(one.people != other.people for one, other in itertools.pairwise(found))
    moment = AT + timedelta(minutes=minute)
    there = sum(p.people for p in planned if p.starts_at <= moment < p.ends_at)
    [here] = [s for s in found if s.begins <= minute < s.ends]
    assert here.people == there
    assert here.missing == max(0, wanted - there)
