"""The second step of signing in: a key shared with an app, codes that count once, recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import delete, update

from teamhub.actions import journal, throttle
from teamhub.actions.sealing import Seal
from teamhub.actions.sign_in import close_all_sessions
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.second_factor import CodePolicy, Step, fold_digits, mark_of, needs_code, steps_that_count
from teamhub.models.base import db
from teamhub.models.people import Account, RecoveryCode, SecondFactor
from teamhub.queries import accounts, second_factors

SETTING_UP = timedelta(minutes=15)
ISSUER = "TeamHub"


class CodeWrong(RuleBroken):
    """The code is not right, too old, or was used before: one answer for all."""


@dataclass(frozen=True)
class Rules:
    """What the installation says. `grace`: how long an account may go without before it has to set the app up."""

    policy: CodePolicy
    grace: timedelta


def step_after_passphrase(account: Account, rules: Rules, *, at: datetime) -> Step:
    """Asked with each right passphrase; starts the time of grace with the first."""
    roles, example_only = accounts.roles_of(account.id), second_factors.works_in_examples_only(account.id)
    if not needs_code(roles, rules.policy, example_only=example_only):
        account.code_due_at = None
        return Step.NONE
    if second_factors.is_set_up(account.id):
        return Step.CODE
    if account.code_due_at is None:
        account.code_due_at = at + rules.grace
    return Step.SET_UP if account.code_due_at <= at else Step.NONE


def begin_set_up(account_id: int, *, seal: Seal, by: Viewer, at: datetime) -> None:
    """Draws a new key. It counts after the first right code; a key in use goes on until then."""
    row = db.session.get(SecondFactor, account_id)
    if row is None:
        row = SecondFactor(account_id=account_id, last_step=0)
        db.session.add(row)
    row.sealed_next, row.next_started_at = seal.close(pyotp.random_base32(), account_id), at
    db.session.flush()
    journal.write("account.second_factor_begun", by=by, at=at, object_type="account", object_id=account_id)


def confirm(
    account_id: int, code: str, *, seal: Seal, recovery_hashes: dict[str, str], by: Viewer, at: datetime
) -> None:
    """The app shows the right code: its key counts from now on, and these recovery codes (mark -> hash). Raises
    CodeWrong."""
    row = db.session.get(SecondFactor, account_id)
    if row is None or row.sealed_next is None or row.next_started_at is None:
        raise CodeWrong("set_up_over")
    if row.next_started_at + SETTING_UP <= at:
        raise CodeWrong("set_up_over")
    step = _step_of_code(seal.open(row.sealed_next, account_id), code, last_used=0, at=at)
    if step is None:
        raise CodeWrong("code_wrong")
    row.sealed_key, row.confirmed_at, row.last_step = row.sealed_next, at, step
    row.sealed_next = row.next_started_at = None
    db.session.get_one(Account, account_id).code_due_at = None
    db.session.flush()
    replace_recovery_codes(account_id, recovery_hashes)
    throttle.forget(counter(account_id, None))
    journal.write("account.second_factor_set", by=by, at=at, object_type="account", object_id=account_id)


def replace_recovery_codes(account_id: int, hashes: dict[str, str]) -> None:
    """mark -> slow hash; every earlier code stops working."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.session.add_all(
        RecoveryCode(account_id=account_id, mark=mark, code_hash=hashed) for mark, hashed in hashes.items()
    )
    db.session.flush()


def renew_recovery_codes(account_id: int, hashes: dict[str, str], *, by: Viewer, at: datetime) -> None:
    replace_recovery_codes(account_id, hashes)
    journal.write("account.recovery_codes", by=by, at=at, object_type="account", object_id=account_id)


def counter(account_id: int, device_id: int | None) -> str:
    """Tries with codes: a browser known to the account has a counter of its own, as with passphrases."""
    if device_id is not None:
        return throttle.subject("code on device", str(device_id))
    return throttle.subject("code", str(account_id))


def use_code(account_id: int, code: str, *, seal: Seal, at: datetime) -> None:
    """Uses up the app's code. Raises CodeWrong for a wrong one, and for the same one the second time, also when both
    come at once: the half minute is moved on by one atomic statement."""
    row = db.session.get(SecondFactor, account_id)
    if row is None or row.sealed_key is None:
        raise CodeWrong("code_wrong")
    step = _step_of_code(seal.open(row.sealed_key, account_id), code, last_used=row.last_step, at=at)
    if step is None:
        raise CodeWrong("code_wrong")
    moved = db.session.execute(
        update(SecondFactor)
        .where(SecondFactor.account_id == account_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.account_id)
    ).all()
    if not moved:
        raise CodeWrong("code_wrong")


def use_recovery_code(account_id: int, code: str, *, code_hash: str, at: datetime) -> None:
    """Uses up a recovery code whose hash the caller has verified outside the transaction. Raises CodeWrong when
    another was faster or new ones were made."""
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.mark == mark_of(code),
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
        .returning(RecoveryCode.id)
    ).all()
    if not used:
        raise CodeWrong("code_wrong")
    as_self = Viewer(account_id, "", 0)
    journal.write(
        "account.recovery_code_used", by=as_self, at=at, object_type="account", object_id=account_id
    )


def reset(account: Account, *, by: Viewer, at: datetime) -> None:
    """The app and its recovery codes are lost: the next sign-in sets a new one up. Every session ends. The caller has
    checked that `by` may do so."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
    account.code_due_at = at
    throttle.forget(throttle.subject("code", str(account.id)))
    close_all_sessions(account.id, at=at)
    journal.write("account.second_factor_reset", by=by, at=at, object_type="account", object_id=account.id)


def _step_of_code(key: str, code: str, *, last_used: int, at: datetime) -> int | None:
    """The half minute whose code this is. Every one that counts is compared, in constant time."""
    app, typed, found = pyotp.TOTP(key), fold_digits(code), None
    for step in steps_that_count(at, last_used):
        if pyotp.utils.strings_equal(app.generate_otp(step), typed):
            found = step
    return found
