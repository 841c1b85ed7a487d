"""Without signal at a gate, a site and wherever a deed is done."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from teamhub.actions import testing_rounds
from teamhub.actions.work import unit_of_work
from teamhub.domain.testing_plans import RoundPlan
from teamhub.models.base import db
from teamhub.models.deeds import Deed
from teamhub.models.duty import CheckIn
from teamhub.models.testing import QueueObservation, SamplingSite, SiteCompound, SiteCount, SiteSession
from teamhub.web.clock import now
from tests.journeys.conftest import Stage, look
from tests.journeys.duty_today import build_today
from tests.journeys.offline_stage import COUNT, Phone, strip_says


def site_open_now(stage: Stage) -> int:
    """A session of a round that runs."""
    assert stage.cast is not None
    cast = stage.cast
    with stage.app.app_context():
        site = SamplingSite(
            community_id=cast.community_id, campaign_id=cast.campaign_id, code="P1", name="明珠华府北门"
        )
        db.session.add(site)
        db.session.flush()
        db.session.add(
            SiteCompound(community_id=cast.community_id, site_id=site.id, compound_id=cast.compound_id)
        )
        db.session.commit()
        begins = now() - timedelta(minutes=30)
        with unit_of_work():
            plan = RoundPlan(
                begins, begins + timedelta(hours=4), "pooled", 10, (site.id,), {cast.compound_id: 40}
            )
            testing_rounds.plan_round(plan, by=cast.viewer("leader"), at=begins)
        found = db.session.scalars(select(SiteSession.id)).one()
        db.session.remove()
    return found


@pytest.mark.browser
@pytest.mark.proves("T32", "T33")
def test_an_arrival_a_deed_counts_and_a_queue_are_kept_and_arrive_once(stage: Stage) -> None:
    build_today(stage, begins_in=-1, on_gate=("member",))
    session_id = site_open_now(stage)
    phone = Phone.of(stage, "member", workers=False)
    phone.page.route("**/sync", lambda route: route.abort())
    pressed = time.time()
    for number, (address, button) in enumerate(
        (
            ("/linli/me", "签到"),
            ("/linli/deeds/new", "保存"),
            (f"/linli/testing/sessions/{session_id}", "+10"),
            (f"/linli/testing/sessions/{session_id}", "记录排队"),
        )
    ):
        phone.page.goto(address)
        phone.page.context.set_offline(True)
        if "deeds" in address:
            phone.page.get_by_text("代购", exact=True).click()
            phone.page.locator("[name=summary]").fill("替独居老人买菜")
        phone.page.get_by_role("button", name=button, exact=True).click()
        phone.until(COUNT, number + 1)
        strip_says(phone.page, str(number + 1))
        phone.context.set_offline(False)
    phone.page.get_by_role("button", name="查看").click()
    expect(phone.page.locator("#outbox-list .kept")).to_have_count(4)
    expect(phone.page.locator("#outbox-list")).to_contain_text("替独居老人买菜")
    # A browser started for a test promises nobody to keep anything.
    expect(phone.page.get_by_text("此浏览器不保证长期保存")).to_be_visible()
    look(phone.page, "outbox-list")
    phone.page.unroute("**/sync")
    phone.page.get_by_role("button", name="立即上传").click()
    phone.all_sent()
    with stage.app.app_context():
        arrived = db.session.scalars(select(CheckIn)).one()
        deed = db.session.scalars(select(Deed)).one()
        counted = db.session.scalars(select(SiteCount)).one()
        queue = db.session.scalars(select(QueueObservation)).one()
        moments = [arrived.arrived_at, deed.done_at, counted.counted_at, queue.observed_at]
        db.session.remove()
    assert moments == sorted(moments)
    assert all(pressed <= moment.timestamp() <= time.time() for moment in moments)
    assert counted.persons == 10


@pytest.mark.browser
def test_two_phones_count_at_one_site_one_of_them_without_signal_for_a_while(stage: Stage) -> None:
    """The sum is right after the sync, nothing counted twice, a correction among them."""
    session_id = site_open_now(stage)
    address = f"/linli/testing/sessions/{session_id}"
    entry, marshal = Phone.of(stage, "member", workers=False), Phone.of(stage, "worker", workers=False)
    for phone in (entry, marshal):
        phone.page.goto(address)
    tested = ".figure .figure__value"
    entry.page.get_by_role("button", name="+10", exact=True).click()
    expect(entry.page.locator(tested).first).to_contain_text("10")
    entry.context.set_offline(True)
    for number, name in enumerate(("+5", "+1", "+5"), start=1):
        entry.page.get_by_role("button", name=name, exact=True).click()
        entry.until(COUNT, number)
    marshal.page.get_by_role("button", name="+5", exact=True).click()
    expect(marshal.page.locator(tested).first).to_contain_text("15")
    marshal.page.locator("#entries button").first.click()
    expect(marshal.page.locator(tested).first).to_contain_text("10")
    marshal.page.get_by_role("button", name="+10", exact=True).click()
    expect(marshal.page.locator(tested).first).to_contain_text("20")
    entry.context.set_offline(False)
    entry.all_sent()
    entry.page.goto(address)
    expect(entry.page.locator(tested).first).to_contain_text("31")
    with stage.app.app_context():
        entries = sorted(db.session.scalars(select(SiteCount.persons)).all())
        db.session.remove()
    assert entries == [-5, 1, 5, 5, 5, 10, 10]
