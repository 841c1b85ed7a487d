"""One door: where it is, how it stands, and who knocked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.masking import mask_name
from teamhub.domain.sweeps import DoorState, Outcome, leader_decides
from teamhub.models.base import db
from teamhub.models.people import Account
from teamhub.models.places import Building, Compound
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, Sweep, SweepDoor
from teamhub.queries import doors, sweep_standings, terms
from teamhub.queries.doors_front import owes_letter


@dataclass(frozen=True)
class VisitLine:
    """One knock. `by`: masked. `reason`: why people are untested, in words. `may_void`: the viewer may take it back."""

    id: int
    at: datetime
    outcome: str
    untested: int
    reason: str
    resolved_at: datetime | None
    sample_due: bool
    needs_help: bool
    note: str
    by: str
    voided: bool
    may_void: bool


@dataclass(frozen=True)
class OutcomeChoice:
    """`untested`: asks how many. `best`: the one that settles the door at once."""

    code: str
    label: str
    quick: bool
    untested: bool
    best: bool


@dataclass(frozen=True)
class DoorSheet:
    """`letter`: signed, refused, due or none (nobody to sign). `residents`: how many live there. `leader_decides`:
    knocked in vain as often as the community allows."""

    unit_id: int
    building_id: int
    building: str
    compound: str
    stairwell: str
    label: str
    kind: str
    residents: int
    state: str
    last_outcome: str
    open_untested: int
    version: int
    letter: str
    letter_at: datetime | None
    revisit_at: datetime | None
    leader_decides: bool
    visits: tuple[VisitLine, ...]

    @property
    def last(self) -> VisitLine | None:
        """The latest visit that counts."""
        return next((visit for visit in self.visits if not visit.voided), None)


def door_sheet(viewer: Viewer, sweep: Sweep, unit_id: int, language: str) -> DoorSheet:
    """Raises NotFound for a door that is not the viewer's."""
    door = doors.door_for(viewer, sweep.id, unit_id)
    building, compound = db.session.execute(
        select(Building.name, Compound.name)
        .join(Compound, Compound.id == Building.compound_id)
        .where(Building.id == door.building_id)
    ).one()
    words = terms.many(viewer.community_id, ("visit_outcome", "untested_reason"))
    labels = {
        vocabulary: {code: term.label(language) for code, term in known.items()}
        for vocabulary, known in words.items()
    }
    rows = _visits(door)
    known = sweep_standings.outcomes(words["visit_outcome"])
    letter, letter_at = _letter(sweep, door, known)
    attempts = sum(visit.voided_at is None for visit, _ in rows)
    limit = terms.thresholds(viewer.community_id).revisit_limit
    return DoorSheet(
        unit_id,
        door.building_id,
        building,
        compound,
        door.unit.stairwell,
        door.unit.label,
        door.unit.kind,
        door.unit.resident_count,
        door.state,
        labels["visit_outcome"].get(door.last_outcome, door.last_outcome),
        door.open_untested,
        door.version,
        letter,
        letter_at,
        next((v.revisit_at for v, _ in rows if v.voided_at is None), None),
        leader_decides(attempts, DoorState(door.state), revisit_limit=limit),
        tuple(_line(viewer, visit, by, labels, latest=n == 0) for n, (visit, by) in enumerate(rows)),
    )


def choices(viewer: Viewer, kind: str, language: str) -> list[OutcomeChoice]:
    """Outcomes for such a door, those of one tap first."""
    found = []
    for code, term in terms.terms(viewer.community_id, "visit_outcome").items():
        outcome = Outcome.from_flags(code, term.flags)
        if term.active and outcome.fits(kind):
            best = outcome.final and outcome.contact == "met"
            found.append(
                OutcomeChoice(code, term.label(language), bool(term.flags["quick"]), outcome.untested, best)
            )
    return sorted(found, key=lambda choice: not choice.quick)


def _visits(door: SweepDoor) -> list[tuple[DoorVisit, str]]:
    """The latest first, with who recorded it."""
    rows = db.session.execute(
        select(DoorVisit, Account.display_name)
        .outerjoin(Account, Account.id == DoorVisit.recorded_by_id)
        .where(DoorVisit.sweep_id == door.sweep_id, DoorVisit.unit_id == door.unit_id)
        .order_by(DoorVisit.visited_at.desc(), DoorVisit.attempt.desc())
    )
    return [(visit, name or "") for visit, name in rows]


def _line(
    viewer: Viewer, visit: DoorVisit, by: str, labels: dict[str, dict[str, str]], *, latest: bool
) -> VisitLine:
    own = visit.recorded_by_id == viewer.account_id and latest
    return VisitLine(
        visit.id,
        visit.visited_at,
        labels["visit_outcome"].get(visit.outcome, visit.outcome),
        visit.untested_count,
        labels["untested_reason"].get(visit.untested_reason, visit.untested_reason),
        visit.resolved_at,
        visit.home_sample_id is not None and visit.resolved_at is None,
        visit.needs_help,
        visit.note,
        mask_name(by),
        visit.voided_at is not None,
        visit.voided_at is None and (own or viewer.may(Permission.SWEEP_MANAGE)),
    )


def _letter(sweep: Sweep, door: SweepDoor, known: dict[str, Outcome]) -> tuple[str, datetime | None]:
    row = db.session.execute(
        select(CommitmentLetter.signed_at, CommitmentLetter.refused_at).where(
            CommitmentLetter.campaign_id == sweep.campaign_id, CommitmentLetter.unit_id == door.unit_id
        )
    ).first()
    if row is not None and row.signed_at is not None:
        return "signed", row.signed_at
    if row is not None and row.refused_at is not None:
        return "refused", row.refused_at
    return ("due" if owes_letter(door, door.unit, known) else "none"), None
