"""The brief of a day: words written, reviewed, issued with its number, downloaded, and the same for the reader."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from teamhub.models.base import db
from tests.journeys.conftest import MAIN_WALKS, WALKS, Stage, look, look_here

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
    page.locator("#texts .form-foot button").first.click()
    expect(page.locator("#checks")).to_contain_text(words["doubt"])
    look_here(page, "brief-doubt")
    page.locator("[name=plan]").fill("七时起开展第五轮检测。")
    page.locator("#texts .form-foot button").first.click()
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


PRINTED_WITHIN = 60_000
"""Milliseconds that issuing may take with its print on a busy machine."""


class Hand:
    """Presses and counts."""

    def __init__(self) -> None:
        self.pressed = 0

    def press(self, target: Locator) -> None:
        target.click(timeout=PRINTED_WITHIN)
        self.pressed += 1


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_from_nothing_to_an_issued_brief_in_eight_presses_and_back_to_the_rows_of_a_figure(
    example_stage: Stage, language: str, size: str
) -> None:
    page, hand, begun = example_stage.window(size, "team_leader", language), Hand(), time.monotonic()
    page.goto("/balicha/briefs")
    hand.press(page.locator(f"a[href='{DAY}']").first)
    hand.press(page.locator("#phrases button[value^='plan|']").first)  # a phrase of the bank
    expect(page.locator("[name=plan]")).to_have_value(re.compile("卡口"))
    page.locator("[name=to_peers]").fill("区卫健局\n市委党校")
    hand.press(page.locator("#texts .form-foot button").first)
    expect(page.locator(".brief-receivers")).to_contain_text("区卫健局")
    hand.press(page.locator("form[action$='/review'] button"))
    expect(page.locator("#checks")).to_contain_text("周建明")
    hand.press(page.locator(".page-head a[href$='/issue']"))
    hand.press(page.locator("main form .form-foot button"))
    page.locator("#paper-proof").wait_for()
    assert hand.pressed <= 8
    assert time.monotonic() - begun < 180  # the limit is three minutes
    look(page, "brief-issued-now")

    figure = page.locator("a.brief-fig[href*='deeds.total']").first
    said = figure.inner_text()
    hand.press(figure)
    expect(page.locator("main")).to_contain_text(said)
    look(page, "brief-figure-rows")
    expect(page.locator("main tbody tr")).to_have_count(int(said))


CORRECTION = {"zh_Hans_CN": "第 2 期", "en": "no. 2 of"}
"""The second number of the year, in the words of the page that a code leads to."""


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_an_issued_brief_is_corrected_and_its_reader_learns_of_it(
    example_stage: Stage, language: str, size: str
) -> None:
    page = example_stage.window(size, "team_leader", language)
    page.goto(f"{DAY}/issue")
    page.locator("main form .form-foot button").click(timeout=PRINTED_WITHIN)
    code = page.locator("#paper-proof a").first
    address = code.get_attribute("href") or ""
    page.locator("#correct textarea").fill("明日安排漏了一条")
    page.locator("#correct button").click()
    page.locator("[name=plan]").fill("七时起开展第五轮检测。\n补录外出返回人员。")
    page.locator("#texts .form-foot button").first.click()
    expect(page.locator(".brief-page")).to_contain_text("补录外出返回人员。")
    page.locator(".page-head a[href$='/issue']").click()
    page.locator("main form .form-foot button").click(timeout=PRINTED_WITHIN)
    expect(page.locator("main")).to_contain_text("明日安排漏了一条")
    page.locator("a[href*='/briefs/compare']").click()
    expect(page.locator("main")).to_contain_text("补录外出返回人员。")
    look(page, "briefs-compared")
    page.goto("/balicha/briefs")
    look(page, "briefs-archive")
    page.locator("#q").fill("补录外出")
    page.locator("form[role=search] button").click()
    expect(page.locator("[data-rows] a")).to_have_count(1)
    look(page, "briefs-found")

    reader = example_stage.phone(None, language, scripts=False)
    reader.goto(address)
    expect(reader.locator("#proof .note")).to_have_count(1)
    expect(reader.locator("#proof .note")).to_contain_text(CORRECTION[language])
    reader.locator("#code").fill("7KQ2M-9XD49")
    reader.locator("form .form-foot button").click()
    expect(reader.locator("#code-error")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_two_at_one_draft_see_both_texts_and_figures_that_moved(
    example_stage: Stage, language: str, size: str
) -> None:
    first = example_stage.window(size, "team_leader", language)
    second = example_stage.window(size, "party_secretary", language)
    for page, words in ((first, "甲写的问题。"), (second, "乙写的问题。")):
        page.goto(DAY)
        page.locator("[name=problems]").fill(words)
    first.locator("#texts .form-foot button").first.click()
    expect(first.locator(".brief-page")).to_contain_text("甲写的问题。")
    second.locator("#texts .form-foot button").first.click()
    expect(second.locator("#versions .versions__one").first).to_contain_text("甲写的问题。")
    expect(second.locator("#versions .versions__one").nth(1)).to_contain_text("乙写的问题。")
    look(second, "brief-two-versions")
    second.locator("#texts .form-foot button").first.click()
    expect(second.locator(".brief-page")).to_contain_text("乙写的问题。")

    with example_stage.app.app_context():
        db.session.execute(
            text("UPDATE deeds SET voided_at = done_at WHERE id = (SELECT max(id) FROM deeds)")
        )
        db.session.commit()
        db.session.remove()
    second.reload()
    expect(second.locator("#drift")).to_be_visible()
    expect(second.locator(".brief-fig--moved").first).to_be_visible()
    look(second, "brief-moved")
