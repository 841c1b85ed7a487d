"""In the stairwell, on a phone: two taps a door, undo, two sweepers at one door, until the building is cleared."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from teamhub.models.base import db
from tests.journeys.conftest import MAIN_WALKS, Stage, look, look_here
from tests.sweep_scene import SweepScene, build_sweep, sweep_of


def prepared(stage: Stage) -> SweepScene:
    assert stage.cast is not None
    with stage.app.app_context():
        scene = build_sweep(stage.cast, shops=True)
        db.session.remove()
    return scene


WORDS = {
    "zh_Hans_CN": ("面见，全员已检", "面见，有人未检", "无人应答", "撤销", "承诺书已签", "未检人数"),
    "en": (
        "Met, all tested",
        "Met, some untested",
        "No answer",
        "Undo",
        "Commitment letter signed",
        "Untested people",
    ),
}


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_a_stairwell_door_by_door(stage: Stage, language: str, size: str) -> None:
    prepared(stage)
    ok, untested, nobody, undo, letter, count = WORDS[language]
    page = stage.window(size, "sweeper", language)
    page.goto("/linli/doors")
    look_here(page, "doors")
    page.locator("a.todo__line").first.click()
    expect(page.locator("#front a.door")).to_have_count(6)
    look_here(page, "doors-building")

    page.locator("#front a.door", has_text="301").click()
    expect(page.locator("#door-sheet h2")).to_contain_text("301")
    look_here(page, "doors-door")
    page.get_by_role("switch", name=letter).check()
    page.get_by_role("button", name=ok).click()
    expect(page.locator("#front a.door", has_text="301")).to_have_class("door door--final")
    expect(page.locator(".toast-note")).to_contain_text("301")
    page.locator(".toast-note").get_by_role("button", name=undo).click()
    expect(page.locator("#front a.door", has_text="301")).to_have_class("door door--idle")

    page.locator("#next-door a").click()
    expect(page.locator("#door-sheet h2")).to_contain_text("302")
    page.get_by_role("button", name=nobody).click()
    expect(page.locator("#front a.door", has_text="302")).to_have_class("door door--revisit door--unsigned")

    page.locator("#next-door a").click()
    expect(page.locator("#door-sheet h2")).to_contain_text("201")
    page.get_by_role("button", name=untested).click()
    expect(page.locator("#door-sheet [data-faults]")).to_be_focused()
    page.get_by_label(count, exact=True).fill("2")
    page.get_by_role("button", name=untested).click()
    expect(page.locator("#front a.door", has_text="201")).to_have_class("door door--untested door--unsigned")
    look_here(page, "doors-untested")


def open_door(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#door-sheet form")).not_to_have_count(0)


@pytest.mark.browser
def test_two_sweepers_at_one_door(stage: Stage) -> None:
    scene = prepared(stage)
    assert stage.cast is not None
    url = f"/linli/doors/1/{stage.cast.building_id}/{scene.first_well[0]}"
    first, second = stage.phone("member"), stage.phone("sweeper")
    open_door(first, url)
    open_door(second, url)
    first.get_by_role("button", name="无人应答").click()
    expect(first.locator(".door-visits")).to_be_visible()
    second.get_by_role("button", name="面见，全员已检").click()
    expect(second.locator(".versions__one")).to_have_count(2)
    look(second, "doors-conflict")
    second.get_by_role("button", name="我的也保存").click()
    expect(second.locator(".door-visits li")).to_have_count(2)
    expect(second.locator("#front a.door[aria-current]")).to_have_class("door door--final door--unsigned")


@pytest.mark.browser
def test_the_last_door_clears_the_sweep(stage: Stage) -> None:
    scene = prepared(stage)
    assert stage.cast is not None
    page = stage.desk("leader")
    page.goto("/linli/doors")
    page.locator("a.todo__line").first.click()
    for _ in range(13):
        following = page.locator("#next-door a")
        url = (following.get_attribute("href") or "").partition("#")[0]
        following.click()
        sheet = page.locator(f"#door-sheet:has(form[action='{url}'])")
        expect(sheet).to_have_count(1)
        if sheet.locator("#letter_signed").count():
            sheet.locator("#letter_signed").check()
        sheet.locator(".outcome--best").click()
        expect(page.locator(".toast-note").first).to_be_visible()
        expect(page.locator("#front a.door[aria-current]")).to_have_class("door door--final")
    look(page, "doors-all-done")
    page.goto(f"/linli/sweeps/1/compounds/{stage.cast.compound_id}")
    certificate = page.locator("a[href$='/certificate.pdf']").first.get_attribute("href") or ""
    assert page.request.get(certificate).body().startswith(b"%PDF")
    with stage.app.app_context():
        assert sweep_of(scene).cleared_at is not None
        db.session.remove()


@pytest.mark.browser
def test_untested_a_sample_later_and_help_that_becomes_a_request(stage: Stage) -> None:
    scene = prepared(stage)
    assert stage.cast is not None
    door = f"/linli/doors/1/{stage.cast.building_id}/{scene.first_well[0]}"
    page = stage.phone("sweeper")
    open_door(page, door)
    page.get_by_role("switch", name="需要帮助").check()
    page.locator("#door-sheet details.more").last.locator("summary").click()
    page.locator("#note").fill("代买降压药")
    page.get_by_label("未检人数", exact=True).fill("1")
    page.get_by_role("button", name="面见，有人未检").click()
    page.locator("#door-sheet details.more summary", has_text="预约").first.click()
    page.locator("#planned_at").fill("2099-01-01T08:00")
    page.get_by_role("button", name="预约上门采样").click()
    expect(page.locator(".door-visits")).to_contain_text("已预约上门采样")
    look(page, "doors-sample-asked")
    leader = stage.desk("group_leader")
    leader.goto("/linli/requests")
    expect(leader.locator("main")).to_contain_text("代买降压药")
    leader.get_by_role("link", name="Q001").click()
    expect(leader.locator("main")).to_contain_text("入户")
    open_door(page, f"/linli/doors/1/{stage.cast.building_id}/{scene.first_well[1]}")
    page.get_by_role("button", name="无人应答").click()
    expect(page.locator(".door-visits")).to_contain_text("复访")
    page.get_by_role("button", name="面见，全员已检").click()
    expect(page.locator(".door-visits li")).to_have_count(2)
