"""The care register: vulnerable residents, their carers and contacts."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Day, Key, Label, Moment, Name, Prose
from teamhub.models.people import Person
from teamhub.models.places import Resident


class VulnerableResident(Base):
    """A resident on the care register. `category`: vocabulary vulnerable_category; `interval_days` only where this
    resident needs contact more or less often than the category says. `ended_on`: the first day off the register."""

    __tablename__ = "vulnerable_residents"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id"))
    category: Mapped[Code]
    interval_days: Mapped[int | None]
    needs: Mapped[Prose] = mapped_column(default="")
    registered_on: Mapped[Day]
    ended_on: Mapped[Day | None]
    end_reason: Mapped[Label] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    resident: Mapped[Resident] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("campaign_id", "resident_id", "category"),
        CheckConstraint("interval_days BETWEEN 1 AND 60", name="interval_sensible"),
    )


class CareAssignment(Base):
    """One named carer for one vulnerable resident, with a deputy. Inclusive days. `stands_in_for_id`: the carer whose
    place this one takes for the time; that one's own assignment goes on beneath it."""

    __tablename__ = "care_assignments"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    vulnerable_id: Mapped[int] = mapped_column(ForeignKey("vulnerable_residents.id"), index=True)
    carer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    starts_on: Mapped[Day]
    ends_on: Mapped[Day | None]
    stands_in_for_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    vulnerable: Mapped[VulnerableResident] = relationship()
    carer: Mapped[Person] = relationship(foreign_keys=[carer_id])


class CareContact(Base):
    """Somebody was called on. `outcome`: vocabulary contact_outcome; only what reached the resident meets the interval."""

    __tablename__ = "care_contacts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    vulnerable_id: Mapped[int] = mapped_column(ForeignKey("vulnerable_residents.id"), index=True)
    contacted_at: Mapped[Moment]
    contacted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[Code]
    outcome: Mapped[Code] = mapped_column(default="reached")
    condition: Mapped[Prose] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    __table_args__ = (Index("ix_care_contacts_community_time", "community_id", "contacted_at"),)


class CareMedicine(Base):
    """A medicine that a resident must not run out of. `runs_out_on`: the first day without it."""

    __tablename__ = "care_medicines"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    vulnerable_id: Mapped[int] = mapped_column(ForeignKey("vulnerable_residents.id"), index=True)
    name: Mapped[Name]
    runs_out_on: Mapped[Day]
    recorded_at: Mapped[Moment]
    __table_args__ = (UniqueConstraint("vulnerable_id", "name"),)
