"""The short form of the back-test of the advice (docs/queues.md): who follows it keeps the target where another
allocation of the same people could have, and mornings that need nothing are left well."""

from __future__ import annotations

from benchmarks.advice import back_test


def test_following_the_advice_keeps_the_target_where_people_could() -> None:
    result = back_test(6, seed=3)
    assert result.helpable >= 2
    assert result.kept >= 0.95 * result.helpable
    assert result.spoilt == 0
    assert result.kept_beyond > 0, "calling houses helps where moving people alone does not"
