"""The first person who can sign in: on the first-run page and by `teamhub user add-leader`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from teamhub.actions import accounts
from teamhub.actions.romanise import pinyin_of
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.people import fold_phone, is_mobile
from teamhub.domain.roles import FIRST_LEADER
from teamhub.models.base import db
from teamhub.models.people import Account, Person
from teamhub.queries.codes import next_code


def add_leader(
    community_id: int, *, name: str, login: str, passphrase_hash: str | None, by: Viewer, at: datetime
) -> Account:
    """A cadre who leads the team and administers the installation. Without a passphrase hash an enrolment code
    has to follow. Raises BadLogin, AccountRefused(login_taken)."""
    here = replace(by, community_id=community_id)
    account = accounts.open_account(login, name, by=here, at=at, passphrase_hash=passphrase_hash)
    pinyin, initials = pinyin_of(name)
    person = Person(
        community_id=community_id,
        code=next_code(Person.code, Person.community_id == community_id, form="P001"),
        name=name,
        pinyin=pinyin,
        initials=initials,
        phone=_phone_in(login),
        member_type="cadre",
        account_id=account.id,
    )
    db.session.add(person)
    db.session.flush()
    for role in FIRST_LEADER:
        accounts.give_role(account, role, by=here, at=at)
    return account


def _phone_in(login: str) -> str:
    """The login, where it is a mobile number."""
    try:
        phone = fold_phone(login)
    except RuleBroken:
        return ""
    return phone if is_mobile(phone) else ""
