"""The ways between compounds, and the order in which a walk takes them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.routes import length, table
from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import CompoundWay
from teamhub.queries.testing_home import SampleRow
from teamhub.solver.routes import walked


def in_walking_order(viewer: Viewer, rows: Sequence[SampleRow]) -> tuple[list[SampleRow], int | None]:
    """The rows by compounds on a short way, within a compound as they stood; minutes of the ways between them. None: no
    way is on record, the order stays the office's."""
    places = list(dict.fromkeys(row.compound_id for row in rows))
    minutes = table(places, known_ways(viewer, places))
    if minutes is None:
        return list(rows), None
    order = walked(minutes)
    rank = {places[place]: n for n, place in enumerate(order)}
    return sorted(rows, key=lambda row: rank[row.compound_id]), length(order, minutes)


def known_ways(viewer: Viewer, places: Sequence[int]) -> dict[tuple[int, int], int]:
    """(smaller id, larger id) -> minutes."""
    rows = db.session.execute(
        select(CompoundWay.from_id, CompoundWay.to_id, CompoundWay.minutes).where(
            CompoundWay.community_id == viewer.community_id,
            CompoundWay.from_id.in_(places),
            CompoundWay.to_id.in_(places),
        )
    )
    return {(one, other): minutes for one, other, minutes in rows}


def compounds(viewer: Viewer) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Compound.id, Compound.name)
        .where(Compound.community_id == viewer.community_id)
        .order_by(Compound.position, Compound.id)
    )
    return [(key, name) for key, name in rows]


def ways_from(viewer: Viewer, compound_id: int) -> dict[int, int]:
    """Other compound -> minutes. Raises NotFound."""
    place = db.session.get(Compound, compound_id)
    if place is None or place.community_id != viewer.community_id:
        raise NotFound
    rows = db.session.execute(
        select(CompoundWay.from_id, CompoundWay.to_id, CompoundWay.minutes).where(
            or_(CompoundWay.from_id == compound_id, CompoundWay.to_id == compound_id)
        )
    )
    return {other if one == compound_id else one: minutes for one, other, minutes in rows}
