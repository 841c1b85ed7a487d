"""The example's figures come out of the one tally: totals, days, rounds, and the rows behind every figure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from teamhub.domain.briefs import compose, figures_of, text_of
from teamhub.domain.figures.day import DayFigures
from teamhub.queries import briefs, tally, viewers
from teamhub.queries.tally.rows import rows_behind

DAYS = tuple(date(2022, 4, 1) + timedelta(days=n) for n in range(6))
LAST = DAYS[-1]


def community_id() -> int:
    return viewers.community_by_slug("balicha").id


def figures(day: date) -> DayFigures:
    return tally.day_figures(community_id(), day, tally.end_of_day(community_id(), day))


def brief_figures(day: date) -> DayFigures:
    return tally.day_figures(community_id(), day, tally.brief_moment(community_id(), day))


def test_the_whole_campaign_in_headline_figures(example: Flask) -> None:
    totals = figures(LAST).totals.as_json()
    expected = {
        "compounds": 17,
        "households": 2219,
        "cadres": 21,
        "sweepers": 57,
        "sweep_teams": 17,
        "rounds": 4,
        "person_tests": 20168,
        "sweeps": 4,
        "letters": 2219,
        "deeds": 108,
    }
    assert {name: totals[name] for name in expected} == expected


def test_the_fourth_of_april_as_of_its_end(example: Flask) -> None:
    totals = figures(date(2022, 4, 4)).totals.as_json()
    expected = {"rounds": 3, "person_tests": 15055, "sweeps": 2, "deeds": 70, "longest_wait_minutes": 28}
    assert {name: totals[name] for name in expected} == expected


def test_days_and_rounds_are_two_sums_of_the_same_tests(example: Flask) -> None:
    found = figures(LAST)
    assert [p.person_tests for p in found.day_series] == [4938, 4998, 23, 5096, 0, 5113]
    assert [p.tested for p in found.round_series] == [4938, 5021, 5096, 5113]
    assert sum(p.person_tests for p in found.day_series) == sum(p.tested for p in found.round_series) == 20168


def test_the_longest_queue_of_each_round(example: Flask) -> None:
    assert [p.longest_wait for p in figures(LAST).round_series] == [58, 29, 28, 24]


def test_a_tally_of_the_past_is_not_changed_by_what_came_later(example: Flask) -> None:
    for day in DAYS:
        series = figures(LAST).day_series[: len(figures(day).day_series)]
        assert figures(day).day_series[:-1] == series[:-1]


@pytest.mark.parametrize(
    "day", [pytest.param(d, marks=() if d.day == 4 else pytest.mark.prove, id=str(d)) for d in DAYS]
)
def test_every_figure_of_the_brief_is_the_sum_of_its_rows(example: Flask, day: date) -> None:
    """A number on paper leads to rows that add up to it; rates, means and longest waits have rows but no sum."""
    facts = briefs.facts_of(community_id(), day, None)
    wrong, summed = [], 0
    for fig in sorted(
        set(figures_of(compose(facts.figures, facts.texts, "zh_Hans_CN"))), key=lambda f: f.source
    ):
        found = rows_behind(community_id(), fig.source, day, tally.brief_moment(community_id(), day))
        if fig.source.endswith(NO_SUM):
            assert found.total is None, fig.source
            assert found.rows, fig.source
            continue
        summed += 1
        if found.total != int(fig.text.replace(",", "")):
            wrong.append(f"{fig.source}: {found.total} in the rows, {fig.text} in the brief")
    assert wrong == []
    assert summed > 20


NO_SUM = (".longest_wait", ".mean_wait", ".coverage", ".coverage_adjusted", "testing.samplers_needed")
"""The longest, a mean, rates and a quotient: their rows explain them, no sum does."""


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_brief_of_the_fourth_of_april_says_what_the_day_was(example: Flask, language: str) -> None:
    facts = briefs.facts_of(
        community_id(), date(2022, 4, 4), briefs.latest_of_day(community_id(), date(2022, 4, 4))
    )
    said = text_of(compose(facts.figures, facts.texts, language)).replace(",", "")
    for figure in ("5186", "5096", "98.26%", "5068", "522", "15055", "2219", "2175", "382", "379", "167"):
        assert figure in said, figure
