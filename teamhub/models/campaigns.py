"""The campaign that operational records hang from, and everything a leader may edit as data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Day, Key, Label, Moment, Name, Prose


class Campaign(Base):
    """One mobilisation of one community. `kind` is a term of the vocabulary campaign_kind."""

    __tablename__ = "campaigns"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    code: Mapped[Code]
    kind: Mapped[Code]
    name: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    starts_on: Mapped[Day]
    ends_on: Mapped[Day | None]
    __table_args__ = (UniqueConstraint("community_id", "code"),)


class Term(Base):
    """One entry of a vocabulary (an outcome code, a reason, a category ...): data, edited by leaders.
    `flags` holds what the vocabulary declares in domain/vocabularies.py."""

    __tablename__ = "terms"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    vocabulary: Mapped[Code]
    code: Mapped[Code]
    label_zh: Mapped[Name]
    label_en: Mapped[Name]
    flags: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (UniqueConstraint("community_id", "vocabulary", "code"),)


class Setting(Base):
    """A threshold or switch that differs from its default in domain/settings.py."""

    __tablename__ = "settings"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    name: Mapped[Code]
    value: Mapped[Any] = mapped_column(JSON)
    __table_args__ = (UniqueConstraint("community_id", "name"),)


class StandardText(Base):
    """An editable text (announcement, letter, poster line, brief heading) in both languages."""

    __tablename__ = "standard_texts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    name: Mapped[Code]
    body_zh: Mapped[Prose] = mapped_column(default="")
    body_en: Mapped[Prose] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("community_id", "name"),)


class StaffingTemplate(Base):
    """Who staffs a site: 1+2+4 is one such template."""

    __tablename__ = "staffing_templates"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    name: Mapped[Name]

    seats: Mapped[list[StaffingSeat]] = relationship(
        cascade="all, delete-orphan", order_by="StaffingSeat.position"
    )
    __table_args__ = (UniqueConstraint("community_id", "name"),)


class StaffingSeat(Base):
    __tablename__ = "staffing_seats"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("staffing_templates.id"), index=True)
    member_type: Mapped[Code]
    task: Mapped[Code]
    count: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)


class ShiftPattern(Base):
    """How a day is split into shifts, from `starts_on` until the next pattern starts."""

    __tablename__ = "shift_patterns"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    name: Mapped[Name]
    starts_on: Mapped[Day]

    parts: Mapped[list[ShiftPatternPart]] = relationship(
        cascade="all, delete-orphan", order_by="ShiftPatternPart.starts_minute"
    )
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)


class ShiftPatternPart(Base):
    """`starts_minute`: minutes after midnight of the duty date; `length_minutes` may run past midnight."""

    __tablename__ = "shift_pattern_parts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    pattern_id: Mapped[int] = mapped_column(ForeignKey("shift_patterns.id"), index=True)
    kind: Mapped[Code]
    starts_minute: Mapped[int]
    length_minutes: Mapped[int]
    __table_args__ = (
        CheckConstraint("starts_minute BETWEEN 0 AND 1439", name="starts_within_day"),
        CheckConstraint("length_minutes BETWEEN 1 AND 1440", name="length_within_day"),
    )


class RuleSet(Base):
    """The rule of a timed case (yellow code): days at home, tests, least hours between them, sampling mode."""

    __tablename__ = "rule_sets"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    name: Mapped[Name]
    days: Mapped[int]
    tests: Mapped[int]
    min_interval_hours: Mapped[int]
    mode: Mapped[Code]
    __table_args__ = (UniqueConstraint("community_id", "name"),)


class JournalEntry(Base):
    """Append-only: who did what, when, to which record. Holds field names and ids, never personal values.
    One hash chain per community (`chain`: the community's id, 0 for the installation)."""

    __tablename__ = "journal_entries"
    id: Mapped[Key]
    chain: Mapped[int]
    seq: Mapped[int]
    at: Mapped[Moment]
    actor_account_id: Mapped[int | None]
    actor_label: Mapped[Name] = mapped_column(default="")
    action: Mapped[Code]
    object_type: Mapped[Code] = mapped_column(default="")
    object_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_digest: Mapped[Label]
    digest: Mapped[Label]
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index("ix_journal_entries_object", "chain", "object_type", "object_id"),
    )


class IdempotencyKey(Base):
    """A client's submission and its answer, stored in the same transaction as its effect."""

    __tablename__ = "idempotency_keys"
    id: Mapped[Key]
    account_id: Mapped[int]
    key: Mapped[Name]
    body_digest: Mapped[Label]
    reply: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Moment] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("account_id", "key"),)


class Reveal(Base):
    """Somebody opened personal data of a resident or member, and why."""

    __tablename__ = "reveals"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    object_type: Mapped[Code]
    object_id: Mapped[int]
    reason: Mapped[Label]
    at: Mapped[Moment]
