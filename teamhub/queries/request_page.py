"""One request with its history. Name, phone and door are masked unless the reader sees to it or opened them with a
reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.addresses import Door, format_door
from teamhub.domain.deeds import RequestState, is_overdue
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name, mask_phone
from teamhub.domain.requests import Way, owed, seen_in_full
from teamhub.models.base import db
from teamhub.models.deeds import Deed, RequestStep, ResidentRequest
from teamhub.models.people import Person
from teamhub.queries import terms


@dataclass(frozen=True)
class StepRow:
    """One step of the history. `facts`: (label, value). `by`: masked, empty for the resident. `to`: who was sent."""

    kind: str
    label: str
    at: datetime
    by: str
    to: str
    note: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RequestPage:
    """One request. `full`: name, phone and door stand in full; else masked and `door` is empty."""

    id: int
    code: str
    version: int
    category: str
    category_code: str
    way: Way
    way_label: str
    urgency: str
    urgency_code: str
    channel: str
    wish: str
    state: RequestState
    asked_at: datetime
    due_at: datetime | None
    overdue: bool
    asker: str
    beneficiary: str
    relation: str
    phone: str
    compound: str
    compound_id: int | None
    door: str
    has_door: bool
    full: bool
    helper_id: int | None
    helper: str
    taken: tuple[str, ...]
    steps: tuple[StepRow, ...]
    owed: Decimal
    deed_id: int | None
    deed_code: str


def of_viewer(viewer: Viewer, request_id: int) -> ResidentRequest:
    """A request that the viewer may open: leaders and the office any, others those they took or see to. Raises
    NotFound."""
    found = db.session.scalar(
        select(ResidentRequest).where(
            ResidentRequest.id == request_id, ResidentRequest.community_id == viewer.community_id
        )
    )
    if found is None:
        raise NotFound
    if viewer.may(Permission.DEED_VIEW):
        return found
    mine = viewer.person_id is not None and (
        found.assigned_to_id == viewer.person_id
        or any(s.person_id == viewer.person_id for s in found.steps if s.kind == "asked")
    )
    if not mine:
        raise NotFound
    return found


def shown(
    viewer: Viewer, r: ResidentRequest, language: str, at: datetime, *, revealed: bool = False
) -> RequestPage:
    """`revealed`: the opening was just logged with its reason."""
    words = terms.many(
        viewer.community_id,
        ("deed_category", "urgency", "request_channel", "request_step", "request_fact", "request_way"),
    )
    labels = {name: {c: t.label(language) for c, t in found.items()} for name, found in words.items()}
    state = RequestState(r.state)
    mine = viewer.person_id is not None and viewer.person_id == r.assigned_to_id
    full = revealed or (mine and seen_in_full(state, r.closed_at, at))
    people = names({s.person_id for s in r.steps} | {r.assigned_to_id})
    sent = _by_code(viewer, {str(s.facts["helper"]) for s in r.steps if "helper" in (s.facts or {})})
    deed = db.session.execute(
        select(Deed.id, Deed.code).where(Deed.request_id == r.id, Deed.voided_at.is_(None))
    ).first()
    return RequestPage(
        id=r.id,
        code=r.code,
        version=r.version,
        category=labels["deed_category"].get(r.category, r.category),
        category_code=r.category,
        way=way_of(r, words["request_way"]),
        way_label=labels["request_way"].get(r.way, r.way),
        urgency=labels["urgency"].get(r.urgency, r.urgency),
        urgency_code=r.urgency,
        channel=labels["request_channel"].get(r.channel, r.channel),
        wish=r.wish,
        state=state,
        asked_at=r.asked_at,
        due_at=r.due_at,
        overdue=is_overdue(state, r.due_at, at),
        asker=r.requested_by if full else mask_name(r.requested_by),
        beneficiary=r.beneficiary if full else mask_name(r.beneficiary),
        relation=r.relation,
        phone=r.phone if full else mask_phone(r.phone),
        compound=r.compound.name if r.compound else "",
        compound_id=r.compound_id,
        door=door_words(r, language) if full else "",
        has_door=bool(r.unit_id or r.door_said),
        full=full,
        helper_id=r.assigned_to_id,
        helper=people.get(r.assigned_to_id or 0, ""),
        taken=tuple(s.kind for s in r.steps),
        steps=tuple(_step(s, labels, people, sent) for s in r.steps),
        owed=owed((s.kind, str(s.facts.get("amount", ""))) for s in _money(r.steps)),
        deed_id=deed.id if deed else None,
        deed_code=deed.code if deed else "",
    )


def _money(steps: Sequence[RequestStep]) -> list[RequestStep]:
    return [s for s in steps if s.kind in ("advanced", "repaid") and s.facts.get("amount")]


def _step(
    s: RequestStep, labels: dict[str, dict[str, str]], people: dict[int, str], sent: dict[str, str]
) -> StepRow:
    kept = dict(s.facts or {})
    helper = sent.get(str(kept.pop("helper", "")), "")
    facts = tuple((labels["request_fact"].get(key, key), str(value)) for key, value in kept.items() if value)
    return StepRow(
        s.kind,
        labels["request_step"].get(s.kind, s.kind),
        s.at,
        people.get(s.person_id or 0, ""),
        helper,
        s.note,
        facts,
    )


def _by_code(viewer: Viewer, codes: set[str]) -> dict[str, str]:
    """Code -> masked name of people on the roster."""
    rows = db.session.execute(
        select(Person.code, Person.name).where(
            Person.community_id == viewer.community_id, Person.code.in_(codes)
        )
    )
    return {row.code: mask_name(row.name) for row in rows}


def way_of(r: ResidentRequest, ways: dict[str, terms.TermRow]) -> Way:
    """A way whose term is gone is an errand."""
    term = ways.get(r.way)
    return Way.of(r.way, term.flags) if term else Way()


def door_words(r: ResidentRequest, language: str) -> str:
    if r.unit is None:
        return r.door_said
    door = Door(r.unit.building.name, r.unit.stairwell, r.unit.label, named=r.unit.kind == "shop")
    return format_door(door, language)


def names(person_ids: set[int | None]) -> dict[int, str]:
    """Id -> masked name."""
    ids = [one for one in person_ids if one is not None]
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: mask_name(row.name) for row in rows}


def facts_asked(community_id: int, step: str, language: str) -> list[tuple[str, str]]:
    """(code, label) of what a step records."""
    found = terms.terms(community_id, "request_fact")
    return [(c, t.label(language)) for c, t in found.items() if t.active and t.flags.get(f"asked_{step}")]
