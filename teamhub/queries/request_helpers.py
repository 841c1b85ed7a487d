"""Whom to send to a request, and which other requests may be the same wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.deeds import WAITING, RequestState
from teamhub.domain.masking import mask_name
from teamhub.domain.requests import ALIKE_WITHIN, Helper, Likeness, Reason, Wish, alike, suggested
from teamhub.models.base import db
from teamhub.models.deeds import Deed, DeedHelper, ResidentRequest
from teamhub.models.duty import DutyAssignment, LeaveRequest, Post, Shift
from teamhub.models.people import Person
from teamhub.models.places import Community
from teamhub.queries.duty_candidates import standing


@dataclass(frozen=True)
class Suggestion:
    """Somebody to send and why. `post`, `until`: of the running shift; `did`, `waiting`: counts."""

    person_id: int
    name: str
    reasons: tuple[Reason, ...]
    post: str
    until: datetime | None
    did: int
    waiting: int


@dataclass(frozen=True)
class Alike:
    id: int
    code: str
    why: Likeness
    wish: str
    state: RequestState


def suggestions(viewer: Viewer, request: ResidentRequest, at: datetime) -> list[Suggestion]:
    """The best first. Nobody on leave, nobody who has left."""
    free = dict(present(viewer, at))
    posts = _on_shift(viewer, at)
    did, waiting = _did(viewer, request.category), _waiting(viewer, request.id)
    helpers = [
        Helper(
            person_id,
            on_shift=person_id in posts,
            here=bool(posts.get(person_id)) and request.compound_id in _compounds(posts[person_id]),
            did=did.get(person_id, 0),
            waiting=waiting.get(person_id, 0),
        )
        for person_id in free
        if person_id != request.assigned_to_id
    ]
    found = []
    for h in suggested(helpers):
        post = posts.get(h.person_id)
        found.append(
            Suggestion(
                h.person_id,
                mask_name(free[h.person_id]),
                h.reasons,
                post[0] if post else "",
                post[2] if post else None,
                h.did,
                h.waiting,
            )
        )
    return found


def _compounds(post: tuple[str, int | None, datetime]) -> set[int]:
    return {post[1]} if post[1] is not None else set()


def present(viewer: Viewer, at: datetime) -> list[tuple[int, str]]:
    """(id, name) of the active people who are deployed today and not on leave, by name."""
    today = at.astimezone(ZoneInfo(db.session.get_one(Community, viewer.community_id).zone)).date()
    away = (
        select(LeaveRequest.id)
        .where(
            LeaveRequest.person_id == Person.id,
            LeaveRequest.approved.is_(True),
            LeaveRequest.starts_at <= at,
            LeaveRequest.ends_at > at,
            or_(LeaveRequest.closed_at.is_(None), LeaveRequest.closed_at > at),
        )
        .exists()
    )
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(
            Person.community_id == viewer.community_id,
            Person.active.is_(True),
            or_(Person.deployed_from.is_(None), Person.deployed_from <= today),
            or_(Person.deployed_to.is_(None), Person.deployed_to >= today),
            ~away,
        )
        .order_by(Person.pinyin, Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def _on_shift(viewer: Viewer, at: datetime) -> dict[int, tuple[str, int | None, datetime]]:
    """Person -> post now, its compound, and until when."""
    rows = db.session.execute(
        select(DutyAssignment.person_id, Post.name, Post.compound_id, Shift.ends_at)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .join(Post, Post.id == DutyAssignment.post_id)
        .where(
            DutyAssignment.community_id == viewer.community_id,
            standing(),
            Shift.starts_at <= at,
            Shift.ends_at > at,
        )
        .order_by(Shift.ends_at)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _did(viewer: Viewer, category: str) -> dict[int, int]:
    """Person -> deeds of this kind."""
    rows = db.session.execute(
        select(DeedHelper.person_id, func.count())
        .join(Deed, Deed.id == DeedHelper.deed_id)
        .where(Deed.community_id == viewer.community_id, Deed.category == category, Deed.voided_at.is_(None))
        .group_by(DeedHelper.person_id)
    )
    return {row[0]: row[1] for row in rows}


def _waiting(viewer: Viewer, but: int) -> dict[int, int]:
    """Person -> requests in hand, without this one."""
    rows = db.session.execute(
        select(ResidentRequest.assigned_to_id, func.count())
        .where(
            ResidentRequest.community_id == viewer.community_id,
            ResidentRequest.state.in_(WAITING),
            ResidentRequest.assigned_to_id.is_not(None),
            ResidentRequest.id != but,
        )
        .group_by(ResidentRequest.assigned_to_id)
    )
    return {person_id: count for person_id, count in rows if person_id is not None}


def alike_to(viewer: Viewer, request: ResidentRequest) -> list[Alike]:
    """Requests that may be the same wish, the strongest likeness first."""
    rows = db.session.scalars(
        select(ResidentRequest)
        .where(
            ResidentRequest.community_id == viewer.community_id,
            ResidentRequest.id != request.id,
            ResidentRequest.category == request.category,
            ResidentRequest.asked_at >= request.asked_at - ALIKE_WITHIN,
            ResidentRequest.asked_at <= request.asked_at + ALIKE_WITHIN,
        )
        .order_by(ResidentRequest.asked_at.desc())
    )
    own = _wish(request)
    found = [
        Alike(r.id, r.code, why, r.wish, RequestState(r.state))
        for r in rows
        if (why := alike(own, _wish(r))) is not None
    ]
    return sorted(found, key=lambda one: list(Likeness).index(one.why))[:5]


def _wish(r: ResidentRequest) -> Wish:
    door = f"#{r.unit_id}" if r.unit_id else r.door_said
    return Wish(r.category, r.compound_id, door, r.phone, r.wish, RequestState(r.state), r.asked_at)
