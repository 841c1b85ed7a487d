"""The care register as a list: who is due first, who cares for whom. Names and doors leave masked, but for the own
residents of the one who asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.addresses import Door, format_door
from teamhub.domain.care import CarePeriod, ContactState, OnRegister, contact_due_on, contact_state, period_on
from teamhub.domain.care import days_left as medicine_days
from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.care import CareAssignment, CareContact, CareMedicine, VulnerableResident
from teamhub.models.people import Person
from teamhub.models.places import Community, Resident, Unit
from teamhub.queries import terms
from teamhub.queries.terms import TermRow

MOST_URGENT = {ContactState.OVERDUE: 0, ContactState.DUE: 1, ContactState.IN_TIME: 2}


@dataclass(frozen=True)
class CareFilter:
    """Empty fields filter nothing. `state`: a ContactState, "uncovered" or empty. `mine`: own residents only."""

    category: str = ""
    state: str = ""
    mine: bool = False


@dataclass(frozen=True)
class CareLine:
    """One entry of the register today. `name` and `place` are masked unless `own`. `carer` empty: uncovered.
    `stands_in_for`: whose place the carer takes for the time. `tries`: contacts in vain since the last that reached
    the resident. `medicine_left`: days of the medicine that ends first; None: none on record."""

    id: int
    name: str
    place: str
    category: str
    interval_days: int
    state: ContactState
    due_on: date
    last_contact: datetime | None
    tries: int
    carer_id: int | None
    carer: str
    deputy: str
    stands_in_for: str
    medicine_left: int | None
    own: bool


@dataclass(frozen=True)
class CategoryCount:
    code: str
    total: int
    due: int
    overdue: int


@dataclass(frozen=True)
class CarePage:
    """`rows` fit the filter; the counts are of all that the viewer may see."""

    rows: tuple[CareLine, ...]
    categories: tuple[CategoryCount, ...]
    total: int
    overdue: int
    due: int
    uncovered: int
    mine: int


@dataclass(frozen=True)
class Entry:
    """A stored entry with what the rules ask of it."""

    stored: VulnerableResident
    facts: OnRegister
    last_try: datetime | None = None
    tries: int = 0
    medicine_left: int | None = None


def register(viewer: Viewer, chosen: CareFilter, at: datetime, language: str) -> CarePage:
    """Everybody on the register, overdue first; who may not see the register sees the own residents."""
    day, zone = today(viewer.community_id, at)
    entries = entries_on(viewer.community_id, day)
    names = _names(entries)
    lines = [_line(viewer, e, day, zone, names, language) for e in entries]
    if not viewer.may(Permission.CARE_VIEW):
        lines = [line for line in lines if line.own]
    shown = [line for line in lines if _fits(line, chosen)]
    shown.sort(key=lambda r: (MOST_URGENT[r.state], r.due_on, not r.own, r.id))
    return CarePage(
        tuple(shown),
        _by_category(viewer.community_id, lines),
        len(lines),
        sum(line.state is ContactState.OVERDUE for line in lines),
        sum(line.state is ContactState.DUE for line in lines),
        sum(line.carer_id is None for line in lines),
        sum(line.own for line in lines),
    )


def mine(viewer: Viewer, at: datetime, language: str) -> list[CareLine]:
    """Residents whose carer the viewer is today, who waits longest first: for my day. Two questions when there is
    nobody."""
    if viewer.person_id is None:
        return []
    day, zone = today(viewer.community_id, at)
    ids = _own_ids(viewer.person_id, day)
    if not ids:
        return []
    entries = entries_on(viewer.community_id, day, VulnerableResident.id.in_(ids))
    lines = [_line(viewer, e, day, zone, _names(entries), language) for e in entries]
    own = [r for r in lines if r.carer_id == viewer.person_id]
    return sorted(own, key=lambda r: (MOST_URGENT[r.state], r.due_on, r.id))


def today(community_id: int, at: datetime) -> tuple[date, ZoneInfo]:
    """The day on the community's clocks."""
    zone = ZoneInfo(db.session.get_one(Community, community_id).zone)
    return at.astimezone(zone).date(), zone


def entries_on(community_id: int, day: date, *where: ColumnElement[bool]) -> list[Entry]:
    """Entries on the register that day, with contacts, carers and medicines: a fixed number of questions."""
    stored = db.session.scalars(
        select(VulnerableResident)
        .where(
            VulnerableResident.community_id == community_id,
            VulnerableResident.registered_on <= day,
            or_(VulnerableResident.ended_on.is_(None), VulnerableResident.ended_on > day),
            *where,
        )
        .options(
            joinedload(VulnerableResident.resident).joinedload(Resident.compound),
            joinedload(VulnerableResident.resident).joinedload(Resident.unit).joinedload(Unit.building),
        )
    ).all()
    return facts_of(community_id, stored, day)


def facts_of(community_id: int, stored: Sequence[VulnerableResident], day: date) -> list[Entry]:
    ids = [one.id for one in stored]
    kinds = terms.many(community_id, ("vulnerable_category", "contact_outcome"))
    contacts = _contacts(ids, kinds["contact_outcome"])
    periods, medicines = _periods(ids), _medicines(ids)
    found = []
    for one in stored:
        reached, tried, tries = contacts.get(one.id, (None, None, 0))
        runs_out = medicines.get(one.id)
        facts = OnRegister(
            one.id,
            one.registered_on,
            interval_of(one, kinds["vulnerable_category"]),
            last_contact=reached,
            carers=tuple(periods.get(one.id, ())),
        )
        left = medicine_days(runs_out, day) if runs_out else None
        found.append(Entry(one, facts, tried, tries, left))
    return found


