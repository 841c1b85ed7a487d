"""Moving in by workbook: a faulty one first, then the right one; later more of it, and everything out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from teamhub.blueprints.workbook import background
from tests.journeys.conftest import MAIN_WALKS, Stage, look_here
from tests.workbook.sample import book_of, only, sample

PASSPHRASE = "铁马冰河入梦来 雨打风吹"
WORDS = {
    "zh_Hans_CN": {
        "choose": "选择工作簿",
        "check": "检查",
        "again": "换一个文件",
        "in": "迁入",
        "store": "全部写入",
        "out": "下载全部资料",
        "list": "下载清单",
    },
    "en": {
        "choose": "Choose the workbook",
        "check": "Check it",
        "again": "Another file",
        "in": "Move in",
        "store": "Store all of it",
        "out": "Download everything",
        "list": "Download the list",
    },
}


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words, exact=True).click()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_an_empty_installation_moves_in_by_workbook(
    empty_stage: Stage, tmp_path: Path, language: str, size: str
) -> None:
    words, wrong, right = WORDS[language], sample(), tmp_path / "社区.xlsx"
    wrong["people"][1]["phone"] = "1.38E+10"
    wrong["door_visits"][0]["outcome"] = "没敲开"
    faulty = tmp_path / "社区（初稿）.xlsx"
    faulty.write_bytes(book_of(wrong))
    right.write_bytes(book_of(sample()))
    page = empty_stage.window(size, None, language)
    page.goto("/first-run/")
    page.get_by_role("link", name=words["choose"]).click()
    look_here(page, "workbook-first")
    page.set_input_files("input[type=file]", faulty)
    press(page, words["check"])
    expect(page.locator("#faults tbody tr")).to_have_count(2)
    expect(page.locator("#faults")).to_contain_text("1.38E+10")
    look_here(page, "workbook-first-faults")
    page.locator("main").get_by_role("link", name=words["again"]).click()
    page.set_input_files("input[type=file]", right)
    press(page, words["check"])
    page.locator("[name=leader]").fill("单雪梅")
    page.locator("[name=login]").fill("13800000001")
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.locator("[name=again]").fill(PASSPHRASE)
    look_here(page, "workbook-first-ready")
    press(page, words["in"])
    page.wait_for_url("**/sign-in")
    page.locator("[name=login]").fill("13800000001")
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.locator("main form button.btn, main form .form-foot button").first.click()
    page.wait_for_url("**/xinyuan/**")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_a_roster_comes_in_and_everything_goes_out(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, size: str
) -> None:
    monkeypatch.setattr(background, "AT_ONCE", 0)  # as for a large file: in a thread, watched by the page
    words, sheets = WORDS[language], only("organizations", "people", "compounds", "doors")
    for row in sheets["people"]:
        row.update(code=f"N{row['code']}", roles=None)
    for row in sheets["compounds"]:
        row.pop("code")
    sheets["doors"] = [row for row in sheets["doors"] if row["compound"] == "金域华府"]
    page = stage.window(size, "leader", language)
    page.goto("/linli/workbook/")
    look_here(page, "workbook")
    faulty = tmp_path / "花名册.xlsx"
    faulty.write_bytes(
        book_of({**sheets, "people": [row | {"member_type": "外星人"} for row in sheets["people"]]})
    )
    page.set_input_files("input[type=file]", faulty)
    press(page, words["check"])
    expect(page.locator("#faults tbody tr")).to_have_count(5)
    look_here(page, "workbook-faults")
    with page.expect_download() as got:
        page.get_by_role("link", name=words["list"]).click()
    assert load_workbook(got.value.path().open("rb")).active.max_row >= 6  # type: ignore[union-attr]  # it has a sheet

    good = tmp_path / "花名册（改）.xlsx"
    good.write_bytes(book_of(sheets))
    page.goto("/linli/workbook/")
    page.set_input_files("input[type=file]", good)
    press(page, words["check"])
    page.locator("main").get_by_role("button", name=words["store"], exact=True).wait_for()
    look_here(page, "workbook-ready")
    press(page, words["store"])
    expect(page.locator("#upload-state .note--done")).to_be_visible()
    look_here(page, "workbook-stored")

    page.goto("/linli/workbook/")
    with page.expect_download() as taken:
        press(page, words["out"])
    book = load_workbook(taken.value.path().open("rb"), read_only=True)
    names = {row[1] for row in book["人员" if language != "en" else "People"].iter_rows(values_only=True)}
    assert {"单雪梅", "李文涛"} <= names
