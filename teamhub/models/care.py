"""The care register: vulnerable residents, their carers and contacts."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Day, Key, Moment, Prose
from teamhub.models.people import Person
from teamhub.models.places import Resident


class VulnerableResident(Base):
    """A resident on the care register. `category`: vocabulary vulnerable_category."""

    __tablename__ = "vulnerable_residents"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id"))
    category: Mapped[Code]
    needs: Mapped[Prose] = mapped_column(default="")
    registered_on: Mapped[Day]
    ended_on: Mapped[Day | None]

    resident: Mapped[Resident] = relationship()
    __table_args__ = (UniqueConstraint("campaign_id", "resident_id", "category"),)


class CareAssignment(Base):
    """One named carer for one vulnerable resident, with a deputy. Inclusive days."""

    __tablename__ = "care_assignments"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    vulnerable_id: Mapped[int] = mapped_column(ForeignKey("vulnerable_residents.id"), index=True)
    carer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    starts_on: Mapped[Day]
    ends_on: Mapped[Day | None]

    vulnerable: Mapped[VulnerableResident] = relationship()
    carer: Mapped[Person] = relationship(foreign_keys=[carer_id])


class CareContact(Base):
    __tablename__ = "care_contacts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    vulnerable_id: Mapped[int] = mapped_column(ForeignKey("vulnerable_residents.id"), index=True)
    contacted_at: Mapped[Moment]
    contacted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[Code]
    condition: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    __table_args__ = (Index("ix_care_contacts_community_time", "community_id", "contacted_at"),)
