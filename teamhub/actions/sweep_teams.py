"""Sweep teams: who is in them, and which doors they walk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select, update

from teamhub.actions import journal
from teamhub.actions.sweep_links import forget_links
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.sweep_walks import share_doors
from teamhub.domain.sweeps import DoorState
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.sweeps import DoorVisit, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.queries import sweep_teams, sweeps
from teamhub.queries.codes import next_code


class TeamRefused(RuleBroken):
    """team_name_taken | person_unknown | person_in_other_team | team_has_history | no_team_chosen"""


def add_team(sweep_id: int, name: str, person_ids: Sequence[int], *, by: Viewer, at: datetime) -> SweepTeam:
    """Raises NotFound, TeamRefused."""
    sweep = sweeps.by_id(by, sweep_id)
    _check_name(sweep_id, name, None)
    team = SweepTeam(
        community_id=by.community_id,
        sweep_id=sweep_id,
        code=next_code(SweepTeam.code, SweepTeam.sweep_id == sweep_id, form="S01"),
        name=name.strip(),
        position=max((t.position for t in sweep.teams), default=0) + 1,
    )
    sweep.teams.append(team)
    db.session.flush()
    journal.write("sweep_team.add", by=by, at=at, object_type="sweep_team", object_id=team.id)
    _set_members(team, person_ids, by, at)
    return team


def change_team(team_id: int, name: str, person_ids: Sequence[int], *, by: Viewer, at: datetime) -> SweepTeam:
    """The team's name and its people from now on. Raises NotFound, TeamRefused."""
    team = sweep_teams.team(by, team_id)
    _check_name(team.sweep_id, name, team.id)
    team.name = name.strip()
    db.session.flush()
    journal.write("sweep_team.change", by=by, at=at, object_type="sweep_team", object_id=team.id)
    _set_members(team, person_ids, by, at)
    return team


def remove_team(team_id: int, *, by: Viewer, at: datetime) -> None:
    """Its doors go to nobody. A team that recorded visits stays. Raises NotFound, TeamRefused(team_has_history)."""
    team = sweep_teams.team(by, team_id)
    if db.session.scalar(select(exists().where(DoorVisit.team_id == team.id))):
        raise TeamRefused("team_has_history")
    forget_links(team, by=by, at=at)
    db.session.execute(update(SweepDoor).where(SweepDoor.team_id == team.id).values(team_id=None))
    db.session.delete(team)
    db.session.flush()
    journal.write("sweep_team.remove", by=by, at=at, object_type="sweep_team", object_id=team_id)


def give_doors(
    sweep_id: int,
    team_ids: Sequence[int],
    *,
    compound_id: int,
    building_id: int | None = None,
    only_open: bool = False,
    by: Viewer,
    at: datetime,
) -> int:
    """Gives the doors of a compound, or of one building, to these teams: to one alone, or shared in proportion to
    their people, each an unbroken piece of the walk. `only_open`: doors already done stay where they are. Returns
    how many doors changed hands. Raises NotFound, TeamRefused(no_team_chosen)."""
    sweep = sweeps.by_id(by, sweep_id)
    teams = [team for team in sweep.teams if team.id in set(team_ids)]
    if not teams or len(teams) != len(set(team_ids)):
        raise TeamRefused("no_team_chosen")
    stops, owners = sweep_teams.stops(sweep_id, compound_id=compound_id, building_id=building_id)
    if not stops:
        raise NotFound
    if only_open:
        stops = [stop for stop in stops if owners[stop.unit_id][1] != DoorState.FINAL.value]
    strength = {team.id: len(team.members) for team in teams}
    shares = share_doors(stops, [(team.id, strength[team.id]) for team in teams])
    moved = 0
    for team_id, share in shares.items():
        units = [stop.unit_id for stop in share if owners[stop.unit_id][0] != team_id]
        moved += len(units)
        if units:
            db.session.execute(
                update(SweepDoor)
                .where(SweepDoor.sweep_id == sweep_id, SweepDoor.unit_id.in_(units))
                .values(team_id=team_id)
            )
    db.session.flush()
    journal.write(
        "sweep.give", by=by, at=at, object_type="sweep", object_id=sweep_id, doors=moved, teams=len(teams)
    )
    return moved


def _set_members(team: SweepTeam, person_ids: Sequence[int], by: Viewer, at: datetime) -> None:
    wanted = set(person_ids)
    own = select(func.count()).where(Person.id.in_(wanted), Person.community_id == by.community_id)
    if db.session.scalar(own) != len(wanted):
        raise TeamRefused("person_unknown")
    elsewhere = (
        select(Person.name, SweepTeam.name)
        .join(SweepTeamMember, SweepTeamMember.person_id == Person.id)
        .join(SweepTeam, SweepTeam.id == SweepTeamMember.team_id)
        .where(SweepTeam.sweep_id == team.sweep_id, SweepTeam.id != team.id, Person.id.in_(wanted))
    )
    taken = db.session.execute(elsewhere).first()
    if taken is not None:
        raise TeamRefused("person_in_other_team", person=taken[0], team=taken[1])
    for member in list(team.members):
        if member.person_id not in wanted:
            team.members.remove(member)
    there = {member.person_id for member in team.members}
    for person_id in sorted(wanted - there):
        team.members.append(SweepTeamMember(community_id=team.community_id, person_id=person_id))
    db.session.flush()
    journal.write(
        "sweep_team.people", by=by, at=at, object_type="sweep_team", object_id=team.id, people=len(wanted)
    )


def _check_name(sweep_id: int, name: str, team_id: int | None) -> None:
    same = select(SweepTeam.id).where(SweepTeam.sweep_id == sweep_id, SweepTeam.name == name.strip())
    if db.session.scalar(same.where(SweepTeam.id != (team_id or 0))) is not None:
        raise TeamRefused("team_name_taken")
