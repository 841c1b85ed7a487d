"""A leader connects an authenticator app and signs in with it, on a phone and at a desk, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Page

from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.people import Account
from tests.journeys.conftest import WALKS, Stage, look

PASSPHRASE = "correct horse battery"


def press(page: Page) -> None:
    page.locator("main form .form-foot button").first.click()


def give_passphrase(page: Page) -> None:
    page.goto("/sign-in")
    page.locator("#login").fill("leader")
    page.locator("#passphrase").fill(PASSPHRASE)
    press(page)
    page.wait_for_url("**/sign-in/code")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_connecting_an_app_and_signing_in_with_it(stage: Stage, language: str, size: str) -> None:
    assert stage.cast is not None
    stage.app.config["TEAMHUB_SECOND_FACTOR_DAYS"] = 0
    hashed = SecretHasher.from_config(stage.app.config).hash(PASSPHRASE)
    with stage.app.app_context():
        with unit_of_work():
            leader = db.session.get_one(Account, stage.cast.account("leader"))
            leader.passphrase_hash, leader.language = hashed, language
        db.session.remove()
    page = stage.window(size, language=language)
    give_passphrase(page)
    look(page, "two-steps-due")
    press(page)
    page.wait_for_url("**/sign-in/set-up")
    look(page, "two-steps-key")
    key = page.locator(".key-steps__key").inner_text().replace(" ", "")
    assert page.locator('a[href^="otpauth://totp/TeamHub"]').get_attribute("href")
    page.locator("#code").fill(pyotp.TOTP(key).at(datetime.now(UTC)))
    press(page)
    page.locator(".recovery-codes").wait_for()
    look(page, "two-steps-recovery-codes")
    recovery = page.locator(".recovery-codes code").first.inner_text()
    page.goto("/account/two-steps")
    look(page, "two-steps-own")
    page.goto("/account")
    look(page, "two-steps-account")
    page.locator('form[action="/sign-out"] button').first.click()
    give_passphrase(page)
    look(page, "two-steps-code")
    page.goto("/sign-in/recovery")
    page.locator("#code").fill("ABCD-EFGH-JKLM")
    press(page)
    page.locator(".field__error").wait_for()
    look(page, "two-steps-recovery")
    page.goto("/sign-in/code")
    page.locator("#code").fill(pyotp.TOTP(key).at(datetime.now(UTC), counter_offset=1))
    press(page)
    page.wait_for_url(lambda url: "/linli/" in url)
    assert recovery
