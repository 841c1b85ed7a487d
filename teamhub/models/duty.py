"""Posts, shifts, assignments, check-ins, handovers, musters, spot checks, leave."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teamhub.models.base import Base, Code, Day, Key, Label, Moment, Name, Prose
from teamhub.models.people import Organization, Person
from teamhub.models.places import Compound


class Post(Base):
    """A place that is staffed: `kind` from the vocabulary post_kind. `seats`: people per shift.
    `opened_on`/`closed_on`: inclusive days. `key`: secret of its QR codes."""

    __tablename__ = "posts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[Code]
    compound_id: Mapped[int | None] = mapped_column(ForeignKey("compounds.id"), index=True)
    seats: Mapped[int] = mapped_column(default=1)
    opened_on: Mapped[Day]
    closed_on: Mapped[Day | None]
    position: Mapped[int] = mapped_column(default=0)
    key: Mapped[Label]

    compound: Mapped[Compound | None] = relationship()
    gate_periods: Mapped[list[GatePeriod]] = relationship(order_by="GatePeriod.open_from")
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
    )


class GatePeriod(Base):
    """A time in which a post is a gate open to outside. Half-open: [open_from, open_until). Both turns keep who
    ordered them and why."""

    __tablename__ = "gate_periods"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    open_from: Mapped[Moment]
    open_until: Mapped[Moment | None]
    open_reason: Mapped[Label] = mapped_column(default="")
    close_reason: Mapped[Label] = mapped_column(default="")
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Shift(Base):
    """A shift of one duty date. `kind` is a term of shift_kind (day, night, surge ...)."""

    __tablename__ = "shifts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    duty_date: Mapped[Day]
    kind: Mapped[Code]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    duty_officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        UniqueConstraint("campaign_id", "duty_date", "kind", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_shifts_community_time", "community_id", "starts_at", "ends_at"),
    )


class DutyAssignment(Base):
    """One person's seat at one post in one shift. A substitution keeps the original row (`replaced_at` set)
    and points the new row at it (`substitutes_id`)."""

    __tablename__ = "duty_assignments"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    task: Mapped[Code] = mapped_column(default="")
    assigned_at: Mapped[Moment]
    confirmed_at: Mapped[Moment | None]
    reminded_at: Mapped[Moment | None]
    substitutes_id: Mapped[int | None] = mapped_column(ForeignKey("duty_assignments.id"))
    replaced_at: Mapped[Moment | None]
    cancelled_at: Mapped[Moment | None]
    reason: Mapped[Label] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    shift: Mapped[Shift] = relationship()
    post: Mapped[Post] = relationship()
    person: Mapped[Person] = relationship()
    substitutes: Mapped[DutyAssignment | None] = relationship(remote_side="DutyAssignment.id")
    check_in: Mapped[CheckIn | None] = relationship(back_populates="assignment", uselist=False)
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(
            "uq_duty_assignments_standing",
            "shift_id",
            "person_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL AND replaced_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL AND replaced_at IS NULL"),
        ),
        Index("ix_duty_assignments_community_shift", "community_id", "shift_id"),
    )


class CheckIn(Base):
    """Arrival at a post. The first scan counts. `standing`: on_time | late | absent as judged then;
    `evidence`: a grade of domain/attendance.py. `confirmed_by_id`: the leader or inspector who vouches for it."""

    __tablename__ = "check_ins"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("duty_assignments.id"), unique=True)
    arrived_at: Mapped[Moment]
    standing: Mapped[Code]
    minutes_late: Mapped[int] = mapped_column(default=0)
    evidence: Mapped[Code]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    entered_later: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[Moment | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    checked_out_at: Mapped[Moment | None]
    check_out_reason: Mapped[Label] = mapped_column(default="")

    assignment: Mapped[DutyAssignment] = relationship(back_populates="check_in")
    __table_args__ = (
        Index("ix_check_ins_present", "community_id", "checked_out_at", "arrived_at", "assignment_id"),
    )


class Handover(Base):
    """Shift handover at a post: offered by the outgoing person, accepted by the incoming one."""

    __tablename__ = "handovers"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    outgoing_shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    outgoing_person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    incoming_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    offered_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
    incidents: Mapped[Prose] = mapped_column(default="")
    orders: Mapped[Prose] = mapped_column(default="")
    supplies: Mapped[Prose] = mapped_column(default="")
    remarks: Mapped[Prose] = mapped_column(default="")
    override_reason: Mapped[Label] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("post_id", "outgoing_shift_id"),)


class GateCount(Base):
    """Traffic at a gate in one shift. Additive; a correction is another entry."""

    __tablename__ = "gate_counts"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"), index=True)
    counted_at: Mapped[Moment]
    vehicles: Mapped[int] = mapped_column(default=0)
    people_in: Mapped[int] = mapped_column(default=0)
    people_out: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    recorded_at: Mapped[Moment]

    __table_args__ = (Index("ix_gate_counts_community_time", "community_id", "counted_at"),)


class ActivityLogEntry(Base):
    __tablename__ = "activity_log_entries"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    at: Mapped[Moment]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[Prose]
    recorded_at: Mapped[Moment]
    __table_args__ = (Index("ix_activity_log_entries_community_time", "community_id", "at"),)


class SpotCheck(Base):
    """An inspector's visit to a post. `found_empty`: nobody on post."""

    __tablename__ = "spot_checks"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    checked_at: Mapped[Moment]
    inspector_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    expected: Mapped[int]
    present: Mapped[int]
    found_empty: Mapped[bool] = mapped_column(default=False)
    protective_gear_worn: Mapped[bool] = mapped_column(default=True)
    log_kept: Mapped[bool] = mapped_column(default=True)
    remark: Mapped[Label] = mapped_column(default="")
    rectified_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    __table_args__ = (Index("ix_spot_checks_community_time", "community_id", "checked_at"),)


