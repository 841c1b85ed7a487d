"""Musters: calling people out, calling the roll, closing the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from teamhub.actions import journal
from teamhub.actions.reveals import note_reveal
from teamhub.domain.access import Permission, Viewer
from teamhub.domain.attendance import Evidence
from teamhub.domain.errors import NotAllowed, NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import Muster, MusterCall
from teamhub.models.people import Person
from teamhub.queries.duty_musters import muster_of

ANSWERS = frozenset({"coming", "cannot"})


class MusterRefused(RuleBroken):
    """muster_nobody | muster_due_early | muster_closed | arrival_in_future"""


@dataclass(frozen=True)
class CallOut:
    """`ordered_at`: when the order came in; `due_at`: when all should be there."""

    place: str
    ordered_at: datetime
    due_at: datetime
    issuer: str = ""
    text: str = ""


def call_out(
    campaign: Campaign, order: CallOut, person_ids: Sequence[int], *, by: Viewer, at: datetime
) -> Muster:
    """Calls the people. Raises MusterRefused(muster_nobody | muster_due_early), NotFound for a foreign person."""
    if order.due_at < order.ordered_at:
        raise MusterRefused("muster_due_early")
    people = list(
        db.session.scalars(
            select(Person).where(
                Person.community_id == by.community_id, Person.id.in_(person_ids), Person.active.is_(True)
            )
        )
    )
    if not people:
        raise MusterRefused("muster_nobody")
    if len(people) != len(set(person_ids)):
        raise NotFound
    count = db.session.scalar(
        select(func.count()).select_from(Muster).where(Muster.campaign_id == campaign.id)
    )
    muster = Muster(
        community_id=by.community_id,
        campaign_id=campaign.id,
        code=_code(campaign, count or 0),
        ordered_at=order.ordered_at,
        due_at=order.due_at,
        place=order.place,
        issuer=order.issuer,
        text=order.text,
    )
    db.session.add(muster)
    db.session.flush()
    db.session.add_all(
        MusterCall(
            community_id=by.community_id,
            muster_id=muster.id,
            person_id=p.id,
            organization_id=p.organization_id,
        )
        for p in people
    )
    db.session.flush()
    journal.write(
        "muster.called", by=by, at=at, object_type="muster", object_id=muster.id, people=len(people)
    )
    return muster


def mark_arrived(call_id: int, *, by: Viewer, at: datetime) -> MusterCall:
    """Somebody is there: seen by a leader, or saying so on the own phone. The first time counts. Raises NotFound,
    NotAllowed, MusterRefused(muster_closed)."""
    call = _call(call_id, by)
    if call.arrived_at is None:
        call.arrived_at = at
        call.evidence = (Evidence.TAP if call.person_id == by.person_id else Evidence.ROLL_CALL).value
        db.session.flush()
        journal.write("muster.arrived", by=by, at=at, object_type="muster_call", object_id=call.id)
    return call


def take_back_arrival(call_id: int, *, by: Viewer, at: datetime) -> MusterCall:
    """A slip of the finger: the person is not there. Raises as mark_arrived."""
    call = _call(call_id, by, leaders_only=True)
    if call.arrived_at is not None:
        call.arrived_at, call.evidence = None, ""
        db.session.flush()
        journal.write("muster.arrival_taken_back", by=by, at=at, object_type="muster_call", object_id=call.id)
    return call


def answer(call_id: int, answer_code: str, note: str, *, by: Viewer, at: datetime) -> MusterCall:
    """The viewer says `coming` (with minutes) or `cannot` (with the reason). Raises NotFound, MusterRefused."""
    call = _call(call_id, by)
    if call.person_id != by.person_id or answer_code not in ANSWERS:
        raise NotFound
    call.answer, call.answer_note, call.answered_at = answer_code, note.strip(), at
    db.session.flush()
    journal.write(
        "muster.answered", by=by, at=at, object_type="muster_call", object_id=call.id, answer=answer_code
    )
    return call


def close(muster_id: int, *, by: Viewer, at: datetime) -> Muster:
    """The record is complete: nothing is entered any more. Raises NotFound."""
    muster = muster_of(by, muster_id)
    if muster.closed_at is None:
        muster.closed_at = at
        db.session.flush()
        journal.write("muster.closed", by=by, at=at, object_type="muster", object_id=muster.id)
    return muster


def _call(call_id: int, by: Viewer, *, leaders_only: bool = False) -> MusterCall:
    call = db.session.get(MusterCall, call_id)
    if call is None or call.community_id != by.community_id:
        raise NotFound
    leads = by.may(Permission.ROLL_CALL) or by.may(Permission.DUTY_MANAGE)
    if not leads and (leaders_only or call.person_id != by.person_id):
        raise NotAllowed
    if muster_of(by, call.muster_id).closed_at is not None:
        raise MusterRefused("muster_closed")
    return call


def _code(campaign: Campaign, count: int) -> str:
    taken = set(db.session.scalars(select(Muster.code).where(Muster.campaign_id == campaign.id)))
    return next(code for n in range(count + 1, count + len(taken) + 2) if (code := f"M{n:02d}") not in taken)


def open_phones(muster_id: int, *, by: Viewer, at: datetime) -> dict[int, str]:
    """Person -> number, of those called who are not there, to be called up; that they were opened is kept for each.
    Raises NotFound, MusterRefused(muster_closed)."""
    muster = muster_of(by, muster_id)
    if muster.closed_at is not None:
        raise MusterRefused("muster_closed")
    missing = db.session.scalars(
        select(Person)
        .join(MusterCall, MusterCall.person_id == Person.id)
        .where(MusterCall.muster_id == muster.id, MusterCall.arrived_at.is_(None), Person.phone != "")
        .order_by(Person.id)
    ).all()
    for person in missing:
        note_reveal("person.phone_revealed", "person", person.id, f"muster {muster.code}", by=by, at=at)
    db.session.flush()
    return {person.id: person.phone for person in missing}
