"""Every door of a sweep as it stood at a moment: visits, untested people, letter. The one place that turns rows
into the values which the rules of sweeps and of clearance judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from teamhub.domain.clearance import Door, Stands, remaining_at
from teamhub.domain.sweeps import DoorStanding, DoorState, Outcome, Visit, door_standing
from teamhub.models.base import db
from teamhub.models.places import Unit
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, Sweep, SweepDoor
from teamhub.queries import terms
from teamhub.queries.terms import TermRow

NOBODY_CAME = door_standing(())


class DoorRecord(NamedTuple):
    """`door` is what clearance judges, `standing` what the visits came to."""

    door: Door
    standing: DoorStanding
    team_id: int | None


@dataclass(frozen=True)
class DoorCounts:
    """Every door in exactly one of four: nothing missing, to go back to (a letter counts), somebody untested,
    nobody came yet."""

    final: int = 0
    revisit: int = 0
    untested: int = 0
    rest: int = 0

    @property
    def total(self) -> int:
        return self.final + self.revisit + self.untested + self.rest

    @property
    def left(self) -> int:
        return self.total - self.final


def outcomes(vocabulary: Mapping[str, TermRow]) -> dict[str, Outcome]:
    """The terms of visit_outcome as the rules read them."""
    return {code: Outcome.from_flags(code, term.flags) for code, term in vocabulary.items()}


def outcomes_of(community_id: int) -> dict[str, Outcome]:
    return outcomes(terms.terms(community_id, "visit_outcome"))


def visits_by_door(
    sweep_ids: Sequence[int],
    known: Mapping[str, Outcome],
    *,
    as_of: datetime | None = None,
    unit_ids: Sequence[int] | None = None,
) -> dict[tuple[int, int], list[Visit]]:
    """(sweep, unit) -> its visits that count; up to the moment, else all. Resolved means: by that moment."""
    query = select(
        DoorVisit.sweep_id,
        DoorVisit.unit_id,
        DoorVisit.attempt,
        DoorVisit.visited_at,
        DoorVisit.outcome,
        DoorVisit.untested_count,
        DoorVisit.resolved_at,
    ).where(DoorVisit.sweep_id.in_(sweep_ids), DoorVisit.voided_at.is_(None))
    if as_of is not None:
        query = query.where(DoorVisit.visited_at <= as_of)
    if unit_ids is not None:
        query = query.where(DoorVisit.unit_id.in_(unit_ids))
    found: dict[tuple[int, int], list[Visit]] = defaultdict(list)
    for sweep_id, unit_id, attempt, at, outcome, untested, resolved_at in db.session.execute(query):
        resolved = resolved_at is not None and (as_of is None or resolved_at <= as_of)
        found[sweep_id, unit_id].append(Visit(attempt, at, outcome_of(known, outcome), untested, resolved))
    return found


def outcome_of(known: Mapping[str, Outcome], code: str) -> Outcome:
    """A code that left the vocabulary means nothing any more: it settles nothing."""
    return known.get(code) or Outcome(code)


def signed_units(campaign_id: int, *, as_of: datetime | None = None) -> set[int]:
    """Households whose letter is signed, by the moment."""
    query = select(CommitmentLetter.unit_id).where(
        CommitmentLetter.campaign_id == campaign_id, CommitmentLetter.signed_at.is_not(None)
    )
    if as_of is not None:
        query = query.where(CommitmentLetter.signed_at <= as_of)
    return set(db.session.scalars(query))


def records(
    sweep: Sweep,
    known: Mapping[str, Outcome],
    *,
    as_of: datetime | None = None,
    visits: Mapping[tuple[int, int], list[Visit]] | None = None,
) -> list[DoorRecord]:
    """All doors of a sweep in the order in which they were put into it. `visits`: when they are loaded already."""
    came = visits if visits is not None else visits_by_door([sweep.id], known, as_of=as_of)
    signed = signed_units(sweep.campaign_id, as_of=as_of)
    rows = db.session.execute(
        select(
            SweepDoor.unit_id,
            SweepDoor.compound_id,
            SweepDoor.building_id,
            SweepDoor.team_id,
            Unit.stairwell,
            Unit.kind,
            Unit.occupied,
        )
        .join(Unit, Unit.id == SweepDoor.unit_id)
        .where(SweepDoor.sweep_id == sweep.id)
        .order_by(SweepDoor.id)
    )
    found: list[DoorRecord] = []
    for unit_id, compound_id, building_id, team_id, stairwell, kind, occupied in rows:
        knocks = came.get((sweep.id, unit_id))
        standing = door_standing(knocks) if knocks else NOBODY_CAME
        door = Door(
            unit_id,
            compound_id,
            building_id,
            stairwell,
            kind,
            occupied,
            standing.state,
            standing.untested.open,
            standing.last.outcome.contact if standing.last else "",
            unit_id in signed,
        )
        found.append(DoorRecord(door, standing, team_id))
    return found


def counts(doors: Iterable[tuple[Stands, int]], *, letters_required: bool) -> DoorCounts:
    """Of doors that stand alike, each kind with how many there are of it."""
    final = revisit = untested = rest = 0
    for door, times in doors:
        if door.state is DoorState.UNTOUCHED:
            rest += times
        elif door.state is DoorState.UNTESTED or door.open_untested:
            untested += times
        elif remaining_at(door, letters_required=letters_required):
            revisit += times
        else:
            final += times
    return DoorCounts(final, revisit, untested, rest)


def state_of(standing: DoorStanding) -> dict[str, object]:
    """The columns of SweepDoor that follow from its visits."""
    return {
        "state": standing.state.value,
        "last_outcome": standing.last.outcome.code if standing.last else "",
        "last_visit_at": standing.last.at if standing.last else None,
        "open_untested": standing.untested.open,
    }