def interval_of(entry: VulnerableResident, categories: Mapping[str, TermRow]) -> int:
    """Days between two contacts: the entry's own, else its category's; daily where nobody said."""
    term = categories.get(entry.category)
    return entry.interval_days or int(term.flags["contact_interval_days"] if term else 1)


def place_of(resident: Resident, language: str, *, open_: bool) -> str:
    """Compound and door; masked: compound and building."""
    unit = resident.unit
    if unit is None:
        return resident.compound.name
    if open_:
        door = Door(unit.building.name, unit.stairwell, unit.label, unit.kind != "household")
    else:
        door = Door(unit.building.name, "", "***")
    return f"{resident.compound.name} {format_door(door, language)}"


def is_own(viewer: Viewer, facts: OnRegister, day: date) -> bool:
    """Is the viewer today's carer or deputy?"""
    period = period_on(facts, day)
    return (
        viewer.person_id is not None
        and period is not None
        and viewer.person_id
        in (
            period.carer_id,
            period.deputy_id,
        )
    )


def _line(
    viewer: Viewer, e: Entry, day: date, zone: ZoneInfo, names: Mapping[int, str], language: str
) -> CareLine:
    period, own = period_on(e.facts, day), is_own(viewer, e.facts, day)
    resident = e.stored.resident
    return CareLine(
        e.stored.id,
        resident.name if own else mask_name(resident.name),
        place_of(resident, language, open_=own),
        e.stored.category,
        e.facts.interval_days,
        contact_state(e.facts, day, zone),
        contact_due_on(e.facts, zone),
        e.facts.last_contact,
        e.tries,
        period.carer_id if period else None,
        names.get(period.carer_id, "") if period else "",
        names.get(period.deputy_id or 0, "") if period else "",
        names.get(period.stands_in_for or 0, "") if period else "",
        e.medicine_left,
        own,
    )


def _fits(line: CareLine, chosen: CareFilter) -> bool:
    if chosen.category and line.category != chosen.category:
        return False
    if chosen.mine and not line.own:
        return False
    if chosen.state == "uncovered":
        return line.carer_id is None
    return not chosen.state or line.state == chosen.state


def _by_category(community_id: int, lines: list[CareLine]) -> tuple[CategoryCount, ...]:
    total = Counter(line.category for line in lines)
    due = Counter(line.category for line in lines if line.state is ContactState.DUE)
    late = Counter(line.category for line in lines if line.state is ContactState.OVERDUE)
    known = list(terms.terms(community_id, "vulnerable_category"))
    order = known + sorted(set(total) - set(known))
    return tuple(CategoryCount(code, total[code], due[code], late[code]) for code in order if total[code])


def _names(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {
        key
        for e in entries
        for p in e.facts.carers
        for key in (p.carer_id, p.deputy_id, p.stands_in_for)
        if key
    }
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def _own_ids(person_id: int, day: date) -> list[int]:
    return list(
        db.session.scalars(
            select(CareAssignment.vulnerable_id).where(
                CareAssignment.carer_id == person_id,
                CareAssignment.starts_on <= day,
                or_(CareAssignment.ends_on.is_(None), CareAssignment.ends_on >= day),
            )
        )
    )


def _contacts(
    ids: list[int], outcomes: Mapping[str, TermRow]
) -> dict[int, tuple[datetime | None, datetime | None, int]]:
    """Entry -> last contact that reached the resident, last try of any kind, tries in vain since."""
    in_vain = {code for code, term in outcomes.items() if not term.flags["reached"]}
    reached = dict(
        db.session.execute(
            select(CareContact.vulnerable_id, func.max(CareContact.contacted_at))
            .where(CareContact.vulnerable_id.in_(ids), CareContact.outcome.not_in(in_vain))
            .group_by(CareContact.vulnerable_id)
        ).all()
    )
    tried: defaultdict[int, list[datetime]] = defaultdict(list)
    for key, at in db.session.execute(
        select(CareContact.vulnerable_id, CareContact.contacted_at)
        .where(CareContact.vulnerable_id.in_(ids), CareContact.outcome.in_(in_vain))
        .order_by(CareContact.contacted_at)
    ):
        if reached.get(key) is None or at > reached[key]:
            tried[key].append(at)
    found = {}
    for key in ids:
        misses = tried.get(key, [])
        found[key] = (reached.get(key), misses[-1] if misses else reached.get(key), len(misses))
    return found


def _periods(ids: list[int]) -> dict[int, list[CarePeriod]]:
    found: defaultdict[int, list[CarePeriod]] = defaultdict(list)
    for a in db.session.scalars(select(CareAssignment).where(CareAssignment.vulnerable_id.in_(ids))):
        found[a.vulnerable_id].append(
            CarePeriod(a.carer_id, a.starts_on, a.ends_on, a.id, a.deputy_id, a.stands_in_for_id)
        )
    return found


def _medicines(ids: list[int]) -> dict[int, date]:
    """Entry -> the day on which the first of its medicines is used up."""
    rows = db.session.execute(
        select(CareMedicine.vulnerable_id, func.min(CareMedicine.runs_out_on))
        .where(CareMedicine.vulnerable_id.in_(ids))
        .group_by(CareMedicine.vulnerable_id)
    )
    return dict(rows.all())
