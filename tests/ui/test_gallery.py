"""Every component and frame: sound HTML in both languages, no accessibility fault in either scheme, room on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from teamhub.blueprints.gallery import PAGES
from tests.page_client import PageClient
from tests.ui.conftest import Site

AXE = (Path(__file__).resolve().parents[1] / "vendor/axe-core/axe.min.js").read_text("utf-8")
SMALLEST = 48
TOO_SMALL = f"""() => [...document.querySelectorAll(".do, .act, .bar__entry, .outcome, a.door, .choice, .todo__line,"
  + " .menu__item, .form-control, .form-select, [data-step], .tool")].filter(one => {{
    const box = one.getBoundingClientRect();
    return box.height && one.checkVisibility() && box.height < {SMALLEST - 0.5};
  }}).map(one => one.className + " " + one.textContent.trim().slice(0, 20))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound_html(gallery_app: Flask, name: str, language: str) -> None:
    client = PageClient(gallery_app)
    client.language = "en" if language == "en" else "zh_Hans_CN"

    with gallery_app.app_context():
        client.get(f"/gallery/{name}?language={language}")

    assert client.soup.find("main", id="main") is not None
    assert client.soup.find("script", src=False) is None
    assert not client.soup.find_all(onclick=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(360, "en"), (1440, "zh")])
def test_no_accessibility_fault(browser: Browser, site: Site, scheme: str, width: int, language: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=width < 500,
        bypass_csp=True,
    )
    page = context.new_page()
    rules = RULES if scheme == "light" else "'color-contrast'"  # the schemes differ in colours alone
    addresses = (f"{site.url}/gallery/{name}?language={language}" for name in PAGES)
    found = [fault for address in addresses for fault in _faults(page, address, rules)]
    context.close()
    assert found == []


RULES = "'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'"


def _faults(page: Page, url: str, rules: str) -> list[str]:
    page.goto(url)
    page.evaluate(AXE)
    result = page.evaluate(f"axe.run(document, {{runOnly: [{rules}]}})")
    return [f"{url}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in result["violations"]]


@pytest.mark.parametrize("query", ["language=zh", "language=en", "language=zh&large_text=1"])
def test_phone_shows_everything_within_its_width_and_within_the_thumb(
    browser: Browser, site: Site, query: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 760}, has_touch=True)
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{site.url}/gallery/{name}?{query}")
        assert page.evaluate(TOO_WIDE) <= 0, name
        assert page.evaluate(TOO_SMALL) == [], name
    context.close()


def test_keys_reach_the_search_and_walk_over_rows(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{site.url}/gallery/board?language=zh")

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "梧桐雅居" in page.inner_text(".is-current")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    context.close()


def test_arrows_walk_over_the_doors(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/gallery/doors?language=en")
    page.focus("a[aria-label^='Stairwell 1 602']")

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")

    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Stairwell 2 501")
    context.close()


def test_stepper_stops_at_its_bounds(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/gallery/doors?language=en")
    less = page.locator("[data-step='-1']")

    assert less.is_disabled()
    page.click("[data-step='1']")
    assert page.input_value("#untested") == "1"
    less.click()
    assert page.input_value("#untested") == "0"
    assert less.is_disabled()
    context.close()
