"""Members check in with the code on the poster: on time, late, twice, and at a post that is not theirs."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import MAIN_WALKS, Stage, look_here
from tests.journeys.duty_today import GATE, build_today

WORDS = {
    "zh_Hans_CN": {
        "in": r"^已签到 \d\d:\d\d$",
        "late": "迟到{n}分钟",
        "not_here": "目前没有人把您排到这个岗位。",
    },
    "en": {
        "in": r"^Checked in \d\d:\d\d$",
        "late": "{n} min late",
        "not_here": "Nobody has assigned you to this post for now.",
    },
}


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_on_time_and_a_second_scan_changes_nothing(stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    today = build_today(stage, begins_in=-1, on_gate=("member", "other_member"))
    phone = stage.window(size, "member", language)
    phone.goto("/linli/me")
    expect(phone.locator("main")).to_contain_text(GATE)
    look_here(phone, "my-day-before")

    phone.goto(today.scanned)
    expect(phone.locator("main")).to_contain_text(GATE)
    look_here(phone, "check-in")
    phone.locator("button[form=check-in]").click()
    word = phone.locator(".answer__word")
    expect(word).to_have_text(re.compile(words["in"]))
    box = word.bounding_box()
    assert box is not None
    assert box["height"] >= 32, "read at arm's length"
    said = word.inner_text()
    look_here(phone, "checked-in")

    phone.goto(today.scanned)
    expect(phone.locator(".answer__word")).to_have_text(said)
    phone.goto("/linli/me")
    expect(phone.locator("main")).to_contain_text(said)
    look_here(phone, "my-day-on-post")

    board = stage.desk("leader", language)
    board.goto("/linli/duty")
    expect(board.locator("#figure-duty")).to_contain_text(re.compile(r"\b1\s*/\s*3"))
    look_here(board, "board")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_late_by_twelve_minutes_and_a_stranger_to_the_post(stage: Stage, language: str, size: str) -> None:
    """On a slow machine some of the minutes pass while the page is looked at: they count, too."""
    words, begun = WORDS[language], time.monotonic()
    today = build_today(stage, begins_in=-12, on_gate=("member",))
    phone = stage.window(size, "member", language)
    phone.goto("/linli/duty/check-in")
    look_here(phone, "check-in-code")
    phone.locator("[name=code]").fill(f"{today.typed[:4]}-{today.typed[4:].lower()}")
    phone.locator("main form button").click()
    phone.locator("button[form=check-in]").click()
    expect(phone.locator(".answer__word")).to_be_visible()
    passed = int(time.monotonic() - begun) // 60
    said = phone.locator(".answer__word").inner_text()
    assert said in {words["late"].format(n=n) for n in range(12, 14 + passed)}
    look_here(phone, "checked-in-late")

    other = stage.phone("other_member", language)
    other.goto(today.scanned)
    expect(other.locator("main")).to_contain_text(words["not_here"])
    look_here(other, "check-in-refused")
