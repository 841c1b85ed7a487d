"""The links of sweep teams: their addresses, and whom an address lets in."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import Signer
from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.sweeps import Sweep, SweepDoor, SweepTeam, SweepTeamLink
from teamhub.queries import sweep_teams


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
    return f"{link.id}-{_signature(link)}"


def _signature(link: SweepTeamLink) -> str:
    salt = f"teamhub.team-link.{link.community_id}.{link.team_id}"
    signer = Signer(link.key, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
    return signer.get_signature(str(link.id)).decode("ascii")


def link_of(community_id: int, address: str) -> SweepTeamLink:
    """Raises NotFound: forged, of another community, withdrawn."""
    number, _, signature = address.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        raise NotFound
    link = db.session.get(SweepTeamLink, int(number))
    if link is None or link.community_id != community_id or link.withdrawn_at is not None:
        raise NotFound
    if not hmac.compare_digest(_signature(link).encode(), signature.encode()):
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
