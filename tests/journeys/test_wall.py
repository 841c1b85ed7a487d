"""The big screen hangs where nobody scrolls: whatever it says stands within its edges."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LANGUAGES, Stage

pytestmark = pytest.mark.browser

WALLS = ((1920, 1080), (1366, 768), (1440, 900), (3840, 2160))
CUT_OFF = """() => {
  const beyond = (inner, outer) => inner.bottom > outer.bottom + 1 || inner.right > outer.right + 1;
  const wall = {bottom: innerHeight, right: innerWidth};
  const skyline = document.querySelector(".skyline").parentElement.getBoundingClientRect();
  return [
    ...[...document.querySelectorAll(".screen__total, .screen__part, .screen__deeds li, .as-of")].filter(
      (one) => beyond(one.getBoundingClientRect(), wall)),
    ...[...document.querySelectorAll(".mini")].filter((one) => beyond(one.getBoundingClientRect(), skyline)),
  ].map((one) => one.textContent.trim());
}"""


def facades_of_a_day(stage: Stage, language: str) -> Page:
    page = stage.desk("team_leader", language)
    page.goto("/balicha/tally/screen?date=2022-04-04")
    expect(page.locator(".mini")).to_have_count(17)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_seventeen_compounds_and_the_last_deeds_fit_on_every_wall(
    example_stage: Stage, language: str
) -> None:
    page = facades_of_a_day(example_stage, language)
    for width, height in WALLS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(CUT_OFF) == [], (width, height)


def test_what_is_cut_off_is_found(example_stage: Stage) -> None:
    """The control: facades of a fixed height push the deeds over the edge of a wall of 1920 by 1080."""
    page = facades_of_a_day(example_stage, "zh_Hans_CN")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.evaluate(
        """() => {
          for (const sheet of document.styleSheets)
            for (const rule of sheet.cssRules)
              if (rule.media && rule.conditionText.includes("aspect"))
                while (rule.cssRules.length) rule.deleteRule(0);
        }"""
    )
    assert page.evaluate(CUT_OFF) != []
