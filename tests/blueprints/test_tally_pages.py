"""Every figure on the tally is a link, and the rows behind the link add up to it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.people import Membership
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
