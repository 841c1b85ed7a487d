"""Residents' requests in triage order, as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import Door, format_door
from teamhub.domain.deeds import WAITING, RequestState, is_overdue
from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.deeds import RequestStep, ResidentRequest
from teamhub.models.people import Person
from teamhub.models.places import Building, Compound, Unit
from teamhub.queries import terms

PAGE = 50
UNFINISHED = (*sorted(WAITING), RequestState.DONE, RequestState.CONFIRMED)
EVERY = "all"


@dataclass(frozen=True)
class RequestFilter:
    """Empty fields filter nothing, but an empty `state` leaves out what is closed or withdrawn."""

    state: str = ""
    category: str = ""
    compound_id: int | None = None
    overdue: bool = False


@dataclass(frozen=True)
class RequestLine:
    """One request as a list shows it: nobody's name but the helper's, masked; no flat, no phone."""

    id: int
    code: str
    category: str
    urgency: str
    urgent: bool
    wish: str
    place: str
    state: RequestState
    asked_at: datetime
    due_at: datetime | None
    overdue: bool
    helper: str


@dataclass(frozen=True)
class RequestList:
    rows: tuple[RequestLine, ...]
    total: int
    overdue: int
    first: int


def triage(
    viewer: Viewer,
    chosen: RequestFilter,
    language: str,
    at: datetime,
    *,
    first: int = 0,
    most: int | None = PAGE,
) -> RequestList:
    """Overdue first, then urgent, then the oldest; what nobody waits for any more comes last."""
    matches = _conditions(viewer, chosen, at)
    late, waiting = _late(at), ResidentRequest.state.in_(WAITING)
    total, overdue = db.session.execute(
        select(func.count(ResidentRequest.id), func.count(ResidentRequest.id).filter(late)).where(*matches)
    ).one()
    rows = db.session.execute(
        select(ResidentRequest, Compound.name, Building.name, Person.name)
        .outerjoin(Compound, Compound.id == ResidentRequest.compound_id)
        .outerjoin(Unit, Unit.id == ResidentRequest.unit_id)
        .outerjoin(Building, Building.id == Unit.building_id)
        .outerjoin(Person, Person.id == ResidentRequest.assigned_to_id)
        .where(*matches)
        .order_by(
            case((late, 0), (waiting, 1), else_=2),
            case((and_(waiting, ResidentRequest.urgency == "urgent"), 0), else_=1),
            case((waiting, ResidentRequest.asked_at)),
            ResidentRequest.asked_at.desc(),
            ResidentRequest.id,
        )
        .offset(first)
        .limit(most)
    ).all()
    words = terms.many(viewer.community_id, ("deed_category", "urgency"))
    labels = {name: {c: t.label(language) for c, t in found.items()} for name, found in words.items()}
    return RequestList(
        tuple(
            _line(r, compound, building, helper, labels, language, at)
            for r, compound, building, helper in rows
        ),
        total,
        overdue,
        first,
    )


def _line(
    r: ResidentRequest,
    compound: str | None,
    building: str | None,
    helper: str | None,
    labels: dict[str, dict[str, str]],
    language: str,
    at: datetime,
) -> RequestLine:
    state = RequestState(r.state)
    house = format_door(Door(building, "", ""), language) if building else ""
    return RequestLine(
        r.id,
        r.code,
        labels["deed_category"].get(r.category, r.category),
        labels["urgency"].get(r.urgency, r.urgency),
        r.urgency == "urgent",
        r.wish,
        " ".join(part for part in (compound, house) if part),
        state,
        r.asked_at,
        r.due_at,
        is_overdue(state, r.due_at, at),
        mask_name(helper or ""),
    )


def _late(at: datetime) -> ColumnElement[bool]:
    return and_(ResidentRequest.state.in_(WAITING), ResidentRequest.due_at < at)


def _conditions(viewer: Viewer, chosen: RequestFilter, at: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ResidentRequest.community_id == viewer.community_id]
    if chosen.state in set(RequestState):
        found.append(ResidentRequest.state == chosen.state)
    elif chosen.state != EVERY:
        found.append(ResidentRequest.state.in_(UNFINISHED))
    if chosen.category:
        found.append(ResidentRequest.category == chosen.category)
    if chosen.compound_id is not None:
        found.append(ResidentRequest.compound_id == chosen.compound_id)
    if chosen.overdue:
        found.append(_late(at))
    return found


def overdue_count(viewer: Viewer, at: datetime) -> int:
    return (
        db.session.scalar(
            select(func.count(ResidentRequest.id)).where(
                ResidentRequest.community_id == viewer.community_id, _late(at)
            )
        )
        or 0
    )


def taken_by(viewer: Viewer, language: str, at: datetime, most: int = 10) -> tuple[RequestLine, ...]:
    """What the viewer took or sees to, the newest first."""
    if viewer.person_id is None:
        return ()
    own = select(RequestStep.request_id).where(
        RequestStep.community_id == viewer.community_id,
        RequestStep.kind == "asked",
        RequestStep.person_id == viewer.person_id,
    )
    rows = db.session.execute(
        select(ResidentRequest, Compound.name)
        .outerjoin(Compound, Compound.id == ResidentRequest.compound_id)
        .where(
            ResidentRequest.community_id == viewer.community_id,
            or_(ResidentRequest.assigned_to_id == viewer.person_id, ResidentRequest.id.in_(own)),
        )
        .order_by(ResidentRequest.asked_at.desc(), ResidentRequest.id.desc())
        .limit(most)
    ).all()
    words = terms.many(viewer.community_id, ("deed_category", "urgency"))
    labels: dict[str, dict[str, str]] = {
        name: {c: t.label(language) for c, t in found.items()} for name, found in words.items()
    }
    return tuple(_line(r, compound, None, None, labels, language, at) for r, compound in rows)
