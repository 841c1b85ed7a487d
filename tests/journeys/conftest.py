"""A served TeamHub and people with phones and desks in front of it, in real Chromium."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)
from sqlalchemy import select
from werkzeug.serving import make_server

from teamhub import create_app
from teamhub.models.base import db
from teamhub.models.people import Membership
from tests.cast import Cast, build_cast
from tests.conftest import CHEAP, copy_instance
from tests.page_client import PageClient

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1440, "height": 900}
expect.set_options(timeout=15_000)  # two busy cores answer slowly
LANGUAGES = ("zh_Hans_CN", "en")
WALKS = (("zh_Hans_CN", "phone"), ("en", "desk"))
"""Language and size that a journey is walked in; `look` sees each page at both sizes."""
MAIN_WALKS = (
    *WALKS,
    *(
        pytest.param(language, size, marks=pytest.mark.prove)
        for language, size in (("zh_Hans_CN", "desk"), ("en", "phone"))
    ),
)
"""For the main job, moving in, roster, brief: the other two with `./run prove`."""
WHOLE = "TEAMHUB_LOOK_WHOLE" in os.environ
"""Axe at both sizes of both walks, as `./run prove` does; in the suite each walk asks it at its own size."""
LOCALES = {"zh_Hans_CN": "zh-CN", "en": "en-GB"}


@dataclass
class Stage:
    """Where the application answers, the windows that people have open, and what went wrong in any of them."""

    app: Flask
    url: str
    browser: Browser
    cast: Cast | None = None
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def window(self, size: str, who: str | None = None, language: str = "zh_Hans_CN") -> Page:
        """`size`: phone or desk."""
        return self.phone(who, language) if size == "phone" else self.desk(who, language)

    def phone(self, who: str | None = None, language: str = "zh_Hans_CN", *, scripts: bool = True) -> Page:
        return self._window(who, language, PHONE, touch=True, scripts=scripts)

    def desk(self, who: str | None = None, language: str = "zh_Hans_CN", *, scripts: bool = True) -> Page:
        return self._window(who, language, DESK, touch=False, scripts=scripts)

    def _window(
        self, who: str | None, language: str, size: ViewportSize, *, touch: bool, scripts: bool
    ) -> Page:
        context = self.browser.new_context(
            viewport=size,
            has_touch=touch,
            base_url=self.url,
            locale=LOCALES[language],
            reduced_motion="reduce",
            accept_downloads=True,
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        self._watch(page)
        if who is not None:
            self._sign_in(context, who, language)
        elif language == "en":
            page.goto("/")
            page.get_by_role("button", name="English").first.click()
        return page

    def _watch(self, page: Page) -> None:
        """Script errors, refusals of the content security policy, broken answers and lost files are faults.
        An answer of 4xx to what somebody did may belong to the story; Chromium's own line about it is left out."""

        def said(message: ConsoleMessage) -> None:
            if message.type == "error" and not message.text.startswith("Failed to load resource"):
                self.faults.append(f"console at {page.url}: {message.text}")

        def answered(response: Response) -> None:
            if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
                self.faults.append(f"{response.status} {response.url}")

        def failed(request: Request) -> None:
            if request.failure != "net::ERR_ABORTED":  # leaving a page and starting a download abort too
                self.faults.append(f"{request.failure} {request.url}")

        page.on("console", said)
        page.on("pageerror", lambda error: self.faults.append(f"script at {page.url}: {error}"))
        page.on("response", answered)
        page.on("requestfailed", failed)

    def _sign_in(self, context: BrowserContext, who: str, language: str) -> None:
        """Gives the browser the session cookie of somebody of the cast, or of an account's login in the example."""
        with self.app.app_context():
            client = PageClient(self.app).sign_in(self.account(who), language=language)
            db.session.remove()
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.http.get_cookie(name)
        assert cookie is not None
        context.add_cookies([{"name": name, "value": cookie.value, "url": self.url}])

    def account(self, who: str) -> int:
        """Of the cast by name; in the example the first account with this role."""
        if self.cast is not None:
            return self.cast.account(who)
        found = db.session.scalar(
            select(Membership.account_id)
            .where(Membership.role == who)
            .order_by(Membership.account_id)
            .limit(1)
        )
        assert found is not None, f"nobody is {who}"
        return found

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def stage(migrated_instance: Path, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    """The cast's two communities, served."""
    yield from serve(copy_instance(migrated_instance, tmp_path / "served"), browser, with_cast=True)


@pytest.fixture
def tls_stage(migrated_instance: Path, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    """The same over HTTPS, with a certificate of a moment: browsers that come have to overlook who signed it."""
    encrypted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost", "127.0.0.1").configure_cert(encrypted)
    instance = copy_instance(migrated_instance, tmp_path / "served")
    yield from serve(instance, browser, with_cast=True, encrypted=encrypted)


@pytest.fixture
def example_stage(example_instance: Path, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    """The example community on the story's own dates, served."""
    yield from serve(copy_instance(example_instance, tmp_path / "served"), browser, with_cast=False)


@pytest.fixture
def empty_stage(migrated_instance: Path, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    """An installation that nobody has used yet."""
    yield from serve(copy_instance(migrated_instance, tmp_path / "served"), browser, with_cast=False)


def serve(
    instance: Path, browser: Browser, *, with_cast: bool, encrypted: ssl.SSLContext | None = None
) -> Iterator[Stage]:
    app = create_app(CHEAP, instance_path=str(instance))
    cast = None
    if with_cast:
        with app.app_context():
            cast = build_cast()
            db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=encrypted)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    scheme = "https" if encrypted else "http"
    opened = Stage(app, f"{scheme}://127.0.0.1:{server.server_port}", browser, cast)
    try:
        yield opened
        assert not opened.faults, opened.faults
    finally:
        opened.close()
        server.shutdown()
        thread.join()
        with app.app_context():
            db.engine.dispose()


def look(page: Page, name: str) -> None:
    """The page as it stands, at phone and desk size: no axe violation, no sideways scroll; the dark scheme, which
    changes colours alone, at the own size. With TEAMHUB_SCREENSHOTS=folder pictures of it are kept there."""
    own = page.viewport_size or PHONE
    _look_at(page, name, (DESK if own["width"] == PHONE["width"] else PHONE, own))


def look_here(page: Page, name: str) -> None:
    """The same at the own size only: for journeys that are walked at both sizes in both languages anyway."""
    _look_at(page, name, (page.viewport_size or PHONE,))


def _look_at(page: Page, name: str, sizes: tuple[ViewportSize, ...]) -> None:
    """The own size comes last."""
    for size in sizes:
        page.set_viewport_size(size)
        page.wait_for_load_state("load")
        page.wait_for_function("document.documentElement !== null && document.readyState === 'complete'")
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{name}: {overflow} px too wide at {size}"
        if size == sizes[-1] or WHOLE:
            found = _violations(page, "light")
            assert not found, f"{name} (light, {size}): {found}"
        _picture(page, name)
    found = _violations(page, "dark")
    assert not found, f"{name} (dark, {sizes[-1]}): {found}"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def _violations(page: Page, scheme: str) -> list[str]:
    """Broken axe rules with the elements that break them. Only contrast can differ in the dark scheme."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    only = ", runOnly: ['color-contrast']" if scheme == "dark" else ""
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations']{only}}}).then(r => r.violations)")
    return [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found]


def _picture(page: Page, name: str) -> None:
    folder = os.environ.get("TEAMHUB_SCREENSHOTS")
    if folder:
        wide = (page.viewport_size or PHONE)["width"]
        tongue = page.evaluate("document.documentElement.lang")
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}-{wide}-{tongue}.png", full_page=True, caret="initial")
