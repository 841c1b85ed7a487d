"""Accounts, sessions and devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from teamhub.domain.access import Role
from teamhub.domain.credentials import Proof, proof_of
from teamhub.models.base import db
from teamhub.models.people import Account, Device, EnrolmentCode, Membership, UserSession
from teamhub.models.places import Community


@dataclass(frozen=True)
class SessionRow:
    """A live session and the account behind it. `code_due_at`: from when on signing in needs a code that is not set
    up yet."""

    session_id: int
    account_id: int
    device_id: int | None
    display_name: str
    language: str
    large_text: bool
    code_due_at: datetime | None = None


_sessions, _accounts, _devices = UserSession.__table__, Account.__table__, Device.__table__
LIVE_SESSION = (
    select(
        _sessions.c.id,
        _sessions.c.device_id,
        _accounts.c.id.label("account_id"),
        _accounts.c.display_name,
        _accounts.c.language,
        _accounts.c.large_text,
        _accounts.c.code_due_at,
    )
    .select_from(
        _sessions.join(_accounts, _accounts.c.id == _sessions.c.account_id).outerjoin(
            _devices, _devices.c.id == _sessions.c.device_id
        )
    )
    .where(
        _sessions.c.token_digest == bindparam("digest"),
        _sessions.c.revoked_at.is_(None),
        _sessions.c.expires_at > bindparam("moment"),
        _accounts.c.disabled_at.is_(None),
        _devices.c.revoked_at.is_(None),
    )
)
"""Asked twice by every request that writes, once by any other: put together once, and of tables, which are read faster
than classes."""


def session_of(token_digest: str, at: datetime) -> SessionRow | None:
    """The live session with this digest; None when unknown, expired, revoked, or its account or phone is
    disabled."""
    row = db.session.execute(LIVE_SESSION, {"digest": token_digest, "moment": at}).first()
    if row is None:
        return None
    return SessionRow(
        row.id,
        row.account_id,
        row.device_id,
        row.display_name,
        row.language,
        row.large_text,
        row.code_due_at,
    )


def account_by_login(login: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.login == login))


def enrolled_device(token_digest: str) -> Device | None:
    """The enrolled, not revoked phone with this digest."""
    return db.session.scalar(
        select(Device).where(Device.token_digest == token_digest, Device.revoked_at.is_(None))
    )


def device_of(account_id: int, token_digests: Sequence[str]) -> Device | None:
    """The account's own enrolment among those of a phone."""
    return db.session.scalar(
        select(Device)
        .where(
            Device.token_digest.in_(token_digests),
            Device.account_id == account_id,
            Device.revoked_at.is_(None),
        )
        .limit(1)
    )


def anybody_enrolled() -> bool:
    """False on an empty installation, which greets with the first-run page."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def roles_of(account_id: int) -> frozenset[Role]:
    """Every role the account holds anywhere."""
    return frozenset(
        Role(code)
        for code in db.session.scalars(
            select(Membership.role).where(Membership.account_id == account_id, Membership.ended_at.is_(None))
        )
    )


@dataclass(frozen=True)
class EnrolmentRow:
    """A code that still opens: whose it is, and how that account will prove itself."""

    code_id: int
    account_id: int
    login: str
    display_name: str
    proof: Proof
    expires_at: datetime


def open_enrolment(code_digest: str, at: datetime) -> EnrolmentRow | None:
    """None when the code is unknown, used, revoked or over, or its account is disabled."""
    row = db.session.execute(
        select(EnrolmentCode.id, EnrolmentCode.expires_at, Account.id, Account.login, Account.display_name)
        .join(Account, Account.id == EnrolmentCode.account_id)
        .where(
            EnrolmentCode.code_digest == code_digest,
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.revoked_at.is_(None),
            EnrolmentCode.expires_at > at,
            Account.disabled_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    code_id, expires_at, account_id, login, name = row
    return EnrolmentRow(code_id, account_id, login, name, proof_of(roles_of(account_id)), expires_at)


@dataclass(frozen=True)
class DeviceRow:
    """One phone or browser of an account. `here`: the one that asks."""

    id: int
    name: str
    enrolled_at: datetime
    last_seen_at: datetime
    here: bool


def devices_of(account_id: int, here: int | None) -> list[DeviceRow]:
    """The account's devices that still count, the last used first."""
    rows = db.session.scalars(
        select(Device)
        .where(Device.account_id == account_id, Device.revoked_at.is_(None))
        .order_by(Device.last_seen_at.desc(), Device.id)
    )
    return [DeviceRow(d.id, d.name, d.enrolled_at, d.last_seen_at, d.id == here) for d in rows]


@dataclass(frozen=True)
class DeviceOwner:
    """One of the people who share the phone that asks to sign in, and how they prove themselves."""

    device_id: int
    token_digest: str
    account_id: int
    display_name: str
    proof: Proof


def owners_of_phone(token_digests: Sequence[str]) -> list[DeviceOwner]:
    """In the order of the digests, each account once; without unknown and revoked ones and disabled accounts."""
    rows = db.session.execute(
        select(Device.id, Device.token_digest, Account.id, Account.display_name, Account.pin_hash)
        .join(Account, Account.id == Device.account_id)
        .where(
            Device.token_digest.in_(token_digests),
            Device.revoked_at.is_(None),
            Account.disabled_at.is_(None),
        )
    ).all()
    found: dict[int, DeviceOwner] = {}
    for device_id, token_digest, account_id, name, pin_hash in sorted(
        rows, key=lambda row: token_digests.index(row.token_digest)
    ):
        if account_id not in found:
            proof = proof_of(roles_of(account_id)) if pin_hash else Proof.PASSPHRASE
            found[account_id] = DeviceOwner(device_id, token_digest, account_id, name, proof)
    return list(found.values())


@dataclass(frozen=True)
class OwnAccount:
    """What somebody sees of the own account."""

    login: str
    display_name: str
    proof: Proof


def own(account_id: int) -> OwnAccount:
    account = db.session.get_one(Account, account_id)
    return OwnAccount(account.login, account.display_name, proof_of(roles_of(account_id)))


def example_logins() -> list[tuple[str, Role]]:
    """(sign-in name, role): one account per passphrase role of the example communities, for visitors of a demo."""
    rows = db.session.execute(
        select(Account.login, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .join(Community, Community.id == Membership.community_id)
        .where(
            Community.is_example,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
            Account.passphrase_hash.is_not(None),
        )
        .order_by(Account.id)
    )
    first: dict[Role, str] = {}
    shown: set[str] = set()
    for login, code in rows:
        if login not in shown and Role(code) not in first:
            first[Role(code)] = login
            shown.add(login)
    return sorted(
        ((login, role) for role, login in first.items()), key=lambda pair: list(Role).index(pair[1])
    )
