"""The leader fills the roster: by plain clicks, refused with a reason, and many at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import MAIN_WALKS, Stage, look_here
from tests.journeys.duty_today import CHECKPOINT, GATE, build_today

MEMBER, OTHER = "李文涛", "张晓琳"
WORDS = {
    "zh_Hans_CN": {"busy": "同一时间已有班", "assigned": "已排1个班位"},
    "en": {"busy": "has a seat at the same time", "assigned": "One seat assigned"},
}


def line(page: Page, post: str) -> Locator:
    return page.locator("#roster-grid tbody tr", has_text=post)


def candidate(page: Page, name: str) -> Locator:
    return page.locator("#candidates [data-row]", has_text=name)


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_assign_one_refuse_another_then_many(stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    today = build_today(stage, begins_in=60)
    page = stage.window(size, "leader", language)
    page.goto(f"/linli/duty/roster?day={today.day}")
    expect(line(page, GATE).locator(".chip--gap")).to_have_count(2)
    look_here(page, "roster-empty")
    # A colleague looks at the same free member for the other post, and is slower.
    slow = stage.window(size, "secretary", language)
    slow.goto(f"/linli/duty/shifts/{today.shift_id}/posts/{today.checkpoint_id}/people")

    line(page, GATE).locator(".chip--gap").first.click()
    look_here(page, "roster-choose")
    candidate(page, MEMBER).locator("form button").click()
    expect(line(page, GATE).get_by_text(MEMBER)).to_be_visible()

    candidate(slow, MEMBER).locator("form button").click()
    expect(slow.locator("[data-faults]")).to_contain_text(words["busy"])
    expect(candidate(slow, MEMBER)).to_contain_text(words["busy"])
    expect(candidate(slow, MEMBER).locator("form")).to_have_count(0)
    look_here(slow, "roster-refused")
    page.reload()
    expect(line(page, CHECKPOINT).get_by_text(MEMBER)).to_have_count(0)

    page.goto(f"/linli/duty/roster/assign?day={today.day}")
    for name in (MEMBER, OTHER):
        page.get_by_role("checkbox", name=name).check()
    page.locator("[name=shift]").first.check()
    page.get_by_role("checkbox", name=GATE).check()
    look_here(page, "assign-many")
    page.locator("button[form=assign-many]").click()
    expect(page.locator("[data-faults]")).to_contain_text(words["assigned"])
    expect(page.locator("[data-faults]")).to_contain_text(words["busy"])
    look_here(page, "assign-many-partly")
    page.goto(f"/linli/duty/roster?day={today.day}")
    expect(line(page, GATE).get_by_text(OTHER)).to_be_visible()
    look_here(page, "roster")
    line(page, GATE).get_by_text(OTHER).click()
    page.locator("#dialog-sheet dl").wait_for()
    look_here(page, "roster-seat")
