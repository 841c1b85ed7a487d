"""What everybody may change about the own account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from teamhub.actions import journal
from teamhub.actions.sign_in import close_all_sessions
from teamhub.domain.access import Viewer
from teamhub.domain.credentials import Proof, proof_of
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.people import Account, Device, UserSession
from teamhub.queries.accounts import roles_of


def choose_language(language: str, *, by: Viewer, at: datetime) -> None:
    db.session.get_one(Account, by.account_id).language = language
    journal.write("account.language", by=by, at=at, object_type="account", object_id=by.account_id)


def choose_large_text(on: bool, *, by: Viewer, at: datetime) -> None:
    db.session.get_one(Account, by.account_id).large_text = on
    journal.write("account.large_text", by=by, at=at, object_type="account", object_id=by.account_id)


def change_secret(secret_hash: str, *, session_id: int, by: Viewer, at: datetime) -> None:
    """The hash of a new passphrase, or of a new PIN where that is how the account signs in. Every other session
    of the account ends."""
    account = db.session.get_one(Account, by.account_id)
    proof = proof_of(roles_of(account.id))
    if proof is Proof.PASSPHRASE:
        account.passphrase_hash = secret_hash
    else:
        account.pin_hash = secret_hash
    close_all_sessions(account.id, at=at, but=session_id)
    journal.write(
        "account.secret_changed", by=by, at=at, object_type="account", object_id=account.id, proof=proof
    )


def revoke_device(device_id: int, *, by: Viewer, at: datetime) -> None:
    """The phone and its sessions are out at once. Raises NotFound for a phone of somebody else."""
    device = db.session.get(Device, device_id)
    if device is None or device.account_id != by.account_id or device.revoked_at is not None:
        raise NotFound
    device.revoked_at = at
    db.session.execute(
        update(UserSession)
        .where(UserSession.device_id == device_id, UserSession.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    journal.write("device.revoked", by=by, at=at, object_type="device", object_id=device_id)


def sign_out_others(*, session_id: int, by: Viewer, at: datetime) -> int:
    """Every session but this one: a new app is a new beginning."""
    return close_all_sessions(by.account_id, at=at, but=session_id)


def sign_out_everywhere(*, by: Viewer, at: datetime) -> int:
    ended = close_all_sessions(by.account_id, at=at)
    journal.write(
        "account.signed_out_everywhere", by=by, at=at, object_type="account", object_id=by.account_id
    )
    return ended
