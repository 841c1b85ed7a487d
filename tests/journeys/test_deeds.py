"""A member notes a deed in two taps; the leader sees it counted."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import LANGUAGES, MAIN_WALKS, Stage, look_here

WORDS = {
    "zh_Hans_CN": {"kind": "打印试卷资料", "save": "保存", "taken_back": "已撤销", "undo": "撤销"},
    "en": {"kind": "Printing", "save": "Save the deed", "taken_back": "was taken back", "undo": "Undo"},
}


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_a_deed_in_two_taps_and_the_tally_rises(stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    phone = stage.window(size, "member", language)
    phone.goto("/linli/deeds/new")
    look_here(phone, "deed-new")
    phone.get_by_text(words["kind"], exact=True).click()
    phone.get_by_role("button", name=words["save"], exact=True).click()
    phone.get_by_text("D0001").first.wait_for()
    look_here(phone, "deed-noted")
    desk = stage.desk("leader", language)
    desk.goto("/linli/deeds")
    look_here(desk, "deeds")
    assert desk.locator("#deed-list tbody tr").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_undo_within_reach_of_the_thumb(stage: Stage, language: str) -> None:
    words = WORDS[language]
    phone = stage.phone("member", language)
    phone.goto("/linli/deeds/new")
    phone.get_by_text(words["kind"], exact=True).click()
    phone.get_by_role("button", name=words["save"], exact=True).click()
    phone.locator(".toasts").get_by_role("button", name=words["undo"]).click()
    phone.get_by_text(words["taken_back"]).first.wait_for()
