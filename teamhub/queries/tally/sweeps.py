"""Sweeps of the day, per compound, as they stood at the moment of the tally."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from teamhub.domain.figures.labels import Label, Share
from teamhub.domain.figures.sweeps import SweepFigures, SweepRow
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.places import Compound, Unit
from teamhub.models.sweeps import (
    CommitmentLetter,
    DoorVisit,
    Sweep,
    SweepDoor,
    SweepTeam,
    SweepTeamMember,
)
from teamhub.queries.tally.scope import Scope


@dataclass(frozen=True)
class Knock:
    """A visit reduced to what the tables need."""

    attempt: int
    outcome: str
    untested: int
    resolved_at: datetime | None


@dataclass(frozen=True)
class DoorState:
    """One door at the moment: its visits in order, and whether its letter is signed or not needed."""

    compound_id: int
    kind: str
    knocks: tuple[Knock, ...]
    letter_fine: bool


def sweeps_so_far(scope: Scope) -> list[Sweep]:
    return list(
        db.session.scalars(
            select(Sweep)
            .where(Sweep.campaign_id == scope.campaign.id, Sweep.starts_at <= scope.as_of)
            .order_by(Sweep.number)
        )
    )


def letters_signed(scope: Scope) -> tuple[int, int]:
    """Letters of inhabited households signed so far, and on the day."""
    signed = (
        select(func.count())
        .select_from(CommitmentLetter)
        .where(CommitmentLetter.campaign_id == scope.campaign.id)
    )
    so_far = db.session.scalar(signed.where(scope.so_far(CommitmentLetter.signed_at))) or 0
    return so_far, db.session.scalar(signed.where(scope.today(CommitmentLetter.signed_at))) or 0


def sweep_figures(
    scope: Scope, sweeps: list[Sweep], letters: tuple[int, int], households: int
) -> tuple[SweepFigures, ...]:
    return tuple(_sweep(scope, s, letters, households) for s in sweeps if s.held_on == scope.day)


def team_strength(scope: Scope, sweep: Sweep) -> tuple[int, tuple[Share, ...]]:
    """Teams of a sweep, and its people by member type, each person once."""
    teams = db.session.scalar(
        select(func.count()).select_from(SweepTeam).where(SweepTeam.sweep_id == sweep.id)
    )
    counts = dict(
        db.session.execute(
            select(Person.member_type, func.count(Person.id.distinct()))
            .join(SweepTeamMember, SweepTeamMember.person_id == Person.id)
            .join(SweepTeam, SweepTeam.id == SweepTeamMember.team_id)
            .where(SweepTeam.sweep_id == sweep.id)
            .group_by(Person.member_type)
        ).all()
    )
    shares = tuple(
        Share(code, scope.label("member_type", code), counts[code])
        for code in scope.terms["member_type"]
        if code in counts
    )
    return teams or 0, shares


def _sweep(scope: Scope, sweep: Sweep, letters: tuple[int, int], households: int) -> SweepFigures:
    doors = _doors(scope, sweep)
    teams, shares = team_strength(scope, sweep)
    shops = [d for d in doors if d.kind != "household"]
    rows = _rows(scope, sweep, [d for d in doors if d.kind == "household"], shops)
    return SweepFigures(
        number=sweep.number,
        purpose=Label(sweep.purpose),
        teams=teams,
        people=sum(s.count for s in shares),
        rows=rows,
        letters=letters[0],
        letters_day=letters[1],
        letters_due=households,
        shops_due=len(shops),
        shops_settled=sum(_settled(scope, d) for d in shops),
        by_member_type=shares,
    )


def compound_rows(scope: Scope, sweep: Sweep) -> tuple[SweepRow, ...]:
    """The table of a sweep, one row per compound, as of the moment."""
    doors = _doors(scope, sweep)
    others = [d for d in doors if d.kind != "household"]
    return _rows(scope, sweep, [d for d in doors if d.kind == "household"], others)


def _doors(scope: Scope, sweep: Sweep) -> list[DoorState]:
    knocks: dict[int, list[Knock]] = defaultdict(list)
    for unit_id, attempt, outcome, untested, resolved_at in db.session.execute(
        select(
            DoorVisit.unit_id,
            DoorVisit.attempt,
            DoorVisit.outcome,
            DoorVisit.untested_count,
            DoorVisit.resolved_at,
        )
        .where(
            DoorVisit.sweep_id == sweep.id,
            DoorVisit.voided_at.is_(None),
            scope.so_far(DoorVisit.visited_at),
        )
        .order_by(DoorVisit.visited_at, DoorVisit.attempt)
    ):
        knocks[unit_id].append(Knock(attempt, outcome, untested, resolved_at))
    signed = set(
        db.session.scalars(
            select(CommitmentLetter.unit_id).where(
                CommitmentLetter.campaign_id == scope.campaign.id,
                scope.so_far(CommitmentLetter.signed_at),
            )
        )
    )
    required = scope.thresholds.letters_required
    doors = db.session.execute(
        select(SweepDoor.unit_id, SweepDoor.compound_id, Unit.kind, Unit.occupied)
        .join(Unit, Unit.id == SweepDoor.unit_id)
        .where(SweepDoor.sweep_id == sweep.id)
    )
    return [
        DoorState(
            compound_id,
            kind,
            tuple(knocks[unit_id]),
            not (required and kind == "household" and occupied) or unit_id in signed,
        )
        for unit_id, compound_id, kind, occupied in doors
    ]


def _resolved(scope: Scope, knock: Knock) -> bool:
    return knock.resolved_at is not None and knock.resolved_at <= scope.as_of


def _final(scope: Scope, door: DoorState) -> bool:
    """The last word on the door is final, or names untested people who are all taken care of."""
    if not door.knocks:
        return False
    last = door.knocks[-1]
    term = scope.terms["visit_outcome"].get(last.outcome)
    if term is None:
        return False
    if term.flags["untested"]:
        return _resolved(scope, last)
    return bool(term.flags["final"]) and all(
        _resolved(scope, k) for k in door.knocks if k.untested and k is not last
    )


def _settled(scope: Scope, door: DoorState) -> bool:
    return door.letter_fine and _final(scope, door)


def _rows(
    scope: Scope, sweep: Sweep, households: list[DoorState], others: list[DoorState]
) -> tuple[SweepRow, ...]:
    people = _people_per_compound(sweep)
    by_compound: dict[int, list[DoorState]] = defaultdict(list)
    for door in households:
        by_compound[door.compound_id].append(door)
    open_others = Counter(d.compound_id for d in others if not _settled(scope, d))
    compounds = db.session.execute(
        select(Compound.id, Compound.code, Compound.name)
        .where(Compound.id.in_(list(by_compound)))
        .order_by(Compound.position, Compound.id)
    )
    return tuple(
        _row(scope, code, name, people.get(key, 0), by_compound[key], open_others[key])
        for key, code, name in compounds
    )


def _row(
    scope: Scope, code: str, name: str, people: int, doors: list[DoorState], open_others: int
) -> SweepRow:
    firsts = Counter(_first_contact(scope, d) for d in doors)
    remaining = sum(not _settled(scope, d) for d in doors)
    return SweepRow(
        code=code,
        name=Label(name),
        people=people,
        due=len(doors),
        first_met=firsts["met"],
        first_phone=firsts["phone"],
        first_no_answer=firsts["none"],
        first_other=firsts["other"],
        revisited=sum(_first_contact(scope, d) == "none" and _final(scope, d) for d in doors),
        unvisited=firsts["unvisited"],
        untested_found=sum(max((k.untested for k in d.knocks), default=0) for d in doors),
        made_up=sum(max((k.untested for k in d.knocks if _resolved(scope, k)), default=0) for d in doors),
        remaining=remaining + open_others,
        cleared=remaining + open_others == 0,
    )


def _first_contact(scope: Scope, door: DoorState) -> str:
    """met | phone | other | none | unvisited: how the first visit ended."""
    if not door.knocks:
        return "unvisited"
    term = scope.terms["visit_outcome"].get(door.knocks[0].outcome)
    if term is None:
        return "none"
    contact = str(term.flags["contact"])
    if contact in {"met", "phone"}:
        return contact
    return "other" if term.flags["final"] else "none"


def _people_per_compound(sweep: Sweep) -> dict[int, int]:
    """Members of the teams that own doors of each compound."""
    owns = (
        select(SweepDoor.compound_id, SweepDoor.team_id)
        .where(SweepDoor.sweep_id == sweep.id, SweepDoor.team_id.is_not(None))
        .distinct()
        .subquery()
    )
    rows = db.session.execute(
        select(owns.c.compound_id, func.count(SweepTeamMember.person_id.distinct()))
        .join(SweepTeamMember, SweepTeamMember.team_id == owns.c.team_id)
        .group_by(owns.c.compound_id)
    )
    return dict(rows.all())
