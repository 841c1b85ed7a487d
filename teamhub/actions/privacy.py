"""What a community states about its processing, and the consent of its residents. Health data is taken in through the two
gates here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from teamhub.actions import erasures, journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.privacy import (
    CONSENT_METHODS,
    GIVEN_BY,
    BasisFacts,
    PrivacyRefused,
    check_basis,
    check_open,
)
from teamhub.models.base import db
from teamhub.models.places import Resident
from teamhub.models.privacy import Consent, ProcessingBasis
from teamhub.queries import privacy

AHEAD = timedelta(minutes=5)


def state_basis(facts: BasisFacts, *, by: Viewer, at: datetime) -> ProcessingBasis:
    """For the campaign that runs. Earlier statements stay on record. Raises NotFound, PrivacyRefused."""
    check_basis(facts)
    campaign = privacy.campaign_now(by.community_id, at)
    stated = ProcessingBasis(
        community_id=by.community_id,
        campaign_id=campaign.id,
        basis=facts.basis,
        document=facts.document.strip(),
        purpose=facts.purpose.strip(),
        retention_days=facts.retention_days,
        consent_needed=facts.consent_needed,
        notice_version=facts.notice_version.strip(),
        recorded_by=by.display_name,
        recorded_by_id=by.account_id or None,
        recorded_at=at,
    )
    db.session.add(stated)
    db.session.flush()
    journal.write(
        "privacy.basis_stated",
        by=by,
        at=at,
        object_type="campaign",
        object_id=campaign.id,
        basis=facts.basis,
        retention_days=facts.retention_days,
        consent_needed=facts.consent_needed,
    )
    return stated


def require_basis(*, by: Viewer, at: datetime) -> None:
    """Before health data is taken in. Raises HealthDataClosed."""
    check_open(privacy.standing(by.community_id, at), at)


def require_consent(resident: Resident, method: str, *, by: Viewer, at: datetime) -> None:
    """Where the community asks for consent: a standing one, or the one that comes along (`method`). Raises
    PrivacyRefused(consent_needed | consent_method_unknown)."""
    standing = privacy.standing(by.community_id, at)
    if method:
        if not privacy.agreed([resident.id]):
            note_consent(resident.id, method, "resident", given_at=at, by=by, at=at)
    elif standing.consent_needed and not privacy.agreed([resident.id]):
        raise PrivacyRefused("consent_needed")


def note_consent(
    resident_id: int, method: str, given_by: str, *, given_at: datetime, by: Viewer, at: datetime
) -> Consent:
    """To the version of the notice that is in force. Raises NotFound, PrivacyRefused(consent_method_unknown |
    consent_in_future | resident_erased)."""
    resident = _resident(resident_id, by)
    if method not in CONSENT_METHODS or given_by not in GIVEN_BY:
        raise PrivacyRefused("consent_method_unknown")
    if given_at > at + AHEAD:
        raise PrivacyRefused("consent_in_future")
    if resident.erased_at is not None:
        raise PrivacyRefused("resident_erased")
    consent = Consent(
        community_id=by.community_id,
        resident_id=resident_id,
        notice_version=privacy.standing(by.community_id, at).notice_version,
        method=method,
        given_by=given_by,
        given_at=given_at,
        taken_by=by.display_name,
    )
    db.session.add(consent)
    db.session.flush()
    journal.write("consent.given", by=by, at=at, object_type="resident", object_id=resident_id, method=method)
    return consent


def withdraw_consent(resident_id: int, *, by: Viewer, at: datetime) -> None:
    """Everything about the resident is emptied in the same transaction: hidden at once, for everybody. The bytes leave
    the files with the next round of the job. Raises NotFound."""
    _resident(resident_id, by)
    standing = select(Consent.id).where(Consent.resident_id == resident_id, Consent.withdrawn_at.is_(None))
    if db.session.scalars(standing).first() is None:
        raise NotFound
    erasures.erase_resident(resident_id, "consent_withdrawn", by=by, at=at)
    journal.write("consent.withdrawn", by=by, at=at, object_type="resident", object_id=resident_id)


def _resident(resident_id: int, by: Viewer) -> Resident:
    resident = db.session.get(Resident, resident_id)
    if resident is None or resident.community_id != by.community_id:
        raise NotFound
    return resident
