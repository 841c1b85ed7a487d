"""Codes that change every half-minute: on a screen at the post, and on the phone of who hands over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.duty import CheckIn, Handover, Post
from teamhub.queries.duty_codes import shown_code
from teamhub.web.clock import now
from tests.cast import Cast
from tests.duty_scene import EVENING, MORNING, Scene, build_scene, minutes
from tests.page_client import PageClient

As = Callable[..., PageClient]
Traveller = time_machine.Traveller
CHECK_IN = "/linli/duty/check-in"


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MORNING - minutes(8), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock: Traveller, app: Flask, cast: Cast) -> Scene:
    return build_scene(cast)


def scanned(post: Post, code: str) -> str:
    return f"{CHECK_IN}?post={post.id}&token={code}"


def press(client: PageClient, name: str = "once") -> dict[str, Any]:
    """What the form on the page would send."""
    field = client.soup.select_one(f"main input[name={name}]")
    assert field is not None
    form = field.find_parent("form")
    assert form is not None
    return {str(i["name"]): i["value"] for i in form.find_all("input") if i["name"] != "csrf_token"}


def arrivals() -> list[tuple[str, str]]:
    return [(a.standing, a.evidence) for a in db.session.scalars(select(CheckIn).order_by(CheckIn.id))]


@pytest.mark.proves("T74")
def test_who_scans_the_screen_at_the_post_is_known_by_the_strongest_evidence(scene: Scene, as_: As) -> None:
    scene.seat("member", scene.gate, scene.day)
    phone = as_("member")
    phone.get(scanned(scene.gate, shown_code(scene.gate, now())))
    phone.post(CHECK_IN, press(phone))
    assert arrivals() == [("early", "rotating")]


@pytest.mark.proves("T74")
def test_a_code_is_good_for_a_minute_and_its_page_for_ten(scene: Scene, as_: As, clock: Traveller) -> None:
    scene.seat("member", scene.gate, scene.day)
    phone, code = as_("member"), shown_code(scene.gate, now())
    clock.shift(60)
    phone.get(scanned(scene.gate, code))
    sent = press(phone)
    clock.shift(31)
    phone.get(scanned(scene.gate, code), expect=422)
    assert "动态码每半分钟更换一次" in phone.text()
    clock.shift(600)
    phone.post(CHECK_IN, sent, expect=422)
    assert arrivals() == []
    refused = db.session.scalars(select(JournalEntry).where(JournalEntry.action == "duty.check_in_refused"))
    assert [entry.details["rule"] for entry in refused] == ["code_over"]
    english = as_("member", language="en")
    english.get(scanned(scene.gate, code), expect=422)
    assert "changes every half-minute" in english.text()


@pytest.mark.parametrize(
    "case", ["other post", "other key", "other person", "shown as proof", "no number", "later"]
)
@pytest.mark.proves("T74")
def test_a_code_of_something_else_is_none(scene: Scene, as_: As, clock: Traveller, case: str) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    phone, code = as_("member"), shown_code(scene.gate, now())
    form = {"seat": seat.id, "post": scene.gate.id, "token": code}
    if case == "other post":
        phone.get(scanned(scene.gate, shown_code(scene.checkpoint, now())), expect=422)
    elif case == "other key":
        scene.gate.key = "another"
        db.session.commit()
        phone.get(scanned(scene.gate, code), expect=422)
    elif case == "other person":
        scene.seat("other_member", scene.gate, scene.day)
        other = as_("other_member")
        other.get(scanned(scene.gate, code))
        phone.post(CHECK_IN, {**form, "token": press(other)["token"]}, expect=422)
    elif case == "shown as proof":
        phone.post(CHECK_IN, form, expect=422)
    elif case == "later":
        code = shown_code(scene.gate, now() + minutes(5))
        phone.get(scanned(scene.gate, code), expect=422)
    else:
        for odd in ("..", "x.y", "-1.abc", "9" * 40 + ".abc", "１.abc", ".", "1."):
            phone.get(scanned(scene.gate, odd), expect=422)
    assert arrivals() == []


def test_the_screen_is_for_who_is_on_this_post_or_makes_its_posters(scene: Scene, as_: As) -> None:
    page = f"/linli/duty/posts/{scene.gate.id}/code"
    seat = scene.seat("member", scene.gate, scene.day)
    phone = as_("member")
    phone.get(page, expect=404)
    scene.arrive(seat, now())
    phone.get(page)
    assert phone.soup.select_one("#shown-code svg") is not None
    assert phone.fragment(page, "shown-code").status_code == 200
    as_("leader").get(page)
    as_("other_member").get(page, expect=404)
    as_("outsider").get(page, expect=404)


def relief(scene: Scene, as_: As, clock: Traveller) -> tuple[PageClient, PageClient, Handover]:
    """The member on the day shift has offered; the other member comes for the night."""
    out = scene.seat("member", scene.gate, scene.day)
    scene.seat("other_member", scene.gate, scene.night)
    scene.arrive(out, MORNING)
    clock.move_to(EVENING - minutes(10))
    phone = as_("member")
    answer = phone.post(
        f"/linli/duty/handover/{out.id}", {"once": "h1", "incidents": "一户求助", "remarks": "留意三单元老人"}
    )
    phone.get(answer.location)
    return phone, as_("other_member"), db.session.scalars(select(Handover)).one()


def test_scanning_the_outgoing_phone_is_an_arrival_and_takes_the_post_over(
    scene: Scene, as_: As, clock: Traveller
) -> None:
    phone, other, handover = relief(scene, as_, clock)
    assert "留意三单元老人" in phone.text()
    here = f"/linli/duty/handovers/{handover.id}"
    other.get(f"{here}?code={shown_code(scene.gate, now(), handover=handover.id)}")
    assert "留意三单元老人" in other.text()
    other.post(here, press(other))
    assert arrivals()[1:] == [("early", "rotating")]
    phone.get(f"{here}/code")
    assert "张晓琳已于19:50接班" in phone.text()
    assert phone.soup.select_one("#handing-over .shown-code") is None
    accepted = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "duty.handover_accepted")
    ).one()
    assert accepted.details["scanned"] is True
    phone.post(f"/linli/duty/check-out/{scene.seats['member'].id}", {"once": "o"})


def test_without_a_scan_the_relief_checks_in_first(scene: Scene, as_: As, clock: Traveller) -> None:
    _, other, handover = relief(scene, as_, clock)
    other.get(f"/linli/duty/handovers/{handover.id}")
    other.post(f"/linli/duty/handovers/{handover.id}", press(other), expect=422)
    assert "请先签到" in other.text()
    assert len(arrivals()) == 1


def test_an_old_code_or_that_of_another_handover_takes_nothing_over(
    scene: Scene, as_: As, clock: Traveller
) -> None:
    _, other, handover = relief(scene, as_, clock)
    here = f"/linli/duty/handovers/{handover.id}"
    code = shown_code(scene.gate, now(), handover=handover.id)
    other.get(f"{here}?code={shown_code(scene.gate, now())}", expect=422)
    assert "签到码无效" in other.text() or "此码无效" in other.text()
    other.get(f"{here}?code={code}")
    sent = press(other)
    clock.shift(700)
    other.get(f"{here}?code={code}", expect=422)
    other.post(here, sent, expect=422)
    assert db.session.scalars(select(Handover.accepted_at)).one() is None


def test_the_code_of_a_handover_is_on_the_phone_of_who_hands_over_only(
    scene: Scene, as_: As, clock: Traveller
) -> None:
    _, other, handover = relief(scene, as_, clock)
    for somebody in (other, as_("leader"), as_("outsider")):
        somebody.get(f"/linli/duty/handovers/{handover.id}/code", expect=404)
