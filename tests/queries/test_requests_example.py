"""The two journeys of medicine that the story tells, as full histories."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.domain.access import Permission, Viewer
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.queries import request_page
from teamhub.queries.request_page import RequestPage

LATER = datetime(2022, 4, 20, tzinfo=UTC)


def history(way: str, language: str = "zh_Hans_CN") -> RequestPage:
    request = db.session.scalars(select(ResidentRequest).where(ResidentRequest.way == way)).one()
    viewer = Viewer(1, "x", request.community_id, permissions=frozenset({Permission.DEED_VIEW}))
    return request_page.shown(viewer, request, language, LATER)


def test_the_escorted_trip_of_3_april(example: Flask) -> None:
    one = history("escorted_trip")
    kinds = [s.kind for s in one.steps]
    assert kinds == [
        *("asked", "assigned", "accepted", "approved", "departed", "returned", "done", "confirmed", "closed")
    ]
    assert [s.at for s in one.steps] == sorted(s.at for s in one.steps)
    facts = dict(next(s.facts for s in one.steps if s.kind == "departed"))
    assert facts["车辆"] == "工作队1号车"
    assert not one.way.missing(one.taken)
    assert one.deed_id is not None


def test_the_hand_over_of_4_april_at_the_border(example: Flask) -> None:
    one = history("border_handover")
    assert [s.kind for s in one.steps if s.kind in one.way.steps] == [
        *("approved", "sent", "handed_over", "received")
    ]
    facts = dict(next(s.facts for s in one.steps if s.kind == "handed_over"))
    assert facts == {"交接地点": "随县边界卡口", "对接单位": "吴山镇", "对接人": "吴山镇值班人员"}
    assert one.way.stays_in_district
    assert not one.way.missing(one.taken)


@pytest.mark.parametrize("way", ["escorted_trip", "border_handover"])
def test_nobody_is_named_in_full(example: Flask, way: str) -> None:
    one = history(way)
    assert not one.full
    assert "*" in one.asker
    assert "*" in one.helper
    assert all("*" in s.by for s in one.steps if s.by)
