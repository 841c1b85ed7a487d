"""What a resident under care needs becomes a request."""

from __future__ import annotations

from datetime import datetime

from teamhub.actions.requests import take_request
from teamhub.domain.access import Viewer
from teamhub.domain.care import CareRefused
from teamhub.domain.errors import NotAllowed, NotFound
from teamhub.domain.masking import public_name
from teamhub.domain.requests import RequestFacts
from teamhub.models.base import db
from teamhub.models.care import CareContact
from teamhub.models.deeds import ResidentRequest
from teamhub.queries import care_record, terms

USUAL_CATEGORY = "vulnerable_care"


def need_of_contact(entry_id: int, contact_id: int, *, by: Viewer, at: datetime) -> ResidentRequest:
    """The note of a contact as it stands, as a request. Raises NotFound, NotAllowed, CareRefused(wish_needed)."""
    contact = db.session.get(CareContact, contact_id)
    if contact is None or contact.vulnerable_id != entry_id:
        raise NotFound
    known = terms.terms(by.community_id, "deed_category")
    category = USUAL_CATEGORY if USUAL_CATEGORY in known else next(iter(known), "")
    return raise_need(entry_id, category, "normal", contact.condition, by=by, at=at)


def raise_need(
    entry_id: int, category: str, urgency: str, wish: str, *, by: Viewer, at: datetime
) -> ResidentRequest:
    """A request of the resident, by the carer, with surname and form of address only. Raises NotFound, NotAllowed,
    CareRefused(wish_needed | need_category_unknown)."""
    entry = care_record.entry_of(by, entry_id, at)
    if not care_record.sight_of(by, entry, at).may_note:
        raise NotAllowed
    if entry.ended_on is not None:
        raise CareRefused("not_on_register")
    if not wish.strip():
        raise CareRefused("wish_needed")
    kinds = terms.many(by.community_id, ("deed_category", "urgency"))
    if category not in kinds["deed_category"] or urgency not in kinds["urgency"]:
        raise CareRefused("need_category_unknown")
    resident = entry.resident
    called = public_name(resident.name, resident.form_of_address)
    facts = RequestFacts(
        category,
        wish,
        urgency,
        channel="carer",
        requested_by=called,
        beneficiary=called,
        compound_id=resident.compound_id,
        unit_id=resident.unit_id,
        vulnerable_id=entry.id,
    )
    return take_request(facts, by=by, at=at)
