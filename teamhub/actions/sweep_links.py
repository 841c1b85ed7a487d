"""Links of sweep teams: made, withdrawn, and entered by people without an account."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from teamhub.actions import journal
from teamhub.actions.sign_in import close_all_sessions
from teamhub.domain.access import Viewer
from teamhub.domain.sweep_links import check_link, link_time
from teamhub.models.base import db
from teamhub.models.people import Account, UserSession
from teamhub.models.places import Community
from teamhub.models.sweeps import Sweep, SweepTeam, SweepTeamLink
from teamhub.queries import accounts, sweep_links, sweep_teams
from teamhub.queries.accounts import SessionRow


def make_link(team_id: int, *, by: Viewer, at: datetime) -> SweepTeamLink:
    """A new one; the one before is withdrawn. Raises NotFound, LinkRefused(link_over) when the sweep is."""
    team = sweep_teams.team(by, team_id)
    sweep = db.session.get_one(Sweep, team.sweep_id)
    zone = ZoneInfo(db.session.get_one(Community, team.community_id).zone)
    opens_at, expires_at = link_time(sweep.held_on, sweep.starts_at, sweep.ends_at, zone)
    check_link(min(opens_at, at), expires_at, at)
    _withdraw(team, by, at)
    account = _account(team, at)
    link = SweepTeamLink(
        community_id=team.community_id,
        team_id=team.id,
        account_id=account.id,
        key=secrets.token_hex(16),
        created_at=at,
        created_by_id=by.account_id or None,
        opens_at=opens_at,
        expires_at=expires_at,
    )
    db.session.add(link)
    db.session.flush()
    journal.write("sweep_link.make", by=by, at=at, object_type="sweep_team", object_id=team.id)
    return link


def withdraw_link(team_id: int, *, by: Viewer, at: datetime) -> None:
    """Every phone that came by it is out at once. Raises NotFound."""
    _withdraw(sweep_teams.team(by, team_id), by, at)


def forget_links(team: SweepTeam, *, by: Viewer, at: datetime) -> None:
    """Before a team is removed that never recorded a visit."""
    _withdraw(team, by, at)
    db.session.execute(delete(SweepTeamLink).where(SweepTeamLink.team_id == team.id))


def enter(link: SweepTeamLink, *, token_digest: str, at: datetime) -> SessionRow:
    """Opens a session for one more phone of the team, no longer than the link. Raises LinkRefused."""
    check_link(link.opens_at, link.expires_at, at)
    db.session.add(
        UserSession(
            account_id=link.account_id,
            token_digest=token_digest,
            created_at=at,
            last_seen_at=at,
            expires_at=link.expires_at,
        )
    )
    db.session.flush()
    as_team = Viewer.of_team(link.account_id, link.team.name, link.community_id, link.team_id)
    journal.write("sweep_link.enter", by=as_team, at=at, object_type="sweep_team", object_id=link.team_id)
    row = accounts.session_of(token_digest, at)
    assert row is not None  # the account of a link that stands is never disabled
    return row


def _account(team: SweepTeam, at: datetime) -> Account:
    """One a team, so that a phone can send with the new link what it kept under the old one. It has no secret: no
    sign-in page lets it in."""
    known = db.session.scalar(
        select(Account)
        .join(SweepTeamLink, SweepTeamLink.account_id == Account.id)
        .where(SweepTeamLink.team_id == team.id)
        .limit(1)
    )
    account = known or Account(login=f"team-{secrets.token_hex(12)}", created_at=at)
    account.display_name, account.disabled_at = team.name, None
    db.session.add(account)
    db.session.flush()
    return account


def _withdraw(team: SweepTeam, by: Viewer, at: datetime) -> None:
    link = sweep_links.of_team(team)
    if link is None:
        return
    link.withdrawn_at = at
    db.session.get_one(Account, link.account_id).disabled_at = at
    close_all_sessions(link.account_id, at=at)
    db.session.flush()
    journal.write("sweep_link.withdraw", by=by, at=at, object_type="sweep_team", object_id=team.id)
