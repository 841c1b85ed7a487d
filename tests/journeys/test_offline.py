"""Phones without signal, in real Chromium: what is pressed is kept, survives the browser, and arrives once."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage, look
from tests.journeys.offline_stage import (
    COPY,
    COUNT,
    OK,
    LostAnswers,
    Phone,
    Tall,
    build_tall,
    signed_out_everywhere,
    strip_says,
    visits,
)

UNTESTED = "Met, some untested"


@pytest.mark.proves("T23", "T27", "T30", "T33")
@pytest.mark.browser
def test_sixty_doors_without_signal_survive_everything_and_arrive_once(
    tls_stage: Stage, tmp_path: Path
) -> None:
    """Over HTTPS. The browser is closed and opened again, the phone's clock is a day behind, the sign-in has run out when the
    signal comes back, and the first answer is lost after the commit."""
    stage = tls_stage
    tall = build_tall(stage, floors=15, flats=4)
    phone = Phone.with_browser(stage, "sweeper", tmp_path / "profile", clock_behind=86_400)
    phone.page.goto("/linli/doors")
    phone.pages_kept(3)
    phone.page.goto(tall.url)
    phone.context.set_offline(True)
    phone.walk(tall.doors[:31])
    phone.restart_browser(offline=True)
    phone.page.goto(tall.url)
    out_of_the_phone(phone.page)
    expect(phone.page.locator(".door--kept")).to_have_count(31)
    phone.walk(tall.doors[31:])
    phone.restart_browser(offline=True)
    phone.page.goto(tall.url)
    out_of_the_phone(phone.page)
    strip_says(phone.page, "60")
    signed_out_everywhere(stage)
    phone.signal_back()
    strip_says(phone.page, "登录后上传")
    assert phone.waiting() == 60
    assert visits(stage) == []
    phone.sign_in()
    phone.reopen()
    lost = LostAnswers(phone.page, 1)
    phone.page.goto("/linli/me")
    phone.until("document.getElementById('outbox').dataset.count", "60")
    phone.page.wait_for_timeout(300)
    assert lost.left == 0
    phone.try_to_send()
    phone.all_sent()
    rows = visits(stage)
    assert sorted(row.unit_id for row in rows) == sorted(tall.doors)
    assert max(abs(row.visited_at.timestamp() - phone.pressed[row.unit_id]) for row in rows) < 2


def out_of_the_phone(page: Page) -> None:
    """Such a page tells no time of day."""
    expect(page.locator("#outbox")).to_have_attribute("data-now", "")


@pytest.mark.browser
def test_on_plain_http_an_open_page_works_and_two_phones_at_one_door_lose_nothing(stage: Stage) -> None:
    tall = build_tall(stage, floors=2, flats=2)
    plain = stage.url.replace("127.0.0.1", "0.0.0.0")
    first, second, third, fourth = tall.doors
    one = Phone.of(stage, "sweeper", url=plain, language="en")
    other = Phone.of(stage, "member", url=plain)
    for phone, address in ((one, f"{tall.url}/{second}"), (other, tall.url)):
        phone.page.goto(address)
        assert phone.page.evaluate("window.isSecureContext") is False
        phone.context.set_offline(True)
    one.pressed[second] = time.time()
    one.page.locator("#door-sheet").get_by_role("button", name=UNTESTED).click()
    expect(one.page.locator("#door-sheet [data-back]")).to_be_visible()
    look(one.page, "doors-kept")
    twice_at_one_door(one, tall, first)
    look(one.page, "doors-no-signal")
    other.record(tall, first, OK)
    other.page.locator("#next-door a").click()
    other.page.locator(f"#door-sheet form[action$='/{second}']").wait_for()
    other.record(tall, third)
    one.context.set_offline(False)
    change_what_is_refused(one)
    one.all_sent()
    other.context.set_offline(False)
    strip_says(other.page, "1 条需要您决定")
    other.page.get_by_role("button", name="查看").click()
    card = other.page.locator("#outbox-list .kept")
    expect(card.locator("[data-theirs]")).to_contain_text(OK)
    expect(card.locator("[data-lines]")).to_contain_text(OK)
    look(other.page, "outbox-conflict")
    card.get_by_role("button", name="我的也保存").click()
    other.all_sent()
    rows = visits(stage)
    assert [row.outcome for row in rows if row.unit_id == first] == ["no_answer", "met_all_ok", "met_all_ok"]
    changed = next(row for row in rows if row.unit_id == second)
    assert (changed.outcome, changed.untested_count) == ("met_untested", 2)
    assert abs(changed.visited_at.timestamp() - one.pressed[second]) < 2
    assert [row.unit_id for row in rows if row.unit_id in (third, fourth)] == [third]


def twice_at_one_door(phone: Phone, tall: Tall, unit_id: int) -> None:
    """Nobody in; then somebody came to the door after all. No conflict with oneself."""
    phone.record(tall, unit_id, "No answer")
    phone.page.get_by_role("button", name="Record another visit").click()
    phone.page.locator("#door-sheet").get_by_role("button", name="Met, all tested").click()
    phone.until(COUNT, 3)
    phone.page.locator("#next-door a").click()


def change_what_is_refused(phone: Phone) -> None:
    """The number of untested people was missing: it is asked for, and the first time stands."""
    expect(phone.page.locator("#outbox")).to_have_class(re.compile("strip--gap"))
    phone.page.get_by_role("button", name="Show", exact=True).click()
    phone.page.get_by_role("link", name="Open and change").click()
    phone.page.get_by_label("Untested people", exact=True).fill("2")
    phone.page.locator("#door-sheet").get_by_role("button", name=UNTESTED).click()


@pytest.mark.proves("T29", "T31")
@pytest.mark.browser
def test_one_bad_entry_among_fifty_waits_for_a_person_on_a_phone_that_people_share(stage: Stage) -> None:
    tall = build_tall(stage, floors=10, flats=5)
    assert stage.cast is not None
    phone = Phone.of(stage, "sweeper")
    phone.page.goto("/linli/doors")
    phone.pages_kept(3)
    phone.page.goto(tall.url)
    phone.context.set_offline(True)
    phone.page.locator(f"#door-{tall.doors[0]}").click()
    phone.page.locator("#door-sheet summary").last.click()
    phone.page.get_by_label("备注", exact=True).fill("下午再来")
    phone.page.get_by_role("button", name=OK).click()
    expect(phone.page.locator(".door--kept")).to_have_count(1)
    foreign = [f"/linli/doors/1/{stage.cast.building_id}/{tall.scene.second_well[0]}"]
    phone.page.evaluate(COPY, [*(f"{tall.url}/{unit}" for unit in tall.doors[1:49]), *foreign])
    assert phone.waiting() == 50
    phone.context.set_offline(False)
    strip_says(phone.page, "需要您决定")
    assert phone.waiting() == 1
    assert len(visits(stage)) == 49
    refused_with_its_words(phone.page)
    signing_out_asks_first(phone)
    somebody_else_takes_the_phone(stage, phone, tall)
    phone.page.get_by_role("button", name="查看").click()
    card = phone.page.locator("#outbox-list .kept")
    card.get_by_role("button", name="删除").click()
    card.get_by_role("button", name="确定删除？").click()
    expect(phone.page.locator("#outbox")).to_be_hidden()
    assert phone.waiting() == 0


def refused_with_its_words(page: Page) -> None:
    page.get_by_role("button", name="查看").click()
    card = page.locator("#outbox-list .kept")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("下午再来")
    expect(card).to_contain_text("未被接受")
    look(page, "outbox-refused")
    page.locator("#outbox-list [data-close]").click()


def signing_out_asks_first(phone: Phone) -> None:
    phone.page.locator("summary", has_text="王楼长").click()
    phone.page.get_by_role("button", name="退出登录").click()
    leaving = phone.page.locator("#outbox-leave")
    expect(leaving).to_contain_text("1 条没有上传")
    leaving.get_by_role("button", name="先不退出").click()
    assert phone.waiting() == 1


def somebody_else_takes_the_phone(stage: Stage, phone: Phone, tall: Tall) -> None:
    """The sign-in ran out and a colleague signs in: neither pages nor entries of the first one are shown; the entry
    is still there when the first one is back. Signing out leaves no page behind."""
    signed_out_everywhere(stage)
    phone.who = "other_member"
    phone.sign_in()
    phone.reopen()
    phone.page.goto("/linli/me")
    strip_says(phone.page, "他人的 1 条")
    expect(phone.page.get_by_role("button", name="查看")).to_be_hidden()
    phone.until("caches.open('teamhub-pages').then(c => c.keys()).then(k => k.length)", 1)
    phone.context.set_offline(True)
    with pytest.raises(PlaywrightError):
        phone.page.goto(tall.url)
    phone.context.set_offline(False)
    phone.page.goto("/linli/me")
    phone.page.locator("summary", has_text="张晓琳").click()
    phone.page.get_by_role("button", name="退出登录").click()
    phone.page.wait_for_url("**/sign-in")
    assert phone.page.evaluate("caches.has('teamhub-pages')") is False
    phone.who = "sweeper"
    phone.sign_in()
    phone.page.goto("/linli/me")
    assert phone.waiting() == 1
