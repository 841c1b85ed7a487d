"""Volunteers at the poster: they offer themselves, a leader admits or declines, the phone that asked becomes theirs."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from teamhub.actions import accounts, enrolment, journal, people, throttle
from teamhub.actions.throttle import Limit
from teamhub.domain.access import Role, Viewer
from teamhub.domain.credentials import SHORT_CODE
from teamhub.domain.errors import NotFound
from teamhub.domain.people import fold_name, fold_phone, is_mobile
from teamhub.domain.roles import USUAL
from teamhub.domain.roster import PersonFacts
from teamhub.domain.walk_ups import WalkUpFacts, WalkUpRefused, WalkUpState
from teamhub.models.base import db
from teamhub.models.people import Person, WalkUp
from teamhub.queries import walk_ups

NAME_MOST = 20
OFFERED_FROM_ADDRESS = Limit("offered", 20, timedelta(hours=1))
"""Volunteers who come together share the address of one mobile network."""
OFFERED_IN_COMMUNITY = Limit("offered", 200, timedelta(hours=1))


def count_offering(community_id: int, address: str, at: datetime) -> None:
    """Before anything is read. Raises TooManyTries."""
    throttle.take(throttle.subject("offers", f"{community_id}/{address}"), (OFFERED_FROM_ADDRESS,), at)
    throttle.take(throttle.subject("offers", str(community_id)), (OFFERED_IN_COMMUNITY,), at)


def browser_key(secret: str, once: str) -> str:
    """What the browser keeps of its offer: the same when it is sent twice, and nobody else's to compute."""
    return hmac.new(secret.encode(), f"walk-up:{once}".encode(), hashlib.sha256).hexdigest()


def key_digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def offer(facts: WalkUpFacts, *, confirms: bool, key: str, community_id: int, at: datetime) -> WalkUp:
    """Waits from now on. Raises NotFound while the page is shut, WalkUpRefused, PhoneUnreadable. Nothing is kept of
    who did not confirm the rules."""
    if not walk_ups.is_open(community_id):
        raise NotFound
    if not confirms:
        raise WalkUpRefused("walk_up_rules_needed")
    phone, name = fold_phone(facts.phone), fold_name(facts.name)
    if not is_mobile(phone):
        raise WalkUpRefused("walk_up_phone_needed")
    if not name or len(name) > NAME_MOST or any(not c.isprintable() for c in name):
        raise WalkUpRefused("walk_up_name_needed")
    if facts.member_type not in dict(walk_ups.offered_types(community_id, "en")):
        raise WalkUpRefused("walk_up_type_unknown")
    made = WalkUp(
        community_id=community_id,
        name=name,
        phone=phone,
        member_type=facts.member_type,
        key_digest=key_digest(key),
        rules_confirmed_at=at,
        asked_at=at,
    )
    db.session.add(made)
    db.session.flush()
    visitor = Viewer(0, "volunteer", community_id)
    journal.write("walk_up.offered", by=visitor, at=at, object_type="walk_up", object_id=made.id)
    return made


def admit(walk_up_id: int, *, today: date, by: Viewer, at: datetime) -> Person:
    """On the roster from this minute, with an account of the role usual for the type. Raises NotFound,
    WalkUpRefused(walk_up_decided | walk_up_listed), AccountRefused."""
    found = _decide(walk_up_id, "admitted_at", by, at)
    known = select(Person.id).where(
        Person.community_id == by.community_id, Person.phone == found.phone, Person.active.is_(True)
    )
    if db.session.scalar(known) is not None:
        raise WalkUpRefused("walk_up_listed")
    person = people.add_person(
        PersonFacts(found.name, found.member_type, phone=found.phone, deployed_from=today), by=by, at=at
    )
    accounts.account_for(person, USUAL.get(found.member_type, Role.SWEEPER), by=by, at=at)
    found.person_id = person.id
    db.session.flush()
    journal.write("walk_up.admitted", by=by, at=at, object_type="walk_up", object_id=found.id)
    return person


def decline(walk_up_id: int, *, by: Viewer, at: datetime) -> None:
    """Name and telephone are wiped. Raises NotFound, WalkUpRefused(walk_up_decided)."""
    found = _decide(walk_up_id, "declined_at", by, at)
    found.name = found.phone = ""
    db.session.flush()
    journal.write("walk_up.declined", by=by, at=at, object_type="walk_up", object_id=found.id)


def open_the_way(key: str, *, community_id: int, at: datetime) -> str:
    """An enrolment code for the phone that made the offer, once a leader has admitted it; until somebody used one.
    Raises WalkUpRefused(walk_up_not_admitted)."""
    found = walk_ups.by_key(community_id, key_digest(key))
    account = walk_ups.account_of(found) if found else None
    if found is None or account is None or walk_ups.state_of(found) is not WalkUpState.ADMITTED:
        raise WalkUpRefused("walk_up_not_admitted")
    if account.disabled_at is not None:
        raise WalkUpRefused("walk_up_not_admitted")
    visitor = Viewer(0, "volunteer", community_id)
    return enrolment.issue_code(account, valid_for=SHORT_CODE, by=visitor, at=at)


def _decide(walk_up_id: int, column: str, by: Viewer, at: datetime) -> WalkUp:
    """One statement, so that of two leaders one decides."""
    found = db.session.get(WalkUp, walk_up_id)
    if found is None or found.community_id != by.community_id:
        raise NotFound
    taken = db.session.execute(
        update(WalkUp)
        .where(WalkUp.id == walk_up_id, WalkUp.admitted_at.is_(None), WalkUp.declined_at.is_(None))
        .values({column: at})
        .returning(WalkUp.id)
    ).all()
    if not taken:
        raise WalkUpRefused("walk_up_decided")
    db.session.refresh(found)
    return found
