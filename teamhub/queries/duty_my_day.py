"""My day: the own seat now or next, who stands there too, what to do next, and what waits besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from teamhub.domain.access import Viewer
from teamhub.domain.attendance import Evidence, Missing, Progress, Standing, expected_from, judge_missing
from teamhub.domain.duty_steps import OwnSeat, Step, next_step, priority
from teamhub.domain.duty_time import whole_minutes
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.models.duty import CheckIn, DutyAssignment, GatePeriod, Handover, Shift
from teamhub.models.people import Person
from teamhub.models.places import Compound
from teamhub.models.sweeps import Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.queries import terms
from teamhub.queries.duty_handovers import handover_after, offered_to, successor_of
from teamhub.queries.duty_seats import ShiftRow, shift_row

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class MySeat:
    """`mates`: names of those at the same post in the same shift. `missing` None: arrived; `minutes_missing`: since expected."""

    id: int
    post_id: int
    post_name: str
    is_gate: bool
    shift: ShiftRow
    mates: tuple[str, ...]
    confirmed_at: datetime | None
    reminded_at: datetime | None
    arrived_at: datetime | None
    standing: Standing | None
    minutes_late: int
    evidence: Evidence | None
    checked_out_at: datetime | None
    missing: Missing | None
    minutes_missing: int


@dataclass(frozen=True)
class MyDay:
    """`seat`: now or next, None when nothing is planned. `handover_id`: the one to take over or the own offer."""

    seat: MySeat | None
    step: Step
    handover_id: int | None
    later: tuple[MySeat, ...]


@dataclass(frozen=True)
class DoorTask:
    """The doors of one's sweep team: `done` of `total`; `revisit` of the others have to be visited again."""

    sweep_id: int
    sweep_number: int
    team_id: int
    team: str
    done: int
    total: int
    revisit: int


@dataclass(frozen=True)
class RequestTask:
    id: int
    category: str
    wish: str
    compound: str
    due_at: datetime | None
    urgent: bool
    overdue: bool


def my_day(viewer: Viewer, at: datetime) -> MyDay:
    thresholds = terms.thresholds(viewer.community_id)
    rows = _own_seats(viewer, at)
    ranked = sorted(
        (
            (rank, seat.id, seat)
            for seat, arrival in rows
            if (rank := priority(_own(seat, arrival), at, thresholds))
        ),
        key=lambda entry: entry[:2],
    )
    if not ranked:
        return MyDay(None, Step.NONE, None, ())
    arrivals = {seat.id: arrival for seat, arrival in rows}
    first = ranked[0][2]
    later = [seat for rank, _, seat in ranked[1:] if rank[0] in (1, 3)]
    shown = _rows(viewer, [first, *later], arrivals, at)
    handover, offered = handover_after(first.post_id, first.shift_id), offered_to(first)
    step = next_step(
        _own(first, arrivals[first.id]),
        _progress(handover),
        at,
        thresholds,
        has_successor=successor_of(first) is not None,
        offered_by_others=offered is not None,
    )
    relevant = offered if step is Step.TAKE_OVER else handover
    return MyDay(shown[0], step, relevant.id if relevant else None, tuple(shown[1:]))


def seat_shown(viewer: Viewer, seat: DutyAssignment, at: datetime) -> MySeat:
    """One own seat, for the pages of check-in and handover."""
    arrival = db.session.scalar(select(CheckIn).where(CheckIn.assignment_id == seat.id))
    return _rows(viewer, [seat], {seat.id: arrival}, at)[0]


def seats_here(viewer: Viewer, at: datetime) -> list[DutyAssignment]:
    """The viewer's standing seats whose shift is near: the ones a scanned code may mean, the most likely first."""
    thresholds = terms.thresholds(viewer.community_id)
    rows = _own_seats(viewer, at)
    ranked = [
        (priority(_own(seat, arrival), at, thresholds) or (9, seat.shift.starts_at), seat)
        for seat, arrival in rows
    ]
    return [seat for _, seat in sorted(ranked, key=lambda entry: (entry[0], entry[1].id))]


def door_tasks(viewer: Viewer, at: datetime) -> list[DoorTask]:
    """Doors of the viewer's teams in sweeps that run: begun, not cleared, of the last two days."""
    final = func.count(SweepDoor.id).filter(SweepDoor.state == "final")
    revisit = func.count(SweepDoor.id).filter(SweepDoor.state == "revisit")
    rows = db.session.execute(
        select(Sweep.id, Sweep.number, SweepTeam.id, SweepTeam.name, final, func.count(SweepDoor.id), revisit)
        .join(SweepTeam, SweepTeam.sweep_id == Sweep.id)
        .join(SweepTeamMember, SweepTeamMember.team_id == SweepTeam.id)
        .join(SweepDoor, SweepDoor.team_id == SweepTeam.id)
        .where(
            Sweep.community_id == viewer.community_id,
            SweepTeamMember.person_id == viewer.person_id,
            Sweep.cleared_at.is_(None),
            Sweep.starts_at <= at + timedelta(hours=12),
            Sweep.starts_at > at - timedelta(days=2),
        )
        .group_by(Sweep.id, Sweep.number, SweepTeam.id, SweepTeam.name)
        .order_by(Sweep.starts_at.desc())
    )
    return [DoorTask(*row) for row in rows]


