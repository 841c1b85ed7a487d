"""Positive pools: the steps follow each other, the state follows the counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.pool_alerts import PoolCounts, PoolRefused, PoolState

ORDER = list(PoolState)


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (PoolCounts(10), PoolState.REPORTED),
        (PoolCounts(10, 9, 9, 9), PoolState.REPORTED),
        (PoolCounts(10, 10), PoolState.NOTIFIED),
        (PoolCounts(10, 10, 10, 9), PoolState.RETESTED),
        (PoolCounts(10, 10, 10, 10), PoolState.CLEARED),
        (PoolCounts(10, 10, 10, 8, 2), PoolState.TRANSFERRED),
        (PoolCounts(1, 1, 1, 0, 1), PoolState.TRANSFERRED),
    ],
)
def test_state_follows_the_counts(counts: PoolCounts, state: PoolState) -> None:
    counts.check()
    assert counts.state is state


@given(*[st.integers(-1, 12)] * 5)
def test_what_is_accepted_loses_nobody(
    persons: int, notified: int, retested: int, cleared: int, transferred: int
) -> None:
    counts = PoolCounts(persons, notified, retested, cleared, transferred)
    fits = persons >= 1 and 0 <= cleared + transferred <= retested <= notified <= persons
    fits = fits and min(cleared, transferred) >= 0
    if not fits:
        with pytest.raises(PoolRefused):
            counts.check()
        return
    counts.check()
    assert counts.over == (cleared + transferred == persons)


@given(st.data(), st.integers(1, 20))
def test_states_never_go_back_while_counts_only_grow(data: st.DataObject, persons: int) -> None:
    notified = data.draw(st.integers(0, persons))
    retested = data.draw(st.integers(0, notified))
    cleared = data.draw(st.integers(0, retested))
    before = PoolCounts(persons, notified, retested, cleared)
    after = PoolCounts(persons, persons, data.draw(st.integers(retested, persons)), cleared)
    assert ORDER.index(before.state) <= ORDER.index(after.state)
