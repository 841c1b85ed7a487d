"""Doors, teams and letters behind the figures of the sweeps."""

from __future__ import annotations

from sqlalchemy import func, select

from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.places import Compound, Unit
from teamhub.models.sweeps import CommitmentLetter, Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.queries.tally import sweeps
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted, summed
from teamhub.queries.tally.scope import Scope


def sweep_rows(scope: Scope, rest: list[str]) -> RowSet:
    if rest == ["held"]:
        return _held(scope)
    if rest and rest[0].startswith("letters"):
        return _letters(scope, rest[1] if len(rest) > 1 else None)
    number = rest[0][1:] if rest and rest[0].startswith("S") else ""
    sweep = db.session.scalar(
        select(Sweep)
        .where(
            Sweep.campaign_id == scope.campaign.id,
            *([Sweep.number == int(number)] if number.isdigit() else []),
        )
        .order_by(Sweep.number.desc())
        .limit(1)
    )
    if sweep is None:
        raise NotFound
    what = rest[-1] if len(rest) > 1 else "due"
    compound = rest[1] if len(rest) > 2 else None
    if what == "teams":
        return _teams(sweep)
    if what == "people":
        return _team_members(sweep, compound)
    if what in {"shops_due", "shops_settled"}:
        return _shops(scope, sweep, what)
    if what in {"cleared", "compounds"}:
        return _compounds_of(scope, sweep, cleared_only=what == "cleared")
    if what in {"untested_found", "made_up", "open_untested"}:
        return _untested_found(scope, sweep, compound, what)
    return _door_table(scope, sweep, compound, what)


def _compounds_of(scope: Scope, sweep: Sweep, *, cleared_only: bool) -> RowSet:
    """The compounds of a sweep, each one row."""
    rows: list[tuple[Cell, ...]] = [
        (row.code, row.name, row.due)
        for row in sweeps.compound_rows(scope, sweep)
        if row.cleared or not cleared_only
    ]
    return counted("compounds", ("code", "compound", "households"), rows)


DOOR_FIGURES = (
    "due",
    "first_met",
    "first_phone",
    "first_other",
    "first_no_answer",
    "revisited",
    "unvisited",
    "remaining",
)


def _door_table(scope: Scope, sweep: Sweep, compound: str | None, what: str) -> RowSet:
    """Per compound: the figure that was asked for, beside the others of the first visit."""
    table = sweeps.compound_rows(scope, sweep)
    rows: list[tuple[Cell, ...]] = []
    for row in table:
        if compound is not None and row.code != compound:
            continue
        value = row.first_met + row.first_phone + row.first_other if what == "first_settled" else None
        if value is None:
            value = getattr(row, what) if what in DOOR_FIGURES else row.due
        rows.append((row.code, row.name, row.due, row.first_met, row.first_phone, row.first_no_answer, value))
    return summed("doors", ("code", "compound", "due", "met", "phone", "no_answer", "value"), rows)


def _untested_found(scope: Scope, sweep: Sweep, compound: str | None, what: str) -> RowSet:
    """Door by door; `what`: untested_found, made_up or open_untested."""
    rows: list[tuple[Cell, ...]] = []
    for door in sweeps.untested_doors(scope, sweep):
        value = {"made_up": door.made_up, "open_untested": door.found - door.made_up}.get(what, door.found)
        if value and compound in (None, door.compound_code):
            rows.append((door.compound, door.building, door.found, door.made_up, value))
    return summed("untested_found", ("compound", "building", "found", "resolved", "value"), rows)


def _shops(scope: Scope, sweep: Sweep, what: str) -> RowSet:
    """Per compound: its shops in scope, and of them the settled ones."""
    rows: list[tuple[Cell, ...]] = []
    for code, name, due, settled in sweeps.shops_per_compound(scope, sweep):
        rows.append((code, name, due, settled, due if what == "shops_due" else settled))
    return summed("shops", ("code", "compound", "shops", "resolved", "value"), rows)


def _teams(sweep: Sweep) -> RowSet:
    """Each team once, with its people."""
    rows = db.session.execute(
        select(SweepTeam.code, SweepTeam.name, func.count(SweepTeamMember.person_id))
        .outerjoin(SweepTeamMember, SweepTeamMember.team_id == SweepTeam.id)
        .where(SweepTeam.sweep_id == sweep.id)
        .group_by(SweepTeam.id, SweepTeam.code, SweepTeam.name, SweepTeam.position)
        .order_by(SweepTeam.position, SweepTeam.id)
    )
    return counted("teams", ("code", "team", "people"), [tuple(r) for r in rows])


def _team_members(sweep: Sweep, compound: str | None) -> RowSet:
    """Members of the teams; of one compound: of those that own doors there."""
    owns = (
        select(SweepDoor.team_id)
        .join(Compound, Compound.id == SweepDoor.compound_id)
        .where(SweepDoor.sweep_id == sweep.id, Compound.code == compound)
    )
    rows = db.session.execute(
        select(SweepTeam.code, SweepTeam.name, Person.name)
        .join(SweepTeamMember, SweepTeamMember.team_id == SweepTeam.id)
        .join(Person, Person.id == SweepTeamMember.person_id)
        .where(SweepTeam.sweep_id == sweep.id, *([SweepTeam.id.in_(owns)] if compound is not None else []))
        .order_by(SweepTeam.position, Person.id)
    )
    return counted("team_members", ("code", "team", "person"), [(c, t, mask_name(n)) for c, t, n in rows])


def _held(scope: Scope) -> RowSet:
    """The sweeps begun so far."""
    rows: list[tuple[Cell, ...]] = [
        (
            s.starts_at,
            s.number,
            s.purpose,
            s.cleared_at if s.cleared_at and s.cleared_at <= scope.as_of else None,
        )
        for s in sweeps.sweeps_so_far(scope)
    ]
    return counted("sweeps", ("opens", "number", "purpose", "cleared"), rows)


def _letters(scope: Scope, compound: str | None) -> RowSet:
    """Of one compound, of all, or ("day") only those signed on the day."""
    signed_then = scope.today if compound == "day" else scope.so_far
    rows: dict[tuple[str, str], int] = {}
    for code, name in db.session.execute(
        select(Compound.code, Compound.name)
        .join(Unit, Unit.compound_id == Compound.id)
        .join(CommitmentLetter, CommitmentLetter.unit_id == Unit.id)
        .where(CommitmentLetter.campaign_id == scope.campaign.id, signed_then(CommitmentLetter.signed_at))
        .order_by(Compound.position, Compound.id)
    ):
        rows[code, name] = rows.get((code, name), 0) + 1
    wanted: list[tuple[Cell, ...]] = [(c, n, v) for (c, n), v in rows.items() if compound in (None, "day", c)]
    return summed("letters", ("code", "compound", "value"), wanted)
