"""Taking a resident's request, sorting it, and every step until it is closed and has become a deed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.actions.request_deeds import count_deed, helpers_of, uncount_deed
from teamhub.actions.reveals import note_reveal
from teamhub.domain.access import Permission, Viewer
from teamhub.domain.addresses import parse_door
from teamhub.domain.deeds import RequestState, check_confirmation, due_at
from teamhub.domain.errors import Conflict, NotAllowed, RuleBroken
from teamhub.domain.people import fold_phone
from teamhub.domain.requests import RequestFacts, may_take, take_step, yuan
from teamhub.models.base import db
from teamhub.models.deeds import RequestStep, ResidentRequest
from teamhub.models.people import Person
from teamhub.models.places import Community, Compound
from teamhub.queries import door_finder, request_page, terms, viewers
from teamhub.queries.codes import next_code


class RequestRefused(RuleBroken):
    """request_category_unknown | request_urgency_unknown | request_channel_unknown | request_way_unknown |
    wish_needed | helper_unknown | compound_unknown | reveal_needs_reason | request_is_finished"""


def take_request(
    facts: RequestFacts, *, by: Viewer, at: datetime, follow_digest: str | None = None
) -> ResidentRequest:
    """A new request, due by the rule of its urgency. Nothing is refused for being alike to another. Raises
    RequestRefused, StepRefused(amount_unreadable), PhoneUnreadable."""
    _check(facts, by)
    unit_id = facts.unit_id or _door(facts, by)
    zone = ZoneInfo(db.session.get_one(Community, by.community_id).zone)
    campaign = viewers.current_campaign(by.community_id, at.astimezone(zone).date())
    request = ResidentRequest(
        community_id=by.community_id,
        campaign_id=campaign.id,
        code=next_code(ResidentRequest.code, ResidentRequest.campaign_id == campaign.id, form="Q001"),
        category=facts.category,
        way=facts.way,
        urgency=facts.urgency,
        channel=facts.channel,
        asked_at=at,
        due_at=due_at(at, facts.urgency, terms.thresholds(by.community_id)),
        compound_id=facts.compound_id,
        unit_id=unit_id,
        vulnerable_id=facts.vulnerable_id,
        door_said="" if unit_id else facts.door.strip(),
        requested_by=facts.requested_by.strip(),
        beneficiary=facts.beneficiary.strip() or facts.requested_by.strip(),
        relation=facts.relation.strip(),
        phone=fold_phone(facts.phone),
        wish=facts.wish.strip(),
        state=RequestState.OPEN.value,
        follow_digest=follow_digest,
        recorded_at=at,
    )
    request.steps.append(_step("asked", by, at))
    if facts.advanced.strip():
        request.steps.append(_step("advanced", by, at, facts={"amount": str(yuan(facts.advanced))}))
    db.session.add(request)
    db.session.flush()
    _journal("request.take", request, by, at, category=request.category, urgency=request.urgency)
    return request


def sort_request(
    request_id: int, *, category: str, urgency: str, way: str, version: int, by: Viewer, at: datetime
) -> ResidentRequest:
    """Kind, urgency and way; the due time follows the urgency. Raises RequestRefused, Conflict."""
    request = _loaded(request_id, version, by)
    if RequestState(request.state) in (RequestState.CLOSED, RequestState.WITHDRAWN):
        raise RequestRefused("request_is_finished")
    _check_terms(by.community_id, category, urgency, way)
    request.category, request.urgency, request.way = category, urgency, way
    request.due_at = due_at(request.asked_at, urgency, terms.thresholds(by.community_id))
    db.session.flush()
    _journal("request.sort", request, by, at, category=category, urgency=urgency, way=way)
    return request


def assign_request(
    request_id: int, person_id: int, *, version: int, by: Viewer, at: datetime
) -> ResidentRequest:
    """Gives it to somebody of the roster. Raises NotAllowed, RequestRefused(helper_unknown), StepRefused, Conflict."""
    request = _loaded(request_id, version, by)
    person = db.session.scalar(
        select(Person).where(
            Person.id == person_id, Person.community_id == by.community_id, Person.active.is_(True)
        )
    )
    if person is None:
        raise RequestRefused("helper_unknown")
    _may(request, "assigned", by)
    _move(request, "assigned", "", by, at, {"helper": person.code})
    request.assigned_to_id = person.id
    db.session.flush()
    return request


def advance_request(
    request_id: int,
    step: str,
    *,
    by: Viewer,
    at: datetime,
    note: str = "",
    facts: Mapping[str, str] | None = None,
    version: int | None = None,
) -> ResidentRequest:
    """Any step but assigning. Closing makes the deed; opening again takes it back. Raises NotAllowed, StepRefused,
    Conflict."""
    if step == "assigned":
        raise RequestRefused("helper_unknown")
    request = _loaded(request_id, version, by)
    _may(request, step, by)
    if step == "confirmed":
        check_confirmation(helpers_of(request), by.person_id)
    kept = {name: value.strip() for name, value in (facts or {}).items() if value.strip()}
    if step in ("advanced", "repaid"):
        kept["amount"] = str(yuan(kept.get("amount", "")))
    _move(request, step, note, by, at, kept)
    _settle(request, step, note, by, at)
    db.session.flush()
    return request


def resident_confirms(request: ResidentRequest, *, by: Viewer, at: datetime) -> None:
    """The resident's own word, by the code that only the resident has. Raises StepRefused."""
    _move(request, "confirmed", "", by, at, {})
    _settle(request, "confirmed", "", by, at)
    db.session.flush()


