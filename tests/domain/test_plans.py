"""Shift patterns, staffing templates and rules of timed cases."""

from __future__ import annotations

from datetime import time

import pytest

from teamhub.domain.plans import (
    PatternPart,
    PlanRefused,
    Seat,
    check_pattern,
    check_rule,
    check_seats,
    uncovered_minutes,
)


def between(kind: str, start: str, end: str) -> PatternPart:
    return PatternPart.between(kind, time.fromisoformat(start), time.fromisoformat(end))


def test_an_end_before_the_start_lies_on_the_next_day() -> None:
    assert between("night", "20:00", "08:00") == PatternPart("night", 1200, 720)
    assert between("all", "08:00", "08:00").length_minutes == 1440


def test_two_shifts_of_twelve_hours_and_three_of_eight_cover_the_day() -> None:
    two = [between("day", "08:00", "20:00"), between("night", "20:00", "08:00")]
    three = [
        between("day", "08:00", "16:00"),
        between("evening", "16:00", "00:00"),
        between("night", "00:00", "08:00"),
    ]
    for parts in (two, three):
        check_pattern(parts)
        assert uncovered_minutes(parts) == 0


def test_a_pattern_may_rest_at_night() -> None:
    parts = [between("day", "07:00", "19:30")]
    check_pattern(parts)
    assert uncovered_minutes(parts) == 24 * 60 - 750


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([], "pattern_empty"),
        ([("day", "08:00", "12:00"), ("day", "14:00", "18:00")], "pattern_repeats"),
        ([("day", "08:00", "18:00"), ("evening", "16:00", "23:00")], "pattern_overlaps"),
        ([("day", "08:00", "20:00"), ("night", "20:00", "09:00")], "pattern_overlaps"),
    ],
)
def test_patterns_that_cannot_be_are_refused(parts: list[tuple[str, str, str]], code: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        check_pattern([between(*part) for part in parts])
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("seats", "code"), [([], "template_empty"), ([Seat("medic", "", 1000)], "template_count")]
)
def test_templates_that_cannot_be_are_refused(seats: list[Seat], code: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        check_seats(seats)
    assert refused.value.code == code


def test_the_yellow_code_rule_of_the_story_is_possible() -> None:
    """Fact 37: three days at home, two tests."""
    check_rule(days=3, tests=2, min_interval_hours=24)


@pytest.mark.parametrize("rule", [(3, 5, 24), (0, 1, 0), (1, 0, 0), (1, 2, 24)])
def test_tests_that_do_not_fit_into_the_days_are_refused(rule: tuple[int, int, int]) -> None:
    with pytest.raises(PlanRefused):
        check_rule(*rule)
