"""Signing in: tries are counted before the check, strangers lock nobody out, sessions end when they should."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions import own_account, sign_in, throttle
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.sign_in import SignInRefused
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import unit_of_work
from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.people import Account, Device, SignInThrottle
from teamhub.queries import accounts
from tests.cast import Cast

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)
PASSPHRASE = "correct horse battery"
PIN = "739204"


@pytest.fixture
def hasher(app: Flask) -> SecretHasher:
    return SecretHasher.from_config(app.config)


@pytest.fixture(autouse=True)
def secrets(app: Flask, cast: Cast, hasher: SecretHasher) -> None:
    """The leader has a passphrase; the member a PIN and an enrolled phone "m"."""
    with unit_of_work():
        db.session.get_one(Account, cast.account("leader")).passphrase_hash = hasher.hash(PASSPHRASE)
        db.session.get_one(Account, cast.account("member")).pin_hash = hasher.hash(PIN)
        phone = Device(account_id=cast.account("member"), token_digest="m", enrolled_at=AT, last_seen_at=AT)
        db.session.add(phone)


def by_passphrase(
    hasher: SecretHasher,
    secret: str,
    *,
    login: str = "leader",
    device: str | None = None,
    address: str = "10.0.0.1",
    at: datetime = AT,
) -> accounts.SessionRow:
    """The three steps of the sign-in page."""
    with unit_of_work():
        attempt = sign_in.begin_with_passphrase(
            login, device_digests=[device] if device else [], address=address, at=at
        )
    return finish(hasher, attempt, secret, address, at)


def by_pin(hasher: SecretHasher, secret: str, *, device: str = "m", at: datetime = AT) -> accounts.SessionRow:
    with unit_of_work():
        attempt = sign_in.begin_with_pin(device, at=at)
    return finish(hasher, attempt, secret, "10.0.0.1", at)


def finish(
    hasher: SecretHasher, attempt: sign_in.Attempt, secret: str, address: str, at: datetime
) -> accounts.SessionRow:
    if not hasher.verify(attempt.stored_hash, secret):
        with unit_of_work():
            sign_in.note_failure(attempt, address=address, at=at)
        raise SignInRefused("sign_in_refused")
    with unit_of_work():
        return sign_in.complete(attempt, token_digest=f"t{at.timestamp()}", new_device=None, at=at)


@pytest.mark.proves("T51")
def test_a_leader_stays_twelve_hours_and_a_member_seven_days(hasher: SecretHasher, cast: Cast) -> None:
    by_passphrase(hasher, PASSPHRASE)
    leader = f"t{AT.timestamp()}"
    assert accounts.session_of(leader, AT + timedelta(hours=12, seconds=-1)) is not None
    assert accounts.session_of(leader, AT + timedelta(hours=12)) is None
    later = AT + timedelta(seconds=5)
    by_pin(hasher, PIN, at=later)
    member = f"t{later.timestamp()}"
    assert accounts.session_of(member, later + timedelta(days=7, seconds=-1)) is not None
    assert accounts.session_of(member, later + timedelta(days=7)) is None


def test_unknown_names_wrong_secrets_and_disabled_accounts_get_the_same_answer(
    hasher: SecretHasher, cast: Cast
) -> None:
    with unit_of_work():
        db.session.get_one(Account, cast.account("secretary")).passphrase_hash = hasher.hash(PASSPHRASE)
        db.session.get_one(Account, cast.account("secretary")).disabled_at = AT
    for login, secret in (
        ("nobody", PASSPHRASE),
        ("leader", "wrong"),
        ("secretary", PASSPHRASE),
        ("member", PIN),
    ):
        with pytest.raises(SignInRefused) as refused:
            by_passphrase(hasher, secret, login=login)
        assert refused.value.code == "sign_in_refused"
        assert refused.value.values == {}


@pytest.mark.proves("T49")
def test_an_unknown_name_costs_a_hash_too(hasher: SecretHasher, monkeypatch: pytest.MonkeyPatch) -> None:
    """T49: the answer's time does not tell who exists."""
    verified: list[str] = []
    real = hasher._argon2.verify

    def watch(stored: str, secret: bytes) -> bool:
        verified.append(stored)
        return real(stored, secret)

    monkeypatch.setattr(type(hasher._argon2), "verify", lambda self, stored, secret: watch(stored, secret))
    for login in ("nobody", "leader"):
        with pytest.raises(SignInRefused):
            by_passphrase(hasher, "wrong wrong wrong", login=login)
    assert len(verified) == 2


@pytest.mark.proves("T46")
def test_five_failures_a_minute_and_ten_an_hour(hasher: SecretHasher) -> None:
    """T46: the right passphrase does not help once the budget is used up."""
    moment = AT
    for _ in range(2):
        for _ in range(5):
            with pytest.raises(SignInRefused):
                by_passphrase(hasher, "wrong", at=moment)
        with pytest.raises(TooManyTries):
            by_passphrase(hasher, PASSPHRASE, at=moment)
        moment += timedelta(seconds=61)
    with pytest.raises(TooManyTries) as refused:
        by_passphrase(hasher, PASSPHRASE, at=moment)
    assert refused.value.values["minutes"] == 60
    assert by_passphrase(hasher, PASSPHRASE, at=AT + timedelta(hours=1, seconds=1)).account_id


