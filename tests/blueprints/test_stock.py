"""The team's own supplies: counted at the post and with a handover, low ones said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.duty import Handover
from teamhub.models.supplies import StockCount
from teamhub.web.clock import now
from tests.cast import Cast
from tests.duty_scene import Scene, build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Scene:
    return build_scene(cast)


def counts() -> list[tuple[str, int]]:
    return [(c.item, c.quantity) for c in db.session.scalars(select(StockCount).order_by(StockCount.id))]


def count(client: PageClient, scene: Scene, expect: int = 303, **numbers: str) -> None:
    url = f"/linli/stock/{scene.gate.id}"
    client.get(url)
    once = client.soup.find("input", attrs={"name": "once"})
    assert once is not None
    sent = {"once": str(once["value"]), **{f"stock_{item}": said for item, said in numbers.items()}}
    client.post(url, sent, expect=expect)


def test_counted_at_the_post_and_low_is_said(scene: Scene, as_: As) -> None:
    member = as_("member")
    member.get("/linli/stock")
    assert "还没有盘点" in member.text()
    count(member, scene, mask="60", gown="4")
    count(member, scene, mask="18")
    assert counts() == [("mask", 60), ("gown", 4), ("mask", 18)]
    member.get("/linli/stock")
    assert "不足 汉孟路南端 口罩 18 · 防护服 4" in member.text()
    assert "-42" in member.text()
    member.get("/linli/supplies")
    assert "有 1 个岗点防护物资不足" in member.text()
    leader = as_("leader")
    leader.get(f"/linli/duty/posts/{scene.gate.id}")
    assert leader.soup.select(f"a[href='/linli/stock/{scene.gate.id}']")
    count(member, scene, mask="100", gown="10")
    member.get("/linli/supplies")
    assert "不足" not in member.text()


@pytest.mark.parametrize("said", ["-1", "1.5", "三", "100000"])
def test_what_is_no_number_stores_nothing_and_stays(scene: Scene, as_: As, said: str) -> None:
    member = as_("member")
    count(member, scene, expect=422, mask=said, radio="2")
    assert counts() == []
    kept = member.soup.find("input", attrs={"name": "stock_radio"})
    assert kept is not None
    assert kept["value"] == "2"


def test_an_empty_form_and_somebody_elses_post(scene: Scene, as_: As) -> None:
    count(as_("member"), scene, expect=422)
    as_("outsider").get(f"/bieqv/stock/{scene.gate.id}", expect=404)
    as_("reader").get("/linli/stock", expect=403)
    assert counts() == []


def test_with_a_handover_they_are_counted_for_the_relief(scene: Scene, as_: As) -> None:
    seat = scene.seat("member", scene.gate, scene.day)
    scene.arrive(seat, now() - timedelta(hours=2))
    member, url = as_("member"), f"/linli/duty/handover/{seat.id}"
    for masks in ("70", "12"):
        member.get(url)
        once = member.soup.find("input", attrs={"name": "once"})
        assert once is not None
        member.post(url, {"once": str(once["value"]), "stock_mask": masks, "remarks": "钥匙在桌上"})
    handover = db.session.scalars(select(Handover)).one()
    assert counts() == [("mask", 12)]
    member.get(f"/linli/duty/handovers/{handover.id}")
    assert "口罩 12 不足" in member.text()
    member.get(url)
    kept = member.soup.find("input", attrs={"name": "stock_mask"})
    assert kept is not None
    assert kept["value"] == "12"
    member.post(url, {"once": "another", "stock_mask": "-5"}, expect=422)
    assert counts() == [("mask", 12)]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_page_reads_well(scene: Scene, as_: As, language: str) -> None:
    leader = as_("leader", language=language)
    for path in ("/linli/stock", f"/linli/stock/{scene.gate.id}", "/linli/supplies"):
        leader.get(path)
    as_("leader", language=language).get("/linli/stock/999", expect=404)
