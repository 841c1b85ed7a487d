"""Deeds as they may be published, and who did how many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.domain.publication import Published, publish, story
from teamhub.models.base import db
from teamhub.models.deeds import Deed, DeedHelper, ResidentRequest
from teamhub.models.people import Organization, Person
from teamhub.models.places import Compound
from teamhub.queries import terms
from teamhub.queries.deeds import DeedFilter, conditions

MOST = 200


@dataclass(frozen=True)
class Publishable:
    """`by_rule`: nobody wrote a story, the text is made of what was noted. `thanks` empty without consent."""

    id: int
    code: str
    done_at: datetime
    category: str
    text: Published
    thanks: Published
    by_rule: bool


def publishable(viewer: Viewer, chosen: DeedFilter, language: str) -> list[Publishable]:
    """The latest first. Deeds that say nothing but their kind are left out. Residents' full names that stand in the
    deed or its request are hidden in every text."""
    rows = db.session.execute(
        select(Deed, Compound.name, ResidentRequest.requested_by, ResidentRequest.beneficiary)
        .outerjoin(Compound, Compound.id == Deed.compound_id)
        .outerjoin(ResidentRequest, ResidentRequest.id == Deed.request_id)
        .where(*conditions(viewer, chosen), (Deed.summary != "") | (Deed.story != "") | (Deed.thanks != ""))
        .order_by(Deed.done_at.desc(), Deed.id.desc())
        .limit(MOST)
    ).all()
    helpers = _helpers([deed.id for deed, *_ in rows])
    labels = terms.labels(viewer.community_id, "deed_category", language)
    found = []
    for deed, compound, asker, beneficiary in rows:
        names = [name for name in (asker, beneficiary, deed.beneficiary) if name]
        typed = deed.story.strip() if deed.quote_consent else ""
        said = typed or story(
            compound or "",
            deed.beneficiary,
            deed.summary or labels.get(deed.category, deed.category),
            helpers.get(deed.id, []),
        )
        thanks = deed.thanks if deed.quote_consent else ""
        found.append(
            Publishable(
                deed.id,
                deed.code,
                deed.done_at,
                labels.get(deed.category, deed.category),
                publish(said, names=names, consent=deed.quote_consent),
                publish(thanks, names=names, consent=deed.quote_consent),
                not typed,
            )
        )
    return found


@dataclass(frozen=True)
class Honour:
    """Deeds of one person or organisation; of a deed with two helpers each has one."""

    name: str
    organization: str
    deeds: int


@dataclass(frozen=True)
class HonourRoll:
    people: tuple[Honour, ...]
    organizations: tuple[Honour, ...]
    deeds: int


def honour_roll(viewer: Viewer, day: date | None) -> HonourRoll:
    """So far, or of one day; most deeds first, then by name."""
    matches = conditions(viewer, DeedFilter(day))
    helped = (
        select(Person.name, func.coalesce(Organization.name, ""), func.count(Deed.id.distinct()))
        .select_from(DeedHelper)
        .join(Deed, Deed.id == DeedHelper.deed_id)
        .join(Person, Person.id == DeedHelper.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(*matches)
    )
    people = db.session.execute(helped.group_by(Person.id, Person.name, Organization.name)).all()
    by_office = db.session.execute(
        select(Organization.name, func.count(Deed.id.distinct()))
        .select_from(DeedHelper)
        .join(Deed, Deed.id == DeedHelper.deed_id)
        .join(Person, Person.id == DeedHelper.person_id)
        .join(Organization, Organization.id == Person.organization_id)
        .where(*matches)
        .group_by(Organization.id, Organization.name)
    ).all()
    return HonourRoll(
        tuple(sorted((Honour(n, o, k) for n, o, k in people), key=lambda h: (-h.deeds, h.name))),
        tuple(sorted((Honour(n, "", k) for n, k in by_office), key=lambda h: (-h.deeds, h.name))),
        db.session.scalar(select(func.count(Deed.id)).where(*matches)) or 0,
    )


def _helpers(deed_ids: list[int]) -> dict[int, list[str]]:
    """In full: members of the team, whom a story names."""
    found: dict[int, list[str]] = defaultdict(list)
    for deed_id, name in db.session.execute(
        select(DeedHelper.deed_id, Person.name)
        .join(Person, Person.id == DeedHelper.person_id)
        .where(DeedHelper.deed_id.in_(deed_ids))
        .order_by(DeedHelper.id)
    ):
        found[deed_id].append(name)
    return found
