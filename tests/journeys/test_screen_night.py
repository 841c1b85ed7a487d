"""The big screen left alone: hour after hour it asks for news, its memory stays what it was, and it goes on by itself
after the server was started again."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, CDPSession, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from teamhub import create_app
from teamhub.actions.deeds import DeedFacts, note_deed
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.web.clock import now
from tests.cast import Cast, build_cast
from tests.conftest import CHEAP, copy_instance
from tests.page_client import PageClient

POLL = 15_000
"""Milliseconds between two questions of the screen."""
WALL = {"width": 1920, "height": 1080}
HEAP, NODES = 1.15, 1.05
"""What the heap and the page's nodes may come to, against the end of the first round. The heap of 2.3 MB gains some two
kilobytes an answer, most of it the browser's own notes for its tools."""


@dataclass
class Served:
    """The application at one port, which can be taken down and started again there."""

    app: Flask
    port: int = 0
    server: BaseWSGIServer | None = None
    thread: threading.Thread | None = None
    asked: int = field(default=0)

    def start(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self._counting, threaded=True)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def _counting(self, environ, start_response):  # type: ignore[no-untyped-def]  # a WSGI application
        self.asked += environ["PATH_INFO"].endswith("/tally/screen")
        return self.app(environ, start_response)

    def stop(self) -> None:
        assert self.server is not None
        assert self.thread is not None
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@dataclass
class Wall:
    """The screen in its browser. Its clock stands still but for `pass_by`."""

    page: Page
    tools: CDPSession
    served: Served
    cast: Cast
    deeds: int = 0

    def pass_by(self, polls: int) -> None:
        """So many polls, each answered before the next."""
        for _ in range(polls):
            before = self.served.asked
            with self.page.expect_response(lambda answer: answer.url.endswith("/tally/screen")):
                self.page.clock.run_for(POLL)
            assert self.served.asked > before

    def somebody_helps(self) -> None:
        with self.served.app.app_context():
            at = now()
            with unit_of_work():
                note_deed(DeedFacts("printing", at), by=self.cast.viewer("member"), at=at)
            db.session.remove()
        self.deeds += 1

    def shows_the_deeds(self) -> None:
        tile = self.page.locator(".screen__total").filter(has_text="累计实事")
        expect(tile).to_contain_text(re.compile(rf"累计实事\s*{self.deeds}\b"))

    def memory(self) -> tuple[int, int]:
        """Bytes of the heap and nodes of the page, after everything that can go is gone."""
        self.page.evaluate("console.clear()")  # it holds the element of each question that failed
        self.tools.send("Runtime.discardConsoleEntries")
        for _ in range(3):
            self.tools.send("HeapProfiler.collectGarbage")
        told = {m["name"]: m["value"] for m in self.tools.send("Performance.getMetrics")["metrics"]}
        return int(told["JSHeapUsedSize"]), int(told["Nodes"])


@pytest.fixture
def wall(migrated_instance: Path, tmp_path: Path, browser: Browser) -> Iterator[Wall]:
    app = create_app(CHEAP, instance_path=str(copy_instance(migrated_instance, tmp_path / "served")))
    with app.app_context():
        cast = build_cast()
        client = PageClient(app).sign_in(cast.account("leader"))
        db.session.remove()
    served = Served(app)
    served.start()
    url = f"http://127.0.0.1:{served.port}"
    context = browser.new_context(viewport=WALL, base_url=url, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]  # a plain dict
    cookie = client.http.get_cookie("teamhub")
    assert cookie is not None
    context.add_cookies([{"name": "teamhub", "value": cookie.value, "url": url}])
    page = context.new_page()
    page.clock.install()
    page.goto("/linli/tally/screen")
    tools = context.new_cdp_session(page)
    tools.send("Performance.enable")
    tools.send("HeapProfiler.enable")
    try:
        yield Wall(page, tools, served, cast)
    finally:
        context.close()
        served.stop()
        with app.app_context():
            db.engine.dispose()


def unattended(wall: Wall, minutes: int, *, rounds: int) -> list[tuple[int, int]]:
    """Lets so much time pass in rounds, with something new to show every minute, as the clock alone brings; memory at
    the end of each round."""
    found = []
    for _ in range(rounds):
        for _ in range(minutes // rounds):
            wall.somebody_helps()
            wall.pass_by(60_000 // POLL)
            wall.shows_the_deeds()
        found.append(wall.memory())
    return found


def stays_flat(found: list[tuple[int, int]]) -> None:
    (heap, nodes), *later = found
    assert max(h for h, _ in later) <= heap * HEAP, found
    assert max(n for _, n in later) <= nodes * NODES, found


def survives_a_restart(wall: Wall) -> None:
    """Some polls without a server, as at a power cut; then it shows what happened meanwhile."""
    wall.page.evaluate("window.still = 'here'")
    wall.served.stop()
    for _ in range(4):
        wall.page.clock.run_for(POLL)
        wall.page.wait_for_timeout(50)
    wall.shows_the_deeds()
    wall.served.start()
    wall.somebody_helps()
    wall.pass_by(2)
    wall.shows_the_deeds()
    assert wall.page.evaluate("window.still") == "here", "the page was loaded again"


@pytest.mark.browser
def test_a_quarter_of_an_hour_and_a_restart(wall: Wall) -> None:
    found = unattended(wall, 15, rounds=3)
    stays_flat(found)
    survives_a_restart(wall)


@pytest.mark.browser
def test_a_screen_that_keeps_what_it_was_sent_is_found_out(wall: Wall) -> None:
    """The control."""
    wall.page.evaluate(
        "window.kept = []; document.addEventListener('htmx:after:swap',"
        " () => window.kept.push(Array.from({length: 50000}, Math.random)))"
    )
    with pytest.raises(AssertionError):
        stays_flat(unattended(wall, 12, rounds=3))


@pytest.mark.prove
@pytest.mark.browser
def test_two_hours_and_a_restart_in_their_middle(wall: Wall) -> None:
    found = unattended(wall, 60, rounds=6)
    survives_a_restart(wall)
    found += unattended(wall, 60, rounds=6)
    stays_flat(found)
    print(f"heap at the first and the last of 12 looks: {found[0][0]:,} and {found[-1][0]:,} bytes")
