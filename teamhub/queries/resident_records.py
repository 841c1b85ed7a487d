"""Residents on record, as those see them who answer for the data: masked, with how they agreed; and everything that is
held about one, for the resident who asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name, mask_phone
from teamhub.models import care, deeds, personal, places, privacy, testing
from teamhub.models.base import Base, db
from teamhub.models.personal import Holds

PAGE = 50
Held = tuple[str, list[dict[str, Any]]]
"""Table, and its rows: column -> value."""
TOLD = (Holds.RESIDENT, Holds.HEALTH, Holds.COUNTED, Holds.PROSE, Holds.LABEL)
WITHOUT = frozenset({"community_id", "campaign_id", "version", "recorded_by_id"})


@dataclass(frozen=True)
class ResidentRow:
    """`agreed`: consent stands. `erased_at`: nothing is left but the number."""

    id: int
    code: str
    name: str
    phone: str
    compound: str
    agreed: bool
    erased_at: datetime | None


@dataclass(frozen=True)
class Residents:
    rows: tuple[ResidentRow, ...]
    first: int
    total: int


def residents(viewer: Viewer, page: int = 1, *, without_consent: bool = False) -> Residents:
    """By code, fifty a page. `without_consent`: only those who are on record and have not agreed."""
    where: list[ColumnElement[bool]] = [places.Resident.community_id == viewer.community_id]
    standing = (
        select(privacy.Consent.id)
        .where(privacy.Consent.resident_id == places.Resident.id, privacy.Consent.withdrawn_at.is_(None))
        .exists()
    )
    if without_consent:
        where += [~standing, places.Resident.erased_at.is_(None)]
    total = db.session.scalar(select(func.count()).select_from(places.Resident).where(*where)) or 0
    rows = db.session.execute(
        select(places.Resident, places.Compound.name, standing)
        .join(places.Compound, places.Compound.id == places.Resident.compound_id)
        .where(*where)
        .order_by(places.Resident.code)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Residents(
        tuple(_row(found, compound, agreed) for found, compound, agreed in rows), (page - 1) * PAGE + 1, total
    )


def resident(viewer: Viewer, resident_id: int) -> ResidentRow:
    """Raises NotFound."""
    found = _stored(viewer, resident_id)
    agreed = db.session.scalar(
        select(privacy.Consent.id).where(
            privacy.Consent.resident_id == resident_id, privacy.Consent.withdrawn_at.is_(None)
        )
    )
    return _row(found, found.compound.name, agreed is not None)


def held_about(viewer: Viewer, resident_id: int) -> list[Held]:
    """Every row that is held about a resident, in full. The opening was logged by the caller. Raises NotFound."""
    found = _stored(viewer, resident_id)
    entries = select(care.VulnerableResident.id).where(care.VulnerableResident.resident_id == resident_id)
    requests = select(deeds.ResidentRequest.id).where(
        deeds.ResidentRequest.community_id == viewer.community_id,
        or_(
            deeds.ResidentRequest.vulnerable_id.in_(entries),
            (deeds.ResidentRequest.phone == found.phone) & (deeds.ResidentRequest.phone != ""),
        ),
    )
    wanted: list[tuple[type[Base], ColumnElement[bool]]] = [
        (places.Resident, places.Resident.id == resident_id),
        (privacy.Consent, privacy.Consent.resident_id == resident_id),
        (care.VulnerableResident, care.VulnerableResident.resident_id == resident_id),
        (care.CareContact, care.CareContact.vulnerable_id.in_(entries)),
        (care.CareMedicine, care.CareMedicine.vulnerable_id.in_(entries)),
        (testing.TimedCase, testing.TimedCase.resident_id == resident_id),
        (testing.HomeSample, testing.HomeSample.resident_id == resident_id),
        (deeds.ResidentRequest, deeds.ResidentRequest.id.in_(requests)),
        (deeds.RequestStep, deeds.RequestStep.request_id.in_(requests)),
        (deeds.Deed, deeds.Deed.request_id.in_(requests)),
    ]
    return [(name, rows) for name, rows in (_rows(model, where) for model, where in wanted) if rows]


def rows_of(model: type[Base], where: ColumnElement[bool], *more: Holds) -> Held:
    """The rows of a table, with what may be told of them: words, days and times; no keys, no digests."""
    return _rows(model, where, *more)


def _rows(model: type[Base], where: ColumnElement[bool], *more: Holds) -> Held:
    table = model.__table__
    assert isinstance(table, Table)
    names = list(_told(table, *more))
    query = select(*(table.c[name] for name in names)).where(where).order_by(table.c.id)
    return table.name, [_plain(dict(row)) for row in db.session.execute(query).mappings()]


def _told(table: Table, *more: Holds) -> Iterator[str]:
    for column in table.columns:
        holds = personal.PERSONAL.get(f"{table.name}.{column.name}")
        if holds is None:
            is_link = column.name.endswith("_id") or column.name == "id"
            if not is_link and column.name not in WITHOUT:
                yield column.name
        elif holds in {*TOLD, *more} or column.name in {"code", "state", "notice_version", "method"}:
            yield column.name


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", {})}


def _stored(viewer: Viewer, resident_id: int) -> places.Resident:
    found = db.session.get(places.Resident, resident_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def _row(found: places.Resident, compound: str, agreed: bool) -> ResidentRow:
    return ResidentRow(
        found.id,
        found.code,
        mask_name(found.name),
        mask_phone(found.phone),
        compound,
        bool(agreed),
        found.erased_at,
    )
