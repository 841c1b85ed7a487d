"""Who has set the second step of signing in up, and who waits at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from teamhub.domain.second_factor import mark_of
from teamhub.models.base import db
from teamhub.models.people import Account, Device, HalfSignIn, Membership, RecoveryCode, SecondFactor
from teamhub.models.places import Community


def is_set_up(account_id: int) -> bool:
    return (
        db.session.scalar(
            select(SecondFactor.account_id).where(
                SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None)
            )
        )
        is not None
    )


def works_in_examples_only(account_id: int) -> bool:
    """Every role of the account is held in an example community."""
    held = db.session.execute(
        select(Community.is_example)
        .select_from(Membership)
        .outerjoin(Community, Community.id == Membership.community_id)
        .where(Membership.account_id == account_id, Membership.ended_at.is_(None))
    ).scalars()
    found = list(held)
    return bool(found) and all(found)


@dataclass(frozen=True)
class Own:
    """What somebody sees of the own second step. `left`: unused recovery codes."""

    confirmed_at: datetime | None
    left: int
    due_at: datetime | None


def own(account_id: int) -> Own:
    confirmed_at = db.session.scalar(
        select(SecondFactor.confirmed_at).where(SecondFactor.account_id == account_id)
    )
    left = db.session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    )
    due_at = db.session.scalar(select(Account.code_due_at).where(Account.id == account_id))
    return Own(confirmed_at, left or 0, due_at)


def sealed_next(account_id: int) -> str | None:
    """The key that is being set up."""
    return db.session.scalar(select(SecondFactor.sealed_next).where(SecondFactor.account_id == account_id))


def recovery_hash(account_id: int, code: str) -> str | None:
    """The slow hash of the unused recovery code with the mark of this one."""
    return db.session.scalar(
        select(RecoveryCode.code_hash).where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.mark == mark_of(code),
            RecoveryCode.used_at.is_(None),
        )
    )


@dataclass(frozen=True)
class HalfRow:
    """A right passphrase that waits for its code."""

    half_id: int
    account_id: int
    device_id: int | None
    login: str
    display_name: str
    is_set_up: bool


def half_of(token_digest: str, at: datetime) -> HalfRow | None:
    """None when unknown, over, ended, or its account or phone is disabled."""
    row = db.session.execute(
        select(
            HalfSignIn.id,
            HalfSignIn.account_id,
            HalfSignIn.device_id,
            Account.login,
            Account.display_name,
            SecondFactor.confirmed_at,
        )
        .join(Account, Account.id == HalfSignIn.account_id)
        .outerjoin(Device, Device.id == HalfSignIn.device_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == HalfSignIn.account_id)
        .where(
            HalfSignIn.token_digest == token_digest,
            HalfSignIn.ended_at.is_(None),
            HalfSignIn.expires_at > at,
            Account.disabled_at.is_(None),
            Device.revoked_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    return HalfRow(
        row.id, row.account_id, row.device_id, row.login, row.display_name, row.confirmed_at is not None
    )
