"""Issued briefs are found again: by year, day, number and words; two of them side by side; corrections both ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief
from teamhub.models.campaigns import StandardText
from tests.databases import take_guard_away
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
AT = "/linli/briefs"


def version_on_page(client: PageClient) -> str:
    return str(client.soup.select_one("input[name=version]")["value"])  # type: ignore[index]


@pytest.fixture(autouse=True)
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """These stories are about finding; a print takes a second each."""
    monkeypatch.setattr("teamhub.actions.briefs_print.print_facts", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("teamhub.actions.briefs_print.count_pages", lambda _: 1)


def issue(client: PageClient, day: str, problems: str = "") -> None:
    client.get(f"{AT}/{day}")
    form = {
        "version": version_on_page(client),
        "problems": problems,
        "plan": "丙",
        "typical_case": "",
        "opening": "",
    }
    client.post(f"{AT}/{day}/texts", form)
    client.get(f"{AT}/{day}/issue")
    client.post(f"{AT}/{day}/issue", {"version": version_on_page(client)})


def found(client: PageClient, typed: str) -> list[str]:
    client.post(f"{AT}/find", {"q": typed}, expect=200)
    return [a.get_text().partition(" · ")[0] for a in client.soup.select("[data-rows] a")]


@pytest.fixture
def leader(as_: SignIn) -> PageClient:
    client = as_("leader")
    issue(client, "2022-04-03", "电梯检修")
    issue(client, "2022-04-04", "路灯不亮\n电梯已修好")
    return client


def test_a_brief_is_found_by_day_number_and_words_of_its_text(leader: PageClient) -> None:
    assert found(leader, "4月4日") == ["第 2 期"]
    assert found(leader, "2022-04-03") == ["第 1 期"]
    assert found(leader, "第2期") == ["第 2 期"]
    assert found(leader, "电梯") == ["第 2 期", "第 1 期"]
    assert "电梯检修" in leader.text()
    assert found(leader, "No sweep was held") == ["第 2 期", "第 1 期"]
    assert found(leader, "100%") == []
    assert found(leader, "没有这样的词") == []


def test_what_is_searched_for_stands_in_no_address(leader: PageClient) -> None:
    leader.get(f"{AT}/find?q=电梯", expect=404)
    leader.post(f"{AT}/find", {"q": "电梯"}, expect=200)
    assert all("电梯" not in str(a.get("href")) for a in leader.soup.find_all("a"))


def test_a_brief_printed_before_words_were_kept_is_found_as_well(leader: PageClient) -> None:
    from sqlalchemy import text

    take_guard_away("stored_documents", "update")
    db.session.execute(text("UPDATE stored_documents SET words = NULL"))
    db.session.commit()
    assert found(leader, "路灯不亮") == ["第 2 期"]


def test_drafts_are_not_found_and_another_community_finds_nothing(leader: PageClient, as_: SignIn) -> None:
    leader.get(f"{AT}/2022-04-05")
    form = {"version": "0", "problems": "只在草稿里", "plan": "", "typical_case": "", "opening": ""}
    leader.post(f"{AT}/2022-04-05/texts", form)
    assert found(leader, "只在草稿里") == []
    outsider = as_("outsider")
    outsider.post("/bieqv/briefs/find", {"q": "电梯"}, expect=200)
    assert outsider.soup.select("[data-rows] a") == []


def test_two_days_stand_side_by_side_figures_and_words(leader: PageClient) -> None:
    leader.get(f"{AT}/compare?one=2022-04-03&other=2022-04-04")
    columns = [v.get_text(" ", strip=True) for v in leader.soup.select(".versions__one")]
    assert "电梯检修" in columns[0]
    assert "路灯不亮" in columns[1]
    assert "电梯已修好" in columns[1]
    leader.get(f"{AT}/compare?one=2022-04-03&other=2022-04-09", expect=404)


def test_a_correction_and_what_it_corrects_name_each_other_and_can_be_compared(leader: PageClient) -> None:
    leader.post(f"{AT}/2022-04-04/correct", {"note": "漏了一条"})
    issue(leader, "2022-04-04", "路灯不亮\n电梯已修好\n围挡有缺口")
    leader.get(f"{AT}?year=2022")
    rows = [tr.get_text(" ", strip=True) for tr in leader.soup.select("#brief-list tbody tr")]
    assert "更正第 2 期" in rows[0]
    assert "已由第 3 期更正" in rows[1]
    leader.get(f"{AT}/2022-04-04")
    link = leader.soup.select_one("a[href*='/compare?']")
    assert link is not None
    leader.get(str(link["href"]))
    assert "围挡有缺口" in leader.text()
    numbers = db.session.query(DailyBrief.number).order_by(DailyBrief.number).all()
    assert [n for (n,) in numbers] == [1, 2, 3]


def test_the_archive_reads_well_in_english_too(as_: SignIn) -> None:
    client = as_("leader", language="en")
    client.get(f"{AT}/compare")
    issue(client, "2022-04-03")
    issue(client, "2022-04-04")
    client.get(AT)
    client.get(f"{AT}?year=2022")
    client.get(f"{AT}/compare")
    client.post(f"{AT}/find", {"q": "No. 1"}, expect=200)
    assert "4 Apr" not in client.text()
    assert "3 Apr 2022" in client.text()


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_a_summary_of_the_issued_days_is_shown_and_printed(as_: SignIn, language: str) -> None:
    client = as_("leader", language=language)
    issue(client, "2022-04-03", "电梯检修")
    client.get(f"{AT}/summary?from=2022-04-02&to=2022-04-04")
    paper = client.soup.select_one(".brief-page")
    assert paper is not None
    said = paper.get_text(" ", strip=True)
    assert "电梯检修" in said
    assert ("未印发" if language != "en" else "not issued") in said
    assert client.get(f"{AT}/summary.pdf?from=2022-04-03&to=2022-04-03").data.startswith(b"%PDF")
    client.get(f"{AT}/summary?from=nonsense&to=2199-01-01")


def test_sections_are_the_communitys_own(as_: SignIn) -> None:
    client = as_("leader")
    db.session.add(
        StandardText(community_id=1, name="brief_sections", body_zh="care 保障\nplan 明日打算", body_en="")
    )
    db.session.commit()
    client.get(f"{AT}/2022-04-04")
    headings = [h.get_text(strip=True) for h in client.soup.select(".brief-page .brief-heading")]
    assert headings == ["一、保障", "二、明日打算"]
