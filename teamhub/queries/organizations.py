"""Sending organisations with their strength."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.people import Organization, Person


@dataclass(frozen=True)
class OrganizationRow:
    id: int
    name: str
    name_en: str
    sends_cadres: bool
    active_people: int


def listing(viewer: Viewer) -> list[OrganizationRow]:
    """In the leader's order."""
    counts = (
        select(Person.organization_id, func.count().label("active"))
        .where(Person.community_id == viewer.community_id, Person.active)
        .group_by(Person.organization_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Organization, counts.c.active)
        .outerjoin(counts, counts.c.organization_id == Organization.id)
        .where(Organization.community_id == viewer.community_id)
        .order_by(Organization.position, Organization.id)
    )
    return [OrganizationRow(o.id, o.name, o.name_en, o.sends_cadres, active or 0) for o, active in rows]


def record(viewer: Viewer, organization_id: int) -> Organization:
    """Raises NotFound for a foreign one."""
    organization = db.session.get(Organization, organization_id)
    if organization is None or organization.community_id != viewer.community_id:
        raise NotFound
    return organization
