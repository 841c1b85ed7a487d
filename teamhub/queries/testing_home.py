"""Samples to be taken at home: in the order of the walk, with no more of a resident than the walk needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import aliased

from teamhub.domain.access import Permission, Role, Viewer
from teamhub.domain.addresses import natural_key
from teamhub.domain.duty_time import day_bounds
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name, public_name, surname_of
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.places import Building, Compound, Resident, Unit
from teamhub.models.testing import HomeSample, TestingRound


class SampleState(StrEnum):
    PLANNED = "planned"
    OVERDUE = "overdue"
    NOT_HOME = "not_home"
    TAKEN = "taken"


@dataclass(frozen=True)
class SampleRow:
    """`who`: surname and form of address, empty when nobody told. Medic and escort: masked names."""

    id: int
    code: str
    reason: str
    compound_id: int
    compound: str
    building: str
    stairwell: str
    label: str
    floor: int
    who: str
    round_number: int | None
    test_number: int | None
    planned_at: datetime
    sampled_at: datetime | None
    not_home_at: datetime | None
    medic: str
    escort: str
    state: SampleState


OVERDUE_AFTER = timedelta(hours=1)
"""A sample is overdue this long after its planned time: routes run late by minutes, not by hours."""


def sample_for(viewer: Viewer, sample_id: int) -> HomeSample:
    """Raises NotFound for one of another community, and for one that is not the viewer's business."""
    found = db.session.scalar(
        select(HomeSample).where(
            HomeSample.id == sample_id, HomeSample.community_id == viewer.community_id, _business(viewer)
        )
    )
    if found is None:
        raise NotFound
    return found


def rows_of_day(viewer: Viewer, day: date, at: datetime, zone: ZoneInfo) -> list[SampleRow]:
    """Planned or taken on the day, and those still due from days before."""
    starts, ends = day_bounds(day, zone)
    planned = (HomeSample.planned_at >= starts) & (HomeSample.planned_at < ends)
    taken = (HomeSample.sampled_at >= starts) & (HomeSample.sampled_at < ends)
    due = HomeSample.sampled_at.is_(None) & (HomeSample.planned_at < starts)
    return _rows(viewer, planned | taken | due, at)


def rows_of_round(viewer: Viewer, round_id: int, at: datetime) -> list[SampleRow]:
    return _rows(viewer, HomeSample.round_id == round_id, at)


def row(viewer: Viewer, sample_id: int, at: datetime) -> SampleRow:
    """Raises NotFound."""
    found = _rows(viewer, HomeSample.id == sample_id, at)
    if not found:
        raise NotFound
    return found[0]


