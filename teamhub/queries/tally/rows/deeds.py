"""Deeds behind their figures."""

from __future__ import annotations

from sqlalchemy import select

from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.deeds import Deed, DeedHelper
from teamhub.models.people import Person
from teamhub.models.places import Compound
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted
from teamhub.queries.tally.scope import Scope


def deed_rows(scope: Scope, rest: list[str]) -> RowSet:
    query = (
        select(Deed.id, Deed.code, Deed.done_at, Deed.category, Compound.name)
        .outerjoin(Compound, Compound.id == Deed.compound_id)
        .where(Deed.campaign_id == scope.campaign.id, Deed.voided_at.is_(None), scope.so_far(Deed.done_at))
        .order_by(Deed.done_at.desc(), Deed.id)
    )
    if rest and rest[-1] == "day":
        query = query.where(scope.today(Deed.done_at))
    if rest[:1] == ["in"] and len(rest) > 1:
        query = query.where(Compound.code == rest[1])
    group = rest[0] if len(rest) > 1 and rest[0] != "in" else None
    found = [r for r in db.session.execute(query) if group in {None, _group(scope, r.category)}]
    helpers: dict[int, list[str]] = {}
    for deed_id, name in db.session.execute(
        select(DeedHelper.deed_id, Person.name)
        .join(Person, Person.id == DeedHelper.person_id)
        .join(Deed, Deed.id == DeedHelper.deed_id)
        .where(Deed.campaign_id == scope.campaign.id)
        .order_by(DeedHelper.id)
    ):
        helpers.setdefault(deed_id, []).append(mask_name(name))
    rows: list[tuple[Cell, ...]] = [
        (code, done_at, scope.label("deed_category", category), compound, "、".join(helpers.get(key, [])))
        for key, code, done_at, category, compound in found
    ]
    return counted("deeds", ("code", "at", "category", "compound", "helpers"), rows)


def _group(scope: Scope, category: str) -> str:
    term = scope.terms["deed_category"].get(category)
    return str(term.flags["brief_group"]) if term else "other"
