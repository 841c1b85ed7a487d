"""Whoever holds a printed brief asks whether it is genuine: without an account, and without learning its content."""

from __future__ import annotations

import io
from collections.abc import Callable

import pdfplumber
import pytest
import zxingcpp

from teamhub.domain.briefs.verification import check_letter
from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief, StoredDocument
from tests.page_client import PageClient

DAY = "/linli/briefs/2022-04-04"
SignIn = Callable[..., PageClient]


def issue(client: PageClient) -> DailyBrief:
    client.get(f"{DAY}/issue")
    version = client.soup.select_one("input[name=version]")["value"]  # type: ignore[index]
    client.post(f"{DAY}/issue", {"version": str(version)})
    return db.session.query(DailyBrief).order_by(DailyBrief.id.desc()).first()  # type: ignore[return-value]


def test_the_code_on_the_paper_leads_a_stranger_to_what_the_print_is(
    as_: SignIn, stranger: PageClient
) -> None:
    leader = as_("leader")
    brief = issue(leader)
    pdf = leader.get(f"{DAY}.pdf").data
    with pdfplumber.open(io.BytesIO(pdf)) as paper:
        (code,) = zxingcpp.read_barcodes(paper.pages[-1].to_image(resolution=100).original.convert("L"))
        pages = len(paper.pages)
    address = code.text.partition("LOCALHOST")[2]
    for language in ("zh_Hans_CN", "en"):
        stranger.speak(language).get(address)
        told = stranger.text()
        stored = db.session.query(StoredDocument).one()
        assert stored.sha256 in told
        assert stored.pages == pages
        assert ("邻里社区" if language != "en" else "Linli Community") in told
        assert ("2022年4月4日" if language != "en" else "4 Apr 2022") in told
        assert ("2026" in told) == (str(brief.year) == "2026")
        assert "周队长" not in told  # who signed is on the paper, not here
        assert "卡口" not in told


def test_a_typed_code_is_read_in_any_shape_and_leads_there(as_: SignIn, stranger: PageClient) -> None:
    code = issue(as_("leader")).code
    assert code is not None
    stranger.get("/v")
    answer = stranger.get(f"/v?code={code[:5].lower()}-{code[5:].lower()}", expect=303)
    stranger.get(answer.location)
    assert "真实" in stranger.text()


def test_a_slip_of_the_finger_is_told_apart_from_a_code_that_was_never_given(stranger: PageClient) -> None:
    stranger.get("/v?code=7KQ2M-9XD49", expect=422)
    assert stranger.soup.select_one("#code")["value"] == "7KQ2M-9XD49"  # type: ignore[index]
    unknown = "222222222" + check_letter("222222222")
    stranger.get(f"/v/{unknown}", expect=404)
    assert "没有这个验证码的简报" in stranger.text()


def test_a_draft_has_no_code_and_a_correction_is_told_on_both_papers(
    as_: SignIn, stranger: PageClient
) -> None:
    leader = as_("leader")
    first = issue(leader).code
    stranger.get(f"/v/{first}")
    assert "至今没有更正" in stranger.text()
    leader.post(f"{DAY}/correct", {"note": "数字有误"})
    stranger.get(f"/v/{first}")
    assert "至今没有更正" in stranger.text()  # what is being written is nobody's business yet
    second = issue(leader).code
    stranger.get(f"/v/{first}")
    assert "第 2 期为准" in stranger.text()
    stranger.get(f"/v/{second}")
    assert "第 1 期" in stranger.text()
    assert "数字有误" not in stranger.text()
    leader.get(f"{DAY}")
    assert "更正第 1 期" in leader.text()


def test_guessing_is_slowed_down_and_real_papers_are_not(as_: SignIn, stranger: PageClient) -> None:
    code = issue(as_("leader")).code
    for _ in range(25):
        stranger.get(f"/v/{code}")
    for n in range(20):
        body = f"2222222{'23456789ABCDEFGHJKMN'[n]}2"
        stranger.get(f"/v/{body}{check_letter(body)}", expect=404)
    body = "333333333"
    stranger.get(f"/v/{body}{check_letter(body)}", expect=429)
    assert "分钟" in stranger.text()


def test_the_english_print_is_made_once_and_stays(as_: SignIn) -> None:
    leader = as_("leader")
    issue(leader)
    first = leader.get(f"{DAY}.pdf?lang=en").data
    assert leader.get(f"{DAY}.pdf?lang=en").data == first
    assert {d.language for d in db.session.query(StoredDocument)} == {"zh_Hans_CN", "en"}


@pytest.mark.parametrize("address", ["/v", "/v/7KQ2M9XD4T"])
def test_the_page_asks_for_no_sign_in(stranger: PageClient, address: str) -> None:
    assert stranger.http.get(address).status_code in (200, 404, 422)
