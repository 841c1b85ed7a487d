"""A carer's round on the phone; the leader's register at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teamhub.actions import care as verbs
from teamhub.domain.care import CareFacts
from teamhub.models.base import db
from teamhub.queries import care
from teamhub.web.clock import now
from tests.journeys.conftest import WALKS, Stage, look

WORDS = {
    "zh_Hans_CN": {
        "well": "联系上，平安",
        "help": "联系上，需要帮助",
        "show": "查看号码",
        "reached": "已联系",
        "put": "登记",
        "covered": "全部有人包保",
        "open": "打开档案",
        "reason": "查看原因",
        "do_open": "打开",
        "hand": "转交居民",
        "away": "请假中",
        "request": "转为诉求",
    },
    "en": {
        "well": "Reached, all well",
        "help": "Reached, needs help",
        "show": "Show the number",
        "reached": "in time",
        "put": "Put on the register",
        "covered": "everybody covered",
        "open": "Open the record",
        "reason": "Why do you need it?",
        "do_open": "Open",
        "hand": "Hand the residents over",
        "away": "away",
        "request": "Make it a request",
    },
}


def on_register(stage: Stage) -> int:
    """孔秀英, cared for by the member since the day before yesterday, never called on."""
    cast = stage.cast
    assert cast is not None
    with stage.app.app_context():
        day = care.today(cast.community_id, now())[0]
        facts = CareFacts(
            name="孔秀英",
            compound_id=cast.compound_id,
            category="chronic",
            registered_on=day - timedelta(days=2),
            door="1-2-301",
            phone="13912345678",
            needs="每周三透析",
            carer_id=cast.person("member"),
            deputy_id=cast.person("other_member"),
        )
        entry = verbs.register(facts, by=cast.viewer("leader"), at=now())
        db.session.commit()
        entry_id = entry.id
        db.session.remove()
    return entry_id


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_a_carer_calls_on_a_resident_in_two_taps(stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    on_register(stage)
    phone = stage.window(size, "member", language)
    phone.goto("/linli/me")
    look(phone, "care-my-day")
    phone.get_by_role("link", name="孔秀英").click()
    look(phone, "care-resident-own")
    phone.get_by_role("button", name=words["show"]).click()
    phone.get_by_role("link", name="13912345678").first.wait_for()
    look(phone, "care-resident-open")
    phone.get_by_role("button", name=words["well"]).click()
    phone.get_by_text(words["reached"], exact=True).first.wait_for()
    look(phone, "care-contact-noted")
    phone.goto("/linli/care")
    look(phone, "care-my-residents")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_what_a_resident_needs_becomes_a_request(stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    entry = on_register(stage)
    phone = stage.window(size, "member", language)
    phone.goto(f"/linli/care/{entry}")
    phone.locator("#contact-note").fill("请代购胰岛素")
    phone.get_by_role("button", name=words["help"]).click()
    phone.get_by_role("button", name=words["request"]).click()
    phone.get_by_text("Q001").first.wait_for()
    look(phone, "care-need-asked")
    phone.goto(f"/linli/care/{entry}/need")
    look(phone, "care-need")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_the_register_from_empty_to_a_carer_who_falls_ill(stage: Stage, language: str, size: str) -> None:
    words, cast = WORDS[language], stage.cast
    assert cast is not None
    desk = stage.window(size, "leader", language)
    desk.goto("/linli/care")
    look(desk, "care-empty")
    desk.goto("/linli/care/new")
    look(desk, "care-new")
    desk.locator("#category").select_option("elder_alone")
    desk.locator("#name").fill("赵大爷")
    desk.locator("#compound_id").select_option(str(cast.compound_id))
    desk.locator("#door").fill("9栋9单元999")
    desk.locator("#carer_id").select_option(str(cast.person("member")))
    desk.locator("#deputy_id").select_option(str(cast.person("other_member")))
    desk.get_by_role("button", name=words["put"]).click()
    desk.locator("#door-error").wait_for()
    look(desk, "care-new-wrong")
    assert desk.locator("#name").input_value() == "赵大爷"
    desk.locator("#door").fill("１栋２单元２０２")
    desk.get_by_role("button", name=words["put"]).click()
    desk.locator("#care-record").wait_for()
    look(desk, "care-resident-masked")
    desk.get_by_text(words["open"], exact=True).click()
    desk.get_by_label(words["reason"]).fill("核对")
    desk.get_by_role("button", name=words["do_open"], exact=True).click()
    desk.locator("a[href$='/edit']").click()
    look(desk, "care-edit")
    desk.goto(f"/linli/care/substitutes?carer={cast.person('member')}")
    look(desk, "care-substitutes")
    desk.get_by_role("button", name=words["hand"]).click()
    desk.get_by_text(words["away"], exact=True).first.wait_for()
    look(desk, "care-carer-away")
    desk.goto("/linli/care")
    desk.get_by_text(words["covered"]).wait_for()
    look(desk, "care-register")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_a_door_entered_twice(stage: Stage, language: str, size: str) -> None:
    cast = stage.cast
    assert cast is not None
    desk = stage.window(size, "leader", language)
    desk.goto(f"/linli/places/doors/{cast.unit_ids[0]}/merge")
    look(desk, "place-merge")
    desk.locator("#other_id").select_option(str(cast.unit_ids[1]))
    desk.locator("button[name=sure]").click()
    desk.wait_for_url(f"**/places/buildings/{cast.building_id}")
    assert desk.locator(f"a[href$='/doors/{cast.unit_ids[1]}']").count() == 0
