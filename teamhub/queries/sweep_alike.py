"""The doors of a sweep for figures: nobody asks which door, so doors that stand alike are one row with their number.
A community has two thousand doors and some hundred ways to stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select

from teamhub.domain.sweeps import DoorStanding, DoorState, Outcome, Visit, door_standing
from teamhub.models.base import db
from teamhub.models.places import Unit
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, Sweep, SweepDoor
from teamhub.queries.sweep_standings import NOBODY_CAME, outcome_of


class AlikeDoors(NamedTuple):
    """`doors` doors of one compound: the same kind of door, visits that went the same way, the letter signed or not.
    When they were visited is not told: in `standing` every single visit bears the moment of the question."""

    compound_id: int
    kind: str
    occupied: bool
    letter_signed: bool
    standing: DoorStanding
    doors: int

    @property
    def state(self) -> DoorState:
        return self.standing.state

    @property
    def open_untested(self) -> int:
        return self.standing.untested.open

    @property
    def last_contact(self) -> str:
        return self.standing.last.outcome.contact if self.standing.last else ""


def alike(sweep: Sweep, known: Mapping[str, Outcome], as_of: datetime) -> list[AlikeDoors]:
    """All doors of a sweep as they stood at the moment; `known`: what the codes of visit_outcome mean."""
    counted = (
        DoorVisit.sweep_id == sweep.id,
        DoorVisit.voided_at.is_(None),
        DoorVisit.visited_at <= as_of,
    )
    resolved = case((DoorVisit.resolved_at <= as_of, 1), else_=0)
    # Of a single visit the greatest is its own.
    came = (
        select(
            DoorVisit.unit_id,
            func.count().label("visits"),
            func.max(DoorVisit.outcome).label("outcome"),
            func.max(DoorVisit.untested_count).label("untested"),
            func.max(resolved).label("resolved"),
        )
        .where(*counted)
        .group_by(DoorVisit.unit_id)
        .subquery()
    )
    found = []
    once = db.session.execute(_once(sweep, came, as_of))
    for compound_id, kind, occupied, signed, visits, code, untested, settled, doors in once:
        standing = NOBODY_CAME
        if visits:
            standing = door_standing([Visit(1, as_of, outcome_of(known, code), untested, bool(settled))])
        found.append(AlikeDoors(compound_id, kind, occupied, signed, standing, doors))
    courses: dict[tuple[int, int, str, bool, bool], list[Visit]] = defaultdict(list)
    again = _again(sweep, came, as_of, and_(*counted), resolved)
    for attempt, at, code, untested, settled, unit_id, *facts in db.session.execute(again):
        visit = Visit(attempt, at, outcome_of(known, code), untested, bool(settled))
        courses[unit_id, *facts].append(visit)
    for (_, compound_id, kind, occupied, signed), course in courses.items():
        found.append(AlikeDoors(compound_id, kind, occupied, signed, door_standing(course), 1))
    return found


FACTS = (SweepDoor.compound_id, Unit.kind, Unit.occupied, CommitmentLetter.id.is_not(None))
"""What is the same of doors that stand alike, beside their visits; the last: the letter is signed."""


def _once(sweep: Sweep, came: Subquery, as_of: datetime) -> Select[*tuple[Any, ...]]:
    """Doors with one visit or none, nearly all: the database counts them."""
    alike_by = (*FACTS, came.c.visits, came.c.outcome, came.c.untested, came.c.resolved)
    return (
        select(*alike_by, func.count())
        .select_from(SweepDoor)
        .join(Unit, Unit.id == SweepDoor.unit_id)
        .outerjoin(came, came.c.unit_id == SweepDoor.unit_id)
        .outerjoin(CommitmentLetter, _signed(sweep, as_of))
        .where(SweepDoor.sweep_id == sweep.id, func.coalesce(came.c.visits, 0) <= 1)
        .group_by(*alike_by)
    )


def _again(
    sweep: Sweep, came: Subquery, as_of: datetime, counted: ColumnElement[bool], resolved: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    """Doors that were visited again, visit by visit: what a course came to is a rule, not a sum."""
    return (
        select(
            DoorVisit.attempt,
            DoorVisit.visited_at,
            DoorVisit.outcome,
            DoorVisit.untested_count,
            resolved,
            SweepDoor.unit_id,
            *FACTS,
        )
        .select_from(SweepDoor)
        .join(Unit, Unit.id == SweepDoor.unit_id)
        .join(came, (came.c.unit_id == SweepDoor.unit_id) & (came.c.visits > 1))
        .join(DoorVisit, (DoorVisit.unit_id == SweepDoor.unit_id) & counted)
        .outerjoin(CommitmentLetter, _signed(sweep, as_of))
        .where(SweepDoor.sweep_id == sweep.id)
    )


def _signed(sweep: Sweep, as_of: datetime) -> ColumnElement[bool]:
    return and_(
        CommitmentLetter.campaign_id == sweep.campaign_id,
        CommitmentLetter.unit_id == SweepDoor.unit_id,
        CommitmentLetter.signed_at <= as_of,
    )
