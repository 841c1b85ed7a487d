"""Somebody whom nobody listed offers help at the poster; a leader admits; the phone that asked becomes theirs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from teamhub.actions.settings import set_thresholds, write_text
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.web.clock import now
from tests.journeys.conftest import WALKS, Stage, look


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_offered_admitted_enrolled(stage: Stage, language: str, size: str) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        with unit_of_work():
            by = stage.cast.viewer("leader")
            set_thresholds({"volunteers_welcome": True}, by=by, at=now())
            write_text(
                "volunteer_rules", "服从安排\n佩戴口罩", "Follow the leader\nWear a mask", by=by, at=now()
            )
        db.session.remove()
    phone = stage.phone(language=language)
    phone.goto("/linli/people/join")
    look(phone, "join")
    phone.locator("#name").fill("赵志愿")
    phone.locator("#phone").fill("139 1234 5678")
    phone.locator("#member_type input").first.check()
    phone.locator("#confirms").check()
    phone.locator("#join-form button[type=submit]").click()
    expect(phone.locator("#join-state")).to_be_visible()
    look(phone, "joined")
    leader = stage.window(size, "leader", language)
    leader.goto("/linli/people/walk-ups")
    look(leader, "walk-ups")
    leader.locator("form[action$='/admit'] button").click()
    expect(leader.locator("form[action$='/admit']")).to_have_count(0)
    phone.reload()
    phone.locator("#join-state button").click()
    phone.locator("#pin").fill("730514")
    phone.locator("#again").fill("730514")
    phone.locator("form button[type=submit]").last.click()
    expect(phone.locator("#my-day")).to_be_visible()
