"""Who somebody is in a community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, or_, select

from teamhub.domain.access import GRANTS, Permission, Role, Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign, JournalEntry
from teamhub.models.people import Membership, Person
from teamhub.models.places import Community
from teamhub.models.sweeps import SweepTeamLink
from teamhub.queries.snapshot import once


@dataclass(frozen=True)
class CommunityRow:
    """What every page needs to know of its community."""

    id: int
    slug: str
    name: str
    name_en: str
    zone: str
    is_example: bool

    def title(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


def community_by_slug(slug: str) -> CommunityRow:
    """Raises NotFound."""
    row = db.session.scalar(select(Community).where(Community.slug == slug))
    if row is None:
        raise NotFound
    return _row(row)


_places, _members, _people = Community.__table__, Membership.__table__, Person.__table__
STANDING = (
    select(
        _places.c.id,
        _places.c.slug,
        _places.c.name,
        _places.c.name_en,
        _places.c.zone,
        _places.c.is_example,
        _members.c.role,
        _people.c.id.label("person_id"),
    )
    .select_from(
        _places.outerjoin(
            _members,
            and_(
                _members.c.account_id == bindparam("account_id"),
                _members.c.ended_at.is_(None),
                or_(
                    _members.c.community_id == _places.c.id,
                    _members.c.subdistrict_id == _places.c.subdistrict_id,
                ),
            ),
        ).outerjoin(
            _people,
            and_(_people.c.community_id == _places.c.id, _people.c.account_id == bindparam("account_id")),
        )
    )
    .where(_places.c.slug == bindparam("slug"))
)
"""Asked by every request: put together once. A row for each role; one without a role for a stranger."""


def viewer_in(account_id: int, display_name: str, slug: str) -> tuple[CommunityRow, Viewer]:
    """The community and the account's standing in it. Raises NotFound for a stranger."""
    rows = db.session.execute(STANDING, {"account_id": account_id, "slug": slug}).all()
    if not rows:
        raise NotFound
    one = rows[0]
    community = CommunityRow(one.id, one.slug, one.name, one.name_en, one.zone, one.is_example)
    roles = frozenset(Role(row.role) for row in rows if row.role)
    if not roles:
        return community, _by_link(account_id, display_name, community.id)
    return community, Viewer.of(account_id, display_name, community.id, one.person_id, roles)


def _by_link(account_id: int, display_name: str, community_id: int) -> Viewer:
    """A phone that came by the link of a sweep team. Raises NotFound for anybody else."""
    team_id = db.session.scalar(
        select(SweepTeamLink.team_id).where(
            SweepTeamLink.account_id == account_id,
            SweepTeamLink.community_id == community_id,
            SweepTeamLink.withdrawn_at.is_(None),
        )
    )
    if team_id is None:
        raise NotFound
    return Viewer.of_team(account_id, display_name, community_id, team_id)


def walks_in(account_id: int) -> str | None:
    """The slug of the community whose doors a phone walks that came by the link of a team."""
    return db.session.scalar(
        select(Community.slug)
        .join(SweepTeamLink, SweepTeamLink.community_id == Community.id)
        .where(SweepTeamLink.account_id == account_id)
    )


def holds(account_id: int, permission: Permission) -> bool:
    """Does any role of the account, wherever it holds it, grant this?"""
    roles = db.session.scalars(
        select(Membership.role).where(Membership.account_id == account_id, Membership.ended_at.is_(None))
    )
    return any(permission in GRANTS[Role(role)] for role in roles)


def communities_of(account_id: int) -> list[tuple[CommunityRow, Role]]:
    """Communities the account belongs to directly, with a role each, by name."""
    rows = db.session.execute(
        select(Community, Membership.role)
        .join(Membership, Membership.community_id == Community.id)
        .where(Membership.account_id == account_id, Membership.ended_at.is_(None))
        .order_by(Community.name)
    )
    return [(_row(community), Role(role)) for community, role in rows]


def current_campaign(community_id: int, today: date) -> Campaign:
    """The campaign that runs on `today`, else the latest one. Raises NotFound when there is none."""
    campaigns = once(
        ("viewers.campaigns", community_id),
        lambda: db.session.scalars(
            select(Campaign).where(Campaign.community_id == community_id).order_by(Campaign.starts_on.desc())
        ).all(),
    )
    if not campaigns:
        raise NotFound
    for campaign in campaigns:
        if campaign.starts_on <= today and (campaign.ends_on is None or today <= campaign.ends_on):
            return campaign
    return campaigns[0]


def journal_head(community_id: int) -> int:
    """Rises with every change in the community: the version that conditional answers are built on."""
    return (
        db.session.scalar(
            select(JournalEntry.seq)
            .where(JournalEntry.chain == community_id)
            .order_by(JournalEntry.seq.desc())
            .limit(1)
        )
        or 0
    )


def _row(c: Community) -> CommunityRow:
    return CommunityRow(c.id, c.slug, c.name, c.name_en, c.zone, c.is_example)
