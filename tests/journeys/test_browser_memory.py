"""What a browser keeps after a leader has read about a resident: nothing of the resident."""

from __future__ import annotations

import pytest

from teamhub.models.base import db
from tests.canaries import MEMBER_PHONE, plant
from tests.journeys.conftest import Stage

STORED = """async () => {
  const told = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), JSON.stringify(history.state), location.href];
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise((done, no) => {
      const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); asked.onerror = no; });
    for (const store of base.objectStoreNames) {
      told.push(JSON.stringify(await new Promise((done) => {
        const all = base.transaction(store).objectStore(store).getAll(); all.onsuccess = () => done(all.result); })));
    }
    base.close();
  }
  if (globalThis.caches) for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const kept of await cache.keys()) told.push(kept.url, await (await cache.match(kept)).text());
  }
  return told.join(" ");
}"""


@pytest.mark.prove
@pytest.mark.browser
@pytest.mark.proves("T58")
def test_a_browser_keeps_nothing_of_a_resident(stage: Stage) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        found = plant(stage.cast)
        db.session.remove()
    desk = stage.desk("leader")
    for path in (
        "care",
        f"care/{found.entry_id}",
        f"requests/{found.request_id}",
        f"people/{found.person_id}",
        "me",
    ):
        desk.goto(f"/linli/{path}")
    desk.goto(f"/linli/people/{found.person_id}")
    desk.locator("details.fold summary").first.click()
    desk.locator("input[name=reason]").first.fill("核对")
    desk.locator("form[action$='/phone'] button").click()
    desk.get_by_text(MEMBER_PHONE).wait_for()
    desk.go_back()
    kept = str(desk.evaluate(STORED))
    assert "localhost" in kept or "127.0.0.1" in kept
    assert [word for word in found.words if word in kept] == []
