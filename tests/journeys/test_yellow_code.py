"""A case with a schedule on the phone: its release is refused until every condition holds."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.testing import TimedCase
from teamhub.web.clock import now
from tests.case_scene import build_case
from tests.journeys.conftest import LANGUAGES, Stage, look

WORDS = {
    "zh_Hans_CN": {
        "negative": "阴性",
        "green": "我见到了绿码",
        "release": "解除",
        "results": "结果未出齐。",
        "code": "还没有人见到绿码。",
    },
    "en": {
        "negative": "negative",
        "green": "I saw the code green",
        "release": "Release",
        "results": "Results are still to come.",
        "code": "Nobody has seen the code green.",
    },
}


def case_of_three_days(stage: Stage) -> int:
    """Begun four days ago, at home ever since; two tests a day and a half apart, no result yet."""
    assert stage.cast is not None
    began = now().astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=9, minute=0) - timedelta(days=4)
    later = began + timedelta(hours=36)
    with stage.app.app_context():
        found = build_case(
            stage.cast,
            began.date(),
            ("三天两检", 3, 2),
            [(began, began), (later, later)],
            isolated_at=began,
        )
        db.session.remove()
    return found


def obstacles(page: Page) -> list[str]:
    return page.locator(".faults li").all_inner_texts()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_release_is_refused_until_every_condition_holds(stage: Stage, language: str) -> None:
    words = WORDS[language]
    case_id = case_of_three_days(stage)
    phone = stage.phone("worker", language)
    phone.goto(f"/linli/testing/cases/{case_id}")
    release = phone.get_by_role("button", name=words["release"], exact=True)
    release.click()
    expect(phone.locator(".faults")).to_be_visible()
    assert obstacles(phone) == [words["results"], words["code"]]
    look(phone, "case-refused")
    for _ in range(2):
        phone.get_by_role("button", name=words["negative"], exact=True).first.click()
        phone.wait_for_load_state()
    release.click()
    expect(phone.locator(".faults")).to_be_visible()
    assert obstacles(phone) == [words["code"]]
    phone.get_by_role("button", name=words["green"], exact=True).click()
    phone.wait_for_load_state()
    release.click()
    expect(release).to_have_count(0)
    look(phone, "case-released")
    with stage.app.app_context():
        assert db.session.scalars(select(TimedCase.released_at)).one() is not None
        db.session.remove()
