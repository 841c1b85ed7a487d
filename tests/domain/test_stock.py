"""The team's own supplies are what was counted last."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.stock import MOST, Counted, StockRefused, check_counts, levels

NOON = datetime(2022, 4, 4, 4, 0, tzinfo=UTC)
COUNTS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["mask", "radio"]), st.integers(0, 99)), max_size=20
)


@given(COUNTS)
def test_the_latest_count_stands_and_says_what_changed(told: list[tuple[int, str, int]]) -> None:
    counts = [Counted(p, item, n, NOON + timedelta(hours=k)) for k, (p, item, n) in enumerate(told)]
    found = levels(counts, {"mask": 20})
    for post in {p for p, _, _ in told}:
        for item in {i for p, i, _ in told if p == post}:
            mine = [n for p, i, n in told if (p, i) == (post, item)]
            level = found[post][item]
            assert level.quantity == mine[-1]
            assert level.change == (mine[-1] - mine[-2] if len(mine) > 1 else None)
            assert level.low == (item == "mask" and mine[-1] <= 20)


def test_nothing_that_has_no_limit_is_low() -> None:
    assert not levels([Counted(1, "tent", 0, NOON)], {"tent": 0})[1]["tent"].low


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({}, "stock_nothing_counted"),
        ({"sword": 1}, "stock_item_unknown"),
        ({"mask": -1}, "stock_number_wrong"),
        ({"mask": MOST}, "stock_number_wrong"),
    ],
)
def test_what_is_no_count_is_refused(counts: dict[str, int], code: str) -> None:
    with pytest.raises(StockRefused) as refused:
        check_counts(counts, ["mask"])
    assert refused.value.code == code
