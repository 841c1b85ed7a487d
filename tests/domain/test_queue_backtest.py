"""The short form of the back-test (docs/queues.md): the forecast beats what anybody could reckon in the head."""

from __future__ import annotations

import statistics

from benchmarks.queues import MODEL, NAIVE, back_test


def test_forecast_beats_last_value_and_straight_line() -> None:
    result = back_test(30, seed=7)
    model = result.scores[MODEL]
    for name in NAIVE:
        assert model.median < result.scores[name].median
        assert statistics.mean(model.errors) < statistics.mean(result.scores[name].errors)
        assert model.share > result.scores[name].share
    assert model.crossings >= 8 <= model.calm
    assert model.alarmed <= model.calm / 2
    assert 0.7 <= result.inside / result.ranges <= 0.97
