"""Merging places on the pages: look first, then sure."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from teamhub.actions import places as verbs
from teamhub.domain.places import CompoundFacts
from teamhub.models.base import db
from teamhub.models.places import Compound, Unit
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient


def test_a_compound_is_merged_after_a_look(as_: Callable[..., PageClient], cast: Cast) -> None:
    double = verbs.add_compound(CompoundFacts("明珠花园"), by=cast.viewer("leader"), at=now()).id
    db.session.commit()
    client, address = as_("leader"), f"/linli/places/compounds/{cast.compound_id}/merge"
    client.get(address)
    client.post(address, {"other_id": ""}, expect=422)
    client.post(address, {"other_id": str(double)}, expect=200)
    assert "明珠花园将成为明珠华府的别名" in client.text()
    assert db.session.scalar(select(func.count()).select_from(Compound)) == 2
    client.post(address, {"other_id": str(double), "sure": "1"})
    assert db.session.scalar(select(func.count()).select_from(Compound)) == 1
    client.get(f"/linli/places/compounds/{cast.compound_id}")
    assert "明珠花园" in client.text()


def test_a_door_is_merged_with_another_of_its_building(as_: Callable[..., PageClient], cast: Cast) -> None:
    client = as_("leader", language="en")
    address = f"/linli/places/doors/{cast.unit_ids[0]}/merge"
    client.get(address)
    client.post(address, {"other_id": str(cast.unit_ids[1]), "sure": "1"})
    assert db.session.get(Unit, cast.unit_ids[1]) is None
    as_("worker").get(address, expect=403)
