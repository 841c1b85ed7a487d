"""The links of sweep teams: their addresses, and whom an address lets in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.sweeps import Sweep, SweepDoor, SweepTeam, SweepTeamLink
from teamhub.queries import sweep_teams
from teamhub.queries.signatures import is_same, number_told, signed


@dataclass(frozen=True)
class Invitation:
    """What somebody reads who opens the link. `doors`: how many the team walks."""

    team: str
    number: int
    purpose: str
    doors: int
    expires_at: datetime


def token(link: SweepTeamLink) -> str:
    """Number and signature: of one link of one team of one community."""
    return signed(link.key, link.id, purpose=f"team-link.{link.community_id}.{link.team_id}")


def link_of(community_id: int, address: str) -> SweepTeamLink:
    """Raises NotFound: forged, of another community, withdrawn."""
    number = number_told(address)
    link = db.session.get(SweepTeamLink, number) if number is not None else None
    if link is None or link.community_id != community_id or link.withdrawn_at is not None:
        raise NotFound
    if not is_same(token(link), address):
        raise NotFound
    return link


def invitation(link: SweepTeamLink) -> Invitation:
    team = link.team
    sweep = db.session.get_one(Sweep, team.sweep_id)
    doors = db.session.scalar(select(func.count()).where(SweepDoor.team_id == team.id)) or 0
    return Invitation(team.name, sweep.number, sweep.purpose, doors, link.expires_at)


def live_link(viewer: Viewer, team_id: int) -> SweepTeamLink | None:
    """The link that a team has now, over or not. Raises NotFound for a team of another community."""
    return of_team(sweep_teams.team(viewer, team_id))


def of_team(team: SweepTeam) -> SweepTeamLink | None:
    return db.session.scalar(
        select(SweepTeamLink).where(SweepTeamLink.team_id == team.id, SweepTeamLink.withdrawn_at.is_(None))
    )
