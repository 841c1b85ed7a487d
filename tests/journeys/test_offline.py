"""Phones without signal, in real Chromium: what is pressed is kept, survives the browser, and arrives once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.journeys.conftest import Stage, look
from tests.journeys.offline_stage import (
    COPY,
    COUNT,
    NOBODY,
    OK,
    LostAnswers,
    Phone,
    build_tall,
    signed_out_everywhere,
    strip_says,
    visits,
)


@pytest.mark.browser
def test_sixty_doors_without_signal_then_the_browser_closed_and_opened_again(stage: Stage) -> None:
    tall = build_tall(stage, floors=15, flats=4)
    phone = Phone.of(stage, "sweeper", clock_behind=86_400)
    phone.page.goto("/linli/doors")
    phone.pages_kept(3)
    phone.page.goto(tall.url)
    phone.context.set_offline(True)
    for number, unit_id in enumerate(tall.doors):
        phone.record(tall, unit_id)
        if number == 30:
            phone.reopen()
            phone.page.goto(tall.url)
            expect(phone.page.locator(".door--kept")).to_have_count(31)
    phone.reopen()
    phone.page.goto(tall.url)
    strip_says(phone.page, "60")
    assert visits(stage) == []
    phone.context.set_offline(False)
    phone.reopen()
    phone.page.goto("/linli/me")
    phone.all_sent()
    rows = visits(stage)
    assert sorted(row.unit_id for row in rows) == sorted(tall.doors)
    assert max(abs(row.visited_at.timestamp() - phone.pressed[row.unit_id]) for row in rows) < 2


@pytest.mark.browser
def test_an_answer_that_is_lost_after_the_commit_leaves_one_row(stage: Stage) -> None:
    """Of the press itself, then of the batch, three times."""
    tall = build_tall(stage, floors=1, flats=2)
    phone = Phone.of(stage, "sweeper", workers=False)
    phone.page.goto(tall.url)
    lost = LostAnswers(phone.page, 4)
    phone.page.locator(f"#door-{tall.doors[0]}").click()
    phone.page.locator("#door-sheet").get_by_role("button", name=OK).click()
    expect(phone.page.locator(f"#door-{tall.doors[0]}")).to_have_class(re.compile("door--kept"))
    assert len(visits(stage)) == 1
    for _ in range(3):
        phone.page.evaluate("window.dispatchEvent(new Event('online'))")
        phone.page.wait_for_timeout(400)
    assert lost.left == 0
    assert phone.waiting() == 1
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.all_sent()
    assert len(visits(stage)) == 1
    expect(phone.page.locator(f"#door-{tall.doors[0]}")).to_have_class(re.compile("door--final"))


@pytest.mark.browser
def test_a_sign_in_that_ran_out_keeps_everything_until_the_next_one(stage: Stage) -> None:
    tall = build_tall(stage, floors=1, flats=3)
    phone = Phone.of(stage, "sweeper", workers=False)
    phone.page.goto(tall.url)
    phone.context.set_offline(True)
    for unit_id in tall.doors:
        phone.record(tall, unit_id)
    signed_out_everywhere(stage)
    phone.context.set_offline(False)
    strip_says(phone.page, "登录后上传")
    assert phone.waiting() == 3
    assert visits(stage) == []
    phone.sign_in()
    phone.reopen()
    phone.page.goto("/linli/me")
    phone.all_sent()
    assert len(visits(stage)) == 3


@pytest.mark.browser
def test_one_bad_entry_among_fifty_stays_with_its_words_until_a_person_decides(stage: Stage) -> None:
    tall = build_tall(stage, floors=10, flats=5)
    assert stage.cast is not None
    phone = Phone.of(stage, "sweeper", workers=False)
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
    phone.page.get_by_role("button", name="查看").click()
    card = phone.page.locator("#outbox-list .kept")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("下午再来")
    expect(card).to_contain_text("未被接受")
    look(phone.page, "outbox-refused")
    card.get_by_role("button", name="删除").click()
    card.get_by_role("button", name="确定删除？").click()
    expect(phone.page.locator("#outbox")).to_be_hidden()
    assert phone.waiting() == 0


@pytest.mark.browser
def test_two_phones_at_one_door_see_both_versions_and_lose_none(stage: Stage) -> None:
    tall = build_tall(stage, floors=1, flats=2)
    one, other = (Phone.of(stage, who, workers=False) for who in ("sweeper", "member"))
    for phone in (one, other):
        phone.page.goto(tall.url)
        phone.context.set_offline(True)
    one.record(tall, tall.doors[0], NOBODY)
    other.record(tall, tall.doors[0], OK)
    other.record(tall, tall.doors[1], OK)
    one.context.set_offline(False)
    one.all_sent()
    other.context.set_offline(False)
    strip_says(other.page, "1 条需要您决定")
    other.page.get_by_role("button", name="查看").click()
    card = other.page.locator("#outbox-list .kept")
    expect(card.locator("[data-theirs]")).to_contain_text(NOBODY)
    expect(card.locator("[data-lines]")).to_contain_text(OK)
    look(other.page, "outbox-conflict")
    assert len(visits(stage)) == 2
    card.get_by_role("button", name="我的也保存").click()
    other.all_sent()
    assert sorted(row.outcome for row in visits(stage)) == ["met_all_ok", "met_all_ok", "no_answer"]


@pytest.mark.browser
def test_the_same_door_twice_by_one_phone_is_no_conflict_with_oneself(stage: Stage) -> None:
    tall = build_tall(stage, floors=1, flats=2)
    phone = Phone.of(stage, "sweeper", workers=False)
    phone.page.goto(tall.url)
    phone.context.set_offline(True)
    phone.record(tall, tall.doors[0], NOBODY)
    phone.page.get_by_role("button", name="再记一次走访").click()
    phone.page.locator("#door-sheet").get_by_role("button", name=OK).click()
    phone.until(COUNT, 2)
    phone.context.set_offline(False)
    phone.all_sent()
    assert [row.outcome for row in visits(stage)] == ["no_answer", "met_all_ok"]


@pytest.mark.browser
def test_signing_out_asks_first_and_leaves_nothing_for_the_next_person(stage: Stage) -> None:
    tall = build_tall(stage, floors=1, flats=2)
    phone = Phone.of(stage, "sweeper")
    phone.page.goto("/linli/doors")
    phone.pages_kept(3)
    phone.page.goto(tall.url)
    phone.context.set_offline(True)
    phone.record(tall, tall.doors[0])
    phone.context.set_offline(False)
    lost = LostAnswers(phone.page, 99)
    phone.page.locator("summary", has_text="王楼长").click()
    phone.page.get_by_role("button", name="退出登录").click()
    leaving = phone.page.locator("#outbox-leave")
    expect(leaving).to_contain_text("1 条没有上传")
    leaving.get_by_role("button", name="先不退出").click()
    assert phone.waiting() == 1
    phone.page.locator("summary", has_text="王楼长").click()
    phone.page.get_by_role("button", name="退出登录").click()
    leaving.get_by_role("button", name="删除并退出").click()
    phone.page.wait_for_url("**/sign-in")
    assert lost.left > 0
    assert phone.waiting() == 0
    assert phone.page.evaluate("caches.has('teamhub-pages')") is False
    phone.context.set_offline(True)
    with pytest.raises(PlaywrightError):
        phone.page.goto(tall.url)


@pytest.mark.browser
def test_a_shared_phone_shows_nobody_the_pages_or_entries_of_somebody_else(stage: Stage) -> None:
    """The sign-in ran out, and a colleague takes the phone."""
    tall = build_tall(stage, floors=1, flats=2)
    phone = Phone.of(stage, "sweeper")
    phone.page.goto("/linli/doors")
    phone.pages_kept(3)
    phone.page.goto(tall.url)
    phone.context.set_offline(True)
    phone.record(tall, tall.doors[0])
    signed_out_everywhere(stage)
    phone.who = "other_member"
    phone.sign_in()
    phone.context.set_offline(False)
    phone.reopen()
    phone.page.goto("/linli/me")
    strip_says(phone.page, "他人的 1 条")
    expect(phone.page.get_by_role("button", name="查看")).to_be_hidden()
    phone.until("caches.open('teamhub-pages').then(c => c.keys()).then(k => k.length)", 1)
    assert visits(stage) == []
    phone.context.set_offline(True)
    with pytest.raises(PlaywrightError):
        phone.page.goto(tall.url)
    phone.who = "sweeper"
    phone.context.set_offline(False)
    phone.sign_in()
    phone.page.goto("/linli/me")
    phone.all_sent()
    assert len(visits(stage)) == 1


@pytest.mark.browser
def test_on_plain_http_an_open_page_goes_on_working(stage: Stage) -> None:
    tall = build_tall(stage, floors=2, flats=2)
    phone = Phone.of(stage, "sweeper", url=stage.url.replace("127.0.0.1", "0.0.0.0"))
    phone.page.goto(tall.url)
    assert phone.page.evaluate("window.isSecureContext") is False
    assert phone.page.evaluate("'randomUUID' in crypto") is False
    phone.context.set_offline(True)
    phone.record(tall, tall.doors[0])
    for unit_id in tall.doors[1:]:
        phone.page.locator("#next-door a").click()
        phone.page.locator(f"#door-sheet form[action$='/{unit_id}']").wait_for()
        phone.page.locator("#door-sheet").get_by_role("button", name=OK).click()
    phone.until(COUNT, 4)
    phone.context.set_offline(False)
    phone.all_sent()
    assert len(visits(stage)) == 4
    expect(phone.page.locator(".door--final")).to_have_count(5)
