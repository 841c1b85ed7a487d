"""Loading the example through the importer that everybody uses, and opening a door for each kind of visitor."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.actions import accounts, enrolment, journal
from teamhub.actions.workbook import apply
from teamhub.actions.workbook.target import Target
from teamhub.domain.access import Role, Viewer
from teamhub.domain.credentials import CARD_CODE, CODE_ALPHABET, Proof, proof_of, spoken_code
from teamhub.domain.workbook.faults import FaultList
from teamhub.domain.workbook.parsed import ParsedBook
from teamhub.models.base import db
from teamhub.models.people import Account, Person
from teamhub.models.places import Community

SLUG = "balicha"
VISITORS = ("P001", "A01", "A02", "P002", "S01")
"""Leader, party secretary, committee reader, member, sweeper: codes of people in the example."""


@dataclass(frozen=True)
class WayIn:
    """How somebody of the example signs in. `secret`: the passphrase, or an enrolment code that works once."""

    role: Role
    name: str
    login: str
    proof: Proof
    secret: str


def is_loaded() -> bool:
    return db.session.scalar(select(Community.id).where(Community.slug == SLUG)) is not None


def fresh_passphrase() -> str:
    """Made anew for each installation: nobody can look it up."""
    return "-".join("".join(secrets.choice(CODE_ALPHABET.lower()) for _ in range(4)) for _ in range(3))


def load(
    book: ParsedBook, faults: FaultList, *, passphrase: str, passphrase_hash: str, at: datetime
) -> list[WayIn]:
    """Stores the example within the caller's unit of work. Raises what an import raises."""
    outcome = apply.perform(Target(book, may_create=True), faults, by=Viewer.system(0), at=at)
    assert outcome.community_id is not None
    by = Viewer.system(outcome.community_id)
    ways = [_way_in(code, passphrase, passphrase_hash, by=by, at=at) for code in VISITORS]
    journal.write("example.loaded", by=by, at=at, object_type="community", object_id=outcome.community_id)
    return ways


def _way_in(code: str, passphrase: str, passphrase_hash: str, *, by: Viewer, at: datetime) -> WayIn:
    person = db.session.scalars(
        select(Person).where(Person.community_id == by.community_id, Person.code == code)
    ).one()
    account = db.session.get_one(Account, person.account_id)
    held = accounts.roles_here(account.id, by.community_id)
    proof = proof_of(held)
    if proof is Proof.PASSPHRASE:
        account.passphrase_hash = passphrase_hash
        secret = passphrase
        if Role.TEAM_LEADER in held:
            accounts.give_role(account, Role.SYSTEM_ADMIN, by=by, at=at)
    else:
        secret = spoken_code(enrolment.issue_code(account, valid_for=CARD_CODE, by=by, at=at))
    db.session.flush()
    return WayIn(min(held, key=list(Role).index), person.name, account.login, proof, secret)
