"""What a resident under care needs becomes a request."""

from __future__ import annotations

from datetime import datetime

from teamhub.actions import journal
from teamhub.actions.requests import next_code
from teamhub.domain.access import Viewer
from teamhub.domain.care import CareRefused
from teamhub.domain.deeds import due_at
from teamhub.domain.errors import NotAllowed, NotFound
from teamhub.domain.masking import public_name
from teamhub.models.base import db
from teamhub.models.care import CareContact, VulnerableResident
from teamhub.models.deeds import RequestStep, ResidentRequest
from teamhub.queries import care, care_record, terms, viewers

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
    request = _request(entry, category, urgency, wish, by, at)
    db.session.add(request)
    db.session.flush()
    journal.write(
        "request.take",
        by=by,
        at=at,
        object_type="request",
        object_id=request.id,
        category=category,
        urgency=urgency,
    )
    return request


def _request(
    entry: VulnerableResident, category: str, urgency: str, wish: str, by: Viewer, at: datetime
) -> ResidentRequest:
    day, _zone = care.today(by.community_id, at)
    campaign, resident = viewers.current_campaign(by.community_id, day), entry.resident
    called = public_name(resident.name, resident.form_of_address)
    request = ResidentRequest(
        community_id=by.community_id,
        campaign_id=campaign.id,
        code=next_code(campaign.id),
        category=category,
        urgency=urgency,
        channel="carer",
        asked_at=at,
        due_at=due_at(at, urgency, terms.thresholds(by.community_id)),
        compound_id=resident.compound_id,
        unit_id=resident.unit_id,
        vulnerable_id=entry.id,
        requested_by=called,
        beneficiary=called,
        wish=wish.strip(),
        recorded_at=at,
    )
    request.steps.append(
        RequestStep(community_id=by.community_id, kind="asked", at=at, person_id=by.person_id)
    )
    return request
