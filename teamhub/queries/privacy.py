"""Under which legal basis a campaign runs, and who agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from teamhub.domain.privacy import Standing
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.places import Community
from teamhub.models.privacy import Consent, ProcessingBasis
from teamhub.queries import terms, viewers


@dataclass(frozen=True)
class BasisRow:
    """One statement; the latest of a campaign counts. `basis` empty: none yet, open until `open_until`."""

    basis: str
    document: str
    purpose: str
    retention_days: int
    consent_needed: bool
    notice_version: str
    recorded_by: str
    recorded_at: datetime
    open_until: datetime | None


@dataclass(frozen=True)
class ConsentRow:
    notice_version: str
    method: str
    given_by: str
    given_at: datetime
    taken_by: str
    withdrawn_at: datetime | None


def standing(community_id: int, at: datetime) -> Standing:
    """How the campaign that runs at this moment stands. Raises NotFound where there is none."""
    return standing_of(viewers.current_campaign(community_id, _day(community_id, at)))


def standing_of(campaign: Campaign) -> Standing:
    last = _latest(campaign.id)
    if last is None:
        days = terms.thresholds(campaign.community_id).retention_days
        return Standing(False, None, False, "", days)
    return Standing(
        bool(last.basis), last.open_until, last.consent_needed, last.notice_version, last.retention_days
    )


def history(campaign_id: int) -> list[BasisRow]:
    """Every statement about the campaign, the latest first."""
    rows = db.session.scalars(
        select(ProcessingBasis)
        .where(ProcessingBasis.campaign_id == campaign_id)
        .order_by(ProcessingBasis.recorded_at.desc(), ProcessingBasis.id.desc())
    )
    return [
        BasisRow(
            row.basis,
            row.document,
            row.purpose,
            row.retention_days,
            row.consent_needed,
            row.notice_version,
            row.recorded_by,
            row.recorded_at,
            row.open_until,
        )
        for row in rows
    ]


def campaign_now(community_id: int, at: datetime) -> Campaign:
    """Raises NotFound."""
    return viewers.current_campaign(community_id, _day(community_id, at))


def consents_of(resident_id: int) -> list[ConsentRow]:
    """The latest first."""
    rows = db.session.scalars(
        select(Consent).where(Consent.resident_id == resident_id).order_by(Consent.given_at.desc())
    )
    return [
        ConsentRow(c.notice_version, c.method, c.given_by, c.given_at, c.taken_by, c.withdrawn_at)
        for c in rows
    ]


def agreed(resident_ids: Sequence[int]) -> set[int]:
    """Those whose consent stands."""
    return set(
        db.session.scalars(
            select(Consent.resident_id).where(
                Consent.resident_id.in_(resident_ids), Consent.withdrawn_at.is_(None)
            )
        )
    )


def _latest(campaign_id: int) -> ProcessingBasis | None:
    return db.session.scalars(
        select(ProcessingBasis)
        .where(ProcessingBasis.campaign_id == campaign_id)
        .order_by(ProcessingBasis.recorded_at.desc(), ProcessingBasis.id.desc())
        .limit(1)
    ).first()


def _day(community_id: int, at: datetime) -> date:
    zone = ZoneInfo(db.session.get_one(Community, community_id).zone)
    return at.astimezone(zone).date()
