"""The own shifts as a calendar, by an address that only its owner knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, Shift
from teamhub.models.people import Account, Person
from teamhub.queries.signatures import is_same, number_told, signed

KEPT = timedelta(days=31)
"""So far back a calendar shows shifts: phones drop what the feed no longer names."""
ENOUGH = 500


@dataclass(frozen=True)
class CalendarSeat:
    """`standing` False: taken back or handed to somebody else; a calendar that has it is told so. `revision` rises
    with every change."""

    id: int
    post: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    revision: int
    standing: bool
    confirmed: bool


def token_of(person: Person) -> str:
    """The part of the address that nobody can guess; empty while the person has no calendar."""
    if not person.calendar_key:
        return ""
    return signed(person.calendar_key, person.id, purpose=f"calendar.{person.community_id}", mark=".")


def person_of(viewer: Viewer) -> Person:
    """Who asks, as somebody of the roster. Raises NotFound."""
    person = db.session.get(Person, viewer.person_id) if viewer.person_id else None
    if person is None:
        raise NotFound
    return person


def owner_of(community_id: int, token: str) -> Person:
    """Whose calendar it is. Raises NotFound for a forged, a withdrawn and a foreign address alike, and when its
    owner no longer takes part."""
    number = number_told(token, ".")
    person = db.session.get(Person, number) if number is not None else None
    if person is None or person.community_id != community_id or not person.calendar_key or not person.active:
        raise NotFound
    if not is_same(token_of(person), token):
        raise NotFound
    account = db.session.get(Account, person.account_id) if person.account_id else None
    if account is not None and account.disabled_at is not None:
        raise NotFound
    return person


def seats_of(person: Person, at: datetime) -> list[CalendarSeat]:
    """All that are to come and those of the last weeks, in the order of time."""
    rows = db.session.scalars(
        select(DutyAssignment)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .options(joinedload(DutyAssignment.shift), joinedload(DutyAssignment.post))
        .where(DutyAssignment.person_id == person.id, Shift.ends_at > at - KEPT)
        .order_by(Shift.starts_at.desc(), DutyAssignment.id.desc())
        .limit(ENOUGH)
    ).all()
    return [_row(seat) for seat in reversed(rows)]


def _row(seat: DutyAssignment) -> CalendarSeat:
    moments = (seat.assigned_at, seat.confirmed_at, seat.replaced_at, seat.cancelled_at)
    return CalendarSeat(
        seat.id,
        seat.post.name,
        seat.shift.kind,
        seat.shift.starts_at,
        seat.shift.ends_at,
        max(moment for moment in moments if moment is not None),
        seat.version - 1,
        seat.replaced_at is None and seat.cancelled_at is None,
        seat.confirmed_at is not None,
    )
