"""The tally changes while it is open: somebody notes a deed elsewhere, and the figure rises without a reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import LANGUAGES, Stage, look

LABELS = {"zh_Hans_CN": ("实事", "累计实事"), "en": ("Deeds", "Deeds so far")}


def figure(page: Page, label: str) -> Locator:
    """The tile with this label: on the tally a figure, on the wall a total."""
    words = re.compile(rf"^{label}$")
    return page.locator(".figure, .screen__total").filter(
        has=page.locator(".figure__label, dt", has_text=words)
    )


def note_a_deed(phone: Page) -> None:
    phone.goto("/linli/deeds/new")
    phone.locator("main [name=category]").first.check()
    phone.locator("button[form=deed-form], .pinned button").first.click()
    phone.get_by_text("D0001").first.wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_open_tally_and_the_wall_follow_a_deed(stage: Stage, language: str) -> None:
    desk, wall = stage.desk("leader", language), stage.desk("leader", language)
    open_pages = list(
        zip((desk, wall), ("/linli/tally", "/linli/tally/screen"), LABELS[language], strict=True)
    )
    for page, path, label in open_pages:
        page.clock.install()
        page.goto(path)
        page.evaluate("window.still = 'here'")
        expect(figure(page, label)).to_contain_text(re.compile(r"\b0\b"))

    note_a_deed(stage.phone("member", language))
    for page, _, label in open_pages:
        page.clock.run_for(31_000)
        expect(figure(page, label)).to_contain_text(re.compile(r"\b1\b"))
        assert page.evaluate("window.still") == "here", "the page was loaded again"
    look(desk, "tally")

    figure(desk, LABELS[language][0]).locator("a").first.click()
    expect(desk.locator("main")).to_contain_text("D0001")
    look(desk, "tally-rows")
