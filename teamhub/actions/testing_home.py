"""Sampling at home: who is to be visited, taken, not at home."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from teamhub.actions import doors, journal, privacy
from teamhub.domain.access import Viewer
from teamhub.domain.addresses import parse_door
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.masking import surname_of
from teamhub.domain.testing_plans import SampleWish
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.places import Compound, Resident
from teamhub.models.sweeps import DoorVisit
from teamhub.models.testing import HomeSample, TestingRound
from teamhub.queries import door_finder, terms, testing_home
from teamhub.queries import privacy as privacy_records
from teamhub.queries.codes import next_code

AHEAD = timedelta(minutes=5)
"""A clock may be a little ahead; further on nothing was sampled yet."""


class HomeRefused(RuleBroken):
    """home_reason_unknown | home_door_unknown (door) | door_needs_flat | sample_taken | sample_in_future | sample_of_sweep |
    sample_settled_door | person_unknown"""


def register_sample(wish: SampleWish, *, by: Viewer, at: datetime) -> HomeSample:
    """Raises NotFound, HomeRefused, HealthDataClosed, PrivacyRefused."""
    privacy.require_basis(by=by, at=at)
    if wish.reason not in terms.terms(by.community_id, "home_sample_reason"):
        raise HomeRefused("home_reason_unknown")
    _check_own(wish, by)
    unit_id = _unit(wish, by) if wish.door else None
    told = wish.name or wish.form_of_address
    asks = wish.consent or (
        unit_id is not None and privacy_records.standing(by.community_id, at).consent_needed
    )
    resident = _resident(wish, unit_id, by) if told or asks else None
    if resident is not None:
        privacy.require_consent(resident, wish.consent, by=by, at=at)
    sample = HomeSample(
        community_id=by.community_id,
        round_id=wish.round_id,
        compound_id=wish.compound_id,
        unit_id=unit_id,
        resident_id=resident.id if resident else None,
        code=next_code(HomeSample.code, HomeSample.community_id == by.community_id, form="H001"),
        reason=wish.reason,
        planned_at=wish.planned_at,
        medic_id=wish.medic_id,
        escort_id=wish.escort_id,
        recorded_at=at,
    )
    db.session.add(sample)
    db.session.flush()
    _note("home_sample.register", sample, by, at, reason=wish.reason)
    return sample


def assign_sample(
    sample_id: int,
    *,
    planned_at: datetime,
    medic_id: int | None,
    escort_id: int | None,
    by: Viewer,
    at: datetime,
) -> HomeSample:
    """Another time or other people. Raises NotFound, HomeRefused(sample_taken | person_unknown)."""
    sample = testing_home.sample_for(by, sample_id)
    if sample.sampled_at is not None:
        raise HomeRefused("sample_taken")
    for person_id in (medic_id, escort_id):
        _check_person(person_id, by)
    sample.planned_at, sample.medic_id, sample.escort_id = planned_at, medic_id, escort_id
    db.session.flush()
    _note("home_sample.assign", sample, by, at)
    return sample


def take_sample(sample_id: int, sampled_at: datetime, *, by: Viewer, at: datetime) -> HomeSample:
    """Ticks it, and settles the door whose visit asked for it. A second tick keeps the first time. Raises NotFound,
    HomeRefused(sample_in_future)."""
    sample = testing_home.sample_for(by, sample_id)
    if sample.sampled_at is not None:
        return sample
    if sampled_at > at + AHEAD:
        raise HomeRefused("sample_in_future")
    sample.sampled_at = sampled_at
    db.session.flush()
    _note("home_sample.take", sample, by, at)
    doors.home_sample_taken(sample.id, by=by, at=at)
    return sample


def note_not_home(sample_id: int, *, by: Viewer, at: datetime) -> HomeSample:
    """Nobody opened: the sample stays due. Raises NotFound, HomeRefused(sample_taken)."""
    sample = testing_home.sample_for(by, sample_id)
    if sample.sampled_at is not None:
        raise HomeRefused("sample_taken")
    sample.not_home_at = at
    db.session.flush()
    _note("home_sample.not_home", sample, by, at)
    return sample


def take_back(sample_id: int, *, by: Viewer, at: datetime) -> HomeSample:
    """The last mark was wrong: not sampled, not absent. Raises NotFound, HomeRefused(sample_settled_door)."""
    sample = testing_home.sample_for(by, sample_id)
    settled = exists().where(
        DoorVisit.unit_id == sample.unit_id,
        DoorVisit.home_sample_id.is_not(None),
        DoorVisit.home_sample_id <= sample.id,
        DoorVisit.resolved_by == "home_sample",
        DoorVisit.voided_at.is_(None),
    )
    if sample.sampled_at is not None and sample.unit_id is not None and db.session.scalar(select(settled)):
        raise HomeRefused("sample_settled_door")
    if sample.sampled_at is not None:
        sample.sampled_at = None
    else:
        sample.not_home_at = None
    db.session.flush()
    _note("home_sample.take_back", sample, by, at)
    return sample


def drop_sample(sample_id: int, *, by: Viewer, at: datetime) -> None:
    """It was registered by mistake. Raises NotFound, HomeRefused(sample_taken | sample_of_sweep)."""
    sample = testing_home.sample_for(by, sample_id)
    if sample.sampled_at is not None:
        raise HomeRefused("sample_taken")
    if sample.reason == "sweep_found" and sample.unit_id is not None:
        raise HomeRefused("sample_of_sweep")
    db.session.delete(sample)
    db.session.flush()
    _note("home_sample.drop", sample, by, at)


def _check_own(wish: SampleWish, by: Viewer) -> None:
    compound = db.session.get(Compound, wish.compound_id)
    if compound is None or compound.community_id != by.community_id:
        raise NotFound
    if wish.round_id is not None:
        held = db.session.get(TestingRound, wish.round_id)
        if held is None or held.community_id != by.community_id:
            raise NotFound
    for person_id in (wish.medic_id, wish.escort_id):
        _check_person(person_id, by)


def _check_person(person_id: int | None, by: Viewer) -> None:
    if person_id is None:
        return
    person = db.session.get(Person, person_id)
    if person is None or person.community_id != by.community_id:
        raise HomeRefused("person_unknown")


def _unit(wish: SampleWish, by: Viewer) -> int:
    """The registered door that these words mean. A building of one stairwell needs none."""
    door = parse_door(wish.door)
    if not door.building:
        raise HomeRefused("door_needs_flat")
    found = door_finder.meant(by.community_id, wish.compound_id, door)
    if len(found) != 1:
        raise HomeRefused("home_door_unknown", door=wish.door)
    return found[0]


def _resident(wish: SampleWish, unit_id: int | None, by: Viewer) -> Resident:
    resident = Resident(
        community_id=by.community_id,
        code=next_code(Resident.code, Resident.community_id == by.community_id, form="R001"),
        compound_id=wish.compound_id,
        unit_id=unit_id,
        name=surname_of(wish.name),
        form_of_address=wish.form_of_address,
    )
    db.session.add(resident)
    db.session.flush()
    return resident


def _note(what: str, sample: HomeSample, by: Viewer, at: datetime, **details: str) -> None:
    journal.write(what, by=by, at=at, object_type="home_sample", object_id=sample.id, **details)
