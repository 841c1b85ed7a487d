"""A sample that a sweep asked for settles its door when it is taken."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from teamhub.actions import doors, testing_home
from teamhub.domain.sweep_facts import Settlement, VisitFacts
from teamhub.models.base import db
from teamhub.models.sweeps import DoorVisit
from teamhub.models.testing import HomeSample
from tests.cast import Cast
from tests.sweep_scene import after, build_sweep, door_at


def test_the_last_sample_of_a_door_settles_it_and_cannot_be_taken_back(cast: Cast) -> None:
    scene, member = build_sweep(cast), cast.viewer("member")
    unit_id = scene.first_well[0]
    facts = VisitFacts("met_untested", untested=2, letter="signed")
    doors.record_visit(scene.sweep_id, unit_id, facts, version=None, by=member, at=after(1))
    asked = Settlement("home_sample", planned_at=after(120))
    doors.resolve_untested(scene.sweep_id, unit_id, asked, by=member, at=after(2))
    first, second = db.session.scalars(select(HomeSample).order_by(HomeSample.id)).all()
    medic = cast.viewer("medic")
    testing_home.take_sample(first.id, after(130), by=medic, at=after(130))
    assert door_at(scene, unit_id).state == "untested"
    testing_home.take_sample(second.id, after(131), by=medic, at=after(132))
    assert door_at(scene, unit_id).state == "final"
    assert db.session.scalars(select(DoorVisit.resolved_by)).one() == "home_sample"
    testing_home.take_sample(second.id, after(140), by=medic, at=after(141))
    assert second.sampled_at == after(131)
    with pytest.raises(testing_home.HomeRefused) as refused:
        testing_home.take_back(second.id, by=medic, at=after(142))
    assert refused.value.code == "sample_settled_door"
    with pytest.raises(testing_home.HomeRefused):
        testing_home.drop_sample(second.id, by=medic, at=after(143))


def test_a_sample_is_not_taken_in_the_future(cast: Cast) -> None:
    scene, member = build_sweep(cast), cast.viewer("member")
    facts = VisitFacts("met_untested", untested=1)
    doors.record_visit(scene.sweep_id, scene.first_well[0], facts, version=None, by=member, at=after(1))
    asked = Settlement("home_sample", planned_at=after(120))
    doors.resolve_untested(scene.sweep_id, scene.first_well[0], asked, by=member, at=after(2))
    sample = db.session.scalars(select(HomeSample)).one()
    with pytest.raises(testing_home.HomeRefused) as refused:
        testing_home.take_sample(sample.id, after(60), by=cast.viewer("medic"), at=after(10))
    assert refused.value.code == "sample_in_future"
    assert sample.sampled_at is None
