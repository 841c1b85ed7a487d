"""Signing in and out. A sign-in has three steps, because the slow check stands outside any transaction:
`begin_*` counts the try, the caller verifies the secret, then `complete` or `note_failure`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from teamhub.actions import journal, throttle
from teamhub.domain.access import Viewer
from teamhub.domain.credentials import Proof, fold_login, proof_of, session_length
from teamhub.domain.errors import RuleBroken
from teamhub.domain.second_factor import HALF_SIGN_IN
from teamhub.models.base import db
from teamhub.models.people import Account, Device, HalfSignIn, UserSession
from teamhub.queries import accounts

EVERYBODY = throttle.subject("everybody", "")
SEEN_EVERY = timedelta(minutes=5)


class SignInRefused(RuleBroken):
    """The one answer to an unknown name, a wrong secret and a disabled account."""


@dataclass(frozen=True)
class Attempt:
    """A counted try. `stored_hash` is empty when nothing can be right."""

    counter: str
    proof: Proof
    stored_hash: str | None
    account_id: int | None
    device_id: int | None


def begin_with_passphrase(
    login: str, *, device_digests: Sequence[str], address: str, at: datetime
) -> Attempt:
    """Raises TooManyTries. A browser known to the account has counters of its own, so that strangers cannot
    lock its owner out."""
    account, device, counter = _asked_for(login, device_digests)
    if device is None:
        _refuse_strangers(address, at)
    throttle.take(counter, throttle.BY_LOGIN, at)
    usable = account is not None and account.disabled_at is None
    return Attempt(
        counter,
        Proof.PASSPHRASE,
        account.passphrase_hash if account is not None and usable else None,
        account.id if account is not None and usable else None,
        device.id if device is not None else None,
    )


def refuse_spent_passphrase(login: str, *, device_digests: Sequence[str], address: str, at: datetime) -> None:
    """Raises TooManyTries as `begin_with_passphrase` would, by reading alone: a flood of tries that are refused anyway
    takes no turn from those who write."""
    _, device, counter = _asked_for(login, device_digests)
    if device is None:
        _refuse_strangers(address, at)
    throttle.refuse_when_spent(counter, throttle.BY_LOGIN, at)


def refuse_spent_pin(device_digest: str, *, at: datetime) -> None:
    """The same for `begin_with_pin`."""
    device = accounts.enrolled_device(device_digest)
    if device is not None:
        throttle.refuse_when_spent(_device_counter(device), throttle.BY_DEVICE, at)


def _asked_for(login: str, device_digests: Sequence[str]) -> tuple[Account | None, Device | None, str]:
    """Account, known browser, and the counter that a try under this name uses up."""
    folded = fold_login(login)
    account = accounts.account_by_login(folded)
    device = accounts.device_of(account.id, device_digests) if account is not None else None
    counter = _device_counter(device) if device is not None else throttle.subject("login", folded)
    return account, device, counter


def _device_counter(device: Device) -> str:
    return throttle.subject("device", str(device.id))


def _refuse_strangers(address: str, at: datetime) -> None:
    throttle.refuse_when_full(throttle.subject("address", address), throttle.ADDRESS, at)
    throttle.refuse_when_full(EVERYBODY, throttle.EVERYBODY, at)


def begin_with_pin(device_digest: str, *, at: datetime) -> Attempt:
    """A PIN counts only together with its enrolled phone. Raises TooManyTries."""
    device = accounts.enrolled_device(device_digest)
    if device is None:
        raise SignInRefused("sign_in_refused")
    counter = _device_counter(device)
    throttle.take(counter, throttle.BY_DEVICE, at)
    account = db.session.get_one(Account, device.account_id)
    needs_passphrase = proof_of(accounts.roles_of(account.id)) is Proof.PASSPHRASE
    usable = account.disabled_at is None and not needs_passphrase
    return Attempt(counter, Proof.PIN, account.pin_hash if usable else None, account.id, device.id)


def begin_again(account_id: int, *, at: datetime) -> Attempt:
    """Somebody signed in proves it once more, before changing the secret. Raises TooManyTries."""
    counter = throttle.subject("again", str(account_id))
    throttle.take(counter, throttle.BY_LOGIN, at)
    account = db.session.get_one(Account, account_id)
    proof = proof_of(accounts.roles_of(account_id))
    stored = account.passphrase_hash if proof is Proof.PASSPHRASE else account.pin_hash
    return Attempt(counter, proof, stored, account_id, None)


def note_success(attempt: Attempt) -> None:
    throttle.forget(attempt.counter)


def note_failure(attempt: Attempt, *, address: str, at: datetime) -> None:
    """A wrong secret uses up the budget of the address and of everybody."""
    note_failed_address(address, at=at)


def failed_lately(at: datetime) -> int:
    """How many tries failed within the hour, when they are so many that somebody should look; else 0."""
    used = throttle.used(EVERYBODY, throttle.FAILED_LATELY, at)
    return used if used >= throttle.FAILED_LATELY.failures else 0


def note_failed_address(address: str, *, at: datetime) -> None:
    throttle.count(throttle.subject("address", address), throttle.ADDRESS, at)
    throttle.count(EVERYBODY, throttle.EVERYBODY, at)
    throttle.count(EVERYBODY, throttle.FAILED_LATELY, at)


def still_right(attempt: Attempt) -> Account:
    """The account behind a right secret. Raises SignInRefused when the account or its secret changed in the
    meantime."""
    account = db.session.get(Account, attempt.account_id) if attempt.account_id else None
    if account is None or account.disabled_at is not None or attempt.stored_hash is None:
        raise SignInRefused("sign_in_refused")
    current = account.passphrase_hash if attempt.proof is Proof.PASSPHRASE else account.pin_hash
    if current != attempt.stored_hash:
        raise SignInRefused("sign_in_refused")
    throttle.forget(attempt.counter)
    return account


def complete(
    attempt: Attempt, *, token_digest: str, new_device: tuple[str, str] | None, at: datetime
) -> accounts.SessionRow:
    """Opens the session after a right secret; `new_device`: token digest and name of a browser to make known.
    Raises SignInRefused when the account, its secret or its phone changed in the meantime."""
    account = still_right(attempt)
    device_id = attempt.device_id
    if new_device is not None:
        device_id = enrol_browser(account.id, token_digest=new_device[0], name=new_device[1], at=at).id
    return open_session(account, device_id, attempt.proof, token_digest=token_digest, at=at)


def wait_for_code(account: Account, device_id: int | None, *, token_digest: str, at: datetime) -> None:
    """A right passphrase whose code is still to come. The token opens nothing but the page that asks for it."""
    db.session.add(
        HalfSignIn(
            account_id=account.id,
            device_id=device_id,
            token_digest=token_digest,
            created_at=at,
            expires_at=at + HALF_SIGN_IN,
        )
    )
    db.session.flush()


def complete_half(
    half_id: int, *, token_digest: str, new_device: tuple[str, str] | None, at: datetime
) -> accounts.SessionRow:
    """Opens the session after a right code. Raises SignInRefused when the half was ended, or used a moment before."""
    ended = db.session.execute(
        update(HalfSignIn)
        .where(HalfSignIn.id == half_id, HalfSignIn.ended_at.is_(None))
        .values(ended_at=at)
        .returning(HalfSignIn.account_id, HalfSignIn.device_id)
    ).first()
    if ended is None:
        raise SignInRefused("sign_in_refused")
    account, device_id = db.session.get_one(Account, ended.account_id), ended.device_id
    if new_device is not None:
        device_id = enrol_browser(account.id, token_digest=new_device[0], name=new_device[1], at=at).id
    return open_session(account, device_id, Proof.PASSPHRASE, token_digest=token_digest, at=at)


def open_session(
    account: Account, device_id: int | None, proof: Proof, *, token_digest: str, at: datetime
) -> accounts.SessionRow:
    """A new session of the account. Raises SignInRefused when its phone was revoked."""
    if device_id is not None:
        device = db.session.get_one(Device, device_id)
        device.last_seen_at = at
    db.session.add(
        UserSession(
            account_id=account.id,
            device_id=device_id,
            token_digest=token_digest,
            created_at=at,
            last_seen_at=at,
            expires_at=at + session_length(proof),
        )
    )
    db.session.flush()
    as_self = Viewer(account.id, account.display_name, 0)
    journal.write(
        "account.signed_in", by=as_self, at=at, object_type="account", object_id=account.id, proof=proof
    )
    row = accounts.session_of(token_digest, at)
    if row is None:
        raise SignInRefused("sign_in_refused")
    return row


def enrol_browser(account_id: int, *, token_digest: str, name: str, at: datetime) -> Device:
    """Makes a browser known to the account, so that its owner is not locked out by others' tries."""
    device = Device(
        account_id=account_id, token_digest=token_digest, name=name, enrolled_at=at, last_seen_at=at
    )
    db.session.add(device)
    db.session.flush()
    return device


def close_session(session_id: int, *, by: Viewer, at: datetime) -> None:
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    journal.write("account.signed_out", by=by, at=at, object_type="account", object_id=by.account_id)


def close_all_sessions(account_id: int, *, at: datetime, but: int | None = None) -> int:
    """Ends every session of the account, except `but`, and what waits for a code; tells how many sessions."""
    db.session.execute(
        update(HalfSignIn)
        .where(HalfSignIn.account_id == account_id, HalfSignIn.ended_at.is_(None))
        .values(ended_at=at)
    )
    statement = update(UserSession).where(
        UserSession.account_id == account_id, UserSession.revoked_at.is_(None)
    )
    if but is not None:
        statement = statement.where(UserSession.id != but)
    result = db.session.execute(statement.values(revoked_at=at).returning(UserSession.id))
    return len(result.all())
