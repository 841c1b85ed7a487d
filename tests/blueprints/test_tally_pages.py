"""Every figure on the tally is a link, and the rows behind the link add up to it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions.deeds import DeedFacts, note_deed
from teamhub.actions.work import unit_of_work
from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.people import Membership
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

NO_SUM = (".longest_wait", "testing.waits")
"""A longest wait is explained by its rows, not added up from them."""
NUMBER = re.compile(r"[\d,]+")


def somebody(role: Role) -> int:
    found = db.session.scalar(select(Membership.account_id).where(Membership.role == role.value).limit(1))
    assert found is not None
    return found


def totals_of(client: PageClient) -> list[tuple[str, str, str]]:
    """(figure as shown, key of its rows, address)"""
    links = client.soup.select("main a.source")
    found = []
    for link in links:
        address = str(link["href"])
        found.append((link.get_text(strip=True), unquote(urlsplit(address).path.rsplit("/", 1)[1]), address))
    return found


@pytest.mark.parametrize("day", ["2022-04-02", pytest.param("2022-04-04", marks=pytest.mark.prove)])
def test_every_figure_leads_to_rows_that_add_up_to_it(example: Flask, day: str) -> None:
    client = PageClient(example).sign_in(somebody(Role.TEAM_LEADER))
    client.get(f"/balicha/tally?date={day}")
    links = totals_of(client)
    assert len(links) > 100
    seen: dict[str, str] = {}
    wrong = []
    for shown, key, address in links:
        if key.endswith(NO_SUM) or address in seen:
            continue
        seen[address] = key
        client.get(address)
        head = client.soup.select_one("#rows .figure__value")
        assert head is not None, key
        told = NUMBER.match(head.get_text(strip=True))
        if told is None or told.group() != shown:
            wrong.append(
                f"{key} on {parse_qs(urlsplit(address).query)['date']}: {shown}, rows {head.get_text(strip=True)}"
            )
    assert wrong == []


def test_who_sees_counts_only_gets_no_links(example: Flask) -> None:
    client = PageClient(example).sign_in(somebody(Role.COMMITTEE_READER))
    client.get("/balicha/tally?date=2022-04-04")
    assert totals_of(client) == []
    assert "15,055" in client.text()


def test_the_fourth_day_beside_the_third_and_in_round_words(example: Flask) -> None:
    client = PageClient(example).sign_in(somebody(Role.TEAM_LEADER))
    client.get("/balicha/tally?date=2022-04-04")
    caption = client.soup.find("caption", string="与前一日对比")
    table = caption.find_parent("table") if caption else None
    assert table is not None
    rows = [[c.get_text(strip=True) for c in row.select("th, td")] for row in table.select("tbody tr")]
    assert ["实事", "22", "19", "+3", "70", "—"] in rows
    assert rows[0][1:] == ["5,096", "23", "+5,073", "15,055", "1.5万余人次"]
    client.get("/balicha/tally?date=2022-04-04&at=12:00")
    clock = client.soup.find("input", attrs={"name": "at"})
    assert clock is not None
    assert clock["value"] == "12:00"


def test_the_files_hold_what_the_page_shows(example: Flask) -> None:
    reader = PageClient(example).sign_in(somebody(Role.COMMITTEE_READER))
    told = reader.get("/balicha/tally/export.csv?date=2022-04-04").data.decode("utf-8-sig").splitlines()
    assert "与前一日对比,实事,当日,22" in told
    assert "逐日情况,2022-04-03,实事,19" in told
    book = openpyxl.load_workbook(
        io.BytesIO(reader.get("/balicha/tally/export.xlsx?date=2022-04-04").data), read_only=True
    )
    assert len(book.sheetnames) == 8
    reader.get("/balicha/tally/export.pdf", expect=404)
    reader.get("/balicha/tally/rows/deeds.total/export.csv", expect=403)
    leader = PageClient(example).sign_in(somebody(Role.TEAM_LEADER))
    rows = leader.get("/balicha/tally/rows/deeds.total/export.csv?date=2022-04-06").data.decode("utf-8-sig")
    assert len(rows.splitlines()) == 109


def test_a_late_entry_is_counted_and_listed(as_: Callable[..., PageClient], cast: Cast) -> None:
    at = now()
    with unit_of_work():
        for hours in (0, 1, 5):
            note_deed(DeedFacts("printing", at - timedelta(hours=hours)), by=cast.viewer("member"), at=at)
    leader = as_("leader")
    day = (at - timedelta(hours=5)).astimezone(ZoneInfo("Asia/Shanghai")).date()
    leader.get(f"/linli/tally?date={day}")
    assert "最近录入" in leader.text()
    assert "李*涛" in leader.text()
    assert "1 条补录" in leader.text()
    leader.get(f"/linli/tally/rows/entries.late?date={day}")
    assert len(leader.soup.select("#rows tbody tr")) == 1
    leader.get("/linli/tally/rows/entries.early", expect=404)
