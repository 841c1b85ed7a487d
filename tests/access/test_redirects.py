"""Where an address may lead: to paths of this site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from teamhub.web.page import safe_path
from tests.access.payloads import REDIRECTS
from tests.cast import Cast
from tests.page_client import PageClient


@pytest.mark.proves("T66")
def test_sixty_addresses_of_other_sites_lead_nowhere_else(app: Flask, cast: Cast) -> None:
    """As `next` of the sign-in page, where a signed-in person is sent on to at once, and in the rule behind every way back."""
    assert len(set(REDIRECTS)) == 60
    member = PageClient(app).sign_in(cast.account("member"))
    for target in REDIRECTS:
        safe = safe_path(target, "/")
        joined = urlsplit(urljoin("https://teamhub.example/", safe))
        assert (joined.scheme, joined.netloc) == ("https", "teamhub.example"), target
        answer = member._ask(member.http.get, "/sign-in", query_string={"next": target})
        assert urlsplit(answer.location or "").netloc == "", target


@pytest.mark.proves("T66")
def test_the_way_back_of_a_switch_is_of_this_site(app: Flask, cast: Cast) -> None:
    client = PageClient(app)
    for referrer in (
        "https://evil.example/x",
        "http://localhost.evil.example/x",
        "http://localhost//evil.example",
    ):
        answer = client.post("/language", {"language": "en"}, headers={"Referer": referrer})
        assert urlsplit(urljoin("http://localhost/", answer.location)).netloc == "localhost", referrer
