"""Why health data may be processed, who agreed, what was erased, and which process does a job."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from teamhub.models.base import Base, BigKey, Code, Digest, Key, Label, Moment, Name, Prose


class ProcessingBasis(Base):
    """Legal basis, purpose and retention of a campaign, as somebody stated them; the latest row counts, earlier ones
    stay. `basis` empty with `open_until`: a campaign that ran before this was asked, open until then.
    `consent_needed`: the community's choice, the program assumes none."""

    __tablename__ = "processing_bases"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    basis: Mapped[Code] = mapped_column(default="")
    document: Mapped[Label] = mapped_column(default="")
    purpose: Mapped[Prose] = mapped_column(default="")
    retention_days: Mapped[int]
    consent_needed: Mapped[bool] = mapped_column(default=False)
    notice_version: Mapped[Code] = mapped_column(default="")
    recorded_by: Mapped[Name] = mapped_column(default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[Moment]
    open_until: Mapped[Moment | None]
    __table_args__ = (
        UniqueConstraint("campaign_id", "recorded_at"),
        CheckConstraint("retention_days BETWEEN 1 AND 3650", name="retention_sensible"),
    )


class Consent(Base):
    """A resident (or, for the minor, the guardian) agreed to a version of the notice. `given_by`: resident | guardian |
    household. Withdrawn: the resident's data is erased with it."""

    __tablename__ = "consents"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id"))
    notice_version: Mapped[Code]
    method: Mapped[Code]
    given_by: Mapped[Code] = mapped_column(default="resident")
    given_at: Mapped[Moment]
    taken_by: Mapped[Name] = mapped_column(default="")
    withdrawn_at: Mapped[Moment | None]
    __table_args__ = (UniqueConstraint("resident_id", "given_at"),)


class Erasure(Base):
    """What was erased: ids only. `digest`: HMAC of kind and id under the journal's key, so that nobody slips a line in.
    `scrubbed_at`: when the bytes were gone from the database file and its log, too."""

    __tablename__ = "erasures"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    object_type: Mapped[Code]
    object_id: Mapped[int] = mapped_column(BigKey)
    reason: Mapped[Code]
    erased_at: Mapped[Moment]
    digest: Mapped[Digest]
    scrubbed_at: Mapped[Moment | None]
    __table_args__ = (UniqueConstraint("object_type", "object_id"),)


class RetentionRun(Base):
    """One run of the retention job over a community. `report`: kind -> [held before, erased, held after]; `digest`:
    SHA-256 of the report, also in the journal."""

    __tablename__ = "retention_runs"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    ran_at: Mapped[Moment]
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    digest: Mapped[Digest]
    __table_args__ = (Index("ix_retention_runs_community_time", "community_id", "ran_at"),)


class Lease(Base):
    """Which process does a job that only one may do at a time. `held_until` in the past: free."""

    __tablename__ = "leases"
    name: Mapped[Code] = mapped_column(primary_key=True)
    holder: Mapped[Name]
    held_until: Mapped[Moment]
