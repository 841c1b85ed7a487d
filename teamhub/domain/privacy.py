"""When health data may be taken in: the legal basis of a campaign, and consent where the community asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from teamhub.domain.errors import RuleBroken


class HealthDataClosed(Exception):
    """Health data is not taken in. `code`: basis_missing | basis_over (the time without one has passed)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PrivacyRefused(RuleBroken):
    """basis_unknown | purpose_needed | document_needed | notice_needed | retention_out_of_range | consent_needed |
    consent_method_unknown | consent_in_future | resident_erased"""


class Basis(StrEnum):
    """On what a community says it may process health data (Personal Information Protection Law, articles 13 and 29).
    Which one holds is for the community to say; `consent_needed` is asked beside it."""

    CONSENT = "consent"
    STATUTORY_DUTY = "statutory_duty"
    HEALTH_EMERGENCY = "health_emergency"
    LIFE_AND_PROPERTY = "life_and_property"
    OTHER = "other"


CONSENT_METHODS = ("signed", "spoken", "online", "guardian_signed")
GIVEN_BY = ("resident", "guardian", "household")
LEAST_RETENTION, MOST_RETENTION = 1, 3650


@dataclass(frozen=True)
class BasisFacts:
    """What somebody states about a campaign. `document`: the order, notice or law that it rests on."""

    basis: str
    document: str
    purpose: str
    retention_days: int
    consent_needed: bool
    notice_version: str


@dataclass(frozen=True)
class Standing:
    """How a campaign stands today. `open_until`: open without a basis until then; None: a basis is on record, or
    nothing is (`recorded` False)."""

    recorded: bool
    open_until: datetime | None
    consent_needed: bool
    notice_version: str
    retention_days: int

    def is_open(self, at: datetime) -> bool:
        return self.recorded or (self.open_until is not None and at < self.open_until)


def check_basis(facts: BasisFacts) -> None:
    """Raises PrivacyRefused."""
    if facts.basis not in set(Basis):
        raise PrivacyRefused("basis_unknown")
    if not facts.purpose.strip():
        raise PrivacyRefused("purpose_needed")
    if facts.basis != Basis.CONSENT and not facts.document.strip():
        raise PrivacyRefused("document_needed")
    if facts.consent_needed and not facts.notice_version.strip():
        raise PrivacyRefused("notice_needed")
    if not LEAST_RETENTION <= facts.retention_days <= MOST_RETENTION:
        raise PrivacyRefused("retention_out_of_range", least=LEAST_RETENTION, most=MOST_RETENTION)


def check_open(standing: Standing, at: datetime) -> None:
    """Raises HealthDataClosed."""
    if standing.is_open(at):
        return
    raise HealthDataClosed("basis_over" if standing.open_until else "basis_missing")
