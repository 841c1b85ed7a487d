"""The second step of signing in: a code from an app, once; recovery codes; setting up, losing and resetting it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import select

from teamhub.actions import accounts as verbs
from teamhub.actions.sealing import Seal
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.people import Account, HalfSignIn, RecoveryCode, SecondFactor, UserSession
from teamhub.models.places import Community
from tests.cast import Cast
from tests.page_client import PageClient

PASSPHRASE = "correct horse battery"
START = datetime(2022, 4, 1, 2, 50, 5, tzinfo=UTC)
Clock = time_machine.Traveller
As = Callable[..., PageClient]


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(START, tick=False) as coordinates:
        yield coordinates


@pytest.fixture(autouse=True)
def leader(app: Flask, cast: Cast) -> Account:
    hashed = SecretHasher.from_config(app.config).hash(PASSPHRASE)
    with unit_of_work():
        account = db.session.get_one(Account, cast.account("leader"))
        account.passphrase_hash = hashed
    return account


def sign_in(client: PageClient, *, expect: str) -> None:
    answer = client.post("/sign-in", {"login": "leader", "passphrase": PASSPHRASE, "next": "/linli/people/"})
    assert answer.location == expect


def key_on(client: PageClient) -> str:
    """The key that the page tells to type."""
    shown = client.soup.select_one(".key-steps__key")
    assert shown is not None
    return shown.get_text().replace(" ", "")


def code(key: str, *, steps: int = 0) -> str:
    return pyotp.TOTP(key).at(datetime.now(UTC), counter_offset=steps)


def set_up(client: PageClient) -> tuple[str, list[str]]:
    """Signed in, connects an app. The key and the recovery codes."""
    client.post("/account/two-steps/begin", {"current": PASSPHRASE})
    client.get("/account/two-steps/key")
    key = key_on(client)
    client.post("/account/two-steps/confirm", {"code": code(key)}, expect=200)
    return key, [c.get_text() for c in client.soup.select(".recovery-codes code")]


@pytest.fixture
def connected(app: Flask, clock: Clock) -> tuple[PageClient, str, list[str]]:
    """A leader whose app is connected, a minute later and signed out."""
    client = PageClient(app)
    sign_in(client, expect="/linli/people/")
    key, recovery = set_up(client)
    client.post("/sign-out")
    clock.shift(timedelta(minutes=1))
    return client, key, recovery


def test_a_code_after_the_passphrase_leads_to_where_one_wanted_to_go(
    connected: tuple[PageClient, str, list[str]],
) -> None:
    client, key, _ = connected
    sign_in(client, expect="/sign-in/code")
    client.get("/sign-in/code")
    typed = code(key)
    assert client.post("/sign-in/code", {"code": f" {typed[:3]} {typed[3:]}"}).location == "/linli/people/"
    client.get("/linli/people/")


def test_a_passphrase_alone_opens_nothing(app: Flask, connected: tuple[PageClient, str, list[str]]) -> None:
    client, _, _ = connected
    sign_in(client, expect="/sign-in/code")
    for address in ("/linli/people/", "/account", "/account/two-steps", "/account/two-steps/key"):
        client.get(address, expect=303)
    assert db.session.scalars(select(UserSession).where(UserSession.revoked_at.is_(None))).all() == []
    client.get("/sign-in/set-up", expect=303)
    client.post("/sign-in/set-up")
    assert db.session.scalars(select(SecondFactor)).one().sealed_next is None


def test_each_code_counts_once(app: Flask, connected: tuple[PageClient, str, list[str]]) -> None:
    client, key, _ = connected
    seen = code(key)
    sign_in(client, expect="/sign-in/code")
    client.post("/sign-in/code", {"code": seen})
    over_the_shoulder = PageClient(app)
    sign_in(over_the_shoulder, expect="/sign-in/code")
    over_the_shoulder.post("/sign-in/code", {"code": seen}, expect=422)
    assert "已经用过" in over_the_shoulder.text()


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_in_its_half_minute_and_in_the_ones_beside(
    connected: tuple[PageClient, str, list[str]], steps: int, right: bool
) -> None:
    client, key, _ = connected
    sign_in(client, expect="/sign-in/code")
    client.post("/sign-in/code", {"code": code(key, steps=steps)}, expect=303 if right else 422)


def test_an_older_code_does_not_count_after_a_newer_one(
    app: Flask, connected: tuple[PageClient, str, list[str]]
) -> None:
    client, key, _ = connected
    sign_in(client, expect="/sign-in/code")
    client.post("/sign-in/code", {"code": code(key, steps=1)})
    other = PageClient(app)
    sign_in(other, expect="/sign-in/code")
    other.post("/sign-in/code", {"code": code(key)}, expect=422)


def test_codes_are_guessed_as_seldom_as_passphrases(
    app: Flask, connected: tuple[PageClient, str, list[str]], clock: Clock
) -> None:
    client, key, _ = connected
    thief = PageClient(app)
    sign_in(thief, expect="/sign-in/code")
    for _ in range(5):
        thief.post("/sign-in/code", {"code": "000000"}, expect=422)
    thief.post("/sign-in/code", {"code": code(key)}, expect=429)
    sign_in(client, expect="/sign-in/code")
    client.post("/sign-in/code", {"code": code(key)})


def test_the_half_way_ends_after_ten_minutes_and_with_use(
    app: Flask, connected: tuple[PageClient, str, list[str]], clock: Clock
) -> None:
    client, key, _ = connected
    sign_in(client, expect="/sign-in/code")
    clock.shift(timedelta(minutes=10))
    assert client.post("/sign-in/code", {"code": code(key)}).location == "/sign-in"
    sign_in(client, expect="/sign-in/code")
    half = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert half is not None
    client.post("/sign-in/code", {"code": code(key)})
    clock.shift(timedelta(minutes=1))
    replayed = PageClient(app)
    replayed.http.set_cookie(half.key, half.value)
    assert replayed.post("/sign-in/code", {"code": code(key)}).location == "/sign-in"


def test_a_recovery_code_stands_in_for_the_app_once(
    app: Flask, connected: tuple[PageClient, str, list[str]]
) -> None:
    client, _, recovery = connected
    assert len(set(recovery)) == 10
    sign_in(client, expect="/sign-in/code")
    client.get("/sign-in/recovery")
    client.post("/sign-in/recovery", {"code": "ZZ22-2222-2222"}, expect=422)
    client.post("/sign-in/recovery", {"code": recovery[3].lower()})
    client.get("/account")
    assert "备用码还剩9个" in client.text()
    again = PageClient(app)
    sign_in(again, expect="/sign-in/code")
    again.post("/sign-in/recovery", {"code": recovery[3]}, expect=422)
    told = [e.action for e in db.session.scalars(select(JournalEntry)) if "recovery" in e.action]
    assert told == ["account.recovery_code_used"]


def test_new_recovery_codes_replace_the_old_ones_and_need_the_passphrase(
    app: Flask, connected: tuple[PageClient, str, list[str]]
) -> None:
    client, key, recovery = connected
    sign_in(client, expect="/sign-in/code")
    client.post("/sign-in/code", {"code": code(key)})
    client.post("/account/two-steps/recovery-codes", {"current": "wrong wrong wrong"}, expect=422)
    client.post("/account/two-steps/recovery-codes", {"current": PASSPHRASE}, expect=200)
    fresh = [c.get_text() for c in client.soup.select(".recovery-codes code")]
    assert not set(fresh) & set(recovery)
    other = PageClient(app)
    sign_in(other, expect="/sign-in/code")
    other.post("/sign-in/recovery", {"code": recovery[0]}, expect=422)
    other.post("/sign-in/recovery", {"code": fresh[0]})


def test_until_it_is_due_every_page_says_so_and_then_it_comes_first(app: Flask, clock: Clock) -> None:
    client = PageClient(app)
    sign_in(client, expect="/linli/people/")
    client.get("/linli/people/")
    assert "登录需要第二步验证" in client.text()
    clock.shift(timedelta(days=7))
    sign_in(client := PageClient(app), expect="/sign-in/code")
    client.get("/sign-in/code")
    client.post("/sign-in/set-up")
    client.get("/sign-in/set-up")
    key = key_on(client)
    client.post("/sign-in/set-up/confirm", {"code": "000000"}, expect=422)
    client.post("/sign-in/set-up/confirm", {"code": code(key)}, expect=200)
    assert len(client.soup.select(".recovery-codes code")) == 10
    client.get("/linli/people/")
    assert "登录需要第二步验证" not in client.text()


def test_without_days_of_grace_it_comes_first_at_once(app: Flask, clock: Clock) -> None:
    app.config["TEAMHUB_SECOND_FACTOR_DAYS"] = 0
    sign_in(PageClient(app), expect="/sign-in/code")


def test_accounts_of_the_example_need_none_where_the_installation_says_so(
    app: Flask, cast: Cast, clock: Clock
) -> None:
    app.config.update(TEAMHUB_SECOND_FACTOR_DAYS=0, TEAMHUB_SECOND_FACTOR="example")
    sign_in(PageClient(app), expect="/sign-in/code")
    with unit_of_work():
        db.session.get_one(Community, cast.community_id).is_example = True
    sign_in(PageClient(app), expect="/linli/people/")
    app.config["TEAMHUB_SECOND_FACTOR"] = "required"
    sign_in(PageClient(app), expect="/sign-in/code")


def test_members_are_not_asked(app: Flask, cast: Cast, as_: As) -> None:
    client = as_("member")
    client.get("/account")
    assert client.soup.find(id="two-steps") is None
    client.get("/account/two-steps")
    assert "没有需要设置的内容" in client.text()


def test_a_borrowed_session_connects_no_app(app: Flask, clock: Clock) -> None:
    client = PageClient(app)
    sign_in(client, expect="/linli/people/")
    client.post("/account/two-steps/begin", {"current": "wrong wrong wrong"}, expect=422)
    client.get("/account/two-steps/key")
    assert client.soup.select_one(".key-steps__key") is None


def test_a_key_that_was_not_confirmed_in_time_counts_for_nothing(app: Flask, clock: Clock) -> None:
    client = PageClient(app)
    sign_in(client, expect="/linli/people/")
    client.post("/account/two-steps/begin", {"current": PASSPHRASE})
    client.get("/account/two-steps/key")
    key = key_on(client)
    clock.shift(timedelta(minutes=15))
    client.post("/account/two-steps/confirm", {"code": code(key)}, expect=422)
    sign_in(PageClient(app), expect="/linli/people/")


def test_the_old_app_works_until_the_new_one_is_connected_and_others_are_signed_out(
    app: Flask, connected: tuple[PageClient, str, list[str]], clock: Clock
) -> None:
    client, old, _ = connected
    other = PageClient(app)
    for who in (client, other):
        sign_in(who, expect="/sign-in/code")
        who.post("/sign-in/code", {"code": code(old)})
        clock.shift(timedelta(minutes=1))
    client.post("/account/two-steps/begin", {"current": PASSPHRASE})
    other.post("/sign-out")
    sign_in(other, expect="/sign-in/code")
    other.post("/sign-in/code", {"code": code(old)})
    client.get("/account/two-steps/key")
    new = key_on(client)
    client.post("/account/two-steps/confirm", {"code": code(new)}, expect=200)
    other.get("/account", expect=303)
    client.get("/account")
    clock.shift(timedelta(minutes=1))
    sign_in(other, expect="/sign-in/code")
    other.post("/sign-in/code", {"code": code(old)}, expect=422)
    other.post("/sign-in/code", {"code": code(new)})


def test_whoever_manages_accounts_resets_it_and_the_journal_says_who(
    app: Flask, cast: Cast, connected: tuple[PageClient, str, list[str]], as_: As
) -> None:
    client, key, _ = connected
    sign_in(client, expect="/sign-in/code")
    client.post("/sign-in/code", {"code": code(key)})
    url = f"/linli/accounts/{cast.account('leader')}"
    as_("member").post(f"{url}/two-steps/reset", expect=403)
    as_("leader").post(f"{url}/two-steps/reset", expect=422)
    secretary = as_("secretary")
    secretary.get(url)
    secretary.post(f"{url}/two-steps/reset")
    client.get("/account", expect=303)
    sign_in(client, expect="/sign-in/code")
    client.get("/sign-in/code")
    assert client.soup.find("input", {"name": "code"}) is None
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "account.second_factor_reset")
    ).one()
    assert (entry.actor_account_id, entry.object_id) == (cast.account("secretary"), cast.account("leader"))


def test_an_enrolment_code_does_not_lead_past_the_app(
    app: Flask, cast: Cast, connected: tuple[PageClient, str, list[str]]
) -> None:
    _, key, _ = connected
    with unit_of_work():
        enrolment = verbs.issue_code(
            db.session.get_one(Account, cast.account("leader")),
            valid_for=timedelta(minutes=10),
            by=cast.viewer("secretary"),
            at=datetime.now(UTC),
        )
    new, phone = "another long passphrase", PageClient(app)
    answer = phone.post(f"/enrol/{enrolment}", {"passphrase": new, "again": new})
    assert answer.location == "/sign-in/code"
    phone.get("/account", expect=303)
    phone.post("/sign-in/code", {"code": code(key)})
    phone.get("/account")


def test_disabling_and_a_new_passphrase_end_what_waits_for_a_code(
    app: Flask, cast: Cast, connected: tuple[PageClient, str, list[str]]
) -> None:
    client, key, _ = connected
    sign_in(client, expect="/sign-in/code")
    with unit_of_work():
        account = db.session.get_one(Account, cast.account("leader"))
        verbs.disable(account, by=cast.viewer("secretary"), at=datetime.now(UTC))
    assert client.post("/sign-in/code", {"code": code(key)}).location == "/sign-in"
    assert all(half.ended_at for half in db.session.scalars(select(HalfSignIn)))


def test_the_database_alone_gives_no_code_away(
    app: Flask, cast: Cast, connected: tuple[PageClient, str, list[str]]
) -> None:
    _, key, recovery = connected
    row = db.session.scalars(select(SecondFactor)).one()
    stored = [row.sealed_key or "", *(r.code_hash for r in db.session.scalars(select(RecoveryCode)))]
    assert not any(secret in text for text in stored for secret in (key, *recovery))
    assert all(text.startswith("$argon2id$") for text in stored[1:])
    seal = Seal.from_config(app.config, "second factor")
    assert seal.open(row.sealed_key or "", row.account_id) == key
    for other, owner in (
        (Seal("another installation", "second factor"), row.account_id),
        (Seal.from_config(app.config, "something else"), row.account_id),
        (seal, row.account_id + 1),
    ):
        with pytest.raises(InvalidTag):
            other.open(row.sealed_key or "", owner)


def test_every_step_reads_well_in_english_too(app: Flask, clock: Clock) -> None:
    client = PageClient(app).speak("en")
    sign_in(client, expect="/linli/people/")
    client.get("/account/two-steps")
    key, recovery = set_up(client)
    client.get("/account/two-steps")
    assert "Recovery codes left 10" in client.text()
    client.post("/sign-out")
    clock.shift(timedelta(minutes=1))
    sign_in(client, expect="/sign-in/code")
    client.get("/sign-in/code")
    client.get("/sign-in/recovery")
    client.post("/sign-in/code", {"code": code(key)})
    assert len(recovery) == 10
