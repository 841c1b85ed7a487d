"""A team at night: called out and counted on dark phones, the roster by keyboard, a spot check, a notice with receipts
that also reaches the group chat."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from teamhub.courier.rounds import deliver_due
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, SpotCheck
from tests.journeys.conftest import Stage, look
from tests.journeys.duty_today import GATE, build_today
from tests.listener import listening


def darken(page: Page) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")


@pytest.mark.browser
def test_called_out_at_night_answered_and_counted_on_dark_phones(stage: Stage) -> None:
    leader = stage.phone("leader")
    darken(leader)
    leader.goto("/linli/duty/musters/new")
    leader.locator("[name=place]").fill("社区大院")
    look(leader, "muster-call-out")
    darken(leader)
    leader.get_by_role("button", name="立即集结").click()
    expect(leader.locator("#roll-present")).to_contain_text(re.compile(r"0\s*/\s*\d+"))
    night = leader.evaluate("getComputedStyle(document.body).backgroundColor")
    shades = [int(part) for part in re.findall(r"\d+", night)[:3]]
    assert max(shades) < 60, f"{night} blinds at night"

    member = stage.phone("member")
    darken(member)
    member.goto("/linli/me")
    member.get_by_role("link", name=re.compile("集结")).click()
    look(member, "muster-called")
    darken(member)
    member.locator("#note-coming").fill("10")
    member.locator("form:has(#note-coming) button").click()
    expect(member.locator("main")).to_contain_text(re.compile(r"路上\s*10"))
    member.get_by_role("button", name="我已到").click()
    expect(member.locator("main")).to_contain_text(re.compile("到达"))

    leader.reload()
    expect(leader.locator("#roll-present")).to_contain_text(re.compile(r"1\s*/\s*\d+"))
    leader.get_by_role("button", name="到了").or_(leader.get_by_role("button", name="已到")).first.click()
    expect(leader.locator("#roll-present")).to_contain_text(re.compile(r"2\s*/\s*\d+"))
    look(leader, "muster-roll")
    darken(leader)
    leader.get_by_role("button", name="拨打未到人员").click()
    expect(leader.locator("a[href^='tel:']").first).to_be_visible()
    look(leader, "muster-phones")


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Only the Tab key, until the focus is on what was looked for."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
    raise AssertionError(f"{selector} is not reached by the Tab key")


@pytest.mark.browser
def test_a_seat_is_filled_and_moved_by_keyboard_only_and_by_mouse(stage: Stage) -> None:
    today = build_today(stage, begins_in=60)
    page = stage.desk("leader")
    page.goto(f"/linli/duty/roster?day={today.day}")
    tab_to(page, "#roster-grid .chip--gap")
    page.keyboard.press("Enter")
    page.locator("#candidates").wait_for()
    tab_to(page, "#candidates button")
    look(page, "roster-by-keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("#roster-grid .chip:not(.chip--gap):not(.chip--add)")).to_have_count(1)
    tab_to(page, "#roster-grid a.chip:not(.chip--gap):not(.chip--add)")
    page.keyboard.press("Enter")
    page.locator("#dialog-sheet dl").wait_for()
    tab_to(page, "#dialog-sheet details:has([name=post]) summary")
    page.keyboard.press("Enter")
    tab_to(page, "#move-post")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#dialog-sheet form[action$='/move'] button")
    page.keyboard.press("Enter")
    expect(
        page.locator("#roster-grid tbody tr", has_text="明珠华府").locator(
            "a.chip:not(.chip--gap):not(.chip--add)"
        )
    ).to_have_count(1)
    with stage.app.app_context():
        standing = db.session.scalars(
            select(DutyAssignment).where(
                DutyAssignment.cancelled_at.is_(None), DutyAssignment.replaced_at.is_(None)
            )
        ).one()
        assert standing.post_id == today.checkpoint_id
        db.session.remove()
    # The same by mouse, back to where it was.
    chip, gate = "#roster-grid a.chip[data-move]", f"#roster-grid td[data-post='{today.gate_id}']"
    here = page.locator(f"{gate}[data-shift='{today.shift_id}']")
    page.drag_and_drop(chip, f"{gate}[data-shift='{today.shift_id}']")
    expect(here.locator("a.chip[data-move]")).to_have_count(1)
    page.drag_and_drop(chip, f"{gate}[data-shift='{today.next_shift_id}']")
    expect(here.locator("a.chip[data-move]"), "another shift is no place to drop").to_have_count(1)


@pytest.mark.browser
def test_a_spot_check_is_noted_at_the_post_and_put_right_later(stage: Stage) -> None:
    build_today(stage, begins_in=-60)
    phone = stage.phone("leader")
    phone.goto("/linli/duty/spot-checks")
    phone.locator("[name=post]").select_option(label=GATE)
    phone.locator("[name=expected]").fill("2")
    phone.locator("[name=present]").fill("1")
    phone.locator("[name=remark]").fill("一人去取物资")
    look(phone, "spot-check")
    phone.locator("main form button", has_text="保存").click()
    expect(phone.locator("tbody")).to_contain_text("一人去取物资")
    phone.get_by_role("button", name="已整改").or_(phone.get_by_role("button", name="整改")).first.click()
    expect(phone.locator("tbody")).to_contain_text("整改")
    look(phone, "spot-checks")
    with stage.app.app_context():
        found = db.session.scalars(select(SpotCheck)).one()
        assert (found.expected, found.present, found.rectified_at is not None) == (2, 1, True)
        db.session.remove()


@pytest.mark.browser
def test_a_notice_reaches_phones_and_the_group_and_its_receipts_are_counted(stage: Stage) -> None:
    with listening() as robot:
        stage.app.config["TEAMHUB_BOT_HOSTS"] = robot.host
        leader = stage.desk("leader")
        leader.goto("/linli/settings/groups")
        look(leader, "groups-empty")
        leader.goto("/linli/settings/groups/new")
        leader.locator("[name=name]").fill("卡口值守群")
        leader.locator("[name=address]").fill(robot.address)
        look(leader, "group-new")
        leader.locator("button[form=bot]").click()
        expect(leader.locator("main")).to_contain_text("卡口值守群")

        leader.goto("/linli/notices/new")
        leader.locator("[name=title]").fill("今晚八点交接班")
        leader.locator("[name=body]").fill("请各卡口提前十分钟到岗。")
        leader.locator("[name=who][value=everybody]").check()
        look(leader, "notice-new")
        leader.locator("button[form=notice]").click()
        expect(leader.locator("main")).to_contain_text("今晚八点交接班")
        with stage.app.app_context():
            assert deliver_due() == 2
            db.session.remove()
        heard = robot.heard[-1][1]["text"]["content"]
        assert "今晚八点交接班" in heard
        assert "提前十分钟" not in heard

        phone = stage.phone("member")
        phone.goto(re.findall(r"http\S+", heard)[0])
        look(phone, "notice-to-confirm")
        phone.get_by_role("button", name="收到").click()
        expect(phone.locator("main .note--done")).to_be_visible()
        leader.get_by_role("button", name="催办未签收人员").click()
        expect(leader.locator(".roll")).to_contain_text("已催办")
        expect(leader.locator(".roll")).to_contain_text(re.compile(r"\d\d:\d\d"))
        look(leader, "notice-receipts")
        with stage.app.app_context():
            assert deliver_due() == 1
            db.session.remove()
        leader.goto("/linli/settings/groups")
        look(leader, "groups")
