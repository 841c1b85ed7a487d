"""Phones without signal, in real Chromium: what is pressed is kept, survives the browser, and arrives once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Stage
from tests.journeys.offline_stage import Phone, build_tall, strip_says, visits


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
