"""Directives and who has acknowledged them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Key, Label, Moment, Name, Prose
from teamhub.models.people import Person


class Directive(Base):
    """A directive or notice from above, to be acknowledged by each person addressed."""

    __tablename__ = "directives"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    title: Mapped[Label]
    issuer: Mapped[Name]
    issued_at: Mapped[Moment]
    body: Mapped[Prose] = mapped_column(default="")
    due_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]

    receipts: Mapped[list[DirectiveReceipt]] = relationship(cascade="all, delete-orphan")
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)


class DirectiveReceipt(Base):
    """One person addressed by a directive; `acknowledged_at` is empty until the person says so; `reminded_at`: asked
    once more."""

    __tablename__ = "directive_receipts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directives.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reminded_at: Mapped[Moment | None]
    acknowledged_at: Mapped[Moment | None]

    person: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("directive_id", "person_id"),)
