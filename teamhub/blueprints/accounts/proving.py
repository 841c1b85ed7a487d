"""Somebody signed in proves it once more, before something that a borrowed session must not do."""

from __future__ import annotations

from flask_login import current_user

from teamhub.actions import sign_in
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts.root import address, hasher
from teamhub.web.clock import now


def check_present(secret: str) -> None:
    """Counted like a sign-in, so that a borrowed session does not open a way to guess. Raises SignInRefused,
    TooManyTries."""
    with unit_of_work():
        attempt = sign_in.begin_again(current_user.account_id, at=now())
    if hasher().verify(attempt.stored_hash, secret):
        with unit_of_work():
            sign_in.note_success(attempt)
        return
    with unit_of_work():
        sign_in.note_failure(attempt, address=address(), at=now())
    raise sign_in.SignInRefused("sign_in_refused")
