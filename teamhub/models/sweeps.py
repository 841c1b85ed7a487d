"""Door-to-door sweeps, visits, commitment letters."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Day, Key, Label, Moment, Name, Prose
from teamhub.models.people import Person
from teamhub.models.places import Unit


class Sweep(Base):
    """`round_id`: the testing round whose gaps the sweep looks for. `cleared_at` is stamped when every unit in
    scope is cleared and emptied again when one reopens."""

    __tablename__ = "sweeps"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    number: Mapped[int]
    purpose: Mapped[Name] = mapped_column(default="")
    held_on: Mapped[Day]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment | None]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("testing_rounds.id"))
    cleared_at: Mapped[Moment | None]

    teams: Mapped[list[SweepTeam]] = relationship(order_by="SweepTeam.position")
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)


class SweepTeam(Base):
    __tablename__ = "sweep_teams"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweeps.id"))
    code: Mapped[Code]
    name: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)

    members: Mapped[list[SweepTeamMember]] = relationship(cascade="all, delete-orphan")
    __table_args__ = (UniqueConstraint("sweep_id", "code"),)


class SweepTeamMember(Base):
    __tablename__ = "sweep_team_members"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("sweep_teams.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)

    person: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("team_id", "person_id"),)


class SweepTeamLink(Base):
    """One address with which people without an account walk as a team, from `opens_at` until `expires_at` or until it
    is withdrawn. `account_id`: as whom their phones are signed in, the same for each link of the team; it holds no role
    anywhere. `key`: what the address's signature is made of."""

    __tablename__ = "sweep_team_links"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("sweep_teams.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    key: Mapped[Code]
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opens_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]

    team: Mapped[SweepTeam] = relationship()


class SweepDoor(Base):
    """A unit in the scope of a sweep, the team that owns it, and its present state, kept by the visit action:
    `state` untouched | revisit | untested | final. `version` rises with every visit (two sweepers, one door)."""

    __tablename__ = "sweep_doors"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweeps.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"))
    building_id: Mapped[int] = mapped_column(ForeignKey("buildings.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("sweep_teams.id"), index=True)
    state: Mapped[Code] = mapped_column(default="untouched")
    last_outcome: Mapped[Code] = mapped_column(default="")
    last_visit_at: Mapped[Moment | None]
    open_untested: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
    __table_args__ = (
        UniqueConstraint("sweep_id", "unit_id"),
        Index("ix_sweep_doors_progress", "sweep_id", "compound_id", "building_id"),
        Index("ix_sweep_doors_state", "sweep_id", "state"),
    )


class DoorVisit(Base):
    """One knock. `attempt`: 1 for the first visit of this unit in this sweep. `untested_count`: people found
    untested; resolved by make-up or home samples, or with an accepted reason (`resolved_reason`)."""

    __tablename__ = "door_visits"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweeps.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("sweep_teams.id"))
    attempt: Mapped[int] = mapped_column(default=1)
    visited_at: Mapped[Moment]
    outcome: Mapped[Code]
    people_at_home: Mapped[int | None]
    untested_count: Mapped[int] = mapped_column(default=0)
    untested_reason: Mapped[Code] = mapped_column(default="")
    resolved_at: Mapped[Moment | None]
    resolved_by: Mapped[Code] = mapped_column(default="")
    home_sample_id: Mapped[int | None] = mapped_column(ForeignKey("home_samples.id"))
    needs_help: Mapped[bool] = mapped_column(default=False)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("resident_requests.id"))
    note: Mapped[Prose] = mapped_column(default="")
    revisit_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    voided_at: Mapped[Moment | None]
    void_reason: Mapped[Label] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("sweep_id", "unit_id", "attempt"),
        CheckConstraint("untested_count >= 0", name="untested_not_negative"),
        Index("ix_door_visits_community_time", "community_id", "visited_at"),
    )


class CommitmentLetter(Base):
    """The testing commitment letter of a household in a campaign: signed, or refused with the reason."""

    __tablename__ = "commitment_letters"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    signed_at: Mapped[Moment | None]
    refused_at: Mapped[Moment | None]
    note: Mapped[Label] = mapped_column(default="")
    collected_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[Moment]
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id"),
        Index("ix_commitment_letters_community_time", "community_id", "signed_at"),
    )
