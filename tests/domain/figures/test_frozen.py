"""Frozen figures come back exactly or not at all; rates round one way."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from teamhub.domain.figures import (
    DayFigures,
    Label,
    ShapeChanged,
    Totals,
    freeze_value,
    percent,
    percent_text,
    thaw_value,
)
from tests.domain.briefs.days import april_fourth


def test_a_whole_day_survives_the_store() -> None:
    stored = freeze_value(april_fourth())
    assert thaw_value(stored, DayFigures) == april_fourth()
    assert freeze_value(thaw_value(stored, DayFigures)) == stored


def test_the_text_is_canonical() -> None:
    assert freeze_value(Label("㛃䶮", "x")) == '{"en":"x","zh":"㛃䶮"}'


@pytest.mark.parametrize(
    "stored",
    ['{"compounds":"17"}', '{"compounds":true}', '{"unknown":1}', "[]", "no json", '{"compounds":1.0}'],
)
def test_another_shape_is_refused(stored: str) -> None:
    with pytest.raises(ShapeChanged):
        thaw_value(stored, Totals)


def test_a_missing_field_without_default_is_refused() -> None:
    stored = json.loads(freeze_value(april_fourth()))
    del stored["duty"]
    with pytest.raises(ShapeChanged):
        thaw_value(json.dumps(stored), DayFigures)


def test_what_cannot_be_frozen_exactly_is_not_frozen() -> None:
    with pytest.raises(TypeError):
        freeze_value(0.1)


def test_the_tally_keys_are_those_that_scripts_rely_on() -> None:
    keys = set(april_fourth().totals.as_json())
    assert keys >= {
        "compounds", "households", "cadres", "sweepers", "sweep_teams", "rounds", "person_tests", "sweeps",
        "letters", "deeds", "longest_wait_minutes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [(5096, 5186, "98.26"), (666, 677, "98.38"), (545, 555, "98.20"), (1, 3, "33.33"), (0, 5, "0.00"), (7, 7, "100.00"),
     (99_999, 100_000, "99.99"), (1, 1_000_000, "0.01"), (9, 7, "100.00")],
)  # fmt: skip
def test_rates_round_half_up_and_never_to_all_or_nothing(part: int, whole: int, rate: str) -> None:
    assert percent(part, whole) == Decimal(rate)


def test_no_whole_no_rate() -> None:
    assert percent(0, 0) is None
    assert percent_text(0, 0) == "—"