def withdraw_untouched(request_id: int, reason: str, *, by: Viewer, at: datetime) -> None:
    """Takes back a request that came from something taken back, as long as nobody was sent. The caller has checked
    that what it came from is the viewer's."""
    request = db.session.get_one(ResidentRequest, request_id)
    if RequestState(request.state) is RequestState.OPEN:
        _move(request, "withdrawn", reason, by, at, {})
        _settle(request, "withdrawn", reason, by, at)
        db.session.flush()


def reveal_request(request_id: int, reason: str, *, by: Viewer, at: datetime) -> ResidentRequest:
    """Opens name, phone and door for this once; who, when and why is kept. Raises RequestRefused."""
    request = request_page.of_viewer(by, request_id)
    if not by.may(Permission.RESIDENT_REVEAL):
        raise NotAllowed
    if not reason.strip():
        raise RequestRefused("reveal_needs_reason")
    note_reveal("request.reveal", "request", request.id, reason, by=by, at=at)
    return request


def _door(facts: RequestFacts, by: Viewer) -> int | None:
    """The one door on record that the asker's words mean; else the words themselves are kept."""
    if facts.compound_id is None or not facts.door.strip():
        return None
    found = door_finder.meant(by.community_id, facts.compound_id, parse_door(facts.door))
    return found[0] if len(found) == 1 else None


def _loaded(request_id: int, version: int | None, by: Viewer) -> ResidentRequest:
    request = request_page.of_viewer(by, request_id)
    if version is not None and request.version != version:
        raise Conflict("stale")
    return request


def _may(request: ResidentRequest, step: str, by: Viewer) -> None:
    if not may_take(step, by, request.assigned_to_id):
        raise NotAllowed


def _move(
    request: ResidentRequest, step: str, note: str, by: Viewer, at: datetime, facts: dict[str, str]
) -> None:
    """The rules, the new state and the step on record. The caller has checked whose turn it is."""
    taken = [s.kind for s in request.steps]
    way = request_page.way_of(request, terms.terms(by.community_id, "request_way"))
    request.state = take_step(RequestState(request.state), step, taken, way, reason=note).value
    request.steps.append(_step(step, by, at, note.strip(), facts))
    db.session.flush()
    _journal(f"request.{step}", request, by, at)


def _settle(request: ResidentRequest, step: str, note: str, by: Viewer, at: datetime) -> None:
    """What follows from a step besides the state."""
    if step == "accepted" and by.person_id == request.assigned_to_id and by.account_id:
        note_reveal("request.reveal", "request", request.id, "assigned", by=by, at=at)
    elif step == "done":
        request.done_at = at
    elif step == "confirmed":
        request.confirmed_at = at
    elif step == "withdrawn":
        request.closed_at = at
    elif step == "closed":
        request.closed_at = at
        count_deed(request, by=by, at=at)
    elif step == "reopened":
        request.done_at = request.confirmed_at = request.closed_at = None
        request.assigned_to_id = None
        uncount_deed(request, note, by=by, at=at)


def _step(
    kind: str, by: Viewer, at: datetime, note: str = "", facts: Mapping[str, str] | None = None
) -> RequestStep:
    return RequestStep(
        community_id=by.community_id,
        kind=kind,
        at=at,
        person_id=by.person_id,
        note=note,
        facts=dict(facts or {}),
    )


def _check(facts: RequestFacts, by: Viewer) -> None:
    _check_terms(by.community_id, facts.category, facts.urgency, facts.way)
    if facts.channel not in terms.terms(by.community_id, "request_channel"):
        raise RequestRefused("request_channel_unknown")
    if not facts.wish.strip():
        raise RequestRefused("wish_needed")
    if facts.compound_id is not None and not db.session.scalar(
        select(Compound.id).where(Compound.id == facts.compound_id, Compound.community_id == by.community_id)
    ):
        raise RequestRefused("compound_unknown")


def _check_terms(community_id: int, category: str, urgency: str, way: str) -> None:
    known = terms.many(community_id, ("deed_category", "urgency", "request_way"))
    if category not in known["deed_category"]:
        raise RequestRefused("request_category_unknown")
    if urgency not in known["urgency"]:
        raise RequestRefused("request_urgency_unknown")
    if way and way not in known["request_way"]:
        raise RequestRefused("request_way_unknown")


def _journal(action: str, request: ResidentRequest, by: Viewer, at: datetime, **details: str) -> None:
    journal.write(action, by=by, at=at, object_type="request", object_id=request.id, **details)
