"""A served TeamHub and people with phones and desks in front of it, in real Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from teamhub import create_app
from teamhub.models.base import db
from tests.cast import Cast, build_cast
from tests.conftest import CHEAP, copy_instance
from tests.page_client import PageClient

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
LANGUAGES = ("zh_Hans_CN", "en")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "no Chromium on this machine: ./run test installs it"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Stage:
    """Where the application answers, and the windows that people have open."""

    app: Flask
    url: str
    browser: Browser
    cast: Cast | None = None
    contexts: list[BrowserContext] = field(default_factory=list)

    def phone(self, who: str | None = None, language: str = "zh_Hans_CN") -> Page:
        return self._window(who, language, PHONE, touch=True)

    def desk(self, who: str | None = None, language: str = "zh_Hans_CN") -> Page:
        return self._window(who, language, DESK, touch=False)

    def _window(self, who: str | None, language: str, size: dict[str, int], *, touch: bool) -> Page:
        context = self.browser.new_context(
            viewport=size, has_touch=touch, base_url=self.url, reduced_motion="reduce", accept_downloads=True
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if who is not None:
            context.add_cookies([self._cookie(who, language)])
        elif language == "en":
            page.goto("/")
            page.get_by_role("button", name="English").first.click()
        return page

    def _cookie(self, who: str, language: str) -> dict[str, str]:
        """The session cookie of somebody of the cast, or of an account's login in the example."""
        with self.app.app_context():
            client = PageClient(self.app).sign_in(self.account(who), language=language)
            db.session.remove()
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.http.get_cookie(name)
        assert cookie is not None
        return {"name": name, "value": cookie.value, "url": self.url}

    def account(self, who: str) -> int:
        assert self.cast is not None
        return self.cast.account(who)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def stage(migrated_instance: Path, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    """The cast's two communities, served."""
    yield from serve(copy_instance(migrated_instance, tmp_path / "served"), browser, with_cast=True)


@pytest.fixture
def empty_stage(migrated_instance: Path, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    """An installation that nobody has used yet."""
    yield from serve(copy_instance(migrated_instance, tmp_path / "served"), browser, with_cast=False)


def serve(instance: Path, browser: Browser, *, with_cast: bool) -> Iterator[Stage]:
    app = create_app(CHEAP, instance_path=str(instance))
    cast = None
    if with_cast:
        with app.app_context():
            cast = build_cast()
            db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    opened = Stage(app, f"http://127.0.0.1:{server.server_port}", browser, cast)
    try:
        yield opened
    finally:
        opened.close()
        server.shutdown()
        thread.join()
        with app.app_context():
            db.engine.dispose()


def look(page: Page, name: str) -> None:
    """The page as it stands: no axe violation in either scheme, no sideways scroll, no refused script or style.
    With TEAMHUB_SCREENSHOTS=folder a picture of it is kept there."""
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{name}: {overflow} px too wide at {page.viewport_size}"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => null)))")
        found = violations(page)
        assert not found, f"{name} ({scheme}): {found}"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    folder = os.environ.get("TEAMHUB_SCREENSHOTS")
    if folder:
        wide = (page.viewport_size or PHONE)["width"]
        tongue = page.evaluate("document.documentElement.lang")
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}-{wide}-{tongue}.png", full_page=True)


def violations(page: Page) -> list[str]:
    """Broken axe rules with the elements that break them."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    return [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found]
