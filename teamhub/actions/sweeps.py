"""Opening a sweep, and keeping its list of doors up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, insert, select

from teamhub.actions import journal
from teamhub.actions.sweep_clearance import restamp
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.sweep_facts import SweepFacts
from teamhub.domain.sweeps import household_is_due
from teamhub.models.base import db
from teamhub.models.places import Compound, Unit
from teamhub.models.sweeps import Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.models.testing import TestingRound
from teamhub.queries import sweeps, viewers


class SweepRefused(RuleBroken):
    """sweep_number_taken | compound_unknown | round_unknown | no_compounds | no_doors_in_scope"""


def open_sweep(facts: SweepFacts, *, by: Viewer, at: datetime) -> Sweep:
    """With its doors; teams, and who walks which door, as in the sweep `teams_of`. Raises NotFound, SweepRefused."""
    campaign = viewers.current_campaign(by.community_id, facts.held_on)
    _check(facts, campaign.id, by)
    sweep = Sweep(
        community_id=by.community_id,
        campaign_id=campaign.id,
        number=facts.number or next_number(campaign.id),
        purpose=facts.purpose.strip(),
        held_on=facts.held_on,
        starts_at=facts.starts_at,
        round_id=facts.round_id,
    )
    db.session.add(sweep)
    db.session.flush()
    walked: Mapping[int, int] = {}
    if facts.teams_of is not None:
        walked = _copy_teams(sweeps.by_id(by, facts.teams_of), sweep)
    units = _units(by.community_id, facts.compound_ids, with_shops=facts.with_shops)
    if not units:
        raise SweepRefused("no_doors_in_scope")
    _add_doors(sweep, units, walked)
    journal.write(
        "sweep.open",
        by=by,
        at=at,
        object_type="sweep",
        object_id=sweep.id,
        number=sweep.number,
        doors=len(units),
    )
    return sweep


def add_new_doors(sweep_id: int, *, by: Viewer, at: datetime) -> int:
    """Doors that came since the sweep was opened: households that moved in, shops where shops are in scope, in the
    compounds that the sweep covers. They go to the team that walks their building. Returns how many were added."""
    sweep = sweeps.by_id(by, sweep_id)
    there = db.session.execute(
        select(SweepDoor.unit_id, SweepDoor.compound_id, SweepDoor.building_id, SweepDoor.team_id, Unit.kind)
        .join(Unit, Unit.id == SweepDoor.unit_id)
        .where(SweepDoor.sweep_id == sweep.id)
    ).all()
    known = {row.unit_id for row in there}
    teams = {row.building_id: row.team_id for row in there if row.team_id is not None}
    with_shops = any(row.kind != "household" for row in there)
    covered = tuple({row.compound_id for row in there})
    units = [u for u in _units(sweep.community_id, covered, with_shops=with_shops) if u.id not in known]
    if units:
        _add_doors(sweep, units, {u.id: teams[u.building_id] for u in units if u.building_id in teams})
        restamp(sweep, by=by, at=at)
        journal.write("sweep.extend", by=by, at=at, object_type="sweep", object_id=sweep.id, doors=len(units))
    return len(units)


def next_number(campaign_id: int) -> int:
    return (
        db.session.scalar(select(func.max(Sweep.number)).where(Sweep.campaign_id == campaign_id)) or 0
    ) + 1


def _check(facts: SweepFacts, campaign_id: int, by: Viewer) -> None:
    if not facts.compound_ids:
        raise SweepRefused("no_compounds")
    own = select(func.count()).where(
        Compound.id.in_(facts.compound_ids), Compound.community_id == by.community_id
    )
    if db.session.scalar(own) != len(set(facts.compound_ids)):
        raise SweepRefused("compound_unknown")
    if facts.round_id is not None:
        of = select(TestingRound.id).where(
            TestingRound.id == facts.round_id, TestingRound.campaign_id == campaign_id
        )
        if db.session.scalar(of) is None:
            raise SweepRefused("round_unknown")
    same = select(Sweep.id).where(Sweep.campaign_id == campaign_id, Sweep.number == facts.number)
    if db.session.scalar(same) is not None:
        raise SweepRefused("sweep_number_taken")


def _units(community_id: int, compound_ids: Iterable[int], *, with_shops: bool) -> list[Unit]:
    """Inhabited households, and whatever is no household when asked for; vacant flats stand outside."""
    rows = db.session.scalars(
        select(Unit)
        .where(Unit.community_id == community_id, Unit.compound_id.in_(tuple(compound_ids)))
        .order_by(Unit.compound_id, Unit.building_id, Unit.id)
    )
    return [u for u in rows if household_is_due(u.kind, u.occupied) or (with_shops and u.kind != "household")]


def _add_doors(sweep: Sweep, units: Iterable[Unit], teams: Mapping[int, int]) -> None:
    rows = [
        {
            "community_id": sweep.community_id,
            "sweep_id": sweep.id,
            "unit_id": unit.id,
            "compound_id": unit.compound_id,
            "building_id": unit.building_id,
            "team_id": teams.get(unit.id),
        }
        for unit in units
    ]
    db.session.execute(insert(SweepDoor), rows)


def _copy_teams(source: Sweep, target: Sweep) -> dict[int, int]:
    """Teams and their people. Returns unit -> the new team that walks to it."""
    copies: dict[int, SweepTeam] = {}
    for team in source.teams:
        copy = SweepTeam(
            community_id=target.community_id,
            sweep_id=target.id,
            code=team.code,
            name=team.name,
            position=team.position,
            members=[
                SweepTeamMember(community_id=target.community_id, person_id=member.person_id)
                for member in team.members
            ],
        )
        db.session.add(copy)
        copies[team.id] = copy
    db.session.flush()
    doors = db.session.execute(
        select(SweepDoor.unit_id, SweepDoor.team_id).where(
            SweepDoor.sweep_id == source.id, SweepDoor.team_id.is_not(None)
        )
    )
    return {unit_id: copies[team_id].id for unit_id, team_id in doors if team_id is not None}
