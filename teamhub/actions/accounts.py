"""What leaders do with the accounts of others: open, give and take roles, re-enrol, close."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from teamhub.actions import enrolment, journal, second_factor, throttle
from teamhub.actions.sign_in import close_all_sessions
from teamhub.domain.access import Role, Viewer
from teamhub.domain.credentials import check_login
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.roles import check_gives, check_manages
from teamhub.models.base import db
from teamhub.models.people import Account, Device, Membership, Person


class AccountRefused(RuleBroken):
    """The account cannot be made or changed as asked."""


def open_account(
    login: str, display_name: str, *, by: Viewer, at: datetime, passphrase_hash: str | None = None
) -> Account:
    """A new account without any role. Raises BadLogin, AccountRefused(login_taken)."""
    folded = check_login(login)
    if db.session.scalar(select(Account.id).where(Account.login == folded)) is not None:
        raise AccountRefused("login_taken")
    account = Account(login=folded, display_name=display_name, passphrase_hash=passphrase_hash, created_at=at)
    db.session.add(account)
    db.session.flush()
    journal.write("account.opened", by=by, at=at, object_type="account", object_id=account.id)
    return account


def account_for(person: Person, role: Role, *, by: Viewer, at: datetime) -> Account:
    """The person's account with this role; opened when there is none (the sign-in name is the phone number,
    else the community's number and the person's code). Raises RoleRefused, AccountRefused."""
    _own_community(person, by)
    if person.account_id is None:
        check_gives(by, role)
        login = person.phone or f"{person.community_id}-{person.code}"
        account = open_account(login, person.name, by=by, at=at)
        person.account_id = account.id
        db.session.flush()
    else:
        account = db.session.get_one(Account, person.account_id)
    if role not in roles_here(account.id, by.community_id):
        give_role(account, role, by=by, at=at)
    return account


def give_role(account: Account, role: Role, *, by: Viewer, at: datetime) -> None:
    """In the viewer's community; sessions end, so that the new role starts with a new sign-in. Raises
    RoleRefused."""
    check_gives(by, role)
    _check_may(account, by)
    held = db.session.scalar(
        select(Membership).where(
            Membership.account_id == account.id,
            Membership.role == role.value,
            Membership.community_id == by.community_id,
            Membership.subdistrict_id.is_(None),
        )
    )
    if held is None:
        db.session.add(
            Membership(account_id=account.id, role=role.value, community_id=by.community_id, created_at=at)
        )
    else:
        held.created_at, held.ended_at = at, None
    db.session.flush()
    close_all_sessions(account.id, at=at)
    journal.write(
        "account.role_given", by=by, at=at, object_type="account", object_id=account.id, role=role.value
    )


def take_role(account: Account, role: Role, *, by: Viewer, at: datetime) -> None:
    """Ends a role in the viewer's community, and every session. Raises RoleRefused, NotFound."""
    check_gives(by, role)
    _check_may(account, by)
    take_role_here(account, role, by=by, at=at)


def take_role_here(account: Account, role: Role, *, by: Viewer, at: datetime) -> None:
    """Without asking whether the viewer may. Raises NotFound when the account does not hold it."""
    ended = db.session.execute(
        update(Membership)
        .where(
            Membership.account_id == account.id,
            Membership.role == role.value,
            Membership.community_id == by.community_id,
            Membership.ended_at.is_(None),
        )
        .values(ended_at=at)
        .returning(Membership.id)
    ).all()
    if not ended:
        raise NotFound
    close_all_sessions(account.id, at=at)
    journal.write(
        "account.role_taken", by=by, at=at, object_type="account", object_id=account.id, role=role.value
    )


def issue_code(account: Account, *, valid_for: timedelta, by: Viewer, at: datetime) -> str:
    """An enrolment code to hand over, shown once. Raises RoleRefused, AccountRefused(account_disabled)."""
    _check_may(account, by)
    if account.disabled_at is not None:
        raise AccountRefused("account_disabled")
    return enrolment.issue_code(account, valid_for=valid_for, by=by, at=at)


def reset_secret(account: Account, *, by: Viewer, at: datetime) -> None:
    """The phone is lost or the PIN forgotten: PIN, phones and sessions are void until a new code is used. A
    passphrase stays until then. Raises RoleRefused."""
    _check_may(account, by)
    account.pin_hash = None
    _revoke_devices(account.id, at=at)
    enrolment.withdraw_codes(account.id, at=at)
    journal.write("account.reset", by=by, at=at, object_type="account", object_id=account.id)


def reset_second_factor(account: Account, *, by: Viewer, at: datetime) -> None:
    """The app is lost, and its recovery codes too. Raises RoleRefused."""
    _check_may(account, by)
    second_factor.reset(account, by=by, at=at)


def disable(account: Account, *, by: Viewer, at: datetime) -> None:
    """Nobody signs in with it any more; sessions, phones and codes end at once. Raises RoleRefused."""
    _check_may(account, by)
    account.disabled_at = at
    _revoke_devices(account.id, at=at)
    enrolment.withdraw_codes(account.id, at=at)
    journal.write("account.disabled", by=by, at=at, object_type="account", object_id=account.id)


def close_here(account: Account, *, by: Viewer, at: datetime) -> None:
    """The person has left the community: an account that is only used here is disabled, one with roles elsewhere
    loses those it holds here. Raises RoleRefused(own_account | account_above)."""
    held = _held(account.id)
    here = frozenset(role for role, community_id in held if community_id == by.community_id)
    check_manages(by, account.id, here, elsewhere=False)
    if all(community_id == by.community_id for _, community_id in held):
        disable(account, by=by, at=at)
        return
    for role in here:
        take_role_here(account, role, by=by, at=at)


def enable(account: Account, *, by: Viewer, at: datetime) -> None:
    """The account may be enrolled again. Raises RoleRefused."""
    _check_may(account, by)
    account.disabled_at = None
    journal.write("account.enabled", by=by, at=at, object_type="account", object_id=account.id)


def roles_here(account_id: int, community_id: int) -> frozenset[Role]:
    """The roles that the account holds in one community."""
    return frozenset(
        Role(code)
        for code in db.session.scalars(
            select(Membership.role).where(
                Membership.account_id == account_id,
                Membership.community_id == community_id,
                Membership.ended_at.is_(None),
            )
        )
    )


def _check_may(account: Account, by: Viewer) -> None:
    held = _held(account.id)
    here = frozenset(role for role, community_id in held if community_id == by.community_id)
    elsewhere = any(community_id != by.community_id for _, community_id in held)
    check_manages(by, account.id, here, elsewhere)


def _held(account_id: int) -> list[tuple[Role, int | None]]:
    """Every role of the account with the community it holds in; None: a subdistrict."""
    rows = db.session.execute(
        select(Membership.role, Membership.community_id).where(
            Membership.account_id == account_id, Membership.ended_at.is_(None)
        )
    )
    return [(Role(role), community_id) for role, community_id in rows]


def _own_community(person: Person, by: Viewer) -> None:
    if person.community_id != by.community_id:
        raise NotFound


def _revoke_devices(account_id: int, *, at: datetime) -> None:
    devices = select(Device.id).where(Device.account_id == account_id)
    for device_id in db.session.scalars(devices):
        throttle.forget(throttle.subject("device", str(device_id)))
    db.session.execute(
        update(Device)
        .where(Device.account_id == account_id, Device.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    close_all_sessions(account_id, at=at)
