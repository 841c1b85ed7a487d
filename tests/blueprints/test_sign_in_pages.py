"""The doors of the house: sign-in, enrolment, the own account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from teamhub import create_app
from teamhub.actions import accounts as verbs
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.people import Account, Device, UserSession
from teamhub.web.clock import now
from teamhub.web.session import DEVICE_COOKIE
from tests.cast import Cast
from tests.conftest import CHEAP, copy_instance
from tests.page_client import PageClient

As = Callable[..., PageClient]
PASSPHRASE = "correct horse battery"
PIN = "739204"

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/ok\r\nSet-Cookie: a=b",
    "\t//evil.example",
    " //evil.example",
    "evil.example",
    "@evil.example",
    "",
]


@pytest.fixture
def leader(app: Flask, cast: Cast) -> Account:
    """Signs in as `leader` with PASSPHRASE."""
    hashed = SecretHasher.from_config(app.config).hash(PASSPHRASE)
    with unit_of_work():
        account = db.session.get_one(Account, cast.account("leader"))
        account.passphrase_hash = hashed
    return account


def code_for(cast: Cast, name: str = "member", minutes: int = 10) -> str:
    with unit_of_work():
        return verbs.issue_code(
            db.session.get_one(Account, cast.account(name)),
            valid_for=timedelta(minutes=minutes),
            by=cast.viewer("leader"),
            at=now(),
        )


def enrol(app: Flask, cast: Cast, name: str = "member") -> PageClient:
    phone, code = PageClient(app), code_for(cast, name)
    phone.get(f"/enrol/{code}")
    phone.post(f"/enrol/{code}", {"pin": PIN, "again": PIN})
    return phone


def cookie(client: PageClient, name: str) -> str:
    found = client.http.get_cookie(name)
    return found.value if found is not None else ""


def test_a_passphrase_leads_to_where_one_wanted_to_go(
    app: Flask, leader: Account, stranger: PageClient
) -> None:
    first = stranger.get("/linli/people/?q=x", expect=303)
    assert first.location == "/sign-in?next=/linli/people/?q%3Dx"
    stranger.get(first.location)
    hidden = stranger.soup.find("input", {"name": "next"})
    assert hidden is not None
    answer = stranger.post("/sign-in", {"login": "Leader", "passphrase": PASSPHRASE, "next": hidden["value"]})
    assert answer.location == "/linli/people/?q=x"
    stranger.get("/linli/people/")


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.proves("T66")
def test_signing_in_never_leads_to_another_site(
    app: Flask, leader: Account, stranger: PageClient, target: str
) -> None:
    """T66."""
    answer = stranger.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE, "next": target})
    assert answer.location == "/"


@pytest.mark.proves("T49")
def test_a_wrong_name_and_a_wrong_passphrase_look_the_same(
    app: Flask, leader: Account, stranger: PageClient
) -> None:
    """T49."""
    pages = []
    for login in ("leader", "nobody"):
        stranger.post("/sign-in", {"login": login, "passphrase": "wrong wrong wrong"}, expect=422)
        pages.append(stranger.text().replace(login, ""))
        assert stranger.soup.find("input", {"name": "login"})["value"] == login  # type: ignore[index]
        assert "wrong wrong wrong" not in str(stranger.soup)
    assert pages[0] == pages[1]


def test_after_too_many_tries_the_answer_is_wait(app: Flask, leader: Account, stranger: PageClient) -> None:
    for _ in range(5):
        stranger.post("/sign-in", {"login": "leader", "passphrase": "wrong wrong wrong"}, expect=422)
    stranger.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE}, expect=429)
    assert "尝试次数过多" in stranger.text()


@pytest.mark.proves("T50")
def test_signing_in_starts_a_new_session_and_a_new_csrf_token(
    app: Flask, leader: Account, stranger: PageClient
) -> None:
    """T50: a session fixed before sign-in is worth nothing after it."""
    stranger.get("/sign-in")
    before = cookie(stranger, app.config["SESSION_COOKIE_NAME"])
    token = stranger.csrf()
    stranger.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE})
    assert cookie(stranger, app.config["SESSION_COOKIE_NAME"]) != before
    stranger.post("/large-text", {"large_text": "1", "csrf_token": token}, expect=400, csrf=False)


@pytest.mark.proves("T50")
def test_the_old_cookie_is_dead_after_signing_out(app: Flask, leader: Account, stranger: PageClient) -> None:
    """T50."""
    stranger.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE})
    name = app.config["SESSION_COOKIE_NAME"]
    stolen = cookie(stranger, name)
    stranger.post("/sign-out")
    stranger.get("/account", expect=303)
    thief = PageClient(app)
    thief.http.set_cookie(name, stolen)
    thief.get("/account", expect=303)


@pytest.mark.proves("T51")
def test_a_session_ends_after_twelve_idle_hours(app: Flask, leader: Account, stranger: PageClient) -> None:
    """T51."""
    with time_machine.travel(datetime(2022, 4, 1, 8, 0, tzinfo=UTC), tick=False) as clock:
        stranger.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE})
        clock.shift(timedelta(hours=12, seconds=-1))
        stranger.get("/account")
        clock.shift(timedelta(seconds=2))
        stranger.get("/account", expect=303)


@pytest.mark.proves("T51")
def test_cookies_are_closed_to_scripts_and_other_sites(app: Flask, cast: Cast) -> None:
    """T51."""
    phone, code = PageClient(app), code_for(cast)
    answer = phone.post(f"/enrol/{code}", {"pin": PIN, "again": PIN})
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for header in cookies:
        assert "HttpOnly" in header
        assert "SameSite=Lax" in header
        assert "Path=/" in header


@pytest.mark.proves("T51")
def test_secure_cookies_behind_https(migrated_instance: Path, tmp_path: Path) -> None:
    folder = copy_instance(migrated_instance, tmp_path / "https")
    app = create_app({**CHEAP, "HTTPS": True}, instance_path=str(folder))
    with app.app_context():
        answer = app.test_client().get("/enrol", base_url="https://localhost")
        db.engine.dispose()
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert all("Secure" in header for header in answer.headers.getlist("Set-Cookie"))
    assert answer.headers["Strict-Transport-Security"]


def test_a_code_makes_a_phone_mine_and_the_pin_is_enough_from_then_on(app: Flask, cast: Cast) -> None:
    phone = enrol(app, cast)
    phone.get("/account")
    assert "李文涛" in phone.text()
    phone.post("/sign-out")
    phone.get("/sign-in")
    assert phone.soup.find("input", {"name": "pin"}) is not None
    assert phone.soup.find("input", {"name": "login"}) is None
    phone.post("/sign-in/pin", {"pin": "111222"}, expect=422)
    assert phone.post("/sign-in/pin", {"pin": "７３９２０４", "next": "/account"}).location == "/account"
    phone.get("/account")


def test_looking_at_the_enrolment_page_uses_nothing_up(app: Flask, cast: Cast, stranger: PageClient) -> None:
    """Messengers fetch addresses for a preview."""
    code = code_for(cast)
    for _ in range(3):
        stranger.get(f"/enrol/{code}")
    assert db.session.scalar(select(func.count()).select_from(Device)) == 0


def test_a_code_may_be_typed_with_blanks_and_small_letters(
    app: Flask, cast: Cast, stranger: PageClient
) -> None:
    code = code_for(cast)
    answer = stranger.post("/enrol", {"code": f" {code[:4].lower()} - {code[4:].lower()} "})
    assert answer.location == f"/enrol/{code}"


@pytest.mark.parametrize(
    ("pin", "again", "words"),
    [
        ("123456", "123456", "太容易被猜到"),
        (PIN, "739205", "不一致"),
        ("12345", "12345", "6位数字"),
        ("", "", "必填"),
    ],
)
def test_a_pin_that_will_not_do_is_explained_and_the_code_still_works(
    app: Flask, cast: Cast, stranger: PageClient, pin: str, again: str, words: str
) -> None:
    code = code_for(cast)
    stranger.post(f"/enrol/{code}", {"pin": pin, "again": again}, expect=422)
    assert words in stranger.text()
    stranger.post(f"/enrol/{code}", {"pin": PIN, "again": PIN})


def test_unknown_used_and_old_codes_get_one_answer(app: Flask, cast: Cast) -> None:
    enrolled = code_for(cast, "medic")
    PageClient(app).post(f"/enrol/{enrolled}", {"pin": PIN, "again": PIN})
    old = code_for(cast, "sweeper")
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        answers = []
        for code in ("ZZZZZZZZ", enrolled, old, "-", "%F0%9F%98%80"):
            client = PageClient(app)
            client.get(f"/enrol/{code}", expect=404)
            answers.append(client.text())
        assert len(set(answers)) == 1


def test_guessing_codes_uses_up_the_budget_of_the_address(
    app: Flask, cast: Cast, stranger: PageClient
) -> None:
    for number in range(30):
        stranger.post(f"/enrol/AAAA{number:04d}", {"pin": PIN, "again": PIN}, expect=404)
    stranger.post(f"/enrol/{code_for(cast)}", {"pin": PIN, "again": PIN}, expect=429)


def test_a_leader_enrols_with_a_passphrase(app: Flask, cast: Cast, stranger: PageClient) -> None:
    code = code_for(cast, "reader")
    stranger.get(f"/enrol/{code}")
    assert stranger.soup.find("input", {"name": "pin"}) is None
    stranger.post(f"/enrol/{code}", {"passphrase": "too short", "again": "too short"}, expect=422)
    stranger.post(f"/enrol/{code}", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    other = PageClient(app)
    other.post("/sign-in", {"login": "reader", "passphrase": PASSPHRASE})
    other.get("/account")


def test_a_passphrase_in_a_strange_browser_makes_it_known_but_gives_no_pin(
    app: Flask, leader: Account, stranger: PageClient
) -> None:
    stranger.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE})
    assert cookie(stranger, DEVICE_COOKIE)
    stranger.post("/sign-out")
    stranger.get("/sign-in")
    assert stranger.soup.find("input", {"name": "login"}) is not None


def test_a_leader_on_a_members_phone_leaves_the_phone_to_its_owner(
    app: Flask, cast: Cast, leader: Account
) -> None:
    phone = enrol(app, cast)
    mine = cookie(phone, DEVICE_COOKIE)
    phone.post("/sign-out")
    phone.get("/sign-in?passphrase=1")
    phone.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE})
    assert cookie(phone, DEVICE_COOKIE) == mine
    phone.post("/sign-out")
    phone.get("/sign-in")
    assert "李文涛" in phone.text()


def test_the_own_account_lists_devices_and_forgets_one_at_once(app: Flask, cast: Cast) -> None:
    phone, tablet = enrol(app, cast), enrol(app, cast)
    phone.get("/account")
    forms = [f for f in phone.soup.find_all("form") if re.search(r"/devices/\d+/revoke", str(f["action"]))]
    assert len(forms) == 2
    other = db.session.scalars(select(Device.id).order_by(Device.id.desc())).first()
    phone.post(f"/account/devices/{other}/revoke")
    tablet.get("/account", expect=303)
    tablet.get("/sign-in")
    assert tablet.soup.find("input", {"name": "pin"}) is None
    phone.get("/account")


def test_nobody_forgets_the_device_of_somebody_else(app: Flask, cast: Cast, as_: As) -> None:
    enrol(app, cast)
    device = db.session.scalars(select(Device.id)).one()
    as_("other_member").post(f"/account/devices/{device}/revoke", expect=404)


def test_signing_out_everywhere_ends_every_session(app: Flask, cast: Cast) -> None:
    phone, tablet = enrol(app, cast), enrol(app, cast)
    phone.post("/account/sign-out-everywhere")
    phone.get("/account", expect=303)
    tablet.get("/account", expect=303)


def test_a_new_passphrase_needs_the_present_one_and_signs_others_out(
    app: Flask, leader: Account, stranger: PageClient
) -> None:
    other, new = PageClient(app), "another long passphrase"
    for client in (stranger, other):
        client.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE})
    wrong = {"current": "wrong wrong wrong", "passphrase": new, "again": new}
    stranger.post("/account/secret", wrong, expect=422)
    stranger.post(
        "/account/secret", {"current": PASSPHRASE, "passphrase": "short", "again": "short"}, expect=422
    )
    stranger.post("/account/secret", {"current": PASSPHRASE, "passphrase": new, "again": new})
    stranger.get("/account")
    other.get("/account", expect=303)
    PageClient(app).post("/sign-in", {"login": "leader", "passphrase": new})


def test_a_borrowed_session_is_no_way_to_guess_the_pin(app: Flask, cast: Cast) -> None:
    phone = enrol(app, cast)
    guess = {"current": "111111", "pin": "580317", "again": "580317"}
    for _ in range(5):
        phone.post("/account/secret", guess, expect=422)
    phone.post("/account/secret", {**guess, "current": PIN}, expect=429)


def test_language_and_size_of_text_are_remembered_with_the_account(app: Flask, cast: Cast) -> None:
    phone = enrol(app, cast)
    answer = phone.post("/language", {"language": "en"}, headers={"Referer": "http://localhost/account?x=1"})
    assert answer.location == "/account?x=1"
    phone.language = "en"
    phone.get("/account")
    phone.post("/large-text", {"large_text": "1"})
    phone.get("/account")
    assert "large-text" in phone.soup.html["class"]  # type: ignore[index]
    account = db.session.get_one(Account, cast.account("member"))
    assert (account.language, account.large_text) == ("en", True)


def test_a_stranger_chooses_a_language_for_this_browser(app: Flask, cast: Cast, stranger: PageClient) -> None:
    stranger.get("/enrol")
    stranger.post("/language", {"language": "en"}, headers={"Referer": "https://evil.example/x"})
    stranger.language = "en"
    stranger.get("/enrol")
    stranger.post("/language", {"language": "tlh"})
    stranger.get("/enrol")


@pytest.mark.proves("T63")
def test_signing_out_by_a_link_does_not_work(app: Flask, leader: Account, stranger: PageClient) -> None:
    """T63."""
    stranger.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE})
    stranger.get("/sign-out", expect=308)
    stranger.get("/sign-out/", expect=404)
    stranger.post("/sign-out", expect=400, csrf=False)
    stranger.get("/account")


def test_the_example_names_its_accounts_at_the_door(app: Flask, cast: Cast, leader: Account) -> None:
    from teamhub.models.places import Community

    visitor = PageClient(app)
    visitor.get("/sign-in")
    assert "leader" not in visitor.text()
    with unit_of_work():
        db.session.get_one(Community, cast.community_id).is_example = True
    app.config["TEAMHUB_EXAMPLE_SIGN_IN"] = True
    visitor.get("/sign-in")
    assert "leader" in visitor.text()


def test_the_database_holds_no_token_that_opens_anything(app: Flask, cast: Cast) -> None:
    phone = enrol(app, cast)
    device = db.session.scalars(select(Device)).one()
    session = db.session.scalars(select(UserSession)).one()
    assert cookie(phone, DEVICE_COOKIE) not in (device.token_digest, session.token_digest)
    assert len(device.token_digest) == len(session.token_digest) == 64


def test_several_people_share_a_phone_each_with_a_pin_of_their_own(app: Flask, cast: Cast) -> None:
    phone = enrol(app, cast, "member")
    phone.post("/pass-on")
    phone.get("/sign-in?people=1")
    assert "李文涛" in phone.text()
    code = code_for(cast, "other_member")
    phone.post(f"/enrol/{code}", {"pin": "482015", "again": "482015"})
    phone.post("/pass-on")
    phone.get("/sign-in")
    ways = [str(way["href"]) for way in phone.soup.select("a.todo__line")]
    assert [re.search(r"who=\d+", way) is not None for way in ways] == [True, True]
    first, second = (re.findall(r"who=(\d+)", way)[0] for way in ways)
    assert "李文涛" in phone.text()
    phone.post("/sign-in/pin", {"pin": PIN, "who": first}, expect=422)
    phone.post("/sign-in/pin", {"pin": PIN, "who": second})
    phone.get("/account")
    assert "李文涛" in phone.soup.select_one("h1").text  # type: ignore[union-attr]  # there is one heading
    phone.post("/pass-on")
    phone.get("/sign-in")
    assert f"who={second}" in str(phone.soup.select("a.todo__line")[0]["href"])  # who used it last


def test_a_pin_opens_only_accounts_of_the_phone_that_asks(app: Flask, cast: Cast) -> None:
    mine, theirs = enrol(app, cast, "member"), enrol(app, cast, "other_member")
    for phone in (mine, theirs):
        phone.post("/sign-out")
    foreign = db.session.scalars(select(Device.id).order_by(Device.id.desc())).first()
    mine.post("/sign-in/pin", {"pin": PIN, "who": str(foreign)})
    mine.get("/account", expect=303)


def test_a_new_code_on_the_same_phone_replaces_the_enrolment_there(app: Flask, cast: Cast) -> None:
    phone = enrol(app, cast, "member")
    phone.post("/sign-out")
    phone.post(f"/enrol/{code_for(cast)}", {"pin": "482015", "again": "482015"})
    assert "." not in cookie(phone, DEVICE_COOKIE)
    phone.post("/sign-out")
    phone.get("/sign-in")
    phone.post("/sign-in/pin", {"pin": "482015"})
    phone.get("/account")


def test_a_phone_is_shared_by_six_at_most_the_one_not_used_longest_goes(app: Flask, cast: Cast) -> None:
    phone = PageClient(app)
    phone.http.set_cookie(DEVICE_COOKIE, ".".join(f"stale{number}" for number in range(40)))
    phone.get("/sign-in")
    assert phone.soup.find("input", {"name": "login"}) is not None
    phone.post(f"/enrol/{code_for(cast)}", {"pin": PIN, "again": PIN})
    assert "." not in cookie(phone, DEVICE_COOKIE)
