"""One resident under care, as far as the one who asks may see: the own carer sees name, door and needs; the telephone
number, and all of it for everybody else, only after the record was opened with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.care import OPEN_FOR, ContactState, contact_due_on, contact_state, days_left, period_on
from teamhub.domain.deeds import WAITING, RequestState
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name, mask_phone, public_name
from teamhub.models.base import db
from teamhub.models.campaigns import Reveal
from teamhub.models.care import CareAssignment, CareContact, CareMedicine, VulnerableResident
from teamhub.models.deeds import ResidentRequest
from teamhub.models.people import Person
from teamhub.models.places import Resident, Unit
from teamhub.queries import care, terms

LAST_CONTACTS = 30


@dataclass(frozen=True)
class ContactLine:
    """`note` is empty for who may not read it. `undoable`: by the viewer, who noted it just now."""

    id: int
    at: datetime
    by: str
    channel: str
    outcome: str
    reached: bool
    needs_help: bool
    note: str
    undoable: bool


@dataclass(frozen=True)
class MedicineLine:
    id: int
    name: str
    runs_out_on: date
    days_left: int
    short: bool


@dataclass(frozen=True)
class CarerLine:
    carer: str
    deputy: str
    stands_in_for: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class RequestLine:
    id: int
    code: str
    category: str
    waiting: bool
    asked_at: datetime


@dataclass(frozen=True)
class Sight:
    """What the viewer may see and do with one record. `opened_until` None: the number is masked."""

    own: bool
    opened_until: datetime | None
    may_open: bool
    may_note: bool
    may_change: bool

    @property
    def opened(self) -> bool:
        return self.opened_until is not None

    @property
    def reads(self) -> bool:
        """Name, door, needs and notes."""
        return self.own or self.opened


@dataclass(frozen=True)
class CareRecord:
    """Values are masked as `sight` says; what may not be read is empty."""

    id: int
    sight: Sight
    name: str
    phone: str
    place: str
    needs: str
    category: str
    interval_days: int
    registered_on: date
    ended_on: date | None
    end_reason: str
    state: ContactState
    due_on: date
    last_contact: datetime | None
    tries: int
    carer: str
    deputy: str
    stands_in_for: str
    until: date | None
    contacts: tuple[ContactLine, ...]
    medicines: tuple[MedicineLine, ...]
    carers: tuple[CarerLine, ...]
    requests: tuple[RequestLine, ...]


def entry_of(viewer: Viewer, entry_id: int, at: datetime) -> VulnerableResident:
    """An entry that the viewer may see: all with the right to care, else the own ones. Raises NotFound."""
    found = db.session.scalar(
        select(VulnerableResident)
        .where(VulnerableResident.id == entry_id, VulnerableResident.community_id == viewer.community_id)
        .options(
            joinedload(VulnerableResident.resident).joinedload(Resident.compound),
            joinedload(VulnerableResident.resident).joinedload(Resident.unit).joinedload(Unit.building),
        )
    )
    if found is None:
        raise NotFound
    if not viewer.may(Permission.CARE_VIEW) and not sight_of(viewer, found, at).own:
        raise NotFound
    return found


def sight_of(viewer: Viewer, entry: VulnerableResident, at: datetime) -> Sight:
    day, _zone = care.today(viewer.community_id, at)
    own = care.is_own(viewer, care.facts_of(viewer.community_id, [entry], day)[0].facts, day)
    opened = _opened_until(viewer, entry.id, at)
    return Sight(
        own=own,
        opened_until=opened,
        may_open=own or viewer.may(Permission.RESIDENT_REVEAL),
        may_note=own or viewer.may(Permission.CARE_MANAGE),
        may_change=viewer.may(Permission.CARE_MANAGE),
    )


def record(viewer: Viewer, entry_id: int, at: datetime, language: str) -> CareRecord:
    """Raises NotFound."""
    entry = entry_of(viewer, entry_id, at)
    sight = sight_of(viewer, entry, at)
    day, zone = care.today(viewer.community_id, at)
    facts = care.facts_of(viewer.community_id, [entry], day)[0]
    names = _names(entry.id)
    period = period_on(facts.facts, day)
    resident = entry.resident
    return CareRecord(
        id=entry.id,
        sight=sight,
        name=resident.name if sight.reads else mask_name(resident.name),
        phone=resident.phone if sight.opened else mask_phone(resident.phone),
        place=care.place_of(resident, language, open_=sight.reads),
        needs=entry.needs if sight.reads else "",
        category=entry.category,
        interval_days=facts.facts.interval_days,
        registered_on=entry.registered_on,
        ended_on=entry.ended_on,
        end_reason=entry.end_reason,
        state=contact_state(facts.facts, day, zone),
        due_on=contact_due_on(facts.facts, zone),
        last_contact=facts.facts.last_contact,
        tries=facts.tries,
        carer=names.get(period.carer_id, "") if period else "",
        deputy=names.get(period.deputy_id or 0, "") if period else "",
        stands_in_for=names.get(period.stands_in_for or 0, "") if period else "",
        until=period.ends_on if period and period.stands_in_for else None,
        contacts=_contacts(viewer, entry.id, at, sight, language),
        medicines=medicines(viewer, entry.id, day) if sight.reads else (),
        carers=_carers(entry.id, names),
        requests=_requests(entry),
    )


def medicines(viewer: Viewer, entry_id: int, day: date) -> tuple[MedicineLine, ...]:
    """What runs out first stands first."""
    short = terms.thresholds(viewer.community_id).medicine_short_days
    rows = db.session.scalars(
        select(CareMedicine)
        .where(CareMedicine.vulnerable_id == entry_id, CareMedicine.community_id == viewer.community_id)
        .order_by(CareMedicine.runs_out_on, CareMedicine.id)
    )
    return tuple(
        MedicineLine(m.id, m.name, m.runs_out_on, left, left <= short)
        for m in rows
        for left in (days_left(m.runs_out_on, day),)
    )


def usual_channel(viewer: Viewer, entry_id: int) -> str:
    """How the viewer reached this resident last; empty for the first time."""
    return (
        db.session.scalar(
            select(CareContact.channel)
            .where(CareContact.vulnerable_id == entry_id, CareContact.contacted_by_id == viewer.person_id)
            .order_by(CareContact.contacted_at.desc())
            .limit(1)
        )
        or ""
    )


def lasting_carer(entry: VulnerableResident, day: date) -> tuple[int | None, int | None]:
    """Carer and deputy whose place it is, whoever stands in today."""
    facts = care.facts_of(entry.community_id, [entry], day)[0].facts
    lasting = replace(facts, carers=tuple(p for p in facts.carers if p.stands_in_for is None))
    period = period_on(lasting, day)
    return (period.carer_id, period.deputy_id) if period else (None, None)


def may_undo(viewer: Viewer, contact: CareContact, at: datetime) -> bool:
    """Who noted it takes it back while the note is fresh."""
    mine = contact.contacted_by_id is not None and contact.contacted_by_id == viewer.person_id
    return mine and at - contact.recorded_at <= timedelta(minutes=30)


def _opened_until(viewer: Viewer, entry_id: int, at: datetime) -> datetime | None:
    last = db.session.scalar(
        select(Reveal.at)
        .where(
            Reveal.community_id == viewer.community_id,
            Reveal.account_id == viewer.account_id,
            Reveal.object_type == "vulnerable_resident",
            Reveal.object_id == entry_id,
            Reveal.at > at - OPEN_FOR,
        )
        .order_by(Reveal.at.desc())
        .limit(1)
    )
    return last + OPEN_FOR if last is not None else None


def _names(entry_id: int) -> dict[int, str]:
    """Everybody who is or was carer or deputy of the entry, or whose place was taken."""
    ids: set[int] = set()
    for row in db.session.execute(
        select(CareAssignment.carer_id, CareAssignment.deputy_id, CareAssignment.stands_in_for_id).where(
            CareAssignment.vulnerable_id == entry_id
        )
    ):
        ids.update(key for key in row if key)
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def _contacts(
    viewer: Viewer, entry_id: int, at: datetime, sight: Sight, language: str
) -> tuple[ContactLine, ...]:
    kinds = terms.many(viewer.community_id, ("contact_channel", "contact_outcome"))
    channels, outcomes = kinds["contact_channel"], kinds["contact_outcome"]
    rows = db.session.execute(
        select(CareContact, Person.name)
        .outerjoin(Person, Person.id == CareContact.contacted_by_id)
        .where(CareContact.vulnerable_id == entry_id)
        .order_by(CareContact.contacted_at.desc(), CareContact.id.desc())
        .limit(LAST_CONTACTS)
    )
    found = []
    for c, by in rows:
        term = outcomes.get(c.outcome)
        found.append(
            ContactLine(
                c.id,
                c.contacted_at,
                by or "",
                channels[c.channel].label(language) if c.channel in channels else c.channel,
                term.label(language) if term else c.outcome,
                bool(term is None or term.flags["reached"]),
                bool(term is not None and term.flags["needs_help"]),
                c.condition if sight.reads else "",
                may_undo(viewer, c, at),
            )
        )
    return tuple(found)


def _carers(entry_id: int, names: dict[int, str]) -> tuple[CarerLine, ...]:
    rows = db.session.scalars(
        select(CareAssignment)
        .where(CareAssignment.vulnerable_id == entry_id)
        .order_by(CareAssignment.starts_on.desc(), CareAssignment.id.desc())
    )
    return tuple(
        CarerLine(
            names.get(a.carer_id, ""),
            names.get(a.deputy_id or 0, ""),
            names.get(a.stands_in_for_id or 0, ""),
            a.starts_on,
            a.ends_on,
        )
        for a in rows
    )


def _requests(entry: VulnerableResident) -> tuple[RequestLine, ...]:
    rows = db.session.scalars(
        select(ResidentRequest)
        .where(ResidentRequest.community_id == entry.community_id, ResidentRequest.vulnerable_id == entry.id)
        .order_by(ResidentRequest.asked_at.desc(), ResidentRequest.id.desc())
        .limit(10)
    )
    return tuple(
        RequestLine(r.id, r.code, r.category, RequestState(r.state) in WAITING, r.asked_at) for r in rows
    )


@dataclass(frozen=True)
class CardPeople:
    """Name and telephone of today's carer and deputy, in full: what the resident is given. Empty: nobody."""

    resident: str
    carer: tuple[str, str]
    deputy: tuple[str, str]
    interval_days: int


def card_people(viewer: Viewer, entry: VulnerableResident, day: date) -> CardPeople:
    """Whose place it is, not who stands in: the card hangs longer than an illness lasts."""
    carer_id, deputy_id = lasting_carer(entry, day)
    known = {
        person.id: (person.name, person.phone)
        for person in db.session.scalars(select(Person).where(Person.id.in_([carer_id, deputy_id])))
    }
    nobody = ("", "")
    return CardPeople(
        public_name(entry.resident.name, entry.resident.form_of_address),
        known.get(carer_id or 0, nobody),
        known.get(deputy_id or 0, nobody),
        care.facts_of(viewer.community_id, [entry], day)[0].facts.interval_days,
    )
