"""A queue that will be too long: the leader sees it coming, accepts what helps, and those who go are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from teamhub.models.base import db
from teamhub.web.clock import now
from tests.journeys.conftest import LANGUAGES, Stage, look
from tests.queue_scene import build_queues

WORDS = {
    "zh_Hans_CN": {"breaks": "将超过目标", "confirmed": "1人已确认", "desk": "增开一个采样台"},
    "en": {
        "breaks": "the target will be missed",
        "confirmed": "1 of 2 have confirmed",
        "desk": "A further desk opens",
    },
}


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_alert_advice_accepted_people_told(stage: Stage, language: str) -> None:
    words = WORDS[language]
    assert stage.cast is not None
    with stage.app.app_context():
        build_queues(stage.cast, now() - timedelta(minutes=31))
        db.session.remove()
    desk, phone = stage.desk("leader", language), stage.phone("medic", language)
    desk.goto("/linli/testing/rounds/1/queues")
    expect(desk.locator("#queues")).to_contain_text(words["breaks"])
    expect(desk.locator("#advice .moves__one").first).to_be_visible()
    look(desk, "testing-advice")
    desk.locator("#advice .form-foot button, #advice .moves__one button").last.click()
    expect(desk.locator("#moves .moves__one").first).to_be_visible()
    look(desk, "testing-moves")
    desk.goto("/linli/testing/rounds/1/screen")
    expect(desk.locator(".screen__site")).to_have_count(2)
    look(desk, "testing-screen")
    phone.goto("/linli/me")
    expect(phone.locator("main")).to_contain_text("P1")
    look(phone, "testing-moved")
