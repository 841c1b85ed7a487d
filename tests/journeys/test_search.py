"""Somebody is found by the initials of the name, with one thumb or one key."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import WALKS, Stage, look


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_found_by_initials(example_stage: Stage, language: str, size: str) -> None:
    page = example_stage.window(size, "team_leader", language)
    page.goto("/balicha/duty")
    if size == "desk":
        page.keyboard.press("/")
        page.keyboard.type("zxl")
        page.keyboard.press("Enter")
    else:
        page.goto("/balicha/search")
        page.locator("#q").fill("zxl")
        page.locator(".find-form button").click()
    expect(page.locator("#found")).to_contain_text("张晓琳")
    assert "zxl" not in page.url
    look(page, "search-found")
    page.locator("#q").fill("2-1-301")
    page.locator("#q").press("Enter")
    expect(page.locator("#found")).to_contain_text("301")
    page.locator("#found a").first.click()
    expect(page.locator("#door-sheet")).to_be_visible()


@pytest.mark.browser
def test_a_list_narrows_while_somebody_types(stage: Stage) -> None:
    """Without Enter; where one types stays where one types, and Back leaves the list."""
    page = stage.desk("leader")
    page.goto("/linli/duty")
    page.goto("/linli/accounts/")
    rows, box = page.locator("#account-list tbody tr"), page.get_by_role("searchbox").last
    assert rows.count() > 5
    box.press_sequentially("周队", delay=50)
    expect(rows).to_have_count(1)
    expect(box).to_be_focused()
    box.press("Backspace")
    box.press("Backspace")
    expect(rows).not_to_have_count(1)
    page.go_back()
    expect(page).to_have_url(f"{stage.url}/linli/duty")
