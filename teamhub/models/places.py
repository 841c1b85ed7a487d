"""Where: subdistrict, community, compounds, buildings and doors."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Key, Label, Moment, Name, Phone, Prose


class Subdistrict(Base):
    __tablename__ = "subdistricts"
    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    name_en: Mapped[Name] = mapped_column(default="")


class Community(Base):
    """The unit that mobilises. `slug` stands in every address; `zone` is an IANA time zone name."""

    __tablename__ = "communities"
    id: Mapped[Key]
    subdistrict_id: Mapped[int | None] = mapped_column(ForeignKey("subdistricts.id"), index=True)
    slug: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    zone: Mapped[Code] = mapped_column(default="Asia/Shanghai")
    is_example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]

    subdistrict: Mapped[Subdistrict | None] = relationship()


class Compound(Base):
    """A residential compound. `household_count` counts inhabited households as the office states it;
    `registered_count` and `eligible_count` count people."""

    __tablename__ = "compounds"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    code: Mapped[Code]
    name: Mapped[Name]
    household_count: Mapped[int] = mapped_column(default=0)
    registered_count: Mapped[int] = mapped_column(default=0)
    eligible_count: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    note: Mapped[Label] = mapped_column(default="")

    aliases: Mapped[list[CompoundAlias]] = relationship(
        back_populates="compound", cascade="all, delete-orphan", order_by="CompoundAlias.id"
    )
    __table_args__ = (
        UniqueConstraint("community_id", "code"),
        UniqueConstraint("community_id", "name"),
        CheckConstraint("household_count >= 0", name="household_count_not_negative"),
        CheckConstraint("eligible_count <= registered_count", name="eligible_within_registered"),
    )


class CompoundAlias(Base):
    """Another spelling of the same compound; found by search and import, never counted."""

    __tablename__ = "compound_aliases"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    name: Mapped[Name]

    compound: Mapped[Compound] = relationship(back_populates="aliases")
    __table_args__ = (UniqueConstraint("community_id", "name"),)


class Building(Base):
    __tablename__ = "buildings"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    name: Mapped[Code]
    position: Mapped[int] = mapped_column(default=0)

    compound: Mapped[Compound] = relationship()
    __table_args__ = (UniqueConstraint("compound_id", "name"),)


class Unit(Base):
    """A door: household, shop or other. A vacant flat is a household with `occupied` false and stands
    outside the household count. `label` is the flat number as written on the door (301) or the shop's name."""

    __tablename__ = "units"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"))
    building_id: Mapped[int] = mapped_column(ForeignKey("buildings.id"))
    kind: Mapped[Code] = mapped_column(default="household")
    stairwell: Mapped[Code] = mapped_column(default="")
    floor: Mapped[int] = mapped_column(default=1)
    label: Mapped[Code]
    occupied: Mapped[bool] = mapped_column(default=True)
    resident_count: Mapped[int] = mapped_column(default=0)

    building: Mapped[Building] = relationship()
    compound: Mapped[Compound] = relationship()
    __table_args__ = (
        UniqueConstraint("building_id", "stairwell", "label"),
        Index("ix_units_community_compound", "community_id", "compound_id"),
    )


class Resident(Base):
    """A resident on record because somebody helps or tests them: sensitive. Masked by default,
    opened only with permission and a logged reason."""

    __tablename__ = "residents"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    code: Mapped[Code]
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[Name]
    form_of_address: Mapped[Code] = mapped_column(default="")
    phone: Mapped[Phone] = mapped_column(default="")
    note: Mapped[Prose] = mapped_column(default="")
    erased_at: Mapped[Moment | None]

    compound: Mapped[Compound] = relationship()
    unit: Mapped[Unit | None] = relationship()
    __table_args__ = (UniqueConstraint("community_id", "code"),)
