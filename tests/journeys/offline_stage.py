"""A tall building for one sweeper, and the phone that walks it: with and without signal, closed and opened again."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select, update

from teamhub.models.base import db
from teamhub.models.people import UserSession
from teamhub.models.places import Building, Unit
from teamhub.models.sweeps import DoorVisit, SweepDoor
from teamhub.web.clock import now
from tests.journeys.conftest import LOCALES, PHONE, Stage
from tests.sweep_scene import SweepScene, build_sweep

OK = "面见，全员已检"
NOBODY = "无人应答"


@dataclass
class Tall:
    """`doors`: unit ids, as the facade shows them."""

    scene: SweepScene
    url: str
    building_id: int
    doors: list[int] = field(default_factory=list)


def build_tall(stage: Stage, *, floors: int, flats: int) -> Tall:
    """A building of its own with floors x flats doors, all of them of the team of member and sweeper."""
    assert stage.cast is not None
    cast = stage.cast
    with stage.app.app_context():
        building = Building(community_id=cast.community_id, compound_id=cast.compound_id, name="9")
        db.session.add(building)
        db.session.flush()
        units = [
            Unit(
                community_id=cast.community_id,
                compound_id=cast.compound_id,
                building_id=building.id,
                kind="household",
                stairwell="1",
                floor=floor,
                label=f"{floor}{flat:02d}",
                occupied=True,
            )
            for floor in range(floors, 0, -1)
            for flat in range(1, flats + 1)
        ]
        db.session.add_all(units)
        db.session.flush()
        scene = build_sweep(cast)
        for door in db.session.scalars(select(SweepDoor).where(SweepDoor.building_id == building.id)):
            door.team_id = scene.first_team
        db.session.commit()
        tall = Tall(scene, f"/linli/doors/1/{building.id}", building.id, [unit.id for unit in units])
        db.session.remove()
    return tall


@dataclass
class Phone:
    """One browser of somebody. `pressed`: unit -> the true time of the press, seconds. `profile`: the folder of a
    browser of its own, which can be closed and started again."""

    stage: Stage
    who: str
    context: BrowserContext
    page: Page
    url: str
    language: str
    pressed: dict[int, float] = field(default_factory=dict)
    profile: Path | None = None
    clock_behind: int = 0

    @classmethod
    def of(
        cls,
        stage: Stage,
        who: str,
        *,
        workers: bool = True,
        url: str = "",
        language: str = "zh_Hans_CN",
    ) -> Phone:
        """Without `workers` the browser keeps no pages, as on plain HTTP."""
        context = stage.browser.new_context(
            viewport=PHONE,
            has_touch=True,
            base_url=url or stage.url,
            locale=LOCALES[language],
            reduced_motion="reduce",
            service_workers="allow" if workers else "block",
        )
        stage.contexts.append(context)
        phone = cls(stage, who, context, context.new_page(), url or stage.url, language)
        phone.sign_in()
        return phone

    @classmethod
    def with_browser(cls, stage: Stage, who: str, profile: Path, *, clock_behind: int = 0) -> Phone:
        """`clock_behind`: seconds that the phone's clock is wrong."""
        context = started(stage, profile, clock_behind)
        phone = cls(stage, who, context, context.new_page(), stage.url, "zh_Hans_CN")
        phone.profile, phone.clock_behind = profile, clock_behind
        phone.sign_in()
        return phone

    def restart_browser(self, *, offline: bool) -> None:
        """The whole browser is closed and started again: what is left is what it wrote to the disk."""
        assert self.profile is not None
        self.context.close()
        self.context = started(self.stage, self.profile, self.clock_behind)
        self.context.set_offline(offline)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def signal_back(self) -> None:
        """A page that Chromium loaded while its network was emulated away is not told when it comes back (seen with 150); a
        phone's own network tells it."""
        self.context.set_offline(False)
        self.page.evaluate("window.dispatchEvent(new Event('online'))")

    def sign_in(self) -> None:
        """The cookie outlives the browser, as after a sign-in by the page."""
        self.stage._sign_in(self.context, self.who, self.language)
        signer = SecureCookieSessionInterface().get_signing_serializer(self.stage.app)
        assert signer is not None
        until = time.time() + 24 * 3600
        for cookie in self.context.cookies(self.stage.url):
            value = signer.dumps(signer.loads(cookie["value"]) | {"_permanent": True})
            assert isinstance(value, str)
            self.context.add_cookies(
                [{"name": cookie["name"], "value": value, "url": self.url, "expires": until}]
            )

    def reopen(self) -> None:
        """The browser is closed and opened again: nothing of the page is left."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def record(self, tall: Tall, unit_id: int, outcome: str = OK) -> None:
        self.page.locator(f"#door-{unit_id}").click()
        self.page.locator(f"#door-sheet form[action$='/{unit_id}']").wait_for()
        self.pressed[unit_id] = time.time()
        self.page.locator("#door-sheet").get_by_role("button", name=outcome).click()
        self.page.locator(f"#door-{unit_id}.door--kept").wait_for()

    def walk(self, unit_ids: list[int]) -> None:
        """One door after the other at the speed of the page: tap the door, tap how it went."""
        times = self.page.evaluate(WALK, [unit_ids, OK])
        self.pressed |= {int(unit_id): moment / 1000 for unit_id, moment in times.items()}

    def try_to_send(self) -> None:
        self.page.evaluate("window.dispatchEvent(new Event('online'))")

    def waiting(self) -> int:
        return int(self.page.evaluate(COUNT))

    def all_sent(self) -> None:
        self.until(COUNT, 0)

    def pages_kept(self, pages: int) -> None:
        """And the owner's name beside them."""
        self.until("caches.open('teamhub-pages').then(c => c.keys()).then(k => k.length)", pages + 1)

    def until(self, question: str, wanted: object) -> None:
        """Asks the page until it answers so, for 20 seconds at most."""
        found: object = None
        for _ in range(200):
            found = self.page.evaluate(question)
            if found == wanted:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{question}: {found}, not {wanted}")


