"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.backups import DAYS_KEPT, NEWEST_KEPT, drill_due, due, kept

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
MOMENTS = st.lists(st.integers(0, 500_000).map(lambda minutes: NOW - timedelta(minutes=minutes)))


def test_twelve_hours_of_quarters_and_two_weeks_of_days_stay() -> None:
    quarters = [NOW - timedelta(minutes=15 * n) for n in range(4 * 24 * 30)]
    stays = kept(quarters)
    assert stays >= set(quarters[:48])
    assert {m.date() for m in stays} == {(NOW - timedelta(days=n)).date() for n in range(14)}
    assert len(stays) == 48 + 13


@given(MOMENTS)
def test_the_newest_always_stays_and_the_number_is_bounded(moments: list[datetime]) -> None:
    stays = kept(moments)
    assert stays <= set(moments)
    assert len(stays) <= NEWEST_KEPT + DAYS_KEPT
    assert not moments or max(moments) in stays
    assert kept(stays) == stays


def test_a_backup_is_due_after_its_minutes_and_after_a_clock_set_back() -> None:
    assert due(None, NOW, 15)
    assert not due(NOW - timedelta(minutes=14), NOW, 15)
    assert due(NOW - timedelta(minutes=15), NOW, 15)
    assert due(NOW + timedelta(hours=5), NOW, 15)
    assert not due(None, NOW, 0)


def test_a_drill_is_due_once_a_week() -> None:
    assert drill_due(None, NOW)
    assert not drill_due(NOW - timedelta(days=6, hours=23), NOW)
    assert drill_due(NOW - timedelta(days=7), NOW)
