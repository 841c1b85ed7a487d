"""A closed request is one deed; opened again, the deed is taken back until it is closed once more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.deeds import minutes_to_close
from teamhub.domain.requests import named_by_address
from teamhub.models.base import db
from teamhub.models.deeds import Deed, DeedHelper, RequestStep, ResidentRequest
from teamhub.queries.codes import next_code

WORKED = ("accepted", "departed", "returned", "sent", "handed_over", "received", "done")
"""Who took one of these steps helped."""


def count_deed(request: ResidentRequest, *, by: Viewer, at: datetime) -> Deed:
    """At most one: closed again, the same deed counts again. The unique `request_id` of the table holds it against two
    who close at once."""
    deed = db.session.scalar(select(Deed).where(Deed.request_id == request.id))
    if deed is None:
        deed = Deed(
            community_id=request.community_id,
            campaign_id=request.campaign_id,
            code=next_code(Deed.code, Deed.campaign_id == request.campaign_id, form="D0001"),
            request_id=request.id,
            recorded_at=at,
            recorded_by_id=by.account_id or None,
        )
        db.session.add(deed)
    else:
        deed.helpers.clear()
        deed.voided_at, deed.void_reason = None, ""
    _fill(deed, request, at)
    db.session.flush()
    for person_id in sorted(helpers_of(request)):
        deed.helpers.append(DeedHelper(community_id=request.community_id, person_id=person_id))
    db.session.flush()
    journal.write("deed.note", by=by, at=at, object_type="deed", object_id=deed.id, category=deed.category)
    return deed


def uncount_deed(request: ResidentRequest, reason: str, *, by: Viewer, at: datetime) -> None:
    deed = db.session.scalar(select(Deed).where(Deed.request_id == request.id, Deed.voided_at.is_(None)))
    if deed is None:
        return
    deed.voided_at, deed.void_reason = at, reason.strip()[:240]
    db.session.flush()
    journal.write("deed.void", by=by, at=at, object_type="deed", object_id=deed.id)


def helpers_of(request: ResidentRequest) -> set[int]:
    """Who sees to it and who took a step of the work since it was last opened."""
    found = {s.person_id for s in _since_opened(request) if s.kind in WORKED} | {request.assigned_to_id}
    return {person_id for person_id in found if person_id is not None}


def _fill(deed: Deed, request: ResidentRequest, at: datetime) -> None:
    """What was done stands in the note of the last step `done`; a full name does not leave the request."""
    steps = _since_opened(request)
    done = [s for s in steps if s.kind == "done"]
    begun = next((s.at for s in steps if s.kind in WORKED), None)
    deed.category = request.category
    deed.done_at = request.done_at or at
    deed.compound_id = request.compound_id
    deed.summary = done[-1].note if done else ""
    deed.beneficiary = request.beneficiary if named_by_address(request.beneficiary) else ""
    deed.minutes = minutes_to_close(begun, deed.done_at) if begun else None


def _since_opened(request: ResidentRequest) -> list[RequestStep]:
    steps = list(request.steps)
    begin = max((n + 1 for n, s in enumerate(steps) if s.kind == "reopened"), default=0)
    return steps[begin:]
