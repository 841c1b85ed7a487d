"""What the retention job would erase today, and what it erased."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select

from teamhub.models.base import Base, db
from teamhub.models.briefs import Upload
from teamhub.models.campaigns import Campaign, Reveal
from teamhub.models.care import VulnerableResident
from teamhub.models.deeds import Deed, ResidentRequest
from teamhub.models.people import WalkUp
from teamhub.models.places import Community, Resident
from teamhub.models.privacy import Erasure, RetentionRun
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, Sweep
from teamhub.models.testing import HomeSample, TestingRound, TimedCase
from teamhub.queries import privacy

UPLOAD_DAYS, WALK_UP_DAYS = 7, 7
REVEAL_DAYS = 200
"""Who opened what is kept longer than the half year that network logs have to be."""
KINDS = (
    "residents",
    "requests",
    "deeds",
    "door_notes",
    "letters",
    "samples",
    "uploads",
    "walk_ups",
    "reveals",
)


WITH_CAMPAIGN = {"residents", "requests", "deeds", "door_notes", "letters", "samples"}
"""Kinds that are over with their campaign: while none is, nobody looks through two hundred thousand visits. A kind that
is missing here is asked for all the same."""


@dataclass
class Due:
    """Ids of rows that are over, by kind; `held`: how many rows of the kind still say something of somebody."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    campaigns: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(len(found) for found in self.ids.values())


@dataclass(frozen=True)
class RunRow:
    """`report`: kind -> [held before, erased, held after]."""

    id: int
    ran_at: datetime
    report: dict[str, list[int]]
    digest: str

    @property
    def erased(self) -> int:
        return sum(numbers[1] for numbers in self.report.values())


def over(community_id: int, day: date) -> list[int]:
    """Campaigns that ended longer ago than their retention."""
    return [
        campaign.id
        for campaign in db.session.scalars(select(Campaign).where(Campaign.community_id == community_id))
        if campaign.ends_on is not None
        and campaign.ends_on + timedelta(days=privacy.standing_of(campaign).retention_days) < day
    ]


def due(community_id: int, at: datetime) -> Due:
    """What is over at this moment. A resident whom a later campaign still needs stays."""
    zone = ZoneInfo(db.session.get_one(Community, community_id).zone)
    campaigns = over(community_id, at.astimezone(zone).date())
    found = Due(campaigns=campaigns)
    here = _where(community_id, at)
    for kind in KINDS:
        model, holds, is_over = here[kind]
        own = (model.__table__.c.community_id == community_id) & holds
        ids = select(model.__table__.c.id)
        found.held[kind] = db.session.scalar(select(func.count()).select_from(ids.where(own).subquery())) or 0
        nothing = kind in WITH_CAMPAIGN and not campaigns
        found.ids[kind] = [] if nothing else list(db.session.scalars(ids.where(own, is_over(campaigns))))
    return found


def runs(community_id: int, most: int = 60) -> list[RunRow]:
    """The latest runs, the newest first."""
    rows = db.session.scalars(
        select(RetentionRun)
        .where(RetentionRun.community_id == community_id)
        .order_by(RetentionRun.ran_at.desc(), RetentionRun.id.desc())
        .limit(most)
    )
    return [RunRow(row.id, row.ran_at, row.report, row.digest) for row in rows]


def erased(community_id: int) -> dict[str, int]:
    """How many were erased so far, by reason; and how many wait for their bytes to leave the files ("waiting")."""
    counts = dict(
        db.session.execute(
            select(Erasure.reason, func.count())
            .where(Erasure.community_id == community_id)
            .group_by(Erasure.reason)
        ).all()
    )
    waits = select(func.count()).where(Erasure.community_id == community_id, Erasure.scrubbed_at.is_(None))
    return counts | {"waiting": db.session.scalar(waits) or 0}


def _where(community_id: int, at: datetime) -> dict[str, tuple[type[Base], ColumnElement[bool], Any]]:
    """Kind -> its table, which rows still say something of somebody, and (given the campaigns that are over) which of
    them are over."""

    def of_campaign(column: Any) -> Any:
        return column.in_

    def older(column: Any, days: int) -> Any:
        return lambda campaigns: column < at - timedelta(days=days)

    in_sweep = select(Sweep.id).where(Sweep.community_id == community_id)
    return {
        "residents": (Resident, Resident.erased_at.is_(None), partial(_residents_over, community_id)),
        "requests": (
            ResidentRequest,
            or_(ResidentRequest.wish != "", ResidentRequest.phone != "", ResidentRequest.requested_by != ""),
            of_campaign(ResidentRequest.campaign_id),
        ),
        "deeds": (
            Deed,
            or_(Deed.summary != "", Deed.beneficiary != "", Deed.thanks != "", Deed.story != ""),
            of_campaign(Deed.campaign_id),
        ),
        "door_notes": (
            DoorVisit,
            or_(DoorVisit.note != "", DoorVisit.void_reason != ""),
            lambda campaigns: DoorVisit.sweep_id.in_(in_sweep.where(Sweep.campaign_id.in_(campaigns))),
        ),
        "letters": (CommitmentLetter, CommitmentLetter.note != "", of_campaign(CommitmentLetter.campaign_id)),
        "samples": (HomeSample, HomeSample.unit_id.is_not(None), _samples_over),
        "uploads": (
            Upload,
            Upload.state.not_in(("storing", "stored")),
            older(Upload.uploaded_at, UPLOAD_DAYS),
        ),
        "walk_ups": (
            WalkUp,
            (WalkUp.name != "") & WalkUp.admitted_at.is_(None),
            older(WalkUp.asked_at, WALK_UP_DAYS),
        ),
        "reveals": (Reveal, Reveal.id.is_not(None), older(Reveal.at, REVEAL_DAYS)),
    }


def _residents_over(community_id: int, campaigns: list[int]) -> ColumnElement[bool]:
    """On record for a campaign that is over, and for none that is not."""

    def used(inside: bool) -> ColumnElement[bool]:
        def ask(column: Any) -> ColumnElement[bool]:
            return column.in_(campaigns) if inside else column.not_in(campaigns)  # type: ignore[no-any-return]  # of any campaign column

        rounds = select(TestingRound.id).where(
            TestingRound.community_id == community_id, ask(TestingRound.campaign_id)
        )
        return or_(
            Resident.id.in_(
                select(VulnerableResident.resident_id).where(
                    VulnerableResident.community_id == community_id, ask(VulnerableResident.campaign_id)
                )
            ),
            Resident.id.in_(
                select(TimedCase.resident_id).where(
                    TimedCase.community_id == community_id, ask(TimedCase.campaign_id)
                )
            ),
            Resident.id.in_(
                select(HomeSample.resident_id).where(
                    HomeSample.community_id == community_id,
                    HomeSample.resident_id.is_not(None),  # one without would make "in none of them" unknown
                    HomeSample.round_id.in_(rounds),
                )
            ),
        )

    return used(True) & ~used(False)


def _samples_over(campaigns: list[int]) -> ColumnElement[bool]:
    return HomeSample.round_id.in_(select(TestingRound.id).where(TestingRound.campaign_id.in_(campaigns)))
