"""2:50 in the morning: twenty-one people from three offices."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.muster import Call, call_the_roll, roll_by_organization

ORDER = datetime(2022, 3, 31, 17, 20, tzinfo=UTC)
DUE = datetime(2022, 3, 31, 18, 50, tzinfo=UTC)


def test_twenty_one_of_twenty_one_before_ten_to_three() -> None:
    offices = [1] * 9 + [2] * 5 + [3] * 7
    calls = [
        Call(n, office, ORDER + timedelta(minutes=71 + n * 18 // 20)) for n, office in enumerate(offices)
    ]
    roll = call_the_roll(ORDER, DUE, calls)
    assert (roll.expected, roll.present, roll.in_time, roll.late, roll.missing) == (21, 21, 21, 0, 0)
    assert roll.first_at == ORDER + timedelta(minutes=71)
    assert roll.last_at == ORDER + timedelta(minutes=89)
    assert roll.response_minutes == 89
    assert roll.complete
    by_office = roll_by_organization(ORDER, DUE, calls)
    assert {office: r.present for office, r in by_office.items()} == {1: 9, 2: 5, 3: 7}


def test_while_somebody_is_missing_there_is_no_response_time() -> None:
    roll = call_the_roll(
        ORDER, DUE, [Call(1, 1, DUE), Call(2, 1, None), Call(3, 2, DUE + timedelta(seconds=1))]
    )
    assert (roll.present, roll.in_time, roll.late, roll.missing) == (2, 1, 1, 1)
    assert roll.response_minutes is None
    assert not roll.complete


def test_a_person_called_twice_counts_once_with_the_first_arrival() -> None:
    roll = call_the_roll(
        ORDER, DUE, [Call(1, 1, DUE), Call(1, 1, None), Call(1, 1, DUE + timedelta(hours=1))]
    )
    assert (roll.expected, roll.present, roll.in_time, roll.last_at) == (1, 1, 1, DUE)


def test_a_call_out_of_nobody_is_not_complete() -> None:
    roll = call_the_roll(ORDER, DUE, [])
    assert (roll.expected, roll.first_at, roll.response_minutes, roll.complete) == (0, None, None, False)


@given(
    st.lists(
        st.builds(
            Call,
            st.integers(1, 30),
            st.none() | st.integers(1, 3),
            st.none() | st.integers(-60, 300).map(lambda m: ORDER + timedelta(minutes=m)),
        ),
        unique_by=lambda call: call.person_id,
    )
)
def test_organisations_add_up_to_the_whole(calls: list[Call]) -> None:
    whole = call_the_roll(ORDER, DUE, calls)
    parts = roll_by_organization(ORDER, DUE, calls).values()
    assert whole.expected == sum(p.expected for p in parts) == len(calls)
    assert whole.present == sum(p.present for p in parts) == whole.in_time + whole.late
    assert whole.missing == sum(p.missing for p in parts)
    assert whole.response_minutes is None or whole.response_minutes >= 0
