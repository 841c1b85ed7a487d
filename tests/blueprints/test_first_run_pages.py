"""An empty installation greets; a used one never does again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.models.base import db
from teamhub.models.people import Account
from teamhub.models.places import Community
from tests.cast import Cast
from tests.page_client import PageClient

FORM = {
    "leader": "周建明",
    "login": "138 0013 8000",
    "passphrase": "correct horse battery",
    "again": "correct horse battery",
    "community": "八里岔社区",
    "community_en": "",
    "slug": "",
    "subdistrict": "北郊街道",
    "zone": "Asia/Shanghai",
    "kind": "epidemic",
    "campaign": "疫情防控",
    "starts_on": "2022-04-01",
}


def test_a_stranger_is_led_to_the_first_run(app: Flask, stranger: PageClient) -> None:
    for language in ("zh_Hans_CN", "en"):
        stranger.speak(language)
        assert stranger.get("/", expect=302).location == "/first-run/"
        assert stranger.get("/sign-in", expect=302).location == "/first-run/"
        stranger.get("/first-run/")
        stranger.get("/first-run/new")


def test_the_first_leader_begins_and_signs_in(app: Flask, stranger: PageClient) -> None:
    assert stranger.post("/first-run/new", FORM).location == "/sign-in"
    answer = stranger.post("/sign-in", {"login": "13800138000", "passphrase": FORM["passphrase"]})
    assert answer.location == "/"
    assert stranger.get("/", expect=302).location == "/balicha/"
    stranger.get("/balicha/people/")
    assert "周建明" in stranger.text()
    stranger.get("/balicha/settings/")
    stranger.get("/balicha/accounts/")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"again": "something else"}, "again"),
        ({"passphrase": "short", "again": "short"}, "passphrase"),
        ({"login": "x"}, "login"),
        ({"slug": "sign-in"}, "slug"),
        ({"slug": "八里岔"}, "slug"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"kind": "war"}, "kind"),
        ({"starts_on": "2022-04-31"}, "starts_on"),
        ({"community": " "}, "community"),
    ],
)
def test_a_fault_is_shown_at_its_field_and_stores_nothing(
    app: Flask, stranger: PageClient, more: dict[str, str], field: str
) -> None:
    stranger.post("/first-run/new", {**FORM, **more}, expect=422)
    assert stranger.soup.find(id=f"{field}-error") is not None
    assert stranger.soup.find("input", {"name": "campaign"})["value"] == "疫情防控"  # type: ignore[index]
    for table in (Account, Community):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_the_first_run_is_gone_once_somebody_can_sign_in(
    app: Flask, cast: Cast, stranger: PageClient
) -> None:
    for address in ("/first-run/", "/first-run/new"):
        stranger.get(address, expect=404)
    for address in ("/first-run/new", "/first-run/example"):
        stranger.post(address, FORM, expect=404)
    assert db.session.scalar(select(func.count()).select_from(Community)) == 2


def test_somebody_with_two_communities_chooses(app: Flask, cast: Cast) -> None:
    from teamhub.models.people import Membership

    db.session.add(
        Membership(
            account_id=cast.account("member"),
            role="member",
            community_id=cast.other_community_id,
            created_at=db.session.get_one(Account, 1).created_at,
        )
    )
    db.session.commit()
    client = PageClient(app).sign_in(cast.account("member"))
    client.get("/")
    assert [a["href"] for a in client.soup.select("main .todo a")] == ["/bieqv/", "/linli/"]


def test_somebody_without_a_role_is_told_what_to_do(app: Flask, cast: Cast) -> None:
    from teamhub.models.people import Membership

    for membership in db.session.scalars(
        select(Membership).where(Membership.account_id == cast.account("member"))
    ):
        membership.ended_at = membership.created_at
    db.session.commit()
    client = PageClient(app).sign_in(cast.account("member"))
    client.get("/")
    assert "还没有角色" in client.text()