def started(stage: Stage, profile: Path, clock_behind: int) -> BrowserContext:
    """A browser process of its own. It overlooks who signed a certificate, so that a page of tls_stage may keep pages."""
    context = stage.browser.browser_type.launch_persistent_context(
        profile,
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
        args=["--no-sandbox", "--ignore-certificate-errors"],
        ignore_https_errors=True,
        viewport=PHONE,
        has_touch=True,
        base_url=stage.url,
        locale=LOCALES["zh_Hans_CN"],
        reduced_motion="reduce",
    )
    stage.contexts.append(context)
    if clock_behind:
        context.add_init_script(f"const tick = Date.now; Date.now = () => tick() - {clock_behind * 1000};")
    return context


class LostAnswers:
    """The next `left` answers to what this page posts are lost after the server has done its work."""

    def __init__(self, page: Page, left: int) -> None:
        self.left = left
        page.route("**/*", self._passes)

    def _passes(self, route: Route) -> None:
        if route.request.method != "POST" or self.left == 0 or route.request.url.endswith("/sign-out"):
            route.continue_()
            return
        self.left -= 1
        route.fetch()
        route.abort("connectionreset")


WALK = """async ([doors, outcome]) => {
  const until = async (found) => { for (let n = 0; n < 400; n += 1) { if (found()) return found();
    await new Promise((done) => setTimeout(done, 10)); } throw new Error("never came"); };
  const pressed = {};
  for (const id of doors) {
    const cell = document.getElementById(`door-${id}`);
    cell.click();
    const form = await until(() => document.querySelector(`#door-sheet form[action$="/${id}"]`));
    pressed[id] = performance.timeOrigin + performance.now();
    [...form.querySelectorAll("button")].find((one) => one.textContent.trim() === outcome).click();
    await until(() => cell.classList.contains("door--kept"));
  }
  return pressed;
}"""
COUNT = """new Promise((done) => {
  const asked = indexedDB.open("teamhub", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", {keyPath: "key"});
  asked.onsuccess = () => {
    const all = asked.result.transaction("outbox").objectStore("outbox").count();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})"""
COPY = """(paths) => new Promise((done) => {
  const asked = indexedDB.open("teamhub", 1);
  asked.onsuccess = () => {
    const work = asked.result.transaction("outbox", "readwrite");
    const all = work.objectStore("outbox");
    all.getAll().onsuccess = ({target: {result: [first]}}) => paths.forEach((path, number) => {
      const key = `copy-${number}`;
      const fields = first.fields.map(([name, value]) => [name, name === "once" ? key : value]);
      all.put({...first, key, path, fields, at: first.at + number});
    });
    work.oncomplete = () => { asked.result.close(); done(); };
  };
})"""
"""The first entry of the outbox again, for other doors: what fifty more presses would leave, without the wait."""


def signed_out_everywhere(stage: Stage) -> None:
    with stage.app.app_context():
        db.session.execute(update(UserSession).values(revoked_at=now()))
        db.session.commit()
        db.session.remove()


def visits(stage: Stage) -> list[DoorVisit]:
    with stage.app.app_context():
        found = list(db.session.scalars(select(DoorVisit).order_by(DoorVisit.id)))
        db.session.expunge_all()
        db.session.remove()
    return found


def strip_says(page: Page, words: str) -> None:
    expect(page.locator("#outbox [data-line]")).to_contain_text(words)
