"""The example by the commands alone: load, tally, brief, export, and the same again from the exported workbook."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from teamhub import create_app
from teamhub.domain.briefs import compose, text_of
from teamhub.models.base import db
from teamhub.queries import briefs, tally, viewers
from tests.cli.conftest import teamhub
from tests.conftest import CHEAP

DAYS = [date(2022, 4, 1) + timedelta(days=n) for n in range(6)]


def printed_tally(instance: Path, *words: str) -> dict[str, object]:
    found = json.loads(teamhub(instance, "tally", "balicha", "--json", *words))
    assert isinstance(found, dict)
    return found


def test_the_tally_of_the_whole_story(first: Path) -> None:
    found = printed_tally(first, "--date", "2022-04-06")
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
    assert {name: found[name] for name in expected} == expected


def test_without_a_date_the_tally_is_that_of_the_last_day(first: Path) -> None:
    assert printed_tally(first)["person_tests"] == 20168


def test_the_tally_of_the_fourth_of_april(first: Path) -> None:
    found = printed_tally(first, "--date", "2022-04-04")
    expected = {"rounds": 3, "person_tests": 15055, "sweeps": 2, "deeds": 70, "longest_wait_minutes": 28}
    assert {name: found[name] for name in expected} == expected


def test_the_brief_comes_out_as_a_pdf(first: Path, tmp_path: Path) -> None:
    teamhub(first, "brief", "balicha", "2022-04-04", "--out", str(tmp_path / "b.pdf"))
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == [tmp_path / "b.pdf"]


def told(instance: Path, day: date) -> tuple[dict[str, int | None], str, str]:
    """Tally and brief of a day, as the commands print them."""
    app = create_app(CHEAP, instance_path=str(instance))
    with app.app_context():
        community = viewers.community_by_slug("balicha")
        totals = tally.day_figures(community.id, day, tally.end_of_day(community.id, day)).totals.as_json()
        facts = briefs.facts_of(community.id, day, briefs.latest_of_day(community.id, day))
        words = [text_of(compose(facts.figures, facts.texts, tongue)) for tongue in ("zh_Hans_CN", "en")]
        db.session.remove()
        db.engine.dispose()
    return totals, words[0], words[1]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_community_that_moved_has_the_same_tally_and_the_same_brief(
    first: Path, moved: Path, day: date
) -> None:
    assert told(first, day) == told(moved, day)


@pytest.mark.prove
def test_importing_the_same_workbook_again_changes_nothing(first: Path, moved: Path, tmp_path: Path) -> None:
    book, again = tmp_path / "book.xlsx", tmp_path / "again.xlsx"
    teamhub(moved, "workbook", "export", "balicha", str(book))
    before = printed_tally(moved, "--date", "2022-04-06")
    teamhub(moved, "workbook", "import", str(book))
    assert printed_tally(moved, "--date", "2022-04-06") == before
    teamhub(moved, "workbook", "export", "balicha", str(again))


def test_what_cannot_be_done_says_why(first: Path, tmp_path: Path) -> None:
    teamhub(first, "tally", "nowhere", expect=1)
    teamhub(first, "brief", "balicha", "2022-04-04", expect=2)
    teamhub(first, "demo", "--start", "2022-04-01", expect=1)
    teamhub(first, "verify")
