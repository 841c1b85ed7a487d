"""python -m benchmarks.weight: what a phone's pages weigh over the wire, headers included, in real Chromium against
`teamhub serve` with the example, and how fast a tap is answered on a slow phone. Takes the system's Chromium, else Playwright's."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright
from sqlalchemy import func, select

from benchmarks.check_in import served
from benchmarks.report import machine
from benchmarks.stage import SLUG, dispose, example_instance, sign_in
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.sweeps import Sweep, SweepDoor, SweepTeamMember

KB = 1024
FIRST, REPEAT, ANSWER = 150 * KB, 15 * KB, 100
"""The most: bytes of a first and of a repeated load, milliseconds of an answer."""
SLOWER = 4
TAPS = 20


@dataclass
class Scales:
    """Bytes that a page received, headers included, as the browser's network layer counts them."""

    session: CDPSession
    received: int = 0

    @classmethod
    def under(cls, page: Page) -> Scales:
        scales = cls(page.context.new_cdp_session(page))
        scales.session.send("Network.enable")
        scales.session.on("Network.loadingFinished", scales._put)
        return scales

    def _put(self, event: dict[str, float]) -> None:
        self.received += int(event["encodedDataLength"])

    def take(self) -> int:
        found, self.received = self.received, 0
        return found


def sweeper(app: Flask) -> tuple[int, str]:
    """The account with most doors in the latest sweep, and the address of the building where they are."""
    with app.app_context():
        latest = db.session.scalars(select(Sweep).order_by(Sweep.number.desc()).limit(1)).one()
        account, building = db.session.execute(
            select(Person.account_id, SweepDoor.building_id)
            .join(SweepTeamMember, SweepTeamMember.person_id == Person.id)
            .join(SweepDoor, SweepDoor.team_id == SweepTeamMember.team_id)
            .where(SweepDoor.sweep_id == latest.id, Person.account_id.is_not(None))
            .group_by(Person.account_id, SweepDoor.building_id)
            .order_by(func.count().desc())
            .limit(1)
        ).one()
        number = latest.number
        db.session.remove()
    assert account is not None
    return account, f"/{SLUG}/doors/{number}/{building}"


@contextmanager
def phone(browser: Browser, app: Flask, account: int, url: str, *, workers: bool) -> Iterator[BrowserContext]:
    """A fresh phone, signed in, nothing in its cache."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        has_touch=True,
        base_url=url,
        locale="zh-CN",
        service_workers="allow" if workers else "block",
    )
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = sign_in(app, account).get_cookie(name)
    assert cookie is not None
    context.add_cookies([{"name": name, "value": cookie.value, "url": url}])
    try:
        yield context
    finally:
        context.close()


def weigh(context: BrowserContext, address: str) -> tuple[int, int]:
    """First load and repeat, bytes."""
    page = context.new_page()
    scales = Scales.under(page)
    found = []
    for _ in range(2):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        found.append(scales.take())
    page.close()
    return found[0], found[1]


TAP = """async (number) => {
  const cells = [...document.querySelectorAll("a.door[data-kind='household']")];
  const until = async (found) => {
    do await new Promise((done) => requestAnimationFrame(done)); while (!found());
    await new Promise((done) => setTimeout(done)); // the frame in which it was found is painted
  };
  const cell = cells[number];
  let began = performance.now();
  cell.click();
  await until(() => document.querySelector(`#door-sheet form[action$="${new URL(cell.href).pathname}"]`));
  const opened = performance.now() - began;
  began = performance.now();
  document.querySelector("#door-sheet .outcome--best").click();
  await until(() => cell.classList.contains("door--kept"));
  return [opened, performance.now() - began];
}"""


def tap(context: BrowserContext, address: str) -> tuple[list[float], list[float]]:
    """Milliseconds from the tap to the painted answer without signal: the sheet of a door, and the outcome kept."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    context.set_offline(True)
    taps = [page.evaluate(TAP, number) for number in range(TAPS)]
    context.set_offline(False)
    page.close()
    return [one[0] for one in taps], [one[1] for one in taps]


def lines(app: Flask, url: str) -> Iterator[tuple[str, str, str, bool]]:
    """What, figure, the most it may be, and whether it is."""
    account, building = sweeper(app)
    pages = {"Today": f"/{SLUG}/me", "Doors": f"/{SLUG}/doors", "A building": building}
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, address in pages.items():
            with phone(browser, app, account, url, workers=False) as context:
                first, repeat = weigh(context, address)
            yield f"{name}, first load", f"{first / KB:.0f} KB", f"{FIRST / KB:.0f} KB", first <= FIRST
            yield f"{name}, repeat", f"{repeat / KB:.1f} KB", f"{REPEAT / KB:.0f} KB", repeat <= REPEAT
        with phone(browser, app, account, url, workers=False) as context:
            opened, kept = tap(context, building)
        for name, taken in (("A door opened without signal", opened), ("How it went, kept", kept)):
            median, most = statistics.median(taken), max(taken)
            told = f"{median:.0f} ms (most {most:.0f})"
            yield f"{name}, {SLOWER} times slower processor", told, f"{ANSWER} ms", most <= ANSWER
        browser.close()


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="teamhub-weight-") as folder:
        instance = Path(folder) / "instance"
        app = example_instance(instance)
        with served(instance) as port:
            found = list(lines(app, f"http://127.0.0.1:{port}"))
        dispose(app)
    print(f"{machine()}\n\n| What | Measured | At most |\n| --- | --- | --- |")
    for name, figure, most, _ in found:
        print(f"| {name} | {figure} | {most} |")
    return 0 if all(fits for *_, fits in found) else 1


if __name__ == "__main__":
    sys.exit(main())
