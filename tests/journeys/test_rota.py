"""The leader has a roster proposed, looks it over, and takes over a part."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.queries import duty_rota
from tests.journeys.conftest import WALKS, Stage, look
from tests.journeys.duty_today import build_today

WORDS = {
    "zh_Hans_CN": {
        "propose": "自动排班",
        "assign": "按勾选排班",
        "cadre": "下沉干部",
        "worker": "社区工作者",
        "again": "重新生成建议",
        "empty": "空缺",
        "search": "搜索最佳排班",
        "result": "查看结果",
        "proven": "没有哪种排班更公平",
    },
    "en": {
        "propose": "Propose a roster",
        "assign": "Assign those ticked",
        "cadre": "Deployed cadre",
        "worker": "Community worker",
        "again": "Propose again",
        "empty": "stays empty",
        "search": "Search for the best roster",
        "result": "Look at the result",
        "proven": "No roster of these people is fairer",
    },
}


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_a_roster_is_proposed_looked_over_and_taken_over_in_part(
    stage: Stage, language: str, size: str
) -> None:
    words = WORDS[language]
    today = build_today(stage, begins_in=60)
    with stage.app.app_context():
        [admin] = db.session.scalars(select(Person).where(Person.name == "管理员"))
        admin.active = False
        db.session.commit()
        db.session.remove()
    page = stage.window(size, "leader", language)
    page.goto(f"/linli/duty/roster?day={today.day}")
    page.get_by_role("link", name=words["propose"]).click()
    ticks = page.locator("input[name=place]")
    expect(ticks).to_have_count(5)
    expect(page.locator("#take-over")).to_contain_text(words["empty"])
    look(page, "rota-proposal")

    page.get_by_role("checkbox", name=words["worker"]).check()
    page.get_by_role("button", name=words["again"]).click()
    expect(ticks).to_have_count(6)
    expect(page.locator("#take-over")).not_to_contain_text(words["empty"])
    ticks.first.uncheck()
    page.get_by_role("button", name=words["assign"]).click()
    expect(page.locator("#roster-grid .chip--gap")).to_have_count(1)
    look(page, "rota-taken-over")

    page.get_by_role("link", name=words["propose"]).click()
    expect(ticks).to_have_count(1)
    page.get_by_role("button", name=words["assign"]).click()
    expect(page.locator("#roster-grid .chip--gap")).to_have_count(0)
    page.get_by_role("link", name=words["propose"]).click()
    expect(ticks).to_have_count(0)
    look(page, "rota-nothing-to-do")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), [("zh_Hans_CN", "phone"), ("en", "desk")])
def test_a_search_runs_in_a_process_of_its_own(
    stage: Stage, language: str, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any question is too large for the page here."""
    monkeypatch.setattr(duty_rota, "AT_ONCE", 0)
    words = WORDS[language]
    today = build_today(stage, begins_in=60)
    page = stage.window(size, "leader", language)
    page.goto(f"/linli/duty/roster/proposal?day={today.day}&days=1")
    page.get_by_role("button", name=words["search"]).click()
    look(page, "rota-searching")
    page.get_by_role("link", name=words["result"]).click()
    expect(page.locator("#proposal")).to_contain_text(words["proven"])
    look(page, "rota-searched")
