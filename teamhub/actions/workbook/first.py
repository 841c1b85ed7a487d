"""Moving into an empty installation: the workbook, and the first leader with it, in one step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from teamhub.actions import accounts
from teamhub.actions.first_leader import add_leader
from teamhub.actions.first_run import NotEmpty
from teamhub.actions.workbook.apply import Outcome, perform
from teamhub.actions.workbook.target import Target
from teamhub.domain.access import Viewer
from teamhub.domain.people import name_key
from teamhub.domain.roles import FIRST_LEADER
from teamhub.domain.workbook.faults import FaultList
from teamhub.models.base import db
from teamhub.models.people import Account, Person
from teamhub.queries.accounts import anybody_enrolled


@dataclass(frozen=True)
class Leader:
    """Who takes the first account. `passphrase_hash` is made before the transaction."""

    name: str
    login: str
    passphrase_hash: str


def move_in(target: Target, faults: FaultList, leader: Leader, *, at: datetime) -> Outcome:
    """Stores the workbook and makes the leader, who may stand in it already. Raises NotEmpty, BookFaulty,
    ConstraintBroken, TargetRefused, BadSlug, CommunityRefused, BadLogin, AccountRefused."""
    if anybody_enrolled():
        raise NotEmpty("not_empty")
    outcome = perform(target, faults, by=Viewer.system(0), at=at)
    assert outcome.community_id is not None
    by = replace(Viewer.system(0), community_id=outcome.community_id)
    person = _in_workbook(outcome.community_id, leader)
    if person is None:
        add_leader(
            outcome.community_id,
            name=leader.name,
            login=leader.login,
            passphrase_hash=leader.passphrase_hash,
            by=by,
            at=at,
        )
        return outcome
    account = _account_of(person, leader, by, at)
    account.passphrase_hash = leader.passphrase_hash
    for role in FIRST_LEADER:
        if role not in accounts.roles_here(account.id, outcome.community_id):
            accounts.give_role(account, role, by=by, at=at)
    return outcome


def _in_workbook(community_id: int, leader: Leader) -> Person | None:
    """The person of the roster with this telephone number and name."""
    found = db.session.scalars(
        select(Person).where(Person.community_id == community_id, Person.phone == leader.login)
    ).all()
    return next((person for person in found if name_key(person.name) == name_key(leader.name)), None)


def _account_of(person: Person, leader: Leader, by: Viewer, at: datetime) -> Account:
    if person.account_id is not None:
        account = db.session.get_one(Account, person.account_id)
        account.login = leader.login
        return account
    account = accounts.open_account(leader.login, person.name, by=by, at=at)
    person.account_id = account.id
    db.session.flush()
    return account
