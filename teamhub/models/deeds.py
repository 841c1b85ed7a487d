"""Requests of residents and the deeds done for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Digest, Key, Label, Moment, Name, Phone, Prose
from teamhub.models.people import Person
from teamhub.models.places import Compound, Unit


class ResidentRequest(Base):
    """A resident's request. `requested_by` and `beneficiary` may differ; `phone` is the asker's. `state` as in
    domain/deeds.py. `way`: a term of request_way with steps of its own, empty for an errand. `door_said`: the door in
    the asker's words when it is not on record. `follow_digest`: of the code that tells a resident the state."""

    __tablename__ = "resident_requests"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    category: Mapped[Code]
    way: Mapped[Code] = mapped_column(default="")
    urgency: Mapped[Code] = mapped_column(default="normal")
    channel: Mapped[Code] = mapped_column(default="post")
    asked_at: Mapped[Moment]
    due_at: Mapped[Moment | None]
    compound_id: Mapped[int | None] = mapped_column(ForeignKey("compounds.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    vulnerable_id: Mapped[int | None] = mapped_column(ForeignKey("vulnerable_residents.id"))
    requested_by: Mapped[Name] = mapped_column(default="")
    beneficiary: Mapped[Name] = mapped_column(default="")
    relation: Mapped[Name] = mapped_column(default="")
    phone: Mapped[Phone] = mapped_column(default="")
    door_said: Mapped[Label] = mapped_column(default="")
    wish: Mapped[Prose]
    state: Mapped[Code] = mapped_column(default="open")
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    done_at: Mapped[Moment | None]
    confirmed_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    follow_digest: Mapped[Digest | None] = mapped_column(unique=True)
    recorded_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)

    compound: Mapped[Compound | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    steps: Mapped[list[RequestStep]] = relationship(
        cascade="all, delete-orphan", order_by="RequestStep.at, RequestStep.id"
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        Index("ix_resident_requests_community_state", "community_id", "state"),
        Index(
            "ix_resident_requests_open",
            "community_id",
            "due_at",
            sqlite_where=text("done_at IS NULL AND closed_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND closed_at IS NULL"),
        ),
    )


class RequestStep(Base):
    """What happened to a request: `kind` is a term of request_step; `facts` holds that step's fields."""

    __tablename__ = "request_steps"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("resident_requests.id"), index=True)
    kind: Mapped[Code]
    at: Mapped[Moment]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[Prose] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Deed(Base):
    """A service done, counted in 件. One request gives at most one deed."""

    __tablename__ = "deeds"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    category: Mapped[Code]
    done_at: Mapped[Moment]
    compound_id: Mapped[int | None] = mapped_column(ForeignKey("compounds.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("resident_requests.id"), unique=True)
    summary: Mapped[Prose] = mapped_column(default="")
    beneficiary: Mapped[Name] = mapped_column(default="")
    minutes: Mapped[int | None]
    thanks: Mapped[Prose] = mapped_column(default="")
    quote_consent: Mapped[bool] = mapped_column(default=False)
    story: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    voided_at: Mapped[Moment | None]
    void_reason: Mapped[Label] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    compound: Mapped[Compound | None] = relationship()
    helpers: Mapped[list[DeedHelper]] = relationship(cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        Index("ix_deeds_community_time", "community_id", "done_at"),
    )


class DeedHelper(Base):
    __tablename__ = "deed_helpers"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    deed_id: Mapped[int] = mapped_column(ForeignKey("deeds.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)

    person: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("deed_id", "person_id"),)