class Muster(Base):
    """A call-out. `ordered_at`: when the order came in; `due_at`: when all should be there."""

    __tablename__ = "musters"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[Code]
    ordered_at: Mapped[Moment]
    due_at: Mapped[Moment]
    place: Mapped[Name]
    issuer: Mapped[Name] = mapped_column(default="")
    text: Mapped[Prose] = mapped_column(default="")
    closed_at: Mapped[Moment | None]

    calls: Mapped[list[MusterCall]] = relationship(cascade="all, delete-orphan")
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)


class MusterCall(Base):
    """One person called to a muster, the answer and the arrival."""

    __tablename__ = "muster_calls"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    muster_id: Mapped[int] = mapped_column(ForeignKey("musters.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    answer: Mapped[Code] = mapped_column(default="")
    answer_note: Mapped[Label] = mapped_column(default="")
    answered_at: Mapped[Moment | None]
    arrived_at: Mapped[Moment | None]
    evidence: Mapped[Code] = mapped_column(default="")

    person: Mapped[Person] = relationship()
    organization: Mapped[Organization | None] = relationship()
    __table_args__ = (UniqueConstraint("muster_id", "person_id"),)


class LeaveRequest(Base):
    __tablename__ = "leave_requests"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    reason: Mapped[Code]
    note: Mapped[Label] = mapped_column(default="")
    requested_at: Mapped[Moment]
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved: Mapped[bool | None]
    closed_at: Mapped[Moment | None]
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)


class SeatChange(Base):
    """A colleague is asked to take a seat, or to exchange it for the own one (`other_seat_id`). `state`: a ChangeState
    of domain/seat_changes.py. The rows stay; what came of it stands on the roster."""

    __tablename__ = "seat_changes"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    kind: Mapped[Code]
    state: Mapped[Code] = mapped_column(default="asked")
    seat_id: Mapped[int] = mapped_column(ForeignKey("duty_assignments.id"), index=True)
    other_seat_id: Mapped[int | None] = mapped_column(ForeignKey("duty_assignments.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    colleague_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    note: Mapped[Label] = mapped_column(default="")
    asked_at: Mapped[Moment]
    answered_at: Mapped[Moment | None]
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decision: Mapped[Label] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    seat: Mapped[DutyAssignment] = relationship(foreign_keys=[seat_id])
    other_seat: Mapped[DutyAssignment | None] = relationship(foreign_keys=[other_seat_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    colleague: Mapped[Person] = relationship(foreign_keys=[colleague_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("asked_by_id <> colleague_id", name="two_people"),
        Index("ix_seat_changes_community_state", "community_id", "state"),
    )


class PostClosure(Base):
    """Dated opening and closing of a post during the campaign, with the order that caused it."""

    __tablename__ = "post_closures"
    id: Mapped[Key]
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    closed_from: Mapped[Moment]
    closed_until: Mapped[Moment | None]
    order_reference: Mapped[Name] = mapped_column(default="")
