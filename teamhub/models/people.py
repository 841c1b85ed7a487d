"""Who: organisations, people, accounts, devices and sessions."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Day, Digest, Key, Label, Moment, Name, Phone
from teamhub.models.places import Community


class Organization(Base):
    """A sending (home) organisation: an office, a hospital, a property company."""

    __tablename__ = "organizations"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    name: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    sends_cadres: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (UniqueConstraint("community_id", "name"),)


class Account(Base):
    """Somebody who can sign in. `login` is folded (phone digits or a lower-case word). `code_due_at`: from when on
    signing in needs a code from an app; empty: not asked for yet."""

    __tablename__ = "accounts"
    id: Mapped[Key]
    login: Mapped[Name] = mapped_column(unique=True)
    display_name: Mapped[Name]
    passphrase_hash: Mapped[Label | None]
    pin_hash: Mapped[Label | None]
    language: Mapped[Code] = mapped_column(default="")
    large_text: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    disabled_at: Mapped[Moment | None]
    code_due_at: Mapped[Moment | None]


class SecondFactor(Base):
    """The key that an account shares with an app. Keys are encrypted with a key from outside the database. `sealed_next`:
    one that is being set up; it counts when the first code of it was right. `last_step`: the half minute of the
    last code used."""

    __tablename__ = "second_factors"
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    sealed_key: Mapped[Label | None]
    sealed_next: Mapped[Label | None]
    next_started_at: Mapped[Moment | None]
    confirmed_at: Mapped[Moment | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """A code on paper that stands in for the app once. `mark`: its first characters, in clear."""

    __tablename__ = "recovery_codes"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    mark: Mapped[Code]
    code_hash: Mapped[Label]
    used_at: Mapped[Moment | None]
    __table_args__ = (UniqueConstraint("account_id", "mark"),)


class HalfSignIn(Base):
    """A right passphrase that waits for its code. Opens nothing by itself."""

    __tablename__ = "half_sign_ins"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), index=True)
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class Person(Base):
    """Anybody who counts in strength, with or without an account. Deactivated, never deleted, once there is
    history. `deployed_from`/`deployed_to`: inclusive days, open when empty. `calendar_key`: what the address of the
    own calendar is signed with; empty: there is none."""

    __tablename__ = "people"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    code: Mapped[Code]
    name: Mapped[Name]
    pinyin: Mapped[Name] = mapped_column(default="")
    initials: Mapped[Code] = mapped_column(default="")
    phone: Mapped[Phone] = mapped_column(default="")
    member_type: Mapped[Code]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    work_group: Mapped[Name] = mapped_column(default="")
    position: Mapped[Name] = mapped_column(default="")
    deployed_from: Mapped[Day | None]
    deployed_to: Mapped[Day | None]
    active: Mapped[bool] = mapped_column(default=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    calendar_key: Mapped[Label] = mapped_column(default="")

    organization: Mapped[Organization | None] = relationship()
    account: Mapped[Account | None] = relationship()
    __table_args__ = (
        UniqueConstraint("community_id", "code"),
        UniqueConstraint("community_id", "account_id"),
        Index("ix_people_community_type", "community_id", "member_type"),
    )


class Membership(Base):
    """An account's role in one community, or in a whole subdistrict (then `community_id` is empty)."""

    __tablename__ = "memberships"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Code]
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"), index=True)
    subdistrict_id: Mapped[int | None] = mapped_column(ForeignKey("subdistricts.id"), index=True)
    created_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]

    account: Mapped[Account] = relationship()
    community: Mapped[Community | None] = relationship()
    __table_args__ = (
        UniqueConstraint("account_id", "role", "community_id", "subdistrict_id"),
        CheckConstraint(
            "role = 'system_admin' OR community_id IS NOT NULL OR subdistrict_id IS NOT NULL",
            name="has_a_scope",
        ),
    )


class EnrolmentCode(Base):
    """A one-time code that binds a phone to an account. Only its SHA-256 is kept."""

    __tablename__ = "enrolment_codes"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    code_digest: Mapped[Digest] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]


class Device(Base):
    """An enrolled phone: a long-lived token (only its SHA-256 is kept) that makes the PIN a second factor."""

    __tablename__ = "devices"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    name: Mapped[Name] = mapped_column(default="")
    enrolled_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]


class UserSession(Base):
    """A signed-in session on the server, so that it can be revoked at once."""

    __tablename__ = "user_sessions"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), index=True)
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]

    account: Mapped[Account] = relationship()


class SignInThrottle(Base):
    """Failed tries per subject (an account, an address, everybody) within one window; updated atomically."""

    __tablename__ = "sign_in_throttles"
    subject: Mapped[Label] = mapped_column(primary_key=True)
    window_started_at: Mapped[Moment]
    failures: Mapped[int] = mapped_column(default=0)


class WalkUp(Base):
    """A volunteer who scanned the poster and waits to be admitted. `key_digest`: SHA-256 of what only their browser
    holds. Declined: name and telephone are wiped."""

    __tablename__ = "walk_ups"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    name: Mapped[Name]
    phone: Mapped[Phone]
    member_type: Mapped[Code]
    key_digest: Mapped[Digest] = mapped_column(unique=True)
    rules_confirmed_at: Mapped[Moment]
    asked_at: Mapped[Moment]
    admitted_at: Mapped[Moment | None]
    declined_at: Mapped[Moment | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
