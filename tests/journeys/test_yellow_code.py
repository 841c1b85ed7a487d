"""A case with a schedule on the phone: its release is refused until every condition holds."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.places import Resident
from teamhub.models.testing import HomeSample, TimedCase
from teamhub.web.clock import now
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
    cast = stage.cast
    began = now().astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=9, minute=0) - timedelta(days=4)
    with stage.app.app_context():
        resident = Resident(
            community_id=cast.community_id,
            code="R1",
            compound_id=cast.compound_id,
            unit_id=cast.unit_ids[0],
            name="潘",
            form_of_address="先生",
        )
        db.session.add(resident)
        db.session.flush()
        case = TimedCase(
            community_id=cast.community_id,
            campaign_id=cast.campaign_id,
            code="Y01",
            resident_id=resident.id,
            started_on=began.date(),
            rule_name="三天两检",
            rule={"days": 3, "tests": 2, "min_interval_hours": 24, "mode": "single"},
            isolated_at=began,
        )
        db.session.add(case)
        db.session.flush()
        for n, taken in enumerate((began, began + timedelta(hours=36)), start=1):
            db.session.add(
                HomeSample(
                    community_id=cast.community_id,
                    compound_id=cast.compound_id,
                    unit_id=cast.unit_ids[0],
                    resident_id=resident.id,
                    timed_case_id=case.id,
                    test_number=n,
                    code=f"H{n:03}",
                    reason="timed_case",
                    planned_at=taken,
                    sampled_at=taken,
                    recorded_at=taken,
                )
            )
        db.session.commit()
        found = case.id
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
