"""A leader states the legal basis, a resident agrees and withdraws, who opened what is read, and the journal tells it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, func, select

from teamhub.models.base import db
from teamhub.models.places import Resident
from teamhub.models.privacy import ProcessingBasis
from tests.canaries import plant
from tests.journeys.conftest import LANGUAGES, Stage, look


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_legal_basis_to_the_erased_resident(stage: Stage, language: str) -> None:
    zh = language != "en"
    assert stage.cast is not None
    with stage.app.app_context():
        found = plant(stage.cast)
        db.session.execute(delete(ProcessingBasis))
        db.session.commit()
        db.session.remove()
    desk = stage.desk("leader", language)
    desk.goto("/linli/care/new")
    look(desk, f"closed-{language}")
    desk.locator("main a[href$='/privacy/basis']").last.click()
    look(desk, f"basis-{language}")
    desk.locator("input[value=health_emergency]").check()
    desk.locator("#document").fill("区指挥部第3号通告" if zh else "Order no. 3 of the district")
    desk.locator("#purpose").fill("上门采样和包保联系" if zh else "Samples at home and care")
    desk.locator("#consent_needed").check()
    desk.locator("#notice_version").fill("2022-04-01")
    desk.locator("form[action$='/privacy/basis'] button").click()
    expect(desk.locator("#basis")).to_contain_text("2022-04-01")
    look(desk, f"privacy-{language}")
    desk.goto("/linli/privacy/residents")
    look(desk, f"residents-{language}")
    desk.locator("table a", has_text="R901").click()
    desk.locator("#consent summary").first.click()
    desk.locator("#consent form[action$='/consent'] button").click()
    desk.locator("#held-form input[name=reason]").fill("本人来问" if zh else "Asked in person")
    desk.locator("#held-form button[value=page]").click()
    expect(desk.locator("#held")).to_be_visible()
    look(desk, f"held-{language}")
    desk.goto(f"/linli/privacy/residents/{found.resident_id}")
    look(desk, f"resident-{language}")
    desk.locator("#consent summary").last.click()
    desk.locator("form[action$='/withdraw'] button").click()
    expect(desk.locator("#consent")).to_be_visible()
    with stage.app.app_context():
        assert db.session.scalar(
            select(func.count()).where(Resident.name == "", Resident.id == found.resident_id)
        )
        db.session.remove()
    for path, name in (
        ("privacy/opened", "opened"),
        ("privacy/retention", "retention"),
        ("journal", "journal"),
        (f"journal/resident/{found.resident_id}", "story"),
        (f"privacy/people/{found.person_id}", "erase-person"),
    ):
        desk.goto(f"/linli/{path}")
        look(desk, f"{name}-{language}")
    phone = stage.phone("member", language)
    phone.goto("/linli/me/data")
    look(phone, f"my-data-{language}")
