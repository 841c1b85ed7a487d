"""A member puts the own shifts into the calendar of the phone."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.journeys.conftest import WALKS, Stage, look
from tests.journeys.duty_today import build_today


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_the_phone_follows_the_roster(stage: Stage, language: str, size: str) -> None:
    build_today(stage, begins_in=180, on_gate=("member",))
    page = stage.window(size, "member", language)
    page.goto("/linli/me")
    page.locator("#my-day a[href$='/me/calendar']").click()
    page.locator("form[action$='/me/calendar'] button").click()
    field = page.locator("#calendar-address")
    expect(field).to_have_value(re.compile("^http"))
    look(page, "my-calendar")
    answer = page.request.get(field.input_value())
    events = Calendar.from_ical(answer.body()).walk("VEVENT")
    assert len(events) >= 1
    page.locator("form[action$='/withdraw'] button").click()
    expect(page.locator("#calendar-address")).to_have_count(0)
