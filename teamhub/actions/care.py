"""The care register: who is on it, who cares for whom, and when a record is opened."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from teamhub.actions import journal, privacy
from teamhub.actions.reveals import note_reveal
from teamhub.domain.access import Viewer
from teamhub.domain.care import CareFacts, CareRefused, check_span
from teamhub.domain.errors import Conflict, NotAllowed
from teamhub.domain.people import fold_name, fold_phone
from teamhub.models.base import db
from teamhub.models.care import CareAssignment, VulnerableResident
from teamhub.models.people import Person
from teamhub.models.places import Resident
from teamhub.queries import care, care_doors, care_record, terms, viewers
from teamhub.queries.codes import next_code


def open_record(entry_id: int, reason: str, *, by: Viewer, at: datetime) -> None:
    """The record is open to the viewer for a while; who looked, when and why is kept. Raises NotFound, NotAllowed,
    CareRefused(reason_needed)."""
    entry = care_record.entry_of(by, entry_id, at)
    if not care_record.sight_of(by, entry, at).may_open:
        raise NotAllowed
    if not reason.strip():
        raise CareRefused("reason_needed")
    note_reveal("care.record_opened", "vulnerable_resident", entry.id, reason, by=by, at=at)


def print_card(entry_id: int, *, by: Viewer, at: datetime) -> None:
    """The resident's card shows telephone numbers of carer and deputy: who printed it is kept. Raises NotFound,
    NotAllowed, CareRefused(not_on_register | card_without_carer)."""
    entry = care_record.entry_of(by, entry_id, at)
    if not care_record.sight_of(by, entry, at).may_note:
        raise NotAllowed
    if entry.ended_on is not None:
        raise CareRefused("not_on_register")
    if care_record.lasting_carer(entry, care.today(by.community_id, at)[0])[0] is None:
        raise CareRefused("card_without_carer")
    journal.write("care.card_printed", by=by, at=at, object_type="vulnerable_resident", object_id=entry.id)


def register(facts: CareFacts, *, by: Viewer, at: datetime) -> VulnerableResident:
    """Puts a resident on the register; a resident of the same name at the same door is not entered twice, and who
    was taken off before is put on again. Raises CareRefused, HealthDataClosed, PrivacyRefused."""
    privacy.require_basis(by=by, at=at)
    day, _zone = care.today(by.community_id, at)
    _check(facts, day, by)
    campaign = viewers.current_campaign(by.community_id, facts.registered_on)
    resident = _resident(facts, by)
    privacy.require_consent(resident, facts.consent, by=by, at=at)
    known = db.session.scalar(
        select(VulnerableResident).where(
            VulnerableResident.campaign_id == campaign.id,
            VulnerableResident.resident_id == resident.id,
            VulnerableResident.category == facts.category,
        )
    )
    if known is not None and (known.ended_on is None or known.ended_on > day):
        raise CareRefused("already_on_register")
    entry = known or VulnerableResident(
        community_id=by.community_id, campaign_id=campaign.id, resident_id=resident.id
    )
    _fill(entry, facts)
    entry.ended_on, entry.end_reason = None, ""
    db.session.add(entry)
    db.session.flush()
    if facts.carer_id is not None:
        assign(entry, facts.carer_id, facts.deputy_id, facts.registered_on, by=by)
    journal.write("care.registered", by=by, at=at, object_type="vulnerable_resident", object_id=entry.id)
    return entry


def change(entry_id: int, facts: CareFacts, *, version: int, by: Viewer, at: datetime) -> VulnerableResident:
    """Another carer begins today; who cared until then stays on record. Raises NotFound, Conflict(stale),
    CareRefused."""
    entry = care_record.entry_of(by, entry_id, at)
    if entry.version != version:
        raise Conflict("stale")
    privacy.require_basis(by=by, at=at)
    _refuse_erased(entry)
    day, _zone = care.today(by.community_id, at)
    _check(facts, day, by)
    resident = entry.resident
    door = care_doors.find(by, facts.compound_id, facts.door)
    resident.name, resident.form_of_address = fold_name(facts.name), facts.form_of_address
    resident.phone = fold_phone(facts.phone)
    resident.compound_id, resident.unit_id = facts.compound_id, door
    _fill(entry, facts)
    _reassign(entry, facts, day, by=by)
    db.session.flush()
    journal.write("care.changed", by=by, at=at, object_type="vulnerable_resident", object_id=entry.id)
    return entry


def end(entry_id: int, reason: str, *, by: Viewer, at: datetime) -> VulnerableResident:
    """Off the register from today on; contacts and carers stay on record. Raises NotFound, CareRefused."""
    entry = care_record.entry_of(by, entry_id, at)
    if not reason.strip():
        raise CareRefused("reason_needed")
    if entry.ended_on is not None:
        raise CareRefused("not_on_register")
    day, _zone = care.today(by.community_id, at)
    entry.ended_on, entry.end_reason = day, reason.strip()
    for assignment in _standing(entry.id, day):
        assignment.ends_on = max(day, assignment.starts_on)
    db.session.flush()
    journal.write("care.ended", by=by, at=at, object_type="vulnerable_resident", object_id=entry.id)
    return entry


def resume(entry_id: int, *, by: Viewer, at: datetime) -> VulnerableResident:
    """Back on the register, with the carer of the day on which care ended. Raises NotFound, CareRefused."""
    entry = care_record.entry_of(by, entry_id, at)
    if entry.ended_on is None:
        raise CareRefused("already_on_register")
    _refuse_erased(entry)
    last = db.session.scalars(
        select(CareAssignment)
        .where(
            CareAssignment.vulnerable_id == entry.id,
            CareAssignment.ends_on == entry.ended_on,
            CareAssignment.stands_in_for_id.is_(None),
        )
        .order_by(CareAssignment.starts_on.desc(), CareAssignment.id.desc())
        .limit(1)
    ).first()
    if last is not None:
        last.ends_on = None
    entry.ended_on, entry.end_reason = None, ""
    db.session.flush()
    journal.write("care.resumed", by=by, at=at, object_type="vulnerable_resident", object_id=entry.id)
    return entry


def assign(
    entry: VulnerableResident,
    carer_id: int,
    deputy_id: int | None,
    starts_on: date,
    ends_on: date | None = None,
    stands_in_for_id: int | None = None,
    *,
    by: Viewer,
) -> CareAssignment:
    """Adds a period of care. Raises CareRefused(carer_unknown | deputy_is_carer | days_backwards)."""
    check_span(starts_on, ends_on)
    _check_people(carer_id, deputy_id, by)
    assignment = CareAssignment(
        community_id=by.community_id,
        vulnerable_id=entry.id,
        carer_id=carer_id,
        deputy_id=deputy_id,
        starts_on=starts_on,
        ends_on=ends_on,
        stands_in_for_id=stands_in_for_id,
    )
    db.session.add(assignment)
    db.session.flush()
    return assignment


def _refuse_erased(entry: VulnerableResident) -> None:
    """Nothing is written beside the number of somebody who was erased."""
    if entry.resident.erased_at is not None:
        raise CareRefused("resident_erased")


def _reassign(entry: VulnerableResident, facts: CareFacts, day: date, *, by: Viewer) -> None:
    """What began today is put right, what began before ends yesterday."""
    running = [a for a in _standing(entry.id, day) if a.stands_in_for_id is None]
    if any((a.carer_id, a.deputy_id) == (facts.carer_id, facts.deputy_id) for a in running):
        return
    for assignment in running:
        if assignment.starts_on >= day:
            db.session.delete(assignment)
        else:
            assignment.ends_on = day - timedelta(days=1)
    db.session.flush()
    if facts.carer_id is not None:
        assign(entry, facts.carer_id, facts.deputy_id, max(day, facts.registered_on), by=by)


def _standing(entry_id: int, day: date) -> list[CareAssignment]:
    """Periods that cover the day or begin later."""
    return [
        a
        for a in db.session.scalars(select(CareAssignment).where(CareAssignment.vulnerable_id == entry_id))
        if a.ends_on is None or a.ends_on >= day
    ]


def _check(facts: CareFacts, day: date, by: Viewer) -> None:
    if not fold_name(facts.name):
        raise CareRefused("name_needed")
    if facts.category not in terms.terms(by.community_id, "vulnerable_category"):
        raise CareRefused("care_category_unknown")
    if facts.registered_on > day:
        raise CareRefused("registered_in_future")
    if facts.carer_id is not None:
        _check_people(facts.carer_id, facts.deputy_id, by)
    elif facts.deputy_id is not None:
        raise CareRefused("deputy_without_carer")


def _check_people(carer_id: int, deputy_id: int | None, by: Viewer) -> None:
    if carer_id == deputy_id:
        raise CareRefused("deputy_is_carer")
    for person_id in (carer_id, deputy_id):
        if person_id is None:
            continue
        person = db.session.get(Person, person_id)
        if person is None or person.community_id != by.community_id or not person.active:
            raise CareRefused("carer_unknown")


def _resident(facts: CareFacts, by: Viewer) -> Resident:
    """The resident on record at this door under this name, else a new one."""
    unit_id, name = care_doors.find(by, facts.compound_id, facts.door), fold_name(facts.name)
    known = db.session.scalar(
        select(Resident).where(
            Resident.community_id == by.community_id,
            Resident.compound_id == facts.compound_id,
            Resident.unit_id == unit_id,
            Resident.name == name,
            Resident.erased_at.is_(None),
        )
    )
    if known is not None and unit_id is not None:
        if facts.phone:
            known.phone = fold_phone(facts.phone)
        return known
    resident = Resident(
        community_id=by.community_id,
        code=next_code(Resident.code, Resident.community_id == by.community_id, form="R001"),
        compound_id=facts.compound_id,
        unit_id=unit_id,
        name=name,
        form_of_address=facts.form_of_address,
        phone=fold_phone(facts.phone),
    )
    db.session.add(resident)
    db.session.flush()
    return resident


def _fill(entry: VulnerableResident, facts: CareFacts) -> None:
    entry.category, entry.interval_days = facts.category, facts.interval_days
    entry.needs, entry.registered_on = facts.needs.strip(), facts.registered_on
