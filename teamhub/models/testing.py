"""Testing rounds, sites, sessions, counts, queues, home samples, timed cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Day, Key, Label, Moment, Name
from teamhub.models.campaigns import StaffingTemplate
from teamhub.models.people import Person
from teamhub.models.places import Compound, Resident, Unit


class SamplingSite(Base):
    __tablename__ = "sampling_sites"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    name: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)

    compounds: Mapped[list[Compound]] = relationship(
        secondary="site_compounds", order_by="Compound.position", viewonly=True
    )
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)


class SiteCompound(Base):
    """The default site of a compound."""

    __tablename__ = "site_compounds"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sampling_sites.id"))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    __table_args__ = (UniqueConstraint("site_id", "compound_id"),)


class TestingRound(Base):
    """A measurement round. `mode`: pooled | single; `pool_size`: people per tube;
    `results`: pending | all_negative | alert."""

    __tablename__ = "testing_rounds"
    __test__ = False
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    number: Mapped[int]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment | None]
    mode: Mapped[Code] = mapped_column(default="pooled")
    pool_size: Mapped[int] = mapped_column(default=10)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("staffing_templates.id"))
    results: Mapped[Code] = mapped_column(default="pending")
    results_at: Mapped[Moment | None]
    note: Mapped[Label] = mapped_column(default="")

    template: Mapped[StaffingTemplate | None] = relationship()
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("pool_size > 0", name="pool_size_positive"),
        Index("ix_testing_rounds_community_time", "community_id", "starts_at"),
    )


class RoundEligible(Base):
    """The eligible snapshot of a round: people of one compound who should be tested."""

    __tablename__ = "round_eligible"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("testing_rounds.id"))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    eligible: Mapped[int]
    __table_args__ = (
        UniqueConstraint("round_id", "compound_id"),
        CheckConstraint("eligible >= 0", name="eligible_not_negative"),
    )


class SamplingTeam(Base):
    __tablename__ = "sampling_teams"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("testing_rounds.id"))
    code: Mapped[Code]

    members: Mapped[list[SamplingTeamMember]] = relationship(cascade="all, delete-orphan")
    __table_args__ = (UniqueConstraint("round_id", "code"),)


class SamplingTeamMember(Base):
    __tablename__ = "sampling_team_members"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("sampling_teams.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    task: Mapped[Code]

    person: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("team_id", "person_id"),)


class SiteSession(Base):
    """One team at one site for one stretch of time. `paused_at`: on a break since then. `is_makeup`: a later make-up session of the round."""

    __tablename__ = "site_sessions"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("testing_rounds.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sampling_sites.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("sampling_teams.id"), index=True)
    code: Mapped[Code]
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    opened_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    paused_at: Mapped[Moment | None]
    is_makeup: Mapped[bool] = mapped_column(default=False)
    tubes_in_system: Mapped[int | None]

    site: Mapped[SamplingSite] = relationship()
    round: Mapped[TestingRound] = relationship()
    team: Mapped[SamplingTeam | None] = relationship()
    __table_args__ = (UniqueConstraint("round_id", "code"),)


class SiteCount(Base):
    """Additive count at a session: people sampled and tubes filled. `compound_id` is the home compound of the
    people counted (walk-ins count at home), `building` its name where it was told. A correction is a negative entry that names what it corrects."""

    __tablename__ = "site_counts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("site_sessions.id"), index=True)
    compound_id: Mapped[int | None] = mapped_column(ForeignKey("compounds.id"), index=True)
    building: Mapped[Code] = mapped_column(default="")
    counted_at: Mapped[Moment]
    persons: Mapped[int]
    tubes: Mapped[int] = mapped_column(default=0)
    walk_in: Mapped[bool] = mapped_column(default=False)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("site_counts.id"))
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    __table_args__ = (Index("ix_site_counts_community_time", "community_id", "counted_at"),)


class QueueObservation(Base):
    """The queue at one moment: people waiting and the minutes that the last person served had waited."""

    __tablename__ = "queue_observations"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("site_sessions.id"), index=True)
    observed_at: Mapped[Moment]
    waiting_people: Mapped[int]
    wait_minutes: Mapped[int]
    recorded_at: Mapped[Moment]
    __table_args__ = (
        CheckConstraint("wait_minutes >= 0", name="wait_not_negative"),
        Index("ix_queue_observations_community_time", "community_id", "observed_at"),
    )


class QueueMove(Base):
    """A move that the leader accepted to shorten a queue. `kind`: call | split | open | shift; `session_id` gets help,
    `other_session_id` gives a desk or takes people. `percent`: of those still to come, who are asked. `desks`: how many
    come; `guests`: people expected at the other site. `asked`: what residents are told, [{at, houses}]; `people`: who moves, [[person, team before]]."""

    __tablename__ = "queue_moves"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("testing_rounds.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("site_sessions.id"), index=True)
    other_session_id: Mapped[int | None] = mapped_column(ForeignKey("site_sessions.id"), index=True)
    kind: Mapped[Code]
    percent: Mapped[int] = mapped_column(default=0)
    desks: Mapped[int] = mapped_column(default=0)
    guests: Mapped[int] = mapped_column(default=0)
    asked: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    people: Mapped[list[list[int | None]]] = mapped_column(JSON, default=list)
    directive_id: Mapped[int | None] = mapped_column(ForeignKey("directives.id"))
    accepted_at: Mapped[Moment]
    takes_effect_at: Mapped[Moment]
    undone_at: Mapped[Moment | None]
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),)


class PoolAlert(Base):
    """A pooled tube with a positive result. Counts and times only: who is in the tube stands in the registration
    system."""

    __tablename__ = "pool_alerts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("testing_rounds.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("site_sessions.id"), index=True)
    tube: Mapped[Code]
    persons: Mapped[int]
    reported_at: Mapped[Moment]
    notified: Mapped[int] = mapped_column(default=0)
    notified_at: Mapped[Moment | None]
    retested: Mapped[int] = mapped_column(default=0)
    retested_at: Mapped[Moment | None]
    cleared: Mapped[int] = mapped_column(default=0)
    transferred: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("round_id", "tube"),
        CheckConstraint("persons > 0", name="pool_of_somebody"),
        CheckConstraint("notified <= persons AND retested <= persons", name="not_more_than_pooled"),
        CheckConstraint("cleared + transferred <= retested", name="outcome_after_retest"),
    )
    __mapper_args__ = {"version_id_col": version}


class CompoundWay(Base):
    """Minutes to walk between two compounds, the same both ways; the smaller id stands first."""

    __tablename__ = "compound_ways"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    minutes: Mapped[int]
    __table_args__ = (
        UniqueConstraint("from_id", "to_id"),
        CheckConstraint("from_id < to_id", name="one_row_a_pair"),
        CheckConstraint("minutes BETWEEN 0 AND 240", name="minutes_in_range"),
    )


class UntestedCount(Base):
    """People of one compound not tested in a round, by reason (vocabulary untested_reason). `makeup_on`: the day
    on which they are to be made up, where that is known."""

    __tablename__ = "untested_counts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("testing_rounds.id"))
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    reason: Mapped[Code]
    persons: Mapped[int]
    makeup_on: Mapped[Day | None]
    __table_args__ = (UniqueConstraint("round_id", "compound_id", "reason"),)


class TimedCase(Base):
    """A case with a schedule (yellow code). Keeps a copy of the rule it started under."""

    __tablename__ = "timed_cases"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    resident_id: Mapped[int] = mapped_column(ForeignKey("residents.id"), index=True)
    group_label: Mapped[Code] = mapped_column(default="")
    started_on: Mapped[Day]
    rule_name: Mapped[Name]
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    isolated_at: Mapped[Moment | None]
    code_seen_green_at: Mapped[Moment | None]
    code_seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    released_at: Mapped[Moment | None]
    escalated_at: Mapped[Moment | None]

    resident: Mapped[Resident] = relationship()
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)


class HomeSample(Base):
    """Single sampling at home. `reason`: vocabulary home_sample_reason. Counts for `round_id` on the day of
    `sampled_at`."""

    __tablename__ = "home_samples"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("testing_rounds.id"), index=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compounds.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("residents.id"), index=True)
    timed_case_id: Mapped[int | None] = mapped_column(ForeignKey("timed_cases.id"), index=True)
    test_number: Mapped[int | None]
    code: Mapped[Code]
    reason: Mapped[Code]
    planned_at: Mapped[Moment]
    sampled_at: Mapped[Moment | None]
    not_home_at: Mapped[Moment | None]
    result: Mapped[Code] = mapped_column(default="")
    medic_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    escort_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[Moment]

    unit: Mapped[Unit | None] = relationship()
    __table_args__ = (
        UniqueConstraint("community_id", "code"),
        Index("ix_home_samples_community_time", "community_id", "sampled_at"),
    )
