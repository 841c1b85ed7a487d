"""Which figures moved, from what to what, and in which words the brief tells them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from teamhub.domain.briefs import compose
from teamhub.domain.briefs.moves import Move, change, moves
from teamhub.domain.figures import DayFigures
from tests.domain.briefs.days import april_fourth, april_texts


def moved(now: DayFigures, language: str = "zh") -> dict[str, Move]:
    was, is_now = (compose(day, april_texts(), language) for day in (april_fourth(), now))
    return {m.key: m for m in moves(was, is_now)}


def later() -> DayFigures:
    """Somebody typed in a late arrival and one more deed."""
    day = april_fourth()
    return replace(
        day,
        duty=replace(day.duty, late=2),
        deeds=replace(day.deeds, day=23, total=71),
    )


def test_nothing_moved_while_nothing_changed() -> None:
    assert moved(april_fourth()) == {}


def test_each_figure_that_moved_is_told_once_in_its_own_words() -> None:
    found = moved(later())
    assert set(found) == {"duty.late", "deeds.day", "deeds.total"}
    late = found["duty.late"]
    assert (late.section, late.label, late.was, late.now) == ("卡口值守情况", "迟到…人次", "1", "2")
    assert late.change == "+1"
    assert found["deeds.total"].label == "累计…件"


def test_in_english_the_same_figures_moved() -> None:
    found = moved(later(), "en")
    assert set(found) == {"duty.late", "deeds.day", "deeds.total"}
    assert (found["deeds.total"].was, found["deeds.total"].now) == ("70", "71")


def test_a_figure_that_was_not_told_before_stands_beside_nothing() -> None:
    day = april_fourth()
    found = moved(replace(day, duty=replace(day.duty, absent=3)))
    assert (found["duty.absent"].was, found["duty.absent"].now, found["duty.absent"].change) == ("", "3", "")


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("28", "31", "+3"),
        ("15,055", "15,050", "−5"),
        ("98.26%", "98.38%", "+0.12"),
        ("100.00%", "98.26%", "−1.74"),
        ("7", "7", ""),
        ("", "7", ""),
        ("7", "98.26%", ""),
    ],
)
def test_the_difference_keeps_the_places_of_the_figures(was: str, now: str, said: str) -> None:
    assert change(was, now) == said
