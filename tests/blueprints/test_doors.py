"""The phone at the door: two taps, undo, two people at one door, nobody else's doors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from teamhub.models.base import db
from teamhub.models.places import Building, Unit
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, SweepDoor
from tests.cast import Cast
from tests.page_client import PageClient
from tests.sweep_scene import SweepScene, build_sweep, door_at

SignIn = Callable[..., PageClient]


@pytest.fixture
def scene(cast: Cast) -> SweepScene:
    return build_sweep(cast, shops=True)


@pytest.fixture
def front(cast: Cast) -> str:
    return f"/linli/doors/1/{cast.building_id}"


def value(client: PageClient, name: str) -> str:
    field = client.soup.select_one(f"#door-sheet input[name={name}]")
    assert field is not None
    return str(field["value"])


def form(client: PageClient, outcome: str, **more: str) -> dict[str, str]:
    sent = {"once": value(client, "once"), "version": value(client, "version"), "untested": "0"}
    return sent | {"outcome": outcome} | more


def visits() -> int:
    return (
        db.session.scalar(select(func.count()).select_from(DoorVisit).where(DoorVisit.voided_at.is_(None)))
        or 0
    )


def test_a_door_is_two_taps_and_the_next_one_is_offered(as_: SignIn, scene: SweepScene, front: str) -> None:
    client, door = as_("sweeper"), f"{front}/{scene.first_well[0]}"
    client.get(front)
    assert "下一户：1单元 301" in client.text()
    client.get(door)
    client.post(door, form(client, "met_all_ok", letter_signed="y"))
    assert door_at(scene, scene.first_well[0]).state == "final"
    assert db.session.scalar(select(func.count()).select_from(CommitmentLetter)) == 1
    client.get(door)
    assert "101 已保存" in client.text()
    assert "下一户：1单元 102" in client.text()


def test_the_walk_goes_from_the_top_floor_down_and_then_back_to_those_not_met(
    as_: SignIn, scene: SweepScene, front: str
) -> None:
    client, walked = as_("sweeper"), []
    client.get(front)
    for _ in scene.first_well:
        link = client.soup.select_one("#next-door a")
        assert link is not None
        url = str(link["href"]).partition("#")[0]
        client.get(url)
        unit = db.session.get_one(Unit, int(url.rpartition("/")[2]))
        walked.append(unit.label)
        client.post(url, form(client, "no_answer" if unit.label == "202" else "met_all_ok"))
        client.get(url)
    assert walked == ["301", "302", "201", "202", "101", "102"]
    assert "复访：1单元 202" in client.text()


def test_htmx_gets_the_sheet_the_facade_and_the_next_door(as_: SignIn, scene: SweepScene, front: str) -> None:
    client, door = as_("member"), f"{front}/{scene.first_well[0]}"
    client.fragment(door, "door-sheet")
    assert client.soup.select_one("#door-sheet h2") is not None
    answer = client.post(
        door,
        form(client, "no_answer"),
        expect=200,
        headers={"HX-Request": "true", "HX-Target": "section#door-sheet"},
    )
    body = answer.get_data(as_text=True)
    assert "<html" not in body
    assert 'hx-target="#front"' in body
    assert 'hx-target="#next-door"' in body
    assert "撤销" in body
    assert client.soup.select_one(".door--revisit[aria-current]") is not None


def test_undo_takes_the_visit_and_its_letter_back(as_: SignIn, scene: SweepScene, front: str) -> None:
    client, door = as_("sweeper"), f"{front}/{scene.first_well[0]}"
    client.get(door)
    client.post(door, form(client, "met_all_ok", letter_signed="y"))
    visit_id = db.session.scalars(select(DoorVisit.id)).one()
    client.post(f"{door}/visits/{visit_id}/void")
    assert (visits(), door_at(scene, scene.first_well[0]).state) == (0, "untouched")
    client.get(door)
    assert "已撤回" in client.text()
    assert client.soup.select_one("#letter_signed[checked]") is None


def test_pressing_twice_records_one_visit(as_: SignIn, scene: SweepScene, front: str) -> None:
    client, door = as_("sweeper"), f"{front}/{scene.first_well[0]}"
    client.get(door)
    sent = form(client, "met_all_ok")
    for _ in range(3):
        client.post(door, sent)
    assert visits() == 1
    client.post(door, sent | {"outcome": "no_answer"}, expect=422)
    assert visits() == 1


def test_untested_without_a_number_comes_back_with_what_was_typed(
    as_: SignIn, scene: SweepScene, front: str
) -> None:
    client, door = as_("sweeper"), f"{front}/{scene.first_well[0]}"
    client.get(door)
    client.post(door, form(client, "met_untested", note="晚上再来"), expect=422)
    assert "几人未检？" in client.text()
    assert "晚上再来" in client.text()
    client.post(door, form(client, "met_untested", note="晚上再来", untested="2", untested_reason="infant"))
    assert door_at(scene, scene.first_well[0]).open_untested == 2


def test_the_key_enter_chooses_no_outcome(as_: SignIn, scene: SweepScene, front: str) -> None:
    client, door = as_("sweeper"), f"{front}/{scene.first_well[0]}"
    client.get(door)
    first = client.soup.select_one("#door-sheet form button")
    assert first is not None
    assert first["value"] == ""
    client.post(door, form(client, ""), expect=422)
    assert visits() == 0


def test_two_at_one_door_see_both_versions_and_decide(as_: SignIn, scene: SweepScene, front: str) -> None:
    member, sweeper, door = as_("member"), as_("sweeper"), f"{front}/{scene.first_well[0]}"
    member.get(door)
    sweeper.get(door)
    mine = form(sweeper, "met_untested", untested="1", note="老人在家")
    member.post(door, form(member, "no_answer", note="敲门三次"))
    sweeper.post(door, mine, expect=409)
    assert visits() == 1
    for words in ("没有覆盖任何内容", "无人应答", "敲门三次", "面见，有人未检", "老人在家", "李*涛"):
        assert words in sweeper.text()
    again = {
        str(field["name"]): str(field.get("value", ""))
        for field in sweeper.soup.select("#door-sheet form input[name]")
        if field["name"] != "csrf_token"
    }
    again = {name: sent for name, sent in again.items() if name in {*mine, "people_at_home"}}
    sweeper.post(door, again | {"note": "老人在家"})
    assert visits() == 2
    assert door_at(scene, scene.first_well[0]).open_untested == 1


def test_untested_people_are_settled_at_the_door(as_: SignIn, scene: SweepScene, front: str) -> None:
    client, door = as_("sweeper"), f"{front}/{scene.first_well[0]}"
    client.get(door)
    client.post(door, form(client, "met_untested", untested="1"))
    client.get(door)
    client.post(f"{door}/settle", {"how": "planned"}, expect=422)
    assert "请填写上门时间" in client.text()
    client.post(f"{door}/settle", {"how": "reason", "reason": "infant"}, expect=403)
    client.post(f"{door}/settle", {"how": "made_up"})
    assert door_at(scene, scene.first_well[0]).state == "final"
    client.post(f"{door}/settle", {"how": "made_up"}, expect=422)


def test_a_letter_can_be_taken_back_by_itself(as_: SignIn, scene: SweepScene, front: str) -> None:
    client, door = as_("sweeper"), f"{front}/{scene.first_well[0]}"
    client.post(f"{door}/letter", {"verb": "sign"})
    client.get(door)
    assert "承诺书已签" in client.text()
    client.post(f"{door}/letter", {"verb": "withdraw"})
    letter = db.session.scalars(select(CommitmentLetter)).one()
    assert (letter.signed_at, letter.refused_at) == (None, None)


def test_other_peoples_doors_are_not_there(as_: SignIn, scene: SweepScene, front: str, cast: Cast) -> None:
    client = as_("member")
    client.get(front)
    shown = {str(a["id"]) for a in client.soup.select("#front a.door")}
    assert shown == {f"door-{unit_id}" for unit_id in scene.first_well}
    assert "401" in client.text()
    foreign = f"{front}/{scene.second_well[0]}"
    client.get(foreign, expect=404)
    client.post(foreign, {"outcome": "met_all_ok", "version": "0", "once": "x"}, expect=404)
    client.post(f"{foreign}/settle", {"how": "made_up"}, expect=404)
    client.post(f"{foreign}/letter", {"verb": "sign"}, expect=404)
    client.get(f"/linli/doors/1/{cast.building_id + 1}", expect=404)
    client.get(f"/linli/doors/9/{cast.building_id}", expect=404)
    for name in ("worker", "group_leader"):
        as_(name).get(front, expect=404)
        as_(name).get("/linli/doors")
    assert visits() == 0


def test_a_foreign_visit_cannot_be_taken_back(as_: SignIn, scene: SweepScene, front: str) -> None:
    other, door = as_("other_member"), f"{front}/{scene.second_well[0]}"
    other.get(door)
    other.post(door, form(other, "met_all_ok"))
    visit_id = db.session.scalars(select(DoorVisit.id)).one()
    as_("member").post(f"{front}/{scene.first_well[0]}/visits/{visit_id}/void", expect=404)
    assert visits() == 1


def test_whoever_leads_sees_every_door_and_the_shop(as_: SignIn, scene: SweepScene, front: str) -> None:
    client = as_("leader")
    client.get(front)
    assert len(client.soup.select("#front a.door")) == 13
    assert "好邻居超市" in client.text()
    client.get(f"{front}/{scene.shop_id}")
    assert client.soup.select_one("#letter_signed") is None
    assert [b["value"] for b in client.soup.select("#outcome button")] == ["shop_open_ok", "shop_closed"]


def test_reasons_are_accepted_by_the_leader(as_: SignIn, scene: SweepScene, front: str) -> None:
    client, door = as_("leader"), f"{front}/{scene.first_well[0]}"
    client.get(door)
    client.post(door, form(client, "met_untested", untested="1"))
    client.get(door)
    client.post(f"{door}/settle", {"how": "reason"}, expect=422)
    client.post(f"{door}/settle", {"how": "reason", "reason": "infant"})
    assert door_at(scene, scene.first_well[0]).state == "final"


def test_every_role_gets_its_page_in_both_languages(as_: SignIn, scene: SweepScene, front: str) -> None:
    door = f"{front}/{scene.first_well[0]}"
    for language in ("zh_Hans_CN", "en"):
        for name in ("leader", "secretary", "member", "sweeper"):
            client = as_(name, language=language)
            for url in ("/linli/doors", front, door):
                client.get(url)
            client.post(door, form(client, "met_untested", untested="1", note="x"))
            client.get(door)
        for name in ("group_leader", "worker", "other_member"):
            as_(name, language=language).get("/linli/doors")
        for name in ("medic", "reader", "inspector", "admin"):
            as_(name, language=language).get("/linli/doors", expect=403)


def queries(client: PageClient, url: str) -> int:
    asked: list[str] = []

    def count(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", count)
    client.get(url)
    event.remove(db.engine, "before_cursor_execute", count)
    return len(asked)


def test_pages_ask_as_many_questions_for_three_as_for_one(
    as_: SignIn, scene: SweepScene, front: str, cast: Cast
) -> None:
    client, door = as_("leader"), f"{front}/{scene.first_well[0]}"
    client.get(door)
    client.post(door, form(client, "no_answer"))
    for url in ("/linli/doors", front, door):
        client.get(url)
    before = [queries(client, url) for url in ("/linli/doors", front, door)]
    for _ in range(2):
        client.get(door)
        client.post(door, form(client, "no_answer"))
    _two_more_buildings(cast, scene)
    for unit_id in (cast.unit_ids[1], cast.unit_ids[2]):
        client.get(f"{front}/{unit_id}")
        client.post(f"{front}/{unit_id}", form(client, "no_answer"))
    client.get(front)
    assert [queries(client, url) for url in ("/linli/doors", front, door)] <= before


def _two_more_buildings(cast: Cast, scene: SweepScene) -> None:
    for name in ("2", "3"):
        building = Building(community_id=cast.community_id, compound_id=cast.compound_id, name=name)
        db.session.add(building)
        db.session.flush()
        unit = Unit(
            community_id=cast.community_id, compound_id=cast.compound_id, building_id=building.id, label="101"
        )
        db.session.add(unit)
        db.session.flush()
        db.session.add(
            SweepDoor(
                community_id=cast.community_id,
                sweep_id=scene.sweep_id,
                unit_id=unit.id,
                compound_id=cast.compound_id,
                building_id=building.id,
            )
        )
    db.session.commit()


def test_the_list_of_buildings_says_how_far_each_is(
    as_: SignIn, scene: SweepScene, front: str, app: Flask
) -> None:
    client, door = as_("sweeper"), f"{front}/{scene.first_well[0]}"
    client.get(door)
    client.post(door, form(client, "met_all_ok"))
    client.get("/linli/doors")
    assert "1 / 6 户" in client.text()
