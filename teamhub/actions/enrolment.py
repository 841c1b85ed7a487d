"""Enrolment codes: a leader issues one, the member's phone uses it up."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from teamhub.actions import journal, throttle
from teamhub.actions.second_factor import Rules, step_after_passphrase
from teamhub.actions.sign_in import close_all_sessions, enrol_browser, open_session, wait_for_code
from teamhub.domain.access import Viewer
from teamhub.domain.credentials import CODE_ALPHABET, CODE_LENGTH, Proof, fold_code
from teamhub.domain.errors import RuleBroken
from teamhub.domain.second_factor import Step
from teamhub.models.base import db
from teamhub.models.people import Account, EnrolmentCode
from teamhub.queries import accounts


class CodeRefused(RuleBroken):
    """The code is unknown, used, withdrawn or over: one answer for all."""


@dataclass(frozen=True)
class Enrolled:
    """What the phone gets once. `session` is empty where a code from the app has to follow (`step`)."""

    session: accounts.SessionRow | None
    device_id: int
    step: Step = Step.NONE


def code_digest(code: str) -> str:
    """What the database keeps of a code."""
    return hashlib.sha256(fold_code(code).encode()).hexdigest()


def issue_code(account: Account, *, valid_for: timedelta, by: Viewer, at: datetime) -> str:
    """A fresh code for the account; earlier ones stop working. The caller has checked that `by` may do so."""
    withdraw_codes(account.id, at=at)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    db.session.add(
        EnrolmentCode(
            account_id=account.id,
            code_digest=code_digest(code),
            created_at=at,
            created_by_id=by.account_id or None,
            expires_at=at + valid_for,
        )
    )
    db.session.flush()
    journal.write("account.code_issued", by=by, at=at, object_type="account", object_id=account.id)
    return code


def withdraw_codes(account_id: int, *, at: datetime) -> None:
    db.session.execute(
        update(EnrolmentCode)
        .where(
            EnrolmentCode.account_id == account_id,
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )


def look_up(code: str, *, address: str, at: datetime) -> accounts.EnrolmentRow:
    """The open enrolment behind a code. Raises CodeRefused and TooManyTries."""
    throttle.refuse_when_full(throttle.subject("address", address), throttle.ADDRESS, at)
    row = accounts.open_enrolment(code_digest(code), at)
    if row is None:
        raise CodeRefused("code_refused")
    return row


def enrol(
    code: str,
    *,
    secret_hash: str,
    device_digest: str,
    device_name: str,
    session_digest: str,
    rules: Rules,
    at: datetime,
) -> Enrolled:
    """Uses the code up: sets the PIN (or the passphrase of roles that need one), remembers the phone, signs in. Where
    `rules` ask for a code from the app, the sign-in waits for it instead: whoever hands out enrolment codes does
    not thereby get past the app. Raises CodeRefused, also when somebody else used the code a moment before."""
    row = accounts.open_enrolment(code_digest(code), at)
    if row is None:
        raise CodeRefused("code_refused")
    used = db.session.execute(
        update(EnrolmentCode)
        .where(EnrolmentCode.id == row.code_id, EnrolmentCode.used_at.is_(None))
        .values(used_at=at)
        .returning(EnrolmentCode.id)
    ).all()
    if not used:
        raise CodeRefused("code_refused")
    account = db.session.get_one(Account, row.account_id)
    if row.proof is Proof.PASSPHRASE:
        account.passphrase_hash, account.pin_hash = secret_hash, None
        close_all_sessions(account.id, at=at)
    else:
        account.pin_hash = secret_hash
    device = enrol_browser(account.id, token_digest=device_digest, name=device_name, at=at)
    as_self = Viewer(account.id, account.display_name, 0)
    journal.write("account.enrolled", by=as_self, at=at, object_type="account", object_id=account.id)
    throttle.forget(throttle.subject("login", account.login))
    step = Step.NONE
    if row.proof is Proof.PASSPHRASE:
        step = step_after_passphrase(account, rules, at=at)
    if step is not Step.NONE:
        wait_for_code(account, device.id, token_digest=session_digest, at=at)
        return Enrolled(None, device.id, step)
    session = open_session(account, device.id, row.proof, token_digest=session_digest, at=at)
    return Enrolled(session, device.id)
