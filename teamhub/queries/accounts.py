"""Accounts, sessions and devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.people import Account, Device, UserSession


@dataclass(frozen=True)
class SessionRow:
    """A live session and the account behind it."""

    session_id: int
    account_id: int
    device_id: int | None
    display_name: str
    language: str
    large_text: bool


def session_of(token_digest: str, at: datetime) -> SessionRow | None:
    """The live session with this digest; None when unknown, expired, revoked, or its account or phone is
    disabled."""
    row = db.session.execute(
        select(
            UserSession.id,
            UserSession.device_id,
            Account.id.label("account_id"),
            Account.display_name,
            Account.language,
            Account.large_text,
        )
        .join(Account, Account.id == UserSession.account_id)
        .outerjoin(Device, Device.id == UserSession.device_id)
        .where(
            UserSession.token_digest == token_digest,
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > at,
            Account.disabled_at.is_(None),
            Device.revoked_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    return SessionRow(row.id, row.account_id, row.device_id, row.display_name, row.language, row.large_text)


def account_by_login(login: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.login == login))


def enrolled_device(token_digest: str) -> Device | None:
    """The enrolled, not revoked phone with this digest."""
    return db.session.scalar(
        select(Device).where(Device.token_digest == token_digest, Device.revoked_at.is_(None))
    )


def anybody_enrolled() -> bool:
    """False on an empty installation, which greets with the first-run page."""
    return db.session.scalar(select(Account.id).limit(1)) is not None
