"""What a carer notes: contacts and medicines."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from teamhub.actions import journal, privacy
from teamhub.domain.access import Viewer
from teamhub.domain.care import CareRefused
from teamhub.domain.errors import NotAllowed, NotFound
from teamhub.models.base import db
from teamhub.models.care import CareContact, CareMedicine, VulnerableResident
from teamhub.queries import care, care_record, terms


def note_contact(
    entry_id: int, outcome: str, channel: str, note: str, *, by: Viewer, at: datetime
) -> CareContact:
    """Raises NotFound, NotAllowed, CareRefused(not_on_register | outcome_unknown | channel_unknown)."""
    privacy.require_basis(by=by, at=at)
    entry = _entry(entry_id, by, at)
    kinds = terms.many(by.community_id, ("contact_outcome", "contact_channel"))
    if outcome not in kinds["contact_outcome"]:
        raise CareRefused("outcome_unknown")
    if channel not in kinds["contact_channel"]:
        raise CareRefused("channel_unknown")
    contact = CareContact(
        community_id=by.community_id,
        vulnerable_id=entry.id,
        contacted_at=at,
        contacted_by_id=by.person_id,
        channel=channel,
        outcome=outcome,
        condition=note.strip(),
        recorded_at=at,
    )
    db.session.add(contact)
    db.session.flush()
    journal.write(
        "care.contact_noted",
        by=by,
        at=at,
        object_type="vulnerable_resident",
        object_id=entry.id,
        outcome=outcome,
    )
    return contact


def undo_contact(entry_id: int, contact_id: int, *, by: Viewer, at: datetime) -> None:
    """Takes a fresh note of one's own back. Raises NotFound, NotAllowed, CareRefused(not_your_contact)."""
    entry = _entry(entry_id, by, at)
    contact = db.session.get(CareContact, contact_id)
    if contact is None or contact.vulnerable_id != entry.id:
        raise NotFound
    if not care_record.may_undo(by, contact, at):
        raise CareRefused("not_your_contact")
    db.session.delete(contact)
    db.session.flush()
    journal.write("care.contact_undone", by=by, at=at, object_type="vulnerable_resident", object_id=entry.id)


def count_medicine(entry_id: int, name: str, days: int, *, by: Viewer, at: datetime) -> CareMedicine:
    """`days`: as long as the medicine lasts, today included; counted again it replaces the last count. Raises
    NotFound, NotAllowed."""
    privacy.require_basis(by=by, at=at)
    entry = _entry(entry_id, by, at)
    day, _zone = care.today(by.community_id, at)
    name = " ".join(name.split())
    medicine = db.session.scalar(
        select(CareMedicine).where(CareMedicine.vulnerable_id == entry.id, CareMedicine.name == name)
    )
    if medicine is None:
        medicine = CareMedicine(community_id=by.community_id, vulnerable_id=entry.id, name=name)
        db.session.add(medicine)
    medicine.runs_out_on, medicine.recorded_at = day + timedelta(days=days), at
    db.session.flush()
    journal.write(
        "care.medicine_counted",
        by=by,
        at=at,
        object_type="vulnerable_resident",
        object_id=entry.id,
        days=days,
    )
    return medicine


def remove_medicine(entry_id: int, medicine_id: int, *, by: Viewer, at: datetime) -> None:
    """Raises NotFound, NotAllowed."""
    entry = _entry(entry_id, by, at)
    medicine = db.session.get(CareMedicine, medicine_id)
    if medicine is None or medicine.vulnerable_id != entry.id:
        raise NotFound
    db.session.delete(medicine)
    db.session.flush()
    journal.write(
        "care.medicine_removed", by=by, at=at, object_type="vulnerable_resident", object_id=entry.id
    )


def _entry(entry_id: int, by: Viewer, at: datetime) -> VulnerableResident:
    entry = care_record.entry_of(by, entry_id, at)
    if not care_record.sight_of(by, entry, at).may_note:
        raise NotAllowed
    if entry.ended_on is not None:
        raise CareRefused("not_on_register")
    return entry
