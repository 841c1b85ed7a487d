"""Volunteers who offered themselves by the poster: whether the page is open, who waits, how one browser's offer stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.masking import mask_phone
from teamhub.domain.walk_ups import WalkUpState, walk_up_state
from teamhub.models.base import db
from teamhub.models.people import Account, Person, WalkUp
from teamhub.queries import terms

SHOWN = 100


@dataclass(frozen=True)
class WalkUpRow:
    """`listed`: somebody with this telephone is on the roster already."""

    id: int
    name: str
    phone: str
    member_type: str
    asked_at: datetime
    listed: bool


def is_open(community_id: int) -> bool:
    """Switched on, and there are rules to confirm."""
    if not terms.thresholds(community_id).volunteers_welcome:
        return False
    return bool(terms.standard_text(community_id, "volunteer_rules", "zh_Hans_CN").strip())


def offered_types(community_id: int, language: str) -> list[tuple[str, str]]:
    """Code and label of the types that somebody may give themselves: those of the neighbourhood, never a cadre's, a
    medic's or a community worker's."""
    found = terms.terms(community_id, "member_type")
    return [(code, t.label(language)) for code, t in found.items() if t.active and t.flags["sweeper"]]


def waiting(viewer: Viewer) -> list[WalkUpRow]:
    """Who waits, the longest first; telephones masked."""
    listed = (
        select(Person.id)
        .where(
            Person.community_id == WalkUp.community_id, Person.phone == WalkUp.phone, Person.active.is_(True)
        )
        .exists()
    )
    rows = db.session.execute(
        select(WalkUp, listed).where(_waits(viewer.community_id)).order_by(WalkUp.asked_at).limit(SHOWN)
    )
    return [
        WalkUpRow(w.id, w.name, mask_phone(w.phone), w.member_type, w.asked_at, known) for w, known in rows
    ]


def how_many_wait(viewer: Viewer) -> int:
    """0 for those who do not decide."""
    if not viewer.may(Permission.PEOPLE_MANAGE):
        return 0
    return db.session.scalar(select(func.count(WalkUp.id)).where(_waits(viewer.community_id))) or 0


def by_key(community_id: int, key_digest: str) -> WalkUp | None:
    return db.session.scalar(
        select(WalkUp).where(WalkUp.community_id == community_id, WalkUp.key_digest == key_digest)
    )


def account_of(walk_up: WalkUp) -> Account | None:
    """The account of somebody admitted, None before."""
    person = db.session.get(Person, walk_up.person_id) if walk_up.person_id else None
    return person.account if person else None


def state_of(walk_up: WalkUp) -> WalkUpState:
    account = account_of(walk_up)
    enrolled = account is not None and bool(account.pin_hash or account.passphrase_hash)
    return walk_up_state(walk_up.admitted_at, walk_up.declined_at, enrolled=enrolled)


def _waits(community_id: int) -> ColumnElement[bool]:
    return and_(
        WalkUp.community_id == community_id, WalkUp.admitted_at.is_(None), WalkUp.declined_at.is_(None)
    )
