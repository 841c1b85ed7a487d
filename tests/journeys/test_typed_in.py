"""A paper sheet of forty doors typed in with the keyboard alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from teamhub.models.base import db
from teamhub.models.places import Building, Unit
from teamhub.models.sweeps import DoorVisit
from tests.journeys.conftest import Stage, look


def forty_doors(stage: Stage) -> tuple[int, list[int]]:
    """A building of the example with so many inhabited flats, and these."""
    with stage.app.app_context():
        count = func.count(Unit.id)
        building = db.session.scalars(
            select(Building.id)
            .join(Unit, Unit.building_id == Building.id)
            .where(Unit.kind == "household", Unit.occupied.is_(True))
            .group_by(Building.id)
            .having(count >= 40)
            .order_by(count, Building.id)
            .limit(1)
        ).one()
        doors = list(db.session.scalars(select(Unit.id).where(Unit.building_id == building)))
        db.session.remove()
    return building, doors


@pytest.mark.browser
def test_forty_doors_without_a_mouse(example_stage: Stage) -> None:
    building, doors = forty_doors(example_stage)
    desk = example_stage.desk("team_leader")
    desk.goto(f"/balicha/sweeps/3/buildings/{building}/typed-in")
    look(desk, "sheet-typed-in")
    desk.locator("input[name=visited]").fill("2022-04-05T20:45")
    desk.locator("[data-column=code]").first.focus()
    for _ in range(40):
        desk.keyboard.type("1")
        desk.keyboard.press("Enter")
    desk.locator("[data-grid-end]").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#toasts")).to_contain_text("40", timeout=45_000)
    with example_stage.app.app_context():
        typed = datetime(2022, 4, 5, 12, 45, tzinfo=UTC)
        fresh = select(func.count(DoorVisit.id)).where(
            DoorVisit.visited_at == typed, DoorVisit.unit_id.in_(doors)
        )
        assert db.session.scalar(fresh) == 40
        db.session.remove()
