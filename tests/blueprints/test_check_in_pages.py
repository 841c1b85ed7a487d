"""Checking in on the phone: from the poster, by tap, and what happens when it is not possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.duty import CheckIn, Handover, Post
from teamhub.queries.duty_codes import poster_token, typed_code
from tests.cast import Cast
from tests.duty_scene import EVENING, MORNING, Scene, build_scene, minutes
from tests.page_client import PageClient

As = Callable[..., PageClient]
Traveller = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MORNING - minutes(8), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock: Traveller, app: Flask, cast: Cast) -> Scene:
    return build_scene(cast)


def scanned(post: Post, token: str | None = None) -> str:
    return f"/linli/duty/check-in?post={post.id}&token={token or poster_token(post.community_id, post.id, post.key)}"


def press(client: PageClient, name: str = "seat") -> dict[str, Any]:
    """What the form on the page would send."""
    form = client.soup.find("input", {"name": name}).find_parent("form")  # type: ignore[union-attr]  # it is there
    assert form is not None
    return {str(i["name"]): i["value"] for i in form.find_all("input") if i["name"] != "csrf_token"}


def arrivals() -> list[CheckIn]:
    return list(db.session.scalars(select(CheckIn).order_by(CheckIn.id)))


def test_the_poster_leads_to_one_button_and_the_answer_is_one_word(scene: Scene, as_: As) -> None:
    scene.seat("member", scene.gate, scene.day)
    scene.seat("other_member", scene.gate, scene.day)
    phone = as_("member")
    phone.get(scanned(scene.gate))
    assert "汉孟路南端" in phone.text()
    assert "08:00 – 20:00" in phone.text()
    assert arrivals() == []
    answer = phone.post("/linli/duty/check-in", press(phone))
    phone.get(answer.location)
    word = phone.soup.find(class_="answer__word")
    assert word is not None
    assert word.get_text() == "已签到 07:52"
    assert phone.soup.find(class_="answer--done")
    assert "张晓琳" in phone.text()
    assert [(a.standing, a.evidence) for a in arrivals()] == [("early", "static")]


def test_somebody_late_reads_by_how_much(scene: Scene, as_: As, clock: Traveller) -> None:
    scene.seat("member", scene.gate, scene.day)
    clock.move_to(MORNING + minutes(12))
    phone = as_("member", language="en")
    phone.get(scanned(scene.gate))
    phone.get(phone.post("/linli/duty/check-in", press(phone)).location)
    word = phone.soup.find(class_="answer__word")
    assert word is not None
    assert word.get_text() == "12 min late"
    assert phone.soup.find(class_="answer--soon")


def test_second_scan_of_same_shift_keeps_first_time(scene: Scene, as_: As, clock: Traveller) -> None:
    scene.seat("member", scene.gate, scene.day)
    phone = as_("member")
    phone.get(scanned(scene.gate))
    form = press(phone)
    phone.post("/linli/duty/check-in", form)
    clock.move_to(MORNING + minutes(20))
    phone.post("/linli/duty/check-in", form)
    answer = phone.get(scanned(scene.gate), expect=303)
    phone.get(answer.location)
    assert "已签到 07:52" in phone.text()
    assert len(arrivals()) == 1


def test_t44_a_double_press_is_one_arrival(scene: Scene, as_: As) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    phone = as_("member")
    for _ in range(2):
        phone.post("/linli/duty/check-in", {"seat": seat.id, "once": "k1"})
    assert [a.evidence for a in arrivals()] == ["tap"]


def test_the_code_under_the_poster_can_be_typed(scene: Scene, as_: As) -> None:
    scene.seat("member", scene.gate, scene.day)
    phone = as_("member")
    phone.get("/linli/duty/check-in")
    code = typed_code(scene.gate.community_id, scene.gate.id, scene.gate.key)
    phone.get(f"/linli/duty/check-in?code={code[:4]}-{code[4:].lower()}")
    phone.post("/linli/duty/check-in", press(phone))
    assert [a.evidence for a in arrivals()] == ["static"]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("forged", "此码无效"),
        ("rotated", "此码无效"),
        ("foreign post", "此码无效"),
        ("no post", "此码无效"),
        ("wrong post", "您现在的岗位是明珠华府"),
        ("not assigned", "目前没有人把您排到这个岗位"),
        ("too early", "还没到签到时间"),
    ],
)
def test_t74_a_refused_code_says_why_and_what_to_do(
    scene: Scene, as_: As, clock: Traveller, case: str, said: str
) -> None:
    url = scanned(scene.gate)
    if case == "wrong post":
        scene.seat("member", scene.checkpoint, scene.day)
        clock.move_to(MORNING + minutes(1))
    elif case == "too early":
        scene.seat("member", scene.gate, scene.night)
    elif case != "not assigned":
        scene.seat("member", scene.gate, scene.day)
    if case == "forged":
        url = scanned(scene.gate, "x" * 43)
    elif case == "rotated":
        scene.gate.key = "a new key"
        db.session.commit()
    elif case == "foreign post":
        url = scanned(scene.gate, poster_token(scene.cast.other_community_id, scene.gate.id, scene.gate.key))
    elif case == "no post":
        url = "/linli/duty/check-in?post=999999&token=abc"
    phone = as_("member")
    phone.get(url, expect=422)
    assert said in phone.text()
    assert phone.soup.find(class_="answer--gap")
    assert arrivals() == []


def test_a_forged_code_sent_with_the_form_is_refused_and_journalled(scene: Scene, as_: As) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    phone = as_("member")
    for token, post in (
        ("x" * 43, scene.gate),
        (poster_token(1, scene.checkpoint.id, scene.checkpoint.key), scene.checkpoint),
    ):
        phone.post("/linli/duty/check-in", {"seat": seat.id, "post": post.id, "token": token}, expect=422)
    assert arrivals() == []
    entries = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "duty.check_in_refused")
    ).all()
    assert [e.details["rule"] for e in entries] == ["code_forged", "wrong_post"]


def test_the_poster_of_a_foreign_community_says_so_and_nothing_about_it(scene: Scene, as_: As) -> None:
    phone = as_("member")
    phone.get("/bieqv/duty/check-in?post=1&token=abc", expect=404)
    assert "不在岗的社区" in phone.text()
    assert "别处社区" not in phone.text()


def test_nobody_checks_in_for_a_colleague(scene: Scene, as_: As) -> None:
    seat = scene.seat("other_member", scene.gate, scene.day)
    as_("member").post("/linli/duty/check-in", {"seat": seat.id}, expect=404)
    assert arrivals() == []


def test_my_day_shows_post_state_and_the_one_action_of_each_moment(
    scene: Scene, as_: As, clock: Traveller
) -> None:
    scene.seat("member", scene.gate, scene.day)
    scene.seat("other_member", scene.gate, scene.night)
    phone, relief = as_("member"), as_("other_member")

    def action(client: PageClient) -> str:
        client.get("/linli/me")
        pinned = client.soup.find(class_="pinned")
        return " ".join(pinned.get_text().split()) if pinned else ""

    assert action(phone) == "签到"
    assert "汉孟路南端" in phone.text()
    phone.post("/linli/duty/check-in", press(phone))
    assert action(phone) == "交班"
    assert "已签到 07:52" in phone.text()
    assert action(relief) == "确认到岗"
    relief.post(f"/linli/duty/seats/{scene.seats['other_member'].id}/confirm")
    assert action(relief) == ""
    assert "已确认" in relief.text()

    clock.move_to(EVENING - minutes(10))
    relief, phone = as_("other_member"), as_("member")
    assert action(relief) == "签到"
    relief.post("/linli/duty/check-in", press(relief))
    seat_id = scene.seats["member"].id
    phone.get(f"/linli/duty/handover/{seat_id}")
    phone.post(f"/linli/duty/handover/{seat_id}", {"remarks": "两件包裹待送", "once": "h1"})
    assert action(phone) == ""
    assert "等待接班" in phone.text()
    phone.post(f"/linli/duty/check-out/{seat_id}", {"once": "o1"}, expect=422)
    assert "接班人尚未接班" in phone.text()
    assert action(relief) == "接班"
    handover = db.session.scalars(select(Handover)).one()
    relief.get(f"/linli/duty/handovers/{handover.id}")
    assert "两件包裹待送" in relief.text()
    relief.get(relief.post(f"/linli/duty/handovers/{handover.id}", {"once": "a1"}).location)
    assert "李文涛" in relief.text()
    assert "张晓琳" in relief.text()
    assert action(phone) == "签退"
    phone.get(phone.post(f"/linli/duty/check-out/{seat_id}", {"once": "o2"}).location)
    assert "已签退 19:50" in phone.text()


def test_a_handover_is_seen_by_the_people_of_its_post_only(scene: Scene, as_: As, clock: Traveller) -> None:
    out = scene.seat("member", scene.gate, scene.day)
    scene.seat("other_member", scene.checkpoint, scene.night)
    scene.arrive(out, MORNING)
    as_("member").post(f"/linli/duty/handover/{out.id}", {"once": "h1"})
    handover = db.session.scalars(select(Handover)).one()
    as_("other_member").get(f"/linli/duty/handovers/{handover.id}", expect=404)
    as_("leader").get(f"/linli/duty/handovers/{handover.id}")


def test_my_day_of_somebody_without_a_shift_says_what_belongs_here(scene: Scene, as_: As) -> None:
    phone = as_("member")
    phone.get("/linli/me")
    assert "还没有给您排班" in phone.text()
    assert phone.soup.find("button", class_="act") is None


def test_a_polled_day_answers_304_until_something_changes(scene: Scene, as_: As) -> None:
    scene.seat("member", scene.gate, scene.day)
    phone = as_("member")
    first = phone.fragment("/linli/me", "my-day")
    headers = {"HX-Request": "true", "HX-Target": "div#my-day", "If-None-Match": first.headers["ETag"]}
    phone.get("/linli/me", headers=headers, expect=304)
    phone.post("/linli/duty/check-in", {"seat": scene.seats["member"].id, "once": "k"})
    phone.get("/linli/me", headers=headers, expect=200)


def test_no_get_changes_anything(scene: Scene, as_: As) -> None:
    scene.seat("member", scene.gate, scene.day)
    before = db.session.scalar(select(func.count()).select_from(JournalEntry))
    phone = as_("member")
    for url in (scanned(scene.gate), "/linli/me", "/linli/duty/check-in", "/linli/notices"):
        phone.get(url)
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == before
    assert arrivals() == []


def test_the_address_in_the_code_carries_the_post_and_no_person(scene: Scene, as_: As, app: Flask) -> None:
    from teamhub.web.sheets.duty import check_in_address

    with app.test_request_context("/linli/duty/posts"):
        from flask import g

        g.community_slug = "linli"
        address = urlsplit(check_in_address(scene.gate))
    assert address.path == "/linli/duty/check-in"
    assert set(parse_qs(address.query)) == {"post", "token"}


def test_a_shift_that_ended_is_not_my_post_any_more(scene: Scene, as_: As, clock: Traveller) -> None:
    scene.seat("member", scene.gate, scene.day)
    clock.move_to(EVENING + timedelta(hours=1))
    phone = as_("member")
    phone.get("/linli/me")
    assert "还没有给您排班" in phone.text()