def request_tasks(viewer: Viewer, at: datetime) -> list[RequestTask]:
    """Requests that are the viewer's to see to, the most pressing first."""
    rows = db.session.execute(
        select(ResidentRequest, Compound.name)
        .outerjoin(Compound, Compound.id == ResidentRequest.compound_id)
        .where(
            ResidentRequest.community_id == viewer.community_id,
            ResidentRequest.assigned_to_id == viewer.person_id,
            ResidentRequest.done_at.is_(None),
            ResidentRequest.closed_at.is_(None),
        )
        .order_by(ResidentRequest.due_at.is_(None), ResidentRequest.due_at, ResidentRequest.id)
        .limit(20)
    )
    return [
        RequestTask(
            r.id,
            r.category,
            r.wish,
            compound or "",
            r.due_at,
            r.urgency == "urgent",
            r.due_at is not None and r.due_at < at,
        )
        for r, compound in rows
    ]


def _own_seats(viewer: Viewer, at: datetime) -> list[tuple[DutyAssignment, CheckIn | None]]:
    rows = db.session.execute(
        select(DutyAssignment, CheckIn)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .outerjoin(CheckIn, CheckIn.assignment_id == DutyAssignment.id)
        .where(
            DutyAssignment.community_id == viewer.community_id,
            DutyAssignment.person_id == viewer.person_id,
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
            Shift.ends_at > at - timedelta(hours=12),
            Shift.starts_at < at + AHEAD,
        )
        .order_by(Shift.starts_at)
        .limit(12)
        .options(joinedload(DutyAssignment.shift), joinedload(DutyAssignment.post))
    )
    return [(seat, arrival) for seat, arrival in rows]


def _own(seat: DutyAssignment, arrival: CheckIn | None) -> OwnSeat:
    return OwnSeat(
        seat.shift.starts_at,
        seat.shift.ends_at,
        arrived=arrival is not None,
        checked_out=arrival is not None and arrival.checked_out_at is not None,
        confirmed=seat.confirmed_at is not None,
    )


def _progress(handover: Handover | None) -> Progress:
    if handover is None:
        return Progress()
    return Progress(offered_at=handover.offered_at, accepted_at=handover.accepted_at)


def _rows(
    viewer: Viewer, chosen: list[DutyAssignment], arrivals: dict[int, CheckIn | None], at: datetime
) -> list[MySeat]:
    thresholds = terms.thresholds(viewer.community_id)
    mates: dict[tuple[int, int], list[str]] = {}
    for post_id, shift_id, name in db.session.execute(
        select(DutyAssignment.post_id, DutyAssignment.shift_id, Person.name)
        .join(Person, Person.id == DutyAssignment.person_id)
        .where(
            DutyAssignment.shift_id.in_([s.shift_id for s in chosen]),
            DutyAssignment.post_id.in_([s.post_id for s in chosen]),
            DutyAssignment.person_id != viewer.person_id,
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
        )
        .order_by(DutyAssignment.id)
    ):
        mates.setdefault((post_id, shift_id), []).append(name)
    gates = set(
        db.session.scalars(
            select(GatePeriod.post_id).where(
                GatePeriod.post_id.in_([s.post_id for s in chosen]),
                GatePeriod.open_from <= at,
                GatePeriod.open_until.is_(None) | (GatePeriod.open_until > at),
            )
        )
    )
    found = []
    for seat in chosen:
        arrival = arrivals.get(seat.id)
        due = expected_from(seat.shift.starts_at, seat.assigned_at, at)
        found.append(
            MySeat(
                seat.id,
                seat.post_id,
                seat.post.name,
                seat.post_id in gates,
                shift_row(seat.shift),
                tuple(mates.get((seat.post_id, seat.shift_id), [])),
                seat.confirmed_at,
                seat.reminded_at,
                arrival.arrived_at if arrival else None,
                Standing(arrival.standing) if arrival else None,
                arrival.minutes_late if arrival else 0,
                Evidence(arrival.evidence) if arrival else None,
                arrival.checked_out_at if arrival else None,
                None if arrival else judge_missing(due, at, thresholds),
                0 if arrival else whole_minutes(due, at),
            )
        )
    return found
