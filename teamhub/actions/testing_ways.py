"""How long it takes to walk from compound to compound."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, or_

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.testing import CompoundWay
from teamhub.queries import testing_ways


def set_ways(compound_id: int, minutes: Mapping[int, int], *, by: Viewer, at: datetime) -> None:
    """All ways of one compound from now on: other compound -> minutes; what is left out is not known. Raises
    NotFound."""
    testing_ways.ways_from(by, compound_id)
    own = {key for key, _ in testing_ways.compounds(by)}
    if not set(minutes) <= own - {compound_id}:
        raise NotFound
    db.session.execute(
        delete(CompoundWay).where(or_(CompoundWay.from_id == compound_id, CompoundWay.to_id == compound_id))
    )
    db.session.add_all(
        CompoundWay(
            community_id=by.community_id,
            from_id=min(compound_id, other),
            to_id=max(compound_id, other),
            minutes=took,
        )
        for other, took in minutes.items()
    )
    db.session.flush()
    journal.write("ways.set", by=by, at=at, object_type="compound", object_id=compound_id, ways=len(minutes))
