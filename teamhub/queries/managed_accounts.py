"""Accounts as those see them who open and close them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from teamhub.domain.access import Role, Viewer
from teamhub.domain.credentials import Proof, proof_of
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.people import Account, Device, EnrolmentCode, Membership, Person
from teamhub.queries.people import PER_PAGE, matches


@dataclass(frozen=True)
class AccountRow:
    """`phones`: enrolled phones and browsers; `code_until`: when an unused code ends; `elsewhere`: roles in other
    communities too."""

    account_id: int
    person_id: int | None
    name: str
    login: str
    roles: tuple[Role, ...]
    phones: int
    last_seen_at: datetime | None
    code_until: datetime | None
    disabled_at: datetime | None
    has_passphrase: bool
    elsewhere: bool

    @property
    def proof(self) -> Proof:
        return proof_of(frozenset(self.roles))


@dataclass(frozen=True)
class AccountPage:
    rows: list[AccountRow]
    total: int
    page: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0


def listing(viewer: Viewer, at: datetime) -> list[AccountRow]:
    """Everybody who holds or held a role in the community, by name."""
    return _accounts(viewer.community_id, at)


def paged(viewer: Viewer, at: datetime, q: str, page: int) -> AccountPage:
    """One page of those whose person the typed words may mean."""
    where = [_belongs(viewer.community_id)]
    if q.strip():
        where.append(or_(matches(q), Account.display_name.contains(q.strip(), autoescape=True)))
    total = (
        db.session.scalar(
            select(func.count())
            .select_from(Account)
            .outerjoin(
                Person, (Person.account_id == Account.id) & (Person.community_id == viewer.community_id)
            )
            .where(*where)
        )
        or 0
    )
    number = max(1, min(page, -(-total // PER_PAGE) or 1))
    rows = _accounts(viewer.community_id, at, *where, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    return AccountPage(rows, total, number)


def one(viewer: Viewer, account_id: int, at: datetime) -> AccountRow:
    """Raises NotFound for an account without any role here."""
    rows = _accounts(viewer.community_id, at, Account.id == account_id)
    if not rows:
        raise NotFound
    return rows[0]


def record(viewer: Viewer, account_id: int) -> Account:
    """The stored account of the viewer's community. Raises NotFound."""
    known = select(Membership.id).where(
        Membership.account_id == account_id, Membership.community_id == viewer.community_id
    )
    account = db.session.get(Account, account_id) if db.session.scalar(known.limit(1)) else None
    if account is None:
        raise NotFound
    return account


def _belongs(community_id: int) -> ColumnElement[bool]:
    return Account.id.in_(select(Membership.account_id).where(Membership.community_id == community_id))


def _accounts(
    community_id: int,
    at: datetime,
    *where: ColumnElement[bool],
    limit: int | None = None,
    offset: int | None = None,
) -> list[AccountRow]:
    """Two statements, however many accounts."""
    phones = (
        select(Device.account_id, func.count().label("phones"), func.max(Device.last_seen_at).label("seen"))
        .where(Device.revoked_at.is_(None))
        .group_by(Device.account_id)
        .subquery()
    )
    codes = (
        select(EnrolmentCode.account_id, func.max(EnrolmentCode.expires_at).label("until"))
        .where(
            EnrolmentCode.used_at.is_(None), EnrolmentCode.revoked_at.is_(None), EnrolmentCode.expires_at > at
        )
        .group_by(EnrolmentCode.account_id)
        .subquery()
    )
    statement = (
        select(Account, Person.id.label("person_id"), phones.c.phones, phones.c.seen, codes.c.until)
        .outerjoin(Person, (Person.account_id == Account.id) & (Person.community_id == community_id))
        .outerjoin(phones, phones.c.account_id == Account.id)
        .outerjoin(codes, codes.c.account_id == Account.id)
        .where(_belongs(community_id), *where)
        .order_by(Person.pinyin, Account.display_name, Account.id)
        .limit(limit)
        .offset(offset)
    )
    found = db.session.execute(statement).all()
    held: dict[int, list[tuple[Role, int | None]]] = {}
    for owner, role, scope in db.session.execute(
        select(Membership.account_id, Membership.role, Membership.community_id).where(
            Membership.account_id.in_([account.id for account, *_ in found]), Membership.ended_at.is_(None)
        )
    ):
        held.setdefault(owner, []).append((Role(role), scope))
    rows = []
    for account, person_id, count, seen, until in found:
        roles = held.get(account.id, [])
        rows.append(
            AccountRow(
                account.id,
                person_id,
                account.display_name,
                account.login,
                tuple(sorted((r for r, scope in roles if scope == community_id), key=list(Role).index)),
                count or 0,
                seen,
                until,
                account.disabled_at,
                account.passphrase_hash is not None,
                any(scope != community_id for _, scope in roles),
            )
        )
    return rows
