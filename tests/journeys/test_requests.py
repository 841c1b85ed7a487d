"""A wish on the resident's phone, sent on by the leader, done by a member, confirmed by the resident: one deed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

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
