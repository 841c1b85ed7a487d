"""What was typed to do harm, in real Chromium: nothing acts, and the content security policy has nothing to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page

from teamhub.models.base import db
from tests.access.payloads import MARK
from tests.access.test_whole_site import plant
from tests.access.tour import FIRST, Ids, address, all_powerful, known_ids, rules
from tests.conftest import copy_instance
from tests.figures import Tell
from tests.journeys.conftest import DESK, Stage, serve
from tests.page_client import PageClient

REPORTS = """addEventListener("securitypolicyviolation", (event) => {
  (globalThis.refused ??= []).push(`${event.effectiveDirective} ${event.blockedURI}`); });"""
ALIVE = f"""() => [...document.querySelectorAll("*")].filter((element) =>
  element.localName.includes("{MARK}") || [...element.attributes].some(({{name}}) => name.startsWith("on"))
).map((element) => element.outerHTML.slice(0, 200))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite("a page does the same with a text from elsewhere"),
]


@pytest.fixture
def planted(twin_instance: Path, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    """The example's community with three hundred payloads in every column of free text, served."""
    yield from serve(copy_instance(twin_instance, tmp_path / "served"), browser, with_cast=False)


def opened(stage: Stage) -> tuple[Page, list[str], Ids]:
    """A desk of somebody with every role, and what went wrong there."""
    with stage.app.app_context():
        plant(8)
        account = all_powerful(FIRST)
        ids = known_ids(account)
        client = PageClient(stage.app).sign_in(account)
        db.session.remove()
    name = stage.app.config["SESSION_COOKIE_NAME"]
    cookie = client.http.get_cookie(name)
    assert cookie is not None
    context = stage.browser.new_context(viewport=DESK, base_url=stage.url, reduced_motion="reduce")
    stage.contexts.append(context)
    context.add_cookies([{"name": name, "value": cookie.value, "url": stage.url}])
    context.add_init_script(REPORTS)
    page, faults = context.new_page(), stage.faults

    def asked(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("console", lambda said: faults.append(said.text) if "Security Policy" in said.text else None)
    page.on("dialog", asked)
    page.on("request", lambda sent: faults.append(sent.url) if stage.url not in sent.url else None)
    return page, faults, ids


def pages(stage: Stage, ids: Ids, every: int) -> list[str]:
    """Every n-th address that answers a page to whom all is open."""
    with stage.app.app_context():
        client = PageClient(stage.app).sign_in(all_powerful(FIRST))
        found = []
        for rule, _ in rules(stage.app, "GET")[::every]:
            url = address(rule, FIRST, ids)
            answer = client.http.get(url)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                found.append(url)
        db.session.remove()
    return found


@pytest.mark.proves("T64")
@pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.prove)])
def test_no_payload_acts_and_the_policy_refuses_nothing(planted: Stage, tell: Tell, every: int) -> None:
    page, faults, ids = opened(planted)
    seen = pages(planted, ids, every)
    assert len(seen) >= 150 // every
    for url in seen:
        page.goto(url)
        assert page.evaluate(ALIVE) == [], url
        assert page.evaluate("globalThis.refused ?? []") == [], url
        assert faults == [], url
    tell(
        f"payloads in Chromium, one address of {every}: pages / alive / reports of the policy",
        f"{len(seen)} / 0 / 0",
    )


@pytest.mark.proves("T64")
def test_a_payload_that_acts_is_seen(planted: Stage) -> None:
    """The control: without the policy's leave an inline script is refused and reported; with it, it would act."""
    page, faults, _ = opened(planted)
    page.goto("/sign-in")
    with page.expect_console_message(lambda said: "Security Policy" in said.text):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    assert len(page.evaluate("globalThis.refused")) == 1
    assert len(page.evaluate(ALIVE)) == 1
    assert any("Security Policy" in fault for fault in faults)
    faults.clear()
