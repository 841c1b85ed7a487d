"""Home samples that a sweep asks for: one a person found untested."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from teamhub.models.base import db
from teamhub.models.sweeps import DoorVisit, Sweep, SweepDoor
from teamhub.models.testing import HomeSample, TestingRound
from teamhub.queries.codes import next_codes

REASON = "sweep_found"


def add_home_samples(door: SweepDoor, visit: DoorVisit, *, planned_at: datetime | None, at: datetime) -> int:
    """One sample for each untested person of the visit: due at `planned_at`, or taken now. They count for the round
    that the sweep looks after, else for the latest begun. Returns the first sample's id."""
    sweep = db.session.get_one(Sweep, door.sweep_id)
    mine = HomeSample.community_id == door.community_id
    round_id = sweep.round_id or _latest_round(sweep.campaign_id, at)
    samples = [
        HomeSample(
            community_id=door.community_id,
            round_id=round_id,
            compound_id=door.compound_id,
            unit_id=door.unit_id,
            code=code,
            reason=REASON,
            planned_at=planned_at or at,
            sampled_at=None if planned_at else at,
            recorded_at=at,
        )
        for code in next_codes(HomeSample.code, mine, form="H001", count=visit.untested_count)
    ]
    db.session.add_all(samples)
    db.session.flush()
    return samples[0].id


def visits_waiting_for(home_sample_id: int, community_id: int) -> list[DoorVisit]:
    """Visits not settled yet that asked for this sample, or for another one of the same door."""
    unit_id = select(HomeSample.unit_id).where(
        HomeSample.id == home_sample_id, HomeSample.community_id == community_id, HomeSample.reason == REASON
    )
    return list(
        db.session.scalars(
            select(DoorVisit).where(
                DoorVisit.community_id == community_id,
                DoorVisit.unit_id.in_(unit_id),
                DoorVisit.home_sample_id.is_not(None),
                DoorVisit.resolved_at.is_(None),
                DoorVisit.voided_at.is_(None),
            )
        )
    )


def still_planned(visit: DoorVisit) -> bool:
    """Is a sample of this door's untested people still to be taken?"""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(HomeSample)
            .where(
                HomeSample.community_id == visit.community_id,
                HomeSample.unit_id == visit.unit_id,
                HomeSample.reason == REASON,
                HomeSample.id >= visit.home_sample_id,
                HomeSample.sampled_at.is_(None),
            )
        )
    )


def drop_planned(visit: DoorVisit) -> None:
    """A visit that never was needs no sample: those not taken yet go."""
    if visit.home_sample_id is None:
        return
    planned = db.session.scalars(
        select(HomeSample).where(
            HomeSample.unit_id == visit.unit_id,
            HomeSample.reason == REASON,
            HomeSample.id >= visit.home_sample_id,
            HomeSample.sampled_at.is_(None),
        )
    ).all()
    if visit.home_sample_id in {sample.id for sample in planned}:
        visit.home_sample_id = None
        db.session.flush()
    for sample in planned:
        db.session.delete(sample)
    db.session.flush()


def _latest_round(campaign_id: int, at: datetime) -> int | None:
    return db.session.scalar(
        select(TestingRound.id)
        .where(TestingRound.campaign_id == campaign_id, TestingRound.starts_at <= at)
        .order_by(TestingRound.number.desc())
        .limit(1)
    )
