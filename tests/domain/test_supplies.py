"""Everything comes in at two gates and is carried to the doors by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.supplies import (
    AlreadyDelivered,
    DeliveryState,
    OpenPeriod,
    Parcel,
    SupplyRefused,
    check_arrival_at_gate,
    check_delivery,
    check_receipt,
    delivery_state,
    gate_is_open,
    is_waiting,
    oldest_waiting,
    pending_by_reason,
    pieces_waiting,
)

NINE = datetime(2022, 4, 4, 1, 0, tzinfo=UTC)
TEN, ELEVEN = NINE + timedelta(hours=1), NINE + timedelta(hours=2)


def test_a_gate_is_open_from_its_opening_until_its_closing() -> None:
    periods = [OpenPeriod(NINE, TEN), OpenPeriod(ELEVEN)]
    told = [
        gate_is_open(periods, at)
        for at in (NINE - timedelta(seconds=1), NINE, TEN, ELEVEN, ELEVEN + timedelta(9))
    ]
    assert told == [False, True, False, True, True]
    assert not gate_is_open([], NINE)


def test_nothing_comes_in_through_a_closed_gate() -> None:
    check_arrival_at_gate([OpenPeriod(NINE)], 40, TEN)
    with pytest.raises(SupplyRefused) as closed:
        check_arrival_at_gate([OpenPeriod(NINE, TEN)], 40, TEN)
    assert closed.value.code == "gate_not_open"
    with pytest.raises(SupplyRefused) as nothing:
        check_arrival_at_gate([OpenPeriod(NINE)], 0, TEN)
    assert nothing.value.code == "pieces_not_positive"


def test_a_parcel_from_the_gate_to_the_receiver() -> None:
    way = [
        (Parcel(3, NINE), DeliveryState.AT_GATE),
        (Parcel(3, NINE, TEN), DeliveryState.ON_THE_WAY),
        (Parcel(3, NINE, TEN, pending_reason="nobody_home"), DeliveryState.PENDING),
        (Parcel(3, NINE, TEN, ELEVEN, pending_reason="nobody_home"), DeliveryState.DELIVERED),
        (Parcel(3, NINE, TEN, ELEVEN, ELEVEN), DeliveryState.RECEIVED),
    ]
    assert [delivery_state(parcel) for parcel, _ in way] == [state for _, state in way]
    assert [is_waiting(parcel) for parcel, _ in way] == [True, True, True, False, False]


def test_a_second_tap_changes_nothing() -> None:
    check_delivery(Parcel(3, NINE))
    with pytest.raises(AlreadyDelivered) as done:
        check_delivery(Parcel(3, NINE, NINE, TEN))
    assert done.value.values == {"at": TEN}


def test_only_what_was_delivered_can_be_received_and_only_once() -> None:
    check_receipt(Parcel(3, NINE, NINE, TEN))
    with pytest.raises(SupplyRefused):
        check_receipt(Parcel(3, NINE, NINE))
    with pytest.raises(AlreadyDelivered):
        check_receipt(Parcel(3, NINE, NINE, TEN, ELEVEN))


def test_three_pieces_wait_because_of_an_unclear_address() -> None:
    parcels = [
        Parcel(379, NINE, NINE, TEN),
        Parcel(2, NINE, pending_reason="address_unclear"),
        Parcel(1, TEN, pending_reason="address_unclear"),
        Parcel(5, TEN),
    ]
    assert pieces_waiting(parcels) == 8
    assert pending_by_reason(parcels) == {"address_unclear": 3, "": 5}
    assert oldest_waiting(parcels, ELEVEN) == timedelta(hours=2)
    assert oldest_waiting(parcels[:1], ELEVEN) is None
    assert oldest_waiting(parcels, NINE - timedelta(hours=1)) == timedelta(0)


@given(
    st.lists(
        st.builds(
            Parcel,
            st.integers(1, 50),
            st.sampled_from([NINE, TEN]),
            st.none() | st.just(TEN),
            st.none() | st.just(TEN),
            st.none() | st.just(ELEVEN),
            st.sampled_from(["", "nobody_home", "damaged"]),
        )
    )
)
def test_reasons_add_up_and_states_agree_with_waiting(parcels: list[Parcel]) -> None:
    assert sum(pending_by_reason(parcels).values()) == pieces_waiting(parcels)
    assert (oldest_waiting(parcels, ELEVEN) is None) == (pieces_waiting(parcels) == 0)
    arrived = {DeliveryState.DELIVERED, DeliveryState.RECEIVED}
    assert all(is_waiting(p) == (delivery_state(p) not in arrived) for p in parcels)
