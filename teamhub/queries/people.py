"""The roster: people as a list, one person, strength by organisation and type. Phones leave masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_phone
from teamhub.domain.people import fold_name
from teamhub.models.base import db
from teamhub.models.people import Account, Device, Organization, Person

PER_PAGE = 50


class Activity(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    ALL = "all"


class Enrolment(StrEnum):
    """How far somebody is with the own account."""

    NONE = "none"
    WAITING = "waiting"
    ENROLLED = "enrolled"
    DISABLED = "disabled"


@dataclass(frozen=True)
class PeopleFilter:
    """`q`: part of a name, pinyin or initials, the end of a phone number, or a code."""

    q: str = ""
    member_type: str = ""
    organization_id: int | None = None
    activity: Activity = Activity.ACTIVE
    sort: str = "code"
    descending: bool = False


@dataclass(frozen=True)
class PersonRow:
    """`phone` is masked."""

    id: int
    code: str
    name: str
    phone: str
    member_type: str
    organization: str
    work_group: str
    position: str
    deployed_from: date | None
    deployed_to: date | None
    active: bool
    account_id: int | None
    enrolment: Enrolment


@dataclass(frozen=True)
class PeoplePage:
    rows: list[PersonRow]
    total: int
    page: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def has_more(self) -> bool:
        return self.last < self.total


@dataclass
class StrengthRow:
    """One organisation's people by member type, active ones only."""

    organization: str
    organization_id: int | None
    by_type: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_type.values())


SORTS: dict[str, tuple[Any, ...]] = {
    "code": (func.length(Person.code), Person.code),
    "name": (Person.pinyin, Person.name),
    "type": (Person.member_type, Person.pinyin),
    "organization": (Organization.position, Organization.name, Person.pinyin),
    "deployed": (Person.deployed_from, Person.pinyin),
}


def listing(viewer: Viewer, chosen: PeopleFilter, page: int | None = 1) -> PeoplePage:
    """One page of the list; `page` None: everybody (for the export)."""
    where = _conditions(viewer, chosen)
    total = db.session.scalar(select(func.count()).select_from(Person).where(*where)) or 0
    order = SORTS.get(chosen.sort, SORTS["code"])
    statement = (
        _rows().where(*where).order_by(*(c.desc() if chosen.descending else c for c in order), Person.id)
    )
    number = 1
    if page is not None:
        number = max(1, min(page, -(-total // PER_PAGE) or 1))
        statement = statement.limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return PeoplePage([_row(r) for r in db.session.execute(statement)], total, number)


def one(viewer: Viewer, person_id: int) -> PersonRow:
    """Raises NotFound for somebody of another community."""
    found = db.session.execute(
        _rows().where(Person.id == person_id, Person.community_id == viewer.community_id)
    ).first()
    if found is None:
        raise NotFound
    return _row(found)


def record(viewer: Viewer, person_id: int) -> Person:
    """The stored person, for a form or an action. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None or person.community_id != viewer.community_id:
        raise NotFound
    return person


def organizations(viewer: Viewer) -> list[tuple[int, str]]:
    """(id, name) in the leader's order, for filters and forms."""
    rows = db.session.execute(
        select(Organization.id, Organization.name)
        .where(Organization.community_id == viewer.community_id)
        .order_by(Organization.position, Organization.id)
    )
    return [(row.id, row.name) for row in rows]


def strength(viewer: Viewer) -> list[StrengthRow]:
    """Active people per organisation and member type, in the leader's order; those without one last."""
    counts = db.session.execute(
        select(Organization.id, Organization.name, Person.member_type, func.count())
        .select_from(Person)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.community_id == viewer.community_id, Person.active)
        .group_by(Organization.id, Organization.name, Organization.position, Person.member_type)
        .order_by(Organization.id.is_(None), Organization.position, Organization.id)
    )
    rows: dict[int | None, StrengthRow] = {}
    for organization_id, name, member_type, count in counts:
        row = rows.setdefault(organization_id, StrengthRow(name or "", organization_id))
        row.by_type[member_type] = count
    return list(rows.values())


def without_phone_enrolled(viewer: Viewer) -> list[PersonRow]:
    """Active people who have not enrolled a phone yet: who still needs a card."""
    everybody = listing(viewer, PeopleFilter(), page=None).rows
    return [row for row in everybody if row.enrolment in {Enrolment.NONE, Enrolment.WAITING}]


def _rows() -> Select[*tuple[Any, ...]]:
    phones = (
        select(func.count())
        .select_from(Device)
        .where(Device.account_id == Person.account_id, Device.revoked_at.is_(None))
        .scalar_subquery()
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            Person.id,
            Person.code,
            Person.name,
            Person.phone,
            Person.member_type,
            Organization.name.label("organization"),
            Person.work_group,
            Person.position,
            Person.deployed_from,
            Person.deployed_to,
            Person.active,
            Person.account_id,
            Account.disabled_at,
            Account.passphrase_hash.is_not(None).label("has_passphrase"),
            phones.label("phones"),
        )
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .outerjoin(Account, Account.id == Person.account_id)
    )
    return statement


def _row(r: Any) -> PersonRow:
    if r.account_id is None:
        enrolment = Enrolment.NONE
    elif r.disabled_at is not None:
        enrolment = Enrolment.DISABLED
    else:
        enrolment = Enrolment.ENROLLED if r.phones or r.has_passphrase else Enrolment.WAITING
    return PersonRow(
        r.id,
        r.code,
        r.name,
        mask_phone(r.phone),
        r.member_type,
        r.organization or "",
        r.work_group,
        r.position,
        r.deployed_from,
        r.deployed_to,
        r.active,
        r.account_id,
        enrolment,
    )


def _conditions(viewer: Viewer, chosen: PeopleFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Person.community_id == viewer.community_id]
    if chosen.member_type:
        where.append(Person.member_type == chosen.member_type)
    if chosen.organization_id is not None:
        where.append(Person.organization_id == chosen.organization_id)
    if chosen.activity is not Activity.ALL:
        where.append(Person.active.is_(chosen.activity is Activity.ACTIVE))
    if chosen.q.strip():
        where.append(matches(chosen.q))
    return where


def matches(typed: str) -> ColumnElement[bool]:
    """People whom the typed words may mean."""
    name = fold_name(typed)
    latin = "".join(name.casefold().split())
    if not latin:
        return false()
    options = [
        Person.name.contains(name, autoescape=True),
        Person.pinyin.contains(latin, autoescape=True),
        Person.initials.startswith(latin, autoescape=True),
        func.lower(Person.code) == latin,
    ]
    if latin.isascii() and latin.isdigit() and len(latin) >= 3:
        options.append(Person.phone.endswith(latin, autoescape=True))
    return or_(*options)
