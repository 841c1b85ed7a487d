"""From an empty installation to a member signed in on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import MAIN_WALKS, Stage, look_here

PASSPHRASE = "铁马冰河入梦来 雨打风吹"
WORDS = {
    "zh_Hans_CN": {"begin": "开始", "sign_out": "退出", "open": "开通账号", "in": "登录"},
    "en": {"begin": "Begin", "sign_out": "Sign out", "open": "Open an account", "in": "Sign in"},
}


def fill_first_run(page: Page, *, again: str = PASSPHRASE) -> None:
    page.locator("[name=leader]").fill("周建明")
    page.locator("[name=login]").fill("13800000001")
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.locator("[name=again]").fill(again)
    page.locator("[name=community]").fill("清河社区")
    page.locator("[name=subdistrict]").fill("北街道")
    page.locator("[name=campaign]").fill("疫情防控")
    page.locator("[name=starts_on]").fill("2022-04-01")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), MAIN_WALKS)
def test_first_leader_first_member_first_phone(empty_stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    page = empty_stage.window(size, None, language)
    page.goto("/")
    look_here(page, "first-run")
    page.get_by_role("link", name=words["begin"]).click()
    look_here(page, "first-run-new")

    fill_first_run(page, again="something else entirely")
    page.locator("main form button.btn, main form .form-foot button").first.click()
    expect(page.locator("[name=community]")).to_have_value("清河社区")
    look_here(page, "first-run-fault")

    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.locator("[name=again]").fill(PASSPHRASE)
    page.locator("main form .form-foot button").first.click()
    page.wait_for_url("**/sign-in")
    look_here(page, "sign-in")
    page.locator("[name=login]").fill("13800000001")
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.get_by_role("button", name=words["in"], exact=True).click()
    page.wait_for_url("**/qinghe*/*")
    slug = page.url.split("/")[3]

    page.goto(f"/{slug}/people/new")
    page.locator("[name=name]").fill("李文涛")
    page.locator("[name=phone]").fill("１３８ ０００００００２")
    page.locator("main form .form-foot button").first.click()
    page.get_by_text("李文涛").first.wait_for()
    look_here(page, "person")
    page.get_by_role("link", name=words["open"]).click()
    look_here(page, "account-new")
    page.locator("main form .form-foot button, main form button[type=submit]").first.click()
    page.locator(".code-big, .enrol-card__code, [data-code]").first.wait_for()
    look_here(page, "enrolment-code")
    path = "/enrol/" + page.locator(".enrol-card__code").first.inner_text().strip()

    phone = empty_stage.phone(None, language)
    phone.goto(path)
    look_here(phone, "enrol")
    for field in phone.locator("main input[type=password], main input[inputmode=numeric]").all():
        field.fill("730516")
    phone.locator("main form button").first.click()
    phone.wait_for_url(f"**/{slug}/**")
    look_here(phone, "my-day-empty")
    phone.goto(path)
    expect(phone.locator("main input[inputmode=numeric]")).to_have_count(0)  # a code works once
    look_here(phone, "enrol-used")

    page.reload()
    page.get_by_text("李文涛").first.wait_for()
    look_here(page, "account-enrolled")
