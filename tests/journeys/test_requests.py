"""A wish on the resident's phone, sent on by the leader, done by a member, confirmed by the resident: one deed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from teamhub.actions.settings import set_thresholds, write_text
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.web.clock import now
from tests.journeys.conftest import WALKS, Stage, look

WORDS = {
    "zh_Hans_CN": {
        "kind": "买药",
        "assign": "派单",
        "accept": "接单",
        "done": "办好了",
        "confirm": "确认已办好",
        "close": "办结并计为实事",
        "closed": "已办结",
    },
    "en": {
        "kind": "Medicine",
        "assign": "Assign",
        "accept": "Accept",
        "done": "It is done",
        "confirm": "Yes, it is done",
        "close": "Close and count the deed",
        "closed": "closed",
    },
}


def open_the_page(stage: Stage) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        leader = stage.cast.viewer("leader")
        with unit_of_work():
            set_thresholds({"residents_ask_online": True}, by=leader, at=now())
            write_text("request_consent", "我同意社区使用这些信息办理。", "I agree.", by=leader, at=now())
        db.session.remove()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_a_wish_becomes_a_deed(stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    open_the_page(stage)
    wall = stage.desk("leader", language)
    wall.clock.install()
    wall.goto("/linli/tally/screen")
    resident = stage.phone(None, language)
    resident.goto("/linli/requests/ask")
    look(resident, "request-ask")
    resident.locator("main [name=category]").first.check()
    resident.locator("[name=wish]").fill(
        "女儿的药只有城那头有" if size == "phone" else "Medicine for my daughter"
    )
    resident.locator("[name=compound_id]").select_option(index=1)
    resident.locator("[name=door]").fill("1-1-301")
    resident.locator("[name=requested_by]").fill("孔大妈")
    resident.locator("[name=phone]").fill("13912345678")
    resident.locator("[name=consent]").check()
    resident.locator("#ask-form button").click()
    code = resident.locator("#follow-code").inner_text()
    look(resident, "request-asked")

    leader = stage.window(size, "leader", language)
    leader.goto("/linli/requests")
    look(leader, "requests")
    leader.locator("#request-list tbody th a").first.click()
    look(leader, "request")
    leader.locator("#assign select[name=person_id]").select_option(label="李*涛")
    leader.locator("#assign form[data-once] button").last.click()

    member = stage.phone("member", language)
    member.goto("/linli/me")
    member.locator("main a[href*='/requests/']").first.click()
    look(member, "request-offered")
    member.get_by_role("button", name=words["accept"], exact=True).last.click()
    expect(member.locator("#facts")).to_contain_text("13912345678")
    look(member, "request-accepted")
    member.locator("#step-done summary").click() if not member.locator("#step-done[open]").count() else None
    member.locator("#step-done textarea").fill("药已送到" if language != "en" else "Medicine brought")
    member.locator("#step-done button").click()
    expect(member.locator("#history")).to_contain_text(re.compile("药已送到|Medicine brought"))

    resident.goto("/linli/requests/follow")
    resident.locator("[name=code]").fill(code)
    resident.locator("main form button").last.click()
    look(resident, "request-follow")
    resident.get_by_role("button", name=words["confirm"], exact=True).click()
    expect(resident.locator("#standing")).to_be_visible()

    leader.reload()
    leader.get_by_role("button", name=words["close"], exact=True).click()
    expect(leader.locator("#facts")).to_contain_text("D0001")
    leader.goto("/linli/deeds")
    expect(leader.locator("#deed-list")).to_contain_text("D0001")
    leader.goto("/linli/tally")
    total = leader.locator(".figure").filter(has=leader.locator("a[href*='deeds.total']"))
    expect(total).to_contain_text(re.compile(r"\b1\b"))
    wall.clock.run_for(16_000)
    expect(wall.locator(".screen__deeds li")).to_have_count(1)
    expect(wall.locator(".screen__deeds")).to_contain_text(words["kind"])


@pytest.mark.browser
def test_medicine_across_the_border(stage: Stage) -> None:
    """The mother asks at the post for her daughter outside; the medicine goes, nobody crosses. A leader allows it,
    each step keeps what it was asked for, and the helper cannot say "done" before the other side has received it."""
    leader, member = stage.desk("leader"), stage.phone("member")
    leader.goto("/linli/requests/new")
    leader.locator("main [name=category][value=border_handover]").check()
    leader.locator("[name=wish]").fill("女儿在外地，每月的药断了")
    leader.locator("[name=requested_by]").fill("孔大妈")
    leader.locator("details.more summary").click()
    leader.locator("[name=beneficiary]").fill("孔大妈的女儿")
    leader.locator("[name=relation]").fill("母女")
    leader.locator("[name=way]").select_option("border_handover")
    leader.locator("button[form=request-form]").click()
    expect(leader.locator("#facts")).to_contain_text("母女")
    leader.locator("#assign select[name=person_id]").select_option(label="李*涛")
    leader.locator("#assign form[data-once] button").last.click()
    address = leader.url

    member.goto(address)
    member.get_by_role("button", name="接单", exact=True).last.click()
    expect(member.locator("#step-sent")).to_have_count(0)
    leader.goto(address)
    take(leader, "approved")
    member.goto(address)
    for step, note in (("sent", "出发"), ("handed_over", "交给对方"), ("received", "对方已收")):
        expect(member.locator("#step-done")).to_have_count(0)
        take(member, step, note)
    look(member, "request-border")
    take(member, "done", "药交到女儿手里")
    leader.goto(address)
    for said in ("出发", "交给对方", "对方已收", "药交到女儿手里"):
        expect(leader.locator("#history")).to_contain_text(said)
    take(leader, "confirmed")
    take(leader, "closed")
    expect(leader.locator("#facts")).to_contain_text("D0001")


def take(page: Page, step: str, note: str = "") -> None:
    """One step: a button, or a form that opens."""
    form = page.locator(f"#steps form:has(input[name=step][value={step}])")
    fold = page.locator(f"#step-{step}:not([open]) > summary")
    if fold.count():
        fold.click()
    for field in form.locator("input[name^=fact_]").all():
        field.fill("随县界口")
    if note:
        form.locator("textarea").fill(note)
    form.locator("button").click()
    page.wait_for_load_state("load")
