"""Compounds, households and cadres behind the headline figures."""

from __future__ import annotations

from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.queries.tally.rows.duty import cadre_rows
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted, summed
from teamhub.queries.tally.scope import Scope


def place_rows(scope: Scope, rest: list[str]) -> RowSet:
    what = rest[0] if rest else ""
    if what in {"cadres", "organizations"}:
        return cadre_rows(scope, "cadres", [])
    compounds = db.session.execute(
        select(Compound.code, Compound.name, Compound.household_count)
        .where(Compound.community_id == scope.community.id)
        .order_by(Compound.position, Compound.id)
    )
    rows: list[tuple[Cell, ...]] = [tuple(r) for r in compounds]
    if what == "compounds":
        return counted("compounds", ("code", "compound", "households"), rows)
    return summed("households", ("code", "compound", "value"), rows)
