"""The communities of this installation."""

from __future__ import annotations

from sqlalchemy import select

from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.places import Community


def record(community_id: int) -> Community:
    """Raises NotFound."""
    community = db.session.get(Community, community_id)
    if community is None:
        raise NotFound
    return community


def by_slug(slug: str) -> Community:
    """Raises NotFound."""
    community = db.session.scalar(select(Community).where(Community.slug == slug))
    if community is None:
        raise NotFound
    return community
