"""Which rows belong to somebody, and how they are emptied. Works on any session: on the live database, and on a
backup that is being restored. Rows stay, for the counts; what they said of a person goes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Table, Text, cast, delete, or_, select, update
from sqlalchemy.orm import Session

from teamhub.domain.masking import mask_name, mask_phone
from teamhub.models import briefs, care, deeds, people, personal, places, prints, sweeps, testing
from teamhub.models.base import Base
from teamhub.models.personal import Holds

RESIDENT_KINDS = (Holds.RESIDENT, Holds.HEALTH, Holds.PROSE)
SHORTEST_NAME, SHORTEST_PHONE = 2, 7
"""Characters below which a value is not looked for in free words: a lone surname stands in half of all sentences."""


def empty_resident(session: Session, resident_id: int, at: datetime) -> bool:
    """Name, telephone, door, needs, notes, medicines and requests of a resident. Was there anything left to erase?"""
    resident = session.get(places.Resident, resident_id, populate_existing=True)
    if resident is None:
        return False
    had = resident.erased_at is None or bool(resident.name or resident.phone)
    strike_out(session, resident.community_id, resident.name, resident.phone)
    entries = _ids(session, care.VulnerableResident, care.VulnerableResident.resident_id == resident_id)
    requests = _requests_of(session, resident, entries)
    day = at.date()
    if resident.unit_id is not None:
        _empty(session, sweeps.DoorVisit, sweeps.DoorVisit.unit_id == resident.unit_id)
        _empty(session, sweeps.CommitmentLetter, sweeps.CommitmentLetter.unit_id == resident.unit_id)
    _empty(session, places.Resident, places.Resident.id == resident_id, unit_id=None, erased_at=at)
    _empty(session, care.VulnerableResident, care.VulnerableResident.id.in_(entries))
    session.execute(
        update(care.VulnerableResident)
        .where(care.VulnerableResident.id.in_(entries), care.VulnerableResident.ended_on.is_(None))
        .values(ended_on=day)
    )
    session.execute(
        update(care.CareAssignment)
        .where(
            care.CareAssignment.vulnerable_id.in_(entries),
            care.CareAssignment.starts_on <= day,
            or_(care.CareAssignment.ends_on.is_(None), care.CareAssignment.ends_on > day),
        )
        .values(ends_on=day)
    )
    _empty(session, care.CareContact, care.CareContact.vulnerable_id.in_(entries))
    session.execute(delete(care.CareMedicine).where(care.CareMedicine.vulnerable_id.in_(entries)))
    session.execute(
        update(testing.HomeSample).where(testing.HomeSample.resident_id == resident_id).values(unit_id=None)
    )
    empty_requests(session, requests, at)
    session.expire_all()
    return had


def empty_requests(session: Session, request_ids: Sequence[int], at: datetime) -> None:
    """Who asked, for what, from where; the deed that came of it stays as a count."""
    model = deeds.ResidentRequest
    _empty(session, model, model.id.in_(request_ids), unit_id=None, follow_digest=None)
    session.execute(
        update(model)
        .where(model.id.in_(request_ids), model.state.not_in(("confirmed", "closed", "withdrawn")))
        .values(state="withdrawn", closed_at=at)
    )
    _empty(session, deeds.RequestStep, deeds.RequestStep.request_id.in_(request_ids))
    _empty(session, deeds.Deed, deeds.Deed.request_id.in_(request_ids))


def empty_person(session: Session, person_id: int, at: datetime) -> bool:
    """Name, telephone, sign-in of somebody who worked here. The row keeps its code as a label: who stood at which post
    is still one and the same person."""
    person = session.get(people.Person, person_id, populate_existing=True)
    if person is None:
        return False
    had = person.name != person.code or bool(person.phone)
    strike_out(session, person.community_id, person.name, person.phone)
    account_id, code = person.account_id, person.code
    elsewhere = account_id is not None and session.scalar(
        select(people.Person.id).where(people.Person.account_id == account_id, people.Person.id != person_id)
    )
    _empty(
        session,
        people.Person,
        people.Person.id == person_id,
        what=(Holds.MEMBER, Holds.SECRET),
        name=code,
        active=False,
    )
    model = people.WalkUp
    _empty(session, model, model.person_id == person_id, what=(Holds.MEMBER,))
    if account_id is not None and not elsewhere:
        _empty_account(session, account_id, code, at)
    session.expire_all()
    return had


def _empty_account(session: Session, account_id: int, label: str, at: datetime) -> None:
    session.execute(
        update(people.Account)
        .where(people.Account.id == account_id)
        .values(
            login=f"erased-{account_id}",
            display_name=label,
            passphrase_hash=None,
            pin_hash=None,
            disabled_at=at,
        )
    )
    for model in (people.Device, people.UserSession):
        session.execute(
            update(model)
            .where(model.account_id == account_id, model.revoked_at.is_(None))
            .values(revoked_at=at)
        )
    session.execute(update(people.Device).where(people.Device.account_id == account_id).values(name=""))
    for name in ("enrolment_codes", "half_sign_ins", "recovery_codes", "second_factors"):
        table = Base.metadata.tables[name]
        session.execute(delete(table).where(table.c.account_id == account_id))


def empty_uploads(session: Session, community_id: int | None) -> int:
    """Workbooks that were uploaded and not stored yet: copies full of names. The one that is being stored right now
    empties itself."""
    model = briefs.Upload
    gone = session.execute(
        delete(model)
        .where(model.community_id == community_id, model.state.not_in(("storing", "stored")))
        .returning(model.id)
    ).all()
    return len(gone)


def empty_rows(session: Session, model: type[Base], ids: Sequence[int]) -> None:
    """The personal words of these rows of any table."""
    _empty(session, model, model.__table__.c.id.in_(ids))


def drop_uploads(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(briefs.Upload).where(briefs.Upload.id.in_(ids)))


def drop_prints(session: Session, community_id: int) -> None:
    """Files made before somebody was erased may name them; what is still wanted is printed anew."""
    session.execute(
        update(prints.PrintJob)
        .where(prints.PrintJob.community_id == community_id)
        .values(content=None, refused={})
    )


def strike_out(session: Session, community_id: int, name: str, phone: str) -> int:
    """Name and number in the free words of the community become their masked forms. How many rows were changed.
    Issued briefs are not touched: they name residents by surname and form of address only, and never change."""
    words = {}
    if len(name.strip()) >= SHORTEST_NAME:
        words[name.strip()] = mask_name(name)
    if len(phone.strip()) >= SHORTEST_PHONE:
        words[phone.strip()] = mask_phone(phone)
    if not words:
        return 0
    changed = 0
    for table in Base.metadata.sorted_tables:
        if table.name == "residents":
            continue
        columns = personal.columns_holding(table, *RESIDENT_KINDS)
        if columns and "community_id" in table.c:
            changed += _strike_out_in(
                session, table, [column.name for column in columns], community_id, words
            )
    return changed


def _strike_out_in(
    session: Session, table: Table, names: Sequence[str], community_id: int, words: dict[str, str]
) -> int:
    hit: list[ColumnElement[bool]] = [
        cast(table.c[name], Text).contains(form, autoescape=True)
        for name in names
        for word in words
        for form in _written(word, is_json=isinstance(table.c[name].type, JSON))
    ]
    query = select(table.c.id, *(table.c[name] for name in names)).where(
        table.c.community_id == community_id, or_(*hit)
    )
    if table.name == "daily_briefs":
        query = query.where(table.c.state != "issued")
    found = session.execute(query).mappings().all()
    for row in found:
        values = {name: _without(row[name], words) for name in names}
        session.execute(update(table).where(table.c.id == row["id"]).values(**values))
    return len(found)


def _written(word: str, *, is_json: bool) -> Iterable[str]:
    """How the word stands in the file: JSON may spell it in escapes."""
    return {word, json.dumps(word)[1:-1]} if is_json else (word,)


def _without(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, str):
        for word, masked in words.items():
            value = value.replace(word, masked)
        return value
    if isinstance(value, dict):
        return {key: _without(part, words) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, words) for part in value]
    return value


def _requests_of(session: Session, resident: places.Resident, entries: Sequence[int]) -> list[int]:
    """Asked for this resident by the register, or under the same number, or under the same name at the same door."""
    model = deeds.ResidentRequest
    same: list[ColumnElement[bool]] = [model.vulnerable_id.in_(entries)]
    if len(resident.phone) >= SHORTEST_PHONE:
        same.append(model.phone == resident.phone)
    if resident.name and resident.unit_id is not None:
        named = or_(model.requested_by == resident.name, model.beneficiary == resident.name)
        same.append((model.unit_id == resident.unit_id) & named)
    if len(resident.name) > SHORTEST_NAME:
        same.append((model.requested_by == resident.name) | (model.beneficiary == resident.name))
    return _ids(session, model, (model.community_id == resident.community_id) & or_(*same))


def _ids(session: Session, model: type[Base], where: ColumnElement[bool]) -> list[int]:
    table = model.__table__
    return list(session.scalars(select(table.c.id).where(where)))


def _empty(
    session: Session,
    model: type[Base],
    where: ColumnElement[bool],
    *,
    what: tuple[Holds, ...] = RESIDENT_KINDS,
    **more: Any,
) -> None:
    """Empties what the list of models/personal.py names in these rows. A form that was opened before has an old
    version then and cannot write the words back."""
    table = model.__table__
    assert isinstance(table, Table)
    values: dict[str, Any] = {
        column.name: {} if isinstance(column.type, JSON) else None if column.nullable else ""
        for column in personal.columns_holding(table, *what)
    }
    if "version" in table.c:
        values["version"] = table.c.version + 1
    session.execute(update(table).where(where).values(values | more))
