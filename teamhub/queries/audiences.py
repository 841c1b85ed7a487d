"""Who is called out or told: all deployed people, everybody, or those of some organisations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.people import Organization, Person
from teamhub.queries import terms

DEPLOYED = "deployed"
EVERYBODY = "everybody"
ORGANIZATIONS = "organizations"


@dataclass(frozen=True)
class OrganizationOption:
    """`people`: active and there on the day."""

    id: int
    name: str
    people: int


@dataclass(frozen=True)
class Reachable:
    """Active people who are there on the day: (person, member type, organisation)."""

    people: tuple[tuple[int, str, int | None], ...]
    deployed_types: frozenset[str]
    organizations: tuple[OrganizationOption, ...]

    def chosen(self, who: str, organization_ids: Collection[int] = ()) -> list[int]:
        """The ids of the audience; empty for an unknown word."""
        if who == EVERYBODY:
            return [person for person, _, _ in self.people]
        if who == DEPLOYED:
            return [person for person, kind, _ in self.people if kind in self.deployed_types]
        if who == ORGANIZATIONS:
            return [person for person, _, home in self.people if home in organization_ids]
        return []


def reachable(viewer: Viewer, day: date) -> Reachable:
    rows = db.session.execute(
        select(Person.id, Person.member_type, Organization.id, Organization.name)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(
            Person.community_id == viewer.community_id,
            Person.active.is_(True),
            or_(Person.deployed_from.is_(None), Person.deployed_from <= day),
            or_(Person.deployed_to.is_(None), Person.deployed_to >= day),
        )
        .order_by(Organization.position, Organization.id, Person.id)
    ).all()
    names: dict[int, str] = {}
    counts: dict[int, int] = {}
    for _, _, organization, name in rows:
        if organization is not None:
            names[organization] = name
            counts[organization] = counts.get(organization, 0) + 1
    kinds = terms.terms(viewer.community_id, "member_type")
    return Reachable(
        tuple((person, kind, organization) for person, kind, organization, _ in rows),
        frozenset(code for code, term in kinds.items() if term.flags.get("deployed")),
        tuple(OrganizationOption(key, names[key], counts[key]) for key in names),
    )
