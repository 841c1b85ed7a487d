"""Receipt lists, muster records and handover logs on paper; reminders; numbers of those who are missing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pdfplumber
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.campaigns import Reveal
from teamhub.models.duty import Muster, MusterCall
from teamhub.models.notices import Directive, DirectiveReceipt
from tests.cast import Cast
from tests.duty_scene import MORNING, Scene, build_scene, minutes
from tests.page_client import PageClient

As = Callable[..., PageClient]


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Iterator[Scene]:
    with time_machine.travel(MORNING, tick=False):
        yield build_scene(cast)


def read(client: PageClient, url: str) -> str:
    """The words of a PDF, without blanks."""
    answer = client.get(url)
    assert answer.mimetype == "application/pdf"
    with pdfplumber.open(io.BytesIO(answer.data)) as book:
        return "".join("".join((page.extract_text() or "").split()) for page in book.pages)


def notice(leader: PageClient) -> Directive:
    form = {"title": "做好交接班", "issuer": "防控指挥部", "who": "everybody", "once": "n1"}
    leader.post("/linli/notices/new", form)
    return db.session.scalars(select(Directive)).one()


def test_those_who_have_not_confirmed_are_reminded_once_a_press(scene: Scene, as_: As) -> None:
    leader, member = as_("leader"), as_("member")
    directive = notice(leader)
    member.post(f"/linli/notices/{directive.id}/receipt", {"once": "r1"})
    leader.get(f"/linli/notices/{directive.id}")
    assert "催办未签收人员" in leader.text()
    leader.post(f"/linli/notices/{directive.id}/remind", {"once": "r"})
    receipts = db.session.scalars(select(DirectiveReceipt)).all()
    assert {r.reminded_at is None for r in receipts if r.acknowledged_at} == {True}
    assert {r.reminded_at is None for r in receipts if not r.acknowledged_at} == {False}
    leader.get(f"/linli/notices/{directive.id}")
    assert "08:00已催办" in leader.text()
    other = as_("other_member")
    other.get("/linli/me")
    assert "已催办" in other.text()
    member.post(f"/linli/notices/{directive.id}/remind", {"once": "x"}, expect=403)
    leader.post(f"/linli/notices/{directive.id}/withdraw")
    leader.post(f"/linli/notices/{directive.id}/remind", {"once": "y"}, expect=422)
    assert "已撤回" in leader.text()


def test_the_receipt_list_names_everybody_and_adds_up(scene: Scene, as_: As) -> None:
    leader = as_("leader")
    directive = notice(leader)
    as_("member").post(f"/linli/notices/{directive.id}/receipt", {"once": "r1"})
    addressed = len(db.session.scalars(select(DirectiveReceipt)).all())
    words = read(leader, f"/linli/notices/{directive.id}/receipts.pdf")
    assert "通知签收表" in words
    assert "做好交接班" in words
    assert f"应签收{addressed}" in words
    assert "已签收1" in words or "已确认1" in words
    assert f"未签收{addressed - 1}" in words
    assert "李文涛" in words
    english = read(as_("leader", language="en"), f"/linli/notices/{directive.id}/receipts.pdf")
    assert "Receiptlist" in english
    as_("member").get(f"/linli/notices/{directive.id}/receipts.pdf", expect=403)


def call_out(leader: PageClient) -> Muster:
    form = {
        "place": "社区大院",
        "issuer": "市委组织部",
        "ordered": "2022-04-04T07:30",
        "due": "2022-04-04T09:00",
        "who": "everybody",
        "once": "m1",
    }
    leader.post("/linli/duty/musters/new", form)
    return db.session.scalars(select(Muster)).one()


def test_the_record_of_a_muster_has_every_name_and_the_counts_of_each_organisation(
    scene: Scene, as_: As
) -> None:
    leader = as_("leader")
    muster = call_out(leader)
    calls = db.session.scalars(select(MusterCall).order_by(MusterCall.id)).all()
    leader.post(f"/linli/duty/musters/calls/{calls[0].id}/arrival")
    words = read(leader, f"/linli/duty/musters/{muster.id}/record.pdf")
    assert "集结记录" in words
    assert "社区大院" in words
    assert f"应到{len(calls)}" in words
    assert "最早到达08:00" in words
    assert words.count("未到") == len(calls) - 1 or words.count("缺席") == len(calls) - 1


def test_numbers_of_the_missing_are_opened_together_and_each_is_kept(scene: Scene, as_: As) -> None:
    leader = as_("leader")
    muster = call_out(leader)
    calls = db.session.scalars(select(MusterCall).order_by(MusterCall.id)).all()
    leader.post(f"/linli/duty/musters/calls/{calls[0].id}/arrival")
    leader.get(f"/linli/duty/musters/{muster.id}")
    assert leader.soup.select("a[href^='tel:']") == []
    leader.post(f"/linli/duty/musters/{muster.id}/phones", expect=200)
    links = leader.soup.select("a[href^='tel:']")
    assert len(links) == len(calls) - 1
    opened = db.session.scalars(select(Reveal)).all()
    assert sorted(r.object_id for r in opened) == sorted(c.person_id for c in calls[1:])
    assert {r.reason for r in opened} == {f"muster {muster.code}"}
    as_("member").post(f"/linli/duty/musters/{muster.id}/phones", expect=403)
    as_("outsider").post(f"/bieqv/duty/musters/{muster.id}/phones", expect=404)
    leader.post(f"/linli/duty/musters/{muster.id}/close")
    leader.post(f"/linli/duty/musters/{muster.id}/phones", expect=422)


def test_the_handover_log_of_a_post_carries_what_was_passed_on(scene: Scene, as_: As) -> None:
    out = scene.seat("member", scene.gate, scene.day)
    scene.arrive(out, MORNING - minutes(5))
    page = f"/linli/duty/posts/{scene.gate.id}/handovers.pdf"
    assert "暂无记录" in read(as_("leader"), page)
    as_("member").post(
        f"/linli/duty/handover/{out.id}", {"once": "h1", "incidents": "一户求助", "remarks": "留意三单元老人"}
    )
    words = read(as_("leader"), page)
    assert "交接班记录" in words
    assert "汉孟路南端" in words
    assert "一户求助；留意三单元老人" in words
