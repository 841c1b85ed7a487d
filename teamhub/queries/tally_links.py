"""Links to the tally: their addresses, and which of them still open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.briefs import TallyLink
from teamhub.queries.signatures import is_same, number_told, signed


@dataclass(frozen=True)
class LinkRow:
    id: int
    label: str
    token: str
    created_at: datetime
    expires_at: datetime


def standing(viewer: Viewer, at: datetime) -> list[LinkRow]:
    """Links of the community that open the tally now, the latest first."""
    rows = db.session.scalars(
        select(TallyLink)
        .where(
            TallyLink.community_id == viewer.community_id,
            TallyLink.withdrawn_at.is_(None),
            TallyLink.expires_at > at,
        )
        .order_by(TallyLink.created_at.desc(), TallyLink.id.desc())
    )
    return [LinkRow(link.id, link.label, token(link), link.created_at, link.expires_at) for link in rows]


def of_viewer(viewer: Viewer, link_id: int) -> TallyLink:
    """Raises NotFound for one of another community."""
    found = db.session.get(TallyLink, link_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def token(link: TallyLink) -> str:
    """Number and signature: of one link of one community."""
    return signed(link.key, link.id, purpose=f"tally-link.{link.community_id}")


def link_of(community_id: int, address: str) -> TallyLink:
    """Over or not. Raises NotFound: forged, of another community, withdrawn."""
    number = number_told(address)
    link = db.session.get(TallyLink, number) if number is not None else None
    if link is None or link.community_id != community_id or link.withdrawn_at is not None:
        raise NotFound
    if not is_same(token(link), address):
        raise NotFound
    return link
