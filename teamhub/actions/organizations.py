"""Sending organisations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.people import Organization


class OrganizationRefused(RuleBroken):
    """The organisation cannot be stored like this."""


def add_organization(
    name: str, *, name_en: str = "", sends_cadres: bool = False, by: Viewer, at: datetime
) -> Organization:
    """At the end of the list. Raises OrganizationRefused(name_needed | organization_taken)."""
    _check(name, None, by)
    last = db.session.scalar(
        select(func.max(Organization.position)).where(Organization.community_id == by.community_id)
    )
    organization = Organization(
        community_id=by.community_id,
        name=name,
        name_en=name_en,
        sends_cadres=sends_cadres,
        position=(last or 0) + 1,
    )
    db.session.add(organization)
    db.session.flush()
    journal.write("organization.added", by=by, at=at, object_type="organization", object_id=organization.id)
    return organization


def change_organization(
    organization: Organization, name: str, *, name_en: str, sends_cadres: bool, by: Viewer, at: datetime
) -> None:
    """Raises NotFound for a foreign one, OrganizationRefused."""
    if organization.community_id != by.community_id:
        raise NotFound
    _check(name, organization.id, by)
    organization.name, organization.name_en = name, name_en
    organization.sends_cadres = sends_cadres
    journal.write("organization.changed", by=by, at=at, object_type="organization", object_id=organization.id)


def _check(name: str, own_id: int | None, by: Viewer) -> None:
    if not name:
        raise OrganizationRefused("name_needed")
    same = select(Organization.id).where(
        Organization.community_id == by.community_id, Organization.name == name
    )
    found = db.session.scalar(same)
    if found is not None and found != own_id:
        raise OrganizationRefused("organization_taken")
