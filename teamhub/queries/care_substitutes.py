"""Carers with their residents, and who would take them over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.care import CarePeriod, ContactState, contact_state, period_on
from teamhub.models.base import db
from teamhub.models.care import CareAssignment
from teamhub.models.people import Person
from teamhub.queries import care
from teamhub.queries.care import Entry


@dataclass(frozen=True)
class CarerRow:
    """`residents`: whose place it is to be called on by this carer today, or who were moved for the time (`away`).
    `back_on`: the last day away, None: open."""

    person_id: int
    name: str
    residents: int
    due: int
    without_deputy: int
    away: int
    back_on: date | None
    stands_in: int


@dataclass(frozen=True)
class Taker:
    """`name` empty: no deputy is named for these."""

    name: str
    residents: int


def carers(viewer: Viewer, at: datetime) -> list[CarerRow]:
    """Everybody who cares for somebody, most residents first."""
    day, zone = care.today(viewer.community_id, at)
    entries = care.entries_on(viewer.community_id, day)
    own: Counter[int] = Counter()
    due: Counter[int] = Counter()
    alone: Counter[int] = Counter()
    stands_in: Counter[int] = Counter()
    for entry in entries:
        now, lasting = period_on(entry.facts, day), _lasting(entry, day)
        if lasting is not None:
            own[lasting.carer_id] += 1
            alone[lasting.carer_id] += lasting.deputy_id is None
        if now is not None:
            due[now.carer_id] += contact_state(entry.facts, day, zone) is not ContactState.IN_TIME
            stands_in[now.carer_id] += now.stands_in_for is not None
    away = _away(viewer, day)
    ids = set(own) | set(away) | {key for key, n in stands_in.items() if n}
    names = dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    rows = [
        CarerRow(
            key,
            names.get(key, ""),
            own[key],
            due[key],
            alone[key],
            len(away.get(key, ())),
            max((end for end in away[key] if end), default=None) if away.get(key) else None,
            stands_in[key],
        )
        for key in ids
    ]
    return sorted(rows, key=lambda r: (not r.away, -r.residents, r.name, r.person_id))


def takers(viewer: Viewer, carer_id: int, starts_on: date, ends_on: date | None) -> list[Taker]:
    """To whom the residents of a carer would go by their deputies; those without one first."""
    count: Counter[int | None] = Counter(
        p.deputy_id for _, p in movable(viewer, carer_id, starts_on, ends_on)
    )
    ids = [key for key in count if key]
    names = dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    rows = [Taker(names.get(key or 0, ""), n) for key, n in count.items()]
    return sorted(rows, key=lambda t: (t.name != "", -t.residents, t.name))


def movable(
    viewer: Viewer, carer_id: int, starts_on: date, ends_on: date | None
) -> list[tuple[Entry, CarePeriod]]:
    """Periods of the carer that touch the days and are not moved already."""
    found: list[tuple[Entry, CarePeriod]] = []
    for entry in care.entries_on(viewer.community_id, starts_on):
        touching = [p for p in entry.facts.carers if _touches(p, starts_on, ends_on)]
        if not any(p.stands_in_for == carer_id for p in touching):
            found += [(entry, p) for p in touching if p.carer_id == carer_id]
    return found


def _touches(period: CarePeriod, starts_on: date, ends_on: date | None) -> bool:
    return (ends_on is None or period.starts_on <= ends_on) and (
        period.ends_on is None or period.ends_on >= starts_on
    )


def _lasting(entry: Entry, day: date) -> CarePeriod | None:
    covering = [p for p in entry.facts.carers if p.stands_in_for is None and p.covers(day)]
    return max(covering, key=lambda p: (p.starts_on, p.number), default=None)


def _away(viewer: Viewer, day: date) -> dict[int, list[date | None]]:
    """Carer -> last days of those who stand in now or later."""
    found: dict[int, list[date | None]] = {}
    for carer_id, ends_on in db.session.execute(
        select(CareAssignment.stands_in_for_id, CareAssignment.ends_on).where(
            CareAssignment.community_id == viewer.community_id,
            CareAssignment.stands_in_for_id.is_not(None),
            or_(CareAssignment.ends_on.is_(None), CareAssignment.ends_on >= day),
        )
    ):
        if carer_id is not None:
            found.setdefault(carer_id, []).append(ends_on)
    return found
