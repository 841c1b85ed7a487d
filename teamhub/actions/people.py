"""The roster: adding, changing and deactivating people. Nobody is deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from teamhub.actions import accounts, journal
from teamhub.actions.reveals import note_reveal
from teamhub.actions.romanise import pinyin_of
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.people import fold_name, fold_phone
from teamhub.domain.roster import PersonFacts
from teamhub.models.base import db
from teamhub.models.people import Account, Organization, Person
from teamhub.queries import terms
from teamhub.queries.codes import next_code


class PersonRefused(RuleBroken):
    """The person cannot be stored like this."""


def add_person(facts: PersonFacts, *, by: Viewer, at: datetime) -> Person:
    """Raises PersonRefused, PhoneUnreadable, PhoneRounded."""
    _check(facts, by)
    code = facts.code or next_code(Person.code, Person.community_id == by.community_id, form="P001")
    taken = select(Person.id).where(Person.community_id == by.community_id, Person.code == code)
    if db.session.scalar(taken) is not None:
        raise PersonRefused("person_code_taken")
    person = Person(community_id=by.community_id, code=code, active=True)
    _fill(person, facts)
    db.session.add(person)
    db.session.flush()
    journal.write("person.added", by=by, at=at, object_type="person", object_id=person.id)
    return person


def change_person(person: Person, facts: PersonFacts, *, by: Viewer, at: datetime) -> None:
    """Raises NotFound for a foreign person, PersonRefused, PhoneUnreadable, PhoneRounded."""
    if person.community_id != by.community_id:
        raise NotFound
    _check(facts, by)
    before = {name: getattr(person, name) for name in _FIELDS}
    _fill(person, facts)
    changed = [name for name in _FIELDS if getattr(person, name) != before[name]]
    if person.account_id is not None and "name" in changed:
        db.session.get_one(Account, person.account_id).display_name = person.name
    if changed:
        journal.write(
            "person.changed", by=by, at=at, object_type="person", object_id=person.id, fields=changed
        )


def deactivate_person(person: Person, *, by: Viewer, at: datetime) -> None:
    """No longer counted or assigned; history keeps the name. The way in closes at once. Raises
    PersonRefused(person_is_you), RoleRefused for somebody above the viewer."""
    if person.community_id != by.community_id:
        raise NotFound
    if person.id == by.person_id:
        raise PersonRefused("person_is_you")
    person.active = False
    if person.account_id is not None:
        accounts.close_here(db.session.get_one(Account, person.account_id), by=by, at=at)
    journal.write("person.deactivated", by=by, at=at, object_type="person", object_id=person.id)


def activate_person(person: Person, *, by: Viewer, at: datetime) -> None:
    """Counted again; an account that was closed with the person may be enrolled anew."""
    if person.community_id != by.community_id:
        raise NotFound
    person.active = True
    if person.account_id is not None:
        account = db.session.get_one(Account, person.account_id)
        if account.disabled_at is not None:
            accounts.enable(account, by=by, at=at)
    journal.write("person.activated", by=by, at=at, object_type="person", object_id=person.id)


def reveal_phone(person: Person, reason: str, *, by: Viewer, at: datetime) -> str:
    """The number in full; that it was opened, by whom and why, is kept. Raises PersonRefused(reason_needed)."""
    if person.community_id != by.community_id:
        raise NotFound
    if not reason.strip():
        raise PersonRefused("reason_needed")
    note_reveal("person.phone_revealed", "person", person.id, reason, by=by, at=at)
    return person.phone


_FIELDS = (
    "name",
    "pinyin",
    "phone",
    "member_type",
    "organization_id",
    "work_group",
    "position",
    "deployed_from",
    "deployed_to",
)


def _check(facts: PersonFacts, by: Viewer) -> None:
    if not fold_name(facts.name):
        raise PersonRefused("name_needed")
    if facts.member_type not in terms.terms(by.community_id, "member_type"):
        raise PersonRefused("member_type_unknown")
    if facts.organization_id is not None:
        organization = db.session.get(Organization, facts.organization_id)
        if organization is None or organization.community_id != by.community_id:
            raise PersonRefused("organization_unknown")
    if facts.deployed_from and facts.deployed_to and facts.deployed_to < facts.deployed_from:
        raise PersonRefused("deployed_backwards")


def _fill(person: Person, facts: PersonFacts) -> None:
    person.name = fold_name(facts.name)
    full, initials = pinyin_of(person.name)
    person.pinyin = "".join(facts.pinyin.casefold().split()) or full
    person.initials = initials
    if facts.phone is not None:
        person.phone = fold_phone(facts.phone)
    person.member_type = facts.member_type
    person.organization_id = facts.organization_id
    person.work_group = facts.work_group.strip()
    person.position = facts.position.strip()
    person.deployed_from = facts.deployed_from
    person.deployed_to = facts.deployed_to
