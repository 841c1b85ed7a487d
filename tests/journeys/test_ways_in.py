"""Other ways to work: by keyboard alone, and in a browser that runs no scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import MAIN_WALKS, Stage
from tests.journeys.duty_today import build_today
from tests.journeys.test_first_run import PASSPHRASE, fill_first_run


def focused(page: Page) -> dict[str, str]:
    """The focused element: its words, its outline, and whether it can be seen."""
    found = page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
        return {name: e.textContent.trim(), href: e.getAttribute('href') ?? '', id: e.id, tag: e.localName,
                outline: s.outlineStyle + ' ' + s.outlineWidth,
                seen: String(b.width > 0 && b.height > 0 && b.bottom > 0 && b.top < innerHeight)} }"""
    )
    assert isinstance(found, dict)
    return found


@pytest.mark.browser
def test_by_keyboard_alone(stage: Stage) -> None:
    page = stage.desk("leader")
    page.goto("/linli/people/")
    page.keyboard.press("Tab")
    assert focused(page)["href"] == "#main", "the first stop skips to the content"
    assert focused(page)["seen"] == "true"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('#main').contains(document.activeElement)")
    assert inside, "after skipping, the next stop is in the content"
    for _ in range(12):
        now = focused(page)
        assert now["seen"] == "true", now
        assert not now["outline"].startswith("none"), f"focus cannot be seen on {now}"
        page.keyboard.press("Tab")
    page.goto("/linli/people/")
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    assert focused(page)["href"] != first["href"]
    assert re.search(r"/people/\d+", focused(page)["href"])
    page.keyboard.press("k")
    assert focused(page)["href"] == first["href"]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first['href']}")


@pytest.mark.browser
def test_without_scripts_a_community_begins(empty_stage: Stage) -> None:
    page = empty_stage.phone(scripts=False)
    page.goto("/first-run/new")
    fill_first_run(page)
    page.locator("main form .form-foot button").first.click()
    page.locator("[name=login]").fill("13800000001")
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/qinghe"))
    page.locator(".top details.menu summary").click()
    page.locator("form[action$='/sign-out'] button").click()
    expect(page.locator("[name=passphrase]")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_without_scripts_check_in_and_a_deed(stage: Stage, language: str, size: str) -> None:
    today = build_today(stage, begins_in=-1, on_gate=("member",))
    make = stage.phone if size == "phone" else stage.desk
    page = make("member", language, scripts=False)
    page.goto(today.scanned)
    page.locator("button[form=check-in]").click()
    expect(page.locator(".answer__word")).to_have_text(re.compile(r"\d\d:\d\d$"))
    page.goto("/linli/deeds/new")
    page.locator("main [name=category]").first.check()
    page.locator(".pinned button").click()
    expect(page.locator("main")).to_contain_text("D0001")
    page.locator(".toasts button:visible, .strip button:visible").first.click()  # undo
    expect(page.locator("main")).not_to_contain_text("D0001 ")
