"""A served gallery with a small workbench of htmx forms, and a real browser to look at them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from teamhub import create_app
from teamhub.models.base import db
from teamhub.models.places import Subdistrict
from tests.cast import build_cast
from tests.conftest import CHEAP, copy_instance
from tests.ui.workbench import Seen, lay_out


@dataclass(frozen=True)
class Site:
    """Where the application answers, and what it was asked."""

    url: str
    seen: Seen
    app: Flask

    def news(self, count: int) -> None:
        """Something new to be polled for; like all news it is also a row that was written."""
        self.seen.count = count
        with self.app.app_context():
            db.session.add(Subdistrict(name=f"{count}"))
            db.session.commit()
            db.session.remove()


@pytest.fixture(scope="session")
def gallery_app(migrated_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = copy_instance(migrated_instance, tmp_path_factory.mktemp("gallery") / "instance")
    app = create_app({**CHEAP, "GALLERY": True, "LANGUAGE": "en"}, instance_path=str(folder))
    app.extensions["workbench"] = lay_out(app)
    with app.app_context():
        build_cast()
        db.session.remove()
    return app


@pytest.fixture(scope="session")
def site(gallery_app: Flask) -> Iterator[Site]:
    server = make_server("127.0.0.1", 0, gallery_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", gallery_app.extensions["workbench"], gallery_app)
    server.shutdown()


@pytest.fixture
def bench(browser: Browser, site: Site) -> Iterator[Page]:
    """The workbench, opened, with nothing asked yet."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/workbench")
    site.seen.requests.clear()
    yield page
    context.close()