def waiting_for(viewer: Viewer, at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """(samples that the viewer has still to take today, of how many). For somebody who is asked by name only."""
    if viewer.person_id is None:
        return 0, 0
    mine = or_(HomeSample.medic_id == viewer.person_id, HomeSample.escort_id == viewer.person_id)
    starts, ends = day_bounds(at.astimezone(zone).date(), zone)
    taken = db.session.scalars(
        select(HomeSample.sampled_at).where(
            HomeSample.community_id == viewer.community_id,
            mine,
            or_(
                (HomeSample.planned_at >= starts) & (HomeSample.planned_at < ends),
                HomeSample.sampled_at.is_(None) & (HomeSample.planned_at < starts),
            ),
        )
    ).all()
    return sum(moment is None for moment in taken), len(taken)


def counts_by_reason(rows: Iterable[SampleRow]) -> list[tuple[str, int, int]]:
    """(reason, taken, all) in the order in which they come."""
    total: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for one in rows:
        total[one.reason] += 1
        taken[one.reason] += one.sampled_at is not None
    return [(reason, taken[reason], count) for reason, count in total.items()]


def people_choices(viewer: Viewer) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(medics, everybody who may lead the way)."""
    rows: Sequence[tuple[int, str, str]] = [
        (key, name, member_type)
        for key, name, member_type in db.session.execute(
            select(Person.id, Person.name, Person.member_type)
            .where(Person.community_id == viewer.community_id, Person.active.is_(True))
            .order_by(Person.member_type, Person.id)
        )
    ]
    medics = [(key, name) for key, name, member_type in rows if member_type == "medic"]
    return medics, [(key, name) for key, name, member_type in rows if member_type != "medic"]


def _business(viewer: Viewer) -> ColumnElement[bool]:
    """Whoever plans the rounds sees all samples; a medic the own ones and those of no medic yet; others those on
    which they lead the way."""
    if viewer.may(Permission.TESTING_VIEW) and viewer.may(Permission.TESTING_RECORD):
        return HomeSample.community_id == viewer.community_id
    if not viewer.may(Permission.TESTING_RECORD) or viewer.person_id is None:
        return false()
    mine = or_(HomeSample.medic_id == viewer.person_id, HomeSample.escort_id == viewer.person_id)
    return or_(mine, HomeSample.medic_id.is_(None)) if Role.MEDIC in viewer.roles else mine


def _rows(viewer: Viewer, which: ColumnElement[bool], at: datetime) -> list[SampleRow]:
    medic, escort = aliased(Person), aliased(Person)
    found = db.session.execute(
        select(
            HomeSample,
            Compound.position,
            Compound.name,
            Building.position,
            Building.name,
            Unit.stairwell,
            Unit.floor,
            Unit.label,
            Resident.name,
            Resident.form_of_address,
            TestingRound.number,
            medic.name,
            escort.name,
        )
        .join(Compound, Compound.id == HomeSample.compound_id)
        .outerjoin(Unit, Unit.id == HomeSample.unit_id)
        .outerjoin(Building, Building.id == Unit.building_id)
        .outerjoin(Resident, Resident.id == HomeSample.resident_id)
        .outerjoin(TestingRound, TestingRound.id == HomeSample.round_id)
        .outerjoin(medic, medic.id == HomeSample.medic_id)
        .outerjoin(escort, escort.id == HomeSample.escort_id)
        .where(HomeSample.community_id == viewer.community_id, which, _business(viewer))
    ).all()
    ordered = sorted(found, key=lambda r: (r[1], r[3] or 0, *_walk(r[4], r[5], r[6], r[7]), r[0].id))
    return [
        SampleRow(
            sample.id,
            sample.code,
            sample.reason,
            sample.compound_id,
            compound,
            building or "",
            stairwell or "",
            label or "",
            floor or 0,
            shown_resident(name or "", form or ""),
            number,
            sample.test_number,
            sample.planned_at,
            sample.sampled_at,
            sample.not_home_at,
            mask_name(medic_name or ""),
            mask_name(escort_name or ""),
            state_of(sample, at),
        )
        for (
            sample,
            _,
            compound,
            _,
            building,
            stairwell,
            floor,
            label,
            name,
            form,
            number,
            medic_name,
            escort_name,
        ) in ordered
    ]


def _walk(
    building: str | None, stairwell: str | None, floor: int | None, label: str | None
) -> tuple[object, ...]:
    """Building, stairwell, from the top floor down."""
    return (
        natural_key(building or ""),
        natural_key(stairwell or ""),
        -(floor or 0),
        natural_key(label or ""),
    )


def shown_resident(name: str, form_of_address: str) -> str:
    """刘大妈 from 刘 and 大妈, or from a form of address that has the surname already. Never a given name."""
    if not name:
        return form_of_address
    if form_of_address.startswith(surname_of(name)):
        return form_of_address
    return public_name(name, form_of_address)


def state_of(sample: HomeSample, at: datetime) -> SampleState:
    if sample.sampled_at is not None:
        return SampleState.TAKEN
    if sample.not_home_at is not None:
        return SampleState.NOT_HOME
    return SampleState.OVERDUE if at > sample.planned_at + OVERDUE_AFTER else SampleState.PLANNED


@dataclass(frozen=True)
class Walk:
    """What came of a day's walk. `minutes`: from the first to the last tick, None with fewer than two."""

    planned: int
    done: int
    not_home: int
    overdue: int
    minutes: int | None
    by_reason: tuple[tuple[str, int, int], ...]

    @property
    def not_done(self) -> int:
        return self.planned - self.done


def walk_of(rows: Sequence[SampleRow]) -> Walk:
    ticks = sorted(row.sampled_at for row in rows if row.sampled_at is not None)
    states = Counter(row.state for row in rows)
    return Walk(
        len(rows),
        len(ticks),
        states[SampleState.NOT_HOME],
        states[SampleState.OVERDUE],
        int((ticks[-1] - ticks[0]).total_seconds()) // 60 if len(ticks) > 1 else None,
        tuple(counts_by_reason(rows)),
    )
