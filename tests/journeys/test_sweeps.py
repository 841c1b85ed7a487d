"""At the desk: a sweep opened with everything proposed, doors given to teams, progress watched."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from teamhub.models.base import db
from tests.journeys.conftest import LANGUAGES, Stage, look
from tests.sweep_scene import build_sweep

WORDS = {
    "zh_Hans_CN": ("新建扫楼", "开始扫楼", "分户"),
    "en": ("New sweep", "Open the sweep", "Give the doors"),
}


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sweep_is_planned_and_shared(stage: Stage, language: str) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        scene = build_sweep(stage.cast, shops=True)
        db.session.remove()
    new, begin, give = WORDS[language]
    page = stage.desk("leader", language)
    page.goto("/linli/sweeps")
    look(page, "sweeps")
    page.get_by_role("link", name=new).click()
    look(page, "sweep-new")
    page.get_by_role("button", name=begin).click()
    page.wait_for_url("**/linli/sweeps/2")
    expect(page.locator("#teams tbody tr")).to_have_count(2)
    look(page, "sweep")

    page.goto(f"/linli/sweeps/1/compounds/{stage.cast.compound_id}")
    page.locator(f"#teams-{scene.first_team}").check()
    page.locator(f"#teams-{scene.second_team}").check()
    look(page, "sweep-compound")
    page.get_by_role("button", name=give).click()
    expect(page.locator(".toast-note")).to_be_visible()

    page.goto(f"/linli/sweeps/1/compounds/{stage.cast.compound_id}")
    page.locator(f"#teams-{scene.second_team}").check()
    page.locator("#only_open").check()
    page.get_by_role("button", name=give).click()
    expect(page.locator(".toast-note")).to_be_visible()
    page.goto("/linli/sweeps/1")
    expect(page.locator("#teams tbody tr").nth(1)).to_contain_text("0 / 13")

    page.goto("/linli/sweeps/1/remaining")
    look(page, "sweep-remaining")
    page.locator("#filter-reason").select_option("untested")
    expect(page.locator("#remaining-list table")).to_have_count(0)

    page.goto(f"/linli/sweeps/1/teams/{scene.first_team}")
    look(page, "sweep-team")


@pytest.mark.browser
def test_the_desk_sees_a_door_done_without_reloading(stage: Stage) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        scene = build_sweep(stage.cast)
        db.session.remove()
    desk, phone = stage.desk("leader"), stage.phone("sweeper")
    desk.clock.install()
    desk.goto("/linli/sweeps/1")
    expect(desk.locator("#figure-left .figure__value")).to_contain_text("12")
    phone.goto(f"/linli/doors/1/{stage.cast.building_id}/{scene.first_well[0]}")
    phone.locator("#letter_signed").check()
    phone.locator(".outcome--best").click()
    expect(phone.locator(".door-visits")).to_be_visible()
    desk.evaluate("htmx.trigger('#sweep', 'every')")  # the poll, without waiting for its half minute
    expect(desk.locator("#figure-left .figure__value")).to_contain_text("11", timeout=40_000)


@pytest.mark.browser
def test_a_door_without_scripts(stage: Stage) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        build_sweep(stage.cast)
        db.session.remove()
    page = stage.phone("sweeper", scripts=False)
    page.goto(f"/linli/doors/1/{stage.cast.building_id}")
    page.locator("#front a.door", has_text="301").click()
    page.get_by_role("button", name="面见，全员已检").click()
    expect(page.locator("#front a.door[aria-current]")).to_have_class("door door--final door--unsigned")
    page.locator(".toasts").get_by_role("button", name="撤销").click()
    expect(page.locator("#front a.door[aria-current]")).to_have_class("door door--idle")
