"""Deeds as they may be published, and the honour roll, which is not there unless switched on."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask

from teamhub.actions import deeds, requests
from teamhub.actions.deeds import DeedFacts
from teamhub.actions.settings import set_thresholds
from teamhub.actions.work import unit_of_work
from teamhub.domain.requests import RequestFacts
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]
SECRETS = ("孔秀英", "6-1-302", "13912345678", "35元", "糖尿病", "没有同意的感谢")


@pytest.fixture
def noted(app: Flask, cast: Cast) -> Cast:
    """A closed request, a deed with consent, one without, and one with nothing but its kind."""
    leader, member, at = cast.viewer("leader"), cast.viewer("member"), now()
    with unit_of_work():
        asked = requests.take_request(
            RequestFacts("medicine", "药", requested_by="孔秀英", beneficiary="孔秀英"), by=leader, at=at
        )
        requests.assign_request(asked.id, cast.person("member"), version=asked.version, by=leader, at=at)
        requests.advance_request(asked.id, "accepted", by=member, at=at)
        requests.advance_request(
            asked.id, "done", by=member, at=at, note="给孔秀英（6-1-302，13912345678）送糖尿病药，垫付35元"
        )
        requests.advance_request(asked.id, "confirmed", by=leader, at=at)
        requests.advance_request(asked.id, "closed", by=leader, at=at)
        both = [cast.person("member"), cast.person("other_member")]
        deeds.note_deed(
            DeedFacts(
                "printing",
                at,
                cast.compound_id,
                "打印试卷12份",
                "刘大妈",
                thanks="谢谢你们",
                quote_consent=True,
                story="刘大妈家的孩子按时拿到了试卷。",
                helper_ids=both,
            ),
            by=member,
            at=at,
        )
        deeds.note_deed(DeedFacts("shopping", at, summary="买米", thanks="没有同意的感谢"), by=member, at=at)
        deeds.note_deed(DeedFacts("other", at), by=member, at=at)
    return cast


def test_nothing_that_points_at_a_resident_is_on_the_page_or_in_the_file(noted: Cast, as_: As) -> None:
    leader = as_("leader")
    answers = [leader.get("/linli/deeds/publication").get_data(as_text=True)]
    answers.append(leader.get("/linli/deeds/publication/export.csv").data.decode("utf-8-sig"))
    for body in answers:
        assert [secret for secret in SECRETS if secret in body] == []
        assert "给孔某送慢性病药，垫付" in body
        assert "刘大妈家的孩子按时拿到了试卷。" in body
        assert "谢谢你们" in body
    assert len(list(csv.reader(io.StringIO(answers[1])))) == 4
    leader.get("/linli/deeds/publication")
    for words in ("已隐去姓名", "已隐去住址", "已隐去号码", "已隐去金额", "已隐去病情", "按规则生成"):
        assert words in leader.text()
    leader.get("/linli/deeds/publication/export.xlsx")
    leader.get("/linli/deeds/publication/export.pdf", expect=404)


def test_filtered_by_kind_and_day(noted: Cast, as_: As) -> None:
    leader = as_("leader")
    leader.get("/linli/deeds/publication?category=printing")
    assert len(leader.soup.select("article")) == 1
    leader.get("/linli/deeds/publication?day=2001-01-01")
    assert leader.soup.select("article") == []


def test_the_honour_roll_is_switched_on_by_the_community(noted: Cast, as_: As) -> None:
    leader = as_("leader")
    leader.get("/linli/deeds/honours", expect=404)
    leader.get("/linli/deeds")
    assert "光荣榜" not in leader.text()
    with unit_of_work():
        set_thresholds({"honour_roll": True}, by=noted.viewer("leader"), at=now())
    leader.get("/linli/deeds")
    assert "光荣榜" in leader.text()
    leader.get("/linli/deeds/honours")
    people, offices = leader.soup.select("table")
    told = [[cell.get_text() for cell in row.select("th, td")] for row in people.select("tbody tr")]
    assert told == [["李文涛", "市委组织部", "4"], ["张晓琳", "市委组织部", "1"]]
    assert [c.get_text() for c in offices.select("tbody td")] == ["4"]
    assert "共 4 件" in leader.text()
    leader.get("/linli/deeds/honours?day=2001-01-01")
    assert leader.soup.select("table") == []


def test_who_writes_no_brief_takes_nothing_for_publication(as_: As) -> None:
    for name in ("member", "group_leader", "worker", "reader"):
        as_(name).get("/linli/deeds/publication", expect=403)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_page_reads_well(noted: Cast, as_: As, language: str) -> None:
    with unit_of_work():
        set_thresholds({"honour_roll": True}, by=noted.viewer("leader"), at=now())
    for path in ("", "/publication", "/honours"):
        client = as_("leader", language=language)
        client.get(f"/linli/deeds{path}")
