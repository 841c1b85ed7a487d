"""A round from plan to close: the desk plans it, the site's phone counts people and watches the queue."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import SamplingSite, SiteCompound
from teamhub.web.clock import now
from tests.journeys.conftest import LANGUAGES, Stage, look

SITE = "明珠华府北门"
WORDS = {
    "zh_Hans_CN": {"near": "接近目标", "over": "超过目标"},
    "en": {"near": "near the target", "over": "over the target"},
}


def with_site(stage: Stage) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        site = SamplingSite(
            community_id=stage.cast.community_id, campaign_id=stage.cast.campaign_id, code="P1", name=SITE
        )
        db.session.add(site)
        db.session.flush()
        db.session.add(
            SiteCompound(
                community_id=stage.cast.community_id, site_id=site.id, compound_id=stage.cast.compound_id
            )
        )
        db.session.commit()
        db.session.remove()


def note_queue(phone: Page, minutes: int) -> None:
    phone.locator("#waiting_people").fill(str(minutes * 2))
    phone.locator("#wait_minutes").fill(str(minutes))
    phone.locator("#queue .form-foot button").click()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_planned_counted_watched_and_closed(stage: Stage, language: str) -> None:
    words = WORDS[language]
    with_site(stage)
    desk, phone = stage.desk("leader", language), stage.phone("member", language)
    desk.goto("/linli/testing")
    look(desk, "testing-empty")
    desk.goto("/linli/testing/rounds/new")
    look(desk, "testing-new")
    begins = now().astimezone(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=20)
    desk.locator("[name=starts_at]").fill(begins.strftime("%Y-%m-%dT%H:%M"))
    desk.locator("[name=ends_at]").fill((begins + timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M"))
    desk.locator("#plan .form-foot button").click()
    expect(desk.locator("#sites")).to_contain_text(SITE)
    look(desk, "testing-plan")

    phone.goto("/linli/me")
    phone.get_by_role("link", name=re.compile(SITE)).click()
    figure = phone.locator("#console .figure").first
    for tap, sum_ in (("+10", "10"), ("+5", "15"), ("+5", "20")):
        phone.get_by_role("button", name=tap, exact=True).click()
        expect(figure.locator(".figure__value")).to_contain_text(sum_)
    phone.locator("#entries button").first.click()  # the last five were not there
    expect(figure.locator(".figure__value")).to_contain_text("15")
    note_queue(phone, 26)
    expect(phone.locator("#console")).to_contain_text(words["near"])
    note_queue(phone, 34)
    expect(phone.locator("#console")).to_contain_text(words["over"])
    look(phone, "testing-console")
    desk.goto("/linli/testing/rounds/1/queues")
    expect(desk.locator("#queues tbody tr")).to_have_count(1)
    look(desk, "testing-queues")
    phone.locator("#close .form-foot button").click()
    expect(phone.locator("#console .note--done")).to_be_visible()
    look(phone, "testing-closed")

    desk.goto("/linli/testing/rounds/1")
    shown = desk.locator("#round")
    expect(shown.locator(".figure__value").first).to_contain_text("15")
    expect(shown).to_contain_text(words["over"])
    look(desk, "testing-round")
    desk.goto("/linli/testing/rounds/1/pools")
    look(desk, "testing-pools-empty")
    desk.locator("[name=tube]").fill("A-017")
    desk.locator("[name=persons]").fill("10")
    desk.locator("#report .form-foot button").click()
    expect(desk.locator("[name=notified]")).to_have_value("0")
    look(desk, "testing-pool")
    desk.goto("/linli/testing/rounds/1/pools")
    expect(desk.locator("#pools tbody tr")).to_have_count(1)
    look(desk, "testing-pools")
    desk.goto("/linli/testing/rounds/1/untested")
    desk.locator("#compounds a.do").first.click()
    desk.locator("[name=people_temporarily_away]").fill("4")
    desk.locator("#reasons .form-foot button").click()
    expect(desk.locator("#conservation")).to_contain_text("28 = 15")
    look(desk, "testing-untested")
    desk.goto("/linli/testing")
    look(desk, "testing")
    desk.goto("/linli/tally")
    expect(desk.locator("#tally .figure__value").first).to_contain_text("15")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_walk_to_those_sampled_at_home(stage: Stage, language: str) -> None:
    """The desk registers two doors, the guide's phone ticks one and finds nobody at the other."""
    assert stage.cast is not None
    desk, phone = stage.desk("leader", language), stage.phone("member", language)
    for door in ("1-1-301", "1-1-102"):
        desk.goto("/linli/testing/home/new")
        desk.locator("[name=reason]").first.check()
        desk.locator("[name=door]").fill(door)
        desk.locator("[name=escort_id]").select_option(str(stage.cast.person("member")))
        desk.locator("main form .form-foot button").click()
        expect(desk.locator("#samples")).to_contain_text(door.rsplit("-", 1)[1])
    look(desk, "testing-walk-desk")
    with stage.app.app_context():
        db.session.add_all(
            Compound(community_id=stage.cast.community_id, code=f"W{n}", name=name, position=20 + n)
            for n, name in enumerate(("滨江别墅", "阳光花园", "能源小区"))
        )
        db.session.commit()
        db.session.remove()
    desk.goto("/linli/testing/ways")
    desk.locator(".ways__fields input").first.fill("7")
    desk.locator("main .form-foot button").click()
    expect(desk.locator(".ways__fields input").first).to_have_value("7")
    look(desk, "testing-ways")
    phone.goto("/linli/me")
    phone.locator("main a[href$='/testing/home']").click()
    expect(phone.locator(".walk__one")).to_have_count(2)
    expect(phone.locator(".walk__door").first).to_contain_text("301")
    look(phone, "testing-walk")
    phone.locator(".walk__one").first.locator(".walk__dos button").first.click()
    expect(phone.locator(".walk__one.is-done")).to_have_count(1)
    phone.locator(".walk__one").nth(1).locator(".walk__dos button").nth(1).click()
    expect(phone.locator("#samples .figure").nth(2).locator(".figure__value")).to_contain_text("1")
    look(phone, "testing-walk-done")
    phone.locator(".walk__one").first.locator("a").click()
    look(phone, "testing-sample")
