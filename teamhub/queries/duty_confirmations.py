"""Arrivals that nobody saw, and that a leader may vouch for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.attendance import Certainty, Evidence, certainty
from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment, Post, Shift
from teamhub.models.people import Person

LOOKS_BACK = timedelta(days=14)
"""As long as a phone may keep an arrival."""
MOST = 200


@dataclass(frozen=True)
class ArrivalRow:
    """`certainty`: poster or told. `own`: the viewer's; somebody else has to vouch for it."""

    id: int
    name: str
    post: str
    post_id: int
    duty_date: date
    shift: str
    arrived_at: datetime
    recorded_at: datetime
    evidence: Evidence
    entered_later: bool
    certainty: Certainty
    own: bool


def waiting(viewer: Viewer, at: datetime) -> list[ArrivalRow]:
    """What nobody saw stands first, then what a poster's code alone speaks for; the latest first."""
    rows = db.session.execute(
        select(CheckIn, Person, Post, Shift)
        .join(DutyAssignment, DutyAssignment.id == CheckIn.assignment_id)
        .join(Person, Person.id == DutyAssignment.person_id)
        .join(Post, Post.id == DutyAssignment.post_id)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(*_open(viewer.community_id), CheckIn.arrived_at > at - LOOKS_BACK)
        .order_by(CheckIn.arrived_at.desc(), CheckIn.id)
        .limit(MOST)
    ).all()
    found = [
        ArrivalRow(
            arrival.id,
            person.name,
            post.name,
            post.id,
            shift.duty_date,
            shift.kind,
            arrival.arrived_at,
            arrival.recorded_at,
            Evidence(arrival.evidence),
            arrival.entered_later,
            certainty(Evidence(arrival.evidence), entered_later=arrival.entered_later, confirmed=False),
            person.id == viewer.person_id,
        )
        for arrival, person, post, shift in rows
    ]
    return sorted(found, key=lambda row: row.certainty is Certainty.POSTER)


def told_only(community_id: int, at: datetime) -> int:
    """How many arrivals of the last days rest on somebody's word alone."""
    recent = CheckIn.arrived_at > at - LOOKS_BACK
    asked = select(func.count()).select_from(CheckIn).where(*_open(community_id), _told(), recent)
    return db.session.scalar(asked) or 0


def told_only_on(community_id: int, day: date, as_of: datetime) -> int:
    """The same of the shifts of one duty date, as of a moment."""
    later_confirmed = or_(CheckIn.confirmed_at.is_(None), CheckIn.confirmed_at > as_of)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(CheckIn)
            .join(DutyAssignment, DutyAssignment.id == CheckIn.assignment_id)
            .join(Shift, Shift.id == DutyAssignment.shift_id)
            .where(
                CheckIn.community_id == community_id,
                Shift.duty_date == day,
                CheckIn.arrived_at <= as_of,
                later_confirmed,
                _told(),
            )
        )
        or 0
    )


def _told() -> ColumnElement[bool]:
    """The rule of `certainty` as the database asks it."""
    seen = CheckIn.evidence.in_([Evidence.ROTATING.value, Evidence.ROLL_CALL.value])
    poster = and_(CheckIn.evidence == Evidence.STATIC.value, not_(CheckIn.entered_later))
    return not_(or_(seen, poster))


def _open(community_id: int) -> tuple[ColumnElement[bool], ...]:
    """Not confirmed, and of a kind that somebody may confirm."""
    seen = CheckIn.evidence.in_([Evidence.ROTATING.value, Evidence.ROLL_CALL.value])
    return CheckIn.community_id == community_id, CheckIn.confirmed_at.is_(None), not_(seen)
