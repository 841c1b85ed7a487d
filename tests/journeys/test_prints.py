"""A leader prints the binder of the day: asks, goes away, comes back, fetches the file."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import WALKS, Stage, look
from tests.journeys.duty_today import build_today

WORDS = {"zh_Hans_CN": ("打印", "当日合订本"), "en": ("Print", "Binder of the day")}


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_a_binder_is_printed_while_the_leader_is_elsewhere(stage: Stage, language: str, size: str) -> None:
    verb, title = WORDS[language]
    build_today(stage, begins_in=-60, on_gate=("member",))
    page = stage.window(size, "leader", language)
    page.goto("/linli/prints")
    look(page, "prints")
    page.locator("#binder").get_by_role("button", name=verb, exact=True).click()
    expect(page.locator("#print-job")).to_be_visible()
    address = page.url
    page.goto("/linli/duty")
    page.goto(address)
    ready = page.locator("#print-job a.do--main")
    expect(ready).to_be_visible(timeout=180_000)
    look(page, "print-ready")
    with page.expect_download() as waiting:
        ready.click()
    path = Path(waiting.value.path())
    with pdfplumber.open(path) as book:
        cover = "".join((book.pages[0].extract_text() or "").split())
    assert "".join(title.split()) in cover
    assert waiting.value.suggested_filename.endswith(".pdf")
    page.goto("/linli/prints")
    look(page, "prints-done")
