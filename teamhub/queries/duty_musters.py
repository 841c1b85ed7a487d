"""Musters: the list, one with its roll by organisation and person, and what calls the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.muster import Call, RollCall, call_the_roll, roll_by_organization
from teamhub.models.base import db
from teamhub.models.duty import Muster, MusterCall
from teamhub.models.people import Organization, Person
from teamhub.queries.duty_seats import shown_name


@dataclass(frozen=True)
class MusterRow:
    id: int
    code: str
    ordered_at: datetime
    due_at: datetime
    place: str
    issuer: str
    closed_at: datetime | None
    roll: RollCall


@dataclass(frozen=True)
class CallRow:
    """`late`: arrived after the time that was set."""

    id: int
    person_id: int
    name: str
    member_type: str
    organization_id: int | None
    answer: str
    answer_note: str
    arrived_at: datetime | None
    late: bool


@dataclass(frozen=True)
class OrganizationRoll:
    """`name` empty: no organisation on record."""

    id: int | None
    name: str
    roll: RollCall
    calls: tuple[CallRow, ...]


@dataclass(frozen=True)
class MusterShown:
    muster: MusterRow
    text: str
    organizations: tuple[OrganizationRoll, ...]
    mine: CallRow | None


def muster_of(viewer: Viewer, muster_id: int) -> Muster:
    """Raises NotFound for one of another community."""
    found = db.session.get(Muster, muster_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def listing(viewer: Viewer, *, limit: int = 50) -> list[MusterRow]:
    """The newest first, two queries whatever their number."""
    musters = list(
        db.session.scalars(
            select(Muster)
            .where(Muster.community_id == viewer.community_id)
            .order_by(Muster.ordered_at.desc())
            .limit(limit)
        )
    )
    calls: dict[int, list[Call]] = {m.id: [] for m in musters}
    for c in db.session.scalars(select(MusterCall).where(MusterCall.muster_id.in_(list(calls)))):
        calls[c.muster_id].append(Call(c.person_id, c.organization_id, c.arrived_at))
    return [_row(m, calls[m.id]) for m in musters]


def one(viewer: Viewer, muster_id: int) -> MusterShown:
    """Raises NotFound."""
    muster = muster_of(viewer, muster_id)
    rows = db.session.execute(
        select(MusterCall, Person, Organization.name)
        .join(Person, Person.id == MusterCall.person_id)
        .outerjoin(Organization, Organization.id == MusterCall.organization_id)
        .where(MusterCall.muster_id == muster.id)
        .order_by(Organization.position, Organization.id, MusterCall.id)
    ).all()
    calls = [Call(c.person_id, c.organization_id, c.arrived_at) for c, _, _ in rows]
    names: dict[int | None, str] = {c.organization_id: name or "" for c, _, name in rows}
    shown = [
        CallRow(
            c.id,
            p.id,
            shown_name(viewer, p.name),
            p.member_type,
            c.organization_id,
            c.answer,
            c.answer_note,
            c.arrived_at,
            c.arrived_at is not None and c.arrived_at > muster.due_at,
        )
        for c, p, _ in rows
    ]
    rolls = roll_by_organization(muster.ordered_at, muster.due_at, calls)
    return MusterShown(
        _row(muster, calls),
        muster.text,
        tuple(
            OrganizationRoll(key, names[key], roll, tuple(r for r in shown if r.organization_id == key))
            for key, roll in rolls.items()
        ),
        next((row for row in shown if row.person_id == viewer.person_id), None),
    )


def calling(viewer: Viewer) -> list[tuple[Muster, MusterCall]]:
    """Open musters that still wait for the viewer, and the own call."""
    rows = db.session.execute(
        select(Muster, MusterCall)
        .join(MusterCall, MusterCall.muster_id == Muster.id)
        .where(
            Muster.community_id == viewer.community_id,
            Muster.closed_at.is_(None),
            MusterCall.person_id == viewer.person_id,
            MusterCall.arrived_at.is_(None),
        )
        .order_by(Muster.due_at)
    )
    return [(muster, call) for muster, call in rows]


def _row(muster: Muster, calls: list[Call]) -> MusterRow:
    return MusterRow(
        muster.id,
        muster.code,
        muster.ordered_at,
        muster.due_at,
        muster.place,
        muster.issuer,
        muster.closed_at,
        call_the_roll(muster.ordered_at, muster.due_at, calls),
    )