def test_a_success_starts_the_count_again(hasher: SecretHasher) -> None:
    for round_ in range(3):
        moment = AT + timedelta(seconds=round_)
        for _ in range(4):
            with pytest.raises(SignInRefused):
                by_passphrase(hasher, "wrong", at=moment)
        assert by_passphrase(hasher, PASSPHRASE, at=moment).account_id


def test_other_people_are_not_affected(hasher: SecretHasher, cast: Cast) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            by_passphrase(hasher, "wrong", login="secretary", address="10.9.9.9")
    assert by_passphrase(hasher, PASSPHRASE).account_id


@pytest.mark.proves("T48")
def test_strangers_do_not_lock_the_owner_out_of_a_known_browser(hasher: SecretHasher, cast: Cast) -> None:
    """T48."""
    with unit_of_work():
        sign_in.enrol_browser(cast.account("leader"), token_digest="mine", name="Mac", at=AT)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            by_passphrase(hasher, "wrong", address="10.9.9.9")
    with pytest.raises(TooManyTries):
        by_passphrase(hasher, PASSPHRASE, address="10.9.9.9")
    assert by_passphrase(hasher, PASSPHRASE, device="mine").account_id


def test_somebody_elses_phone_gives_no_tries_of_its_own(hasher: SecretHasher) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            by_passphrase(hasher, "wrong", device="m")
    with pytest.raises(TooManyTries):
        by_passphrase(hasher, PASSPHRASE, device="m")


def test_one_address_may_fail_thirty_times_a_minute_whoever_it_tries(hasher: SecretHasher) -> None:
    """T47: one PIN, all names."""
    for number in range(30):
        with pytest.raises(SignInRefused):
            by_passphrase(hasher, "wrong", login=f"name{number}")
    with pytest.raises(TooManyTries):
        by_passphrase(hasher, PASSPHRASE)
    assert by_passphrase(hasher, PASSPHRASE, address="10.0.0.2").account_id


@pytest.mark.proves("T47")
def test_a_team_behind_one_address_signs_in_freely(hasher: SecretHasher) -> None:
    """T47: only failures count, so sixty good sign-ins a minute pass."""
    for number in range(60):
        assert by_passphrase(hasher, PASSPHRASE, at=AT + timedelta(milliseconds=number)).account_id


@pytest.mark.proves("T46")
def test_after_twenty_wrong_pins_only_the_leader_helps(hasher: SecretHasher, cast: Cast) -> None:
    moment = AT
    for _ in range(4):
        for _ in range(5):
            with pytest.raises(SignInRefused):
                by_pin(hasher, "111111", at=moment)
        moment += timedelta(minutes=61)
    with pytest.raises(TooManyTries):
        by_pin(hasher, PIN, at=moment + timedelta(days=30))


def test_a_pin_is_nothing_without_its_phone(hasher: SecretHasher, cast: Cast) -> None:
    with pytest.raises(SignInRefused):
        by_pin(hasher, PIN, device="unknown")
    with unit_of_work():
        phone = db.session.scalars(select(Device)).one()
        me = Viewer(cast.account("member"), "m", 0)
        own_account.revoke_device(phone.id, by=me, at=AT)
    with pytest.raises(SignInRefused):
        by_pin(hasher, PIN)


def test_a_pin_does_not_open_an_account_that_needs_a_passphrase(hasher: SecretHasher, cast: Cast) -> None:
    with unit_of_work():
        account = db.session.get_one(Account, cast.account("leader"))
        account.pin_hash = hasher.hash(PIN)
        db.session.add(Device(account_id=account.id, token_digest="l", enrolled_at=AT, last_seen_at=AT))
    with pytest.raises(SignInRefused):
        by_pin(hasher, PIN, device="l")


def test_a_secret_that_changed_during_the_check_is_refused(hasher: SecretHasher, cast: Cast) -> None:
    with unit_of_work():
        attempt = sign_in.begin_with_pin("m", at=AT)
    assert hasher.verify(attempt.stored_hash, PIN)
    with unit_of_work():
        db.session.get_one(Account, cast.account("member")).pin_hash = None
    with pytest.raises(SignInRefused), unit_of_work():
        sign_in.complete(attempt, token_digest="late", new_device=None, at=AT)
    assert accounts.session_of("late", AT) is None


@pytest.mark.proves("T46")
def test_many_connections_at_once_get_no_more_tries_than_one(app: Flask) -> None:
    """T46: the counter is one atomic statement, taken before the check."""
    granted: list[int] = []
    start = threading.Barrier(8)

    def guess() -> None:
        with app.app_context():
            start.wait()
            for _ in range(6):
                try:
                    with unit_of_work():
                        throttle.take("login:x", throttle.BY_LOGIN, AT)
                    granted.append(1)
                except TooManyTries:
                    pass
            db.session.remove()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == throttle.MINUTE.failures


def test_the_counters_hold_no_names_and_no_addresses(hasher: SecretHasher) -> None:
    with pytest.raises(SignInRefused):
        by_passphrase(hasher, "wrong", login="13800138000", address="203.0.113.7")
    kept = " ".join(db.session.scalars(select(SignInThrottle.subject)))
    assert "13800138000" not in kept
    assert "203.0.113.7" not in kept


def test_the_database_alone_does_not_give_a_pin_away(app: Flask, hasher: SecretHasher) -> None:
    other = SecretHasher.from_config({**app.config, "TEAMHUB_PEPPER": "another installation"})
    assert hasher.verify(hasher.hash(PIN), PIN)
    assert not other.verify(hasher.hash(PIN), PIN)
    assert not hasher.verify("not a hash at all", PIN)
