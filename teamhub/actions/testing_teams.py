"""Sampling teams of a round: who does which task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.testing import SamplingTeam, SamplingTeamMember, SiteSession
from teamhub.queries import terms, testing, testing_teams


class CrewRefused(RuleBroken):
    """crew_code_taken | person_unknown | person_twice (person) | person_double_booked (person, team) |
    task_unknown | crew_has_sessions"""


def save_team(
    round_id: int,
    team_id: int | None,
    code: str,
    members: Sequence[tuple[int, str]],
    *,
    by: Viewer,
    at: datetime,
) -> SamplingTeam:
    """The team's code and its people with their tasks from now on: (person, task code). `team_id` None: a new one.
    Nobody may be needed at two sites at once. Raises NotFound, CrewRefused."""
    held = testing.round_for(by, round_id)
    team = testing_teams.team(by, team_id) if team_id is not None else None
    same = select(SamplingTeam.id).where(SamplingTeam.round_id == held.id, SamplingTeam.code == code)
    if db.session.scalar(same.where(SamplingTeam.id != (team_id or 0))) is not None:
        raise CrewRefused("crew_code_taken", name=code)
    _check_members(members, by)
    clash = testing_teams.clash(held.id, [p for p, _ in members], team_id) if team_id is not None else None
    if clash is not None:
        raise CrewRefused("person_double_booked", person=clash[0], team=clash[1])
    if team is None:
        team = SamplingTeam(community_id=by.community_id, round_id=held.id, code=code)
        db.session.add(team)
    team.code = code
    db.session.flush()
    db.session.execute(delete(SamplingTeamMember).where(SamplingTeamMember.team_id == team.id))
    db.session.expire(team, ["members"])
    db.session.add_all(
        SamplingTeamMember(community_id=by.community_id, team_id=team.id, person_id=person_id, task=task)
        for person_id, task in members
    )
    db.session.flush()
    journal.write(
        "crew.save", by=by, at=at, object_type="sampling_team", object_id=team.id, people=len(members)
    )
    return team


def remove_team(team_id: int, *, by: Viewer, at: datetime) -> None:
    """Raises NotFound, CrewRefused(crew_has_sessions)."""
    team = testing_teams.team(by, team_id)
    if db.session.scalar(select(exists().where(SiteSession.team_id == team.id))):
        raise CrewRefused("crew_has_sessions")
    db.session.delete(team)
    db.session.flush()
    journal.write("crew.remove", by=by, at=at, object_type="sampling_team", object_id=team_id)


def _check_members(members: Sequence[tuple[int, str]], by: Viewer) -> None:
    people = [person_id for person_id, _ in members]
    own = select(func.count()).where(Person.id.in_(people), Person.community_id == by.community_id)
    if db.session.scalar(own) != len(set(people)):
        raise CrewRefused("person_unknown")
    for person_id in people:
        if people.count(person_id) > 1:
            raise CrewRefused("person_twice", person=db.session.get_one(Person, person_id).name)
    known = terms.terms(by.community_id, "task")
    if any(task not in known for _, task in members):
        raise CrewRefused("task_unknown")
