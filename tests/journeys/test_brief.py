"""The brief of a day: words written, reviewed, issued with its number, downloaded, and the same for the reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import MAIN_WALKS, Stage, look_here

DAY = "/balicha/briefs/2022-04-06"
WORDS = {
    "zh_Hans_CN": {"doubt": "像是个人信息", "pdf": "下载 PDF"},
    "en": {"doubt": "looks like personal data", "pdf": "Download the PDF"},
}


def downloaded(page: Page, words: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=words, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_written_reviewed_issued_downloaded(example_stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    page = example_stage.window(size, "team_leader", language)
    page.goto("/balicha/briefs")
    look_here(page, "briefs")
    page.goto(DAY)
    look_here(page, "brief-draft")

    page.locator("[name=plan]").fill("请联系 13912345678 安排第五轮。")
    page.locator("#texts .form-foot button").click()
    expect(page.locator("#checks")).to_contain_text(words["doubt"])
    look_here(page, "brief-doubt")
    page.locator("[name=plan]").fill("七时起开展第五轮检测。")
    page.locator("#texts .form-foot button").click()
    expect(page.locator("#checks")).not_to_contain_text(words["doubt"])
    expect(page.locator(".paper")).to_contain_text("七时起开展第五轮检测。")

    page.locator("form[action$='/review'] button").click()
    expect(page.locator("#checks")).to_contain_text("周建明")
    page.locator(".page-head a[href$='/issue']").click()
    look_here(page, "brief-issue")
    page.locator("main form .form-foot button").click()
    page.get_by_role("link", name=words["pdf"], exact=True).wait_for()
    look_here(page, "brief-issued")
    expect(page.locator("form[action$='/texts']")).to_have_count(0)  # frozen
    printed = downloaded(page, words["pdf"])
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 20_000

    reader = example_stage.window(size, "committee_reader", language)
    reader.goto(DAY)
    assert downloaded(reader, words["pdf"]) == printed
    expect(reader.locator("form[action$='/correct']")).to_have_count(0)
