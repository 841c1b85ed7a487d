"""A roster made known: people are asked, confirm all at once, and what changes later is counted with its date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from teamhub.actions import duty_publication as verbs
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import DutyAssignment
from tests.cast import Cast
from tests.duty_scene import DAY, MORNING, Scene, build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]
BEFORE = MORNING - timedelta(hours=10)
ROSTER = f"/linli/duty/roster?day={DAY}"
PUBLISH = f"/linli/duty/roster/publish?day={DAY}&days=1"


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Iterator[Scene]:
    with time_machine.travel(BEFORE, tick=False):
        yield build_scene(cast)


def text(desk: PageClient) -> str:
    return " ".join(desk.soup.get_text(" ").split())


def test_published_people_confirm_and_later_changes_are_counted(scene: Scene, as_: As) -> None:
    first = scene.seat("member", scene.gate, scene.day)
    scene.seat("other_member", scene.checkpoint, scene.day)
    desk, phone = as_("leader"), as_("member")
    desk.get(ROSTER)
    assert "尚未发布" in text(desk)
    desk.post(PUBLISH, {})
    desk.get(ROSTER)
    assert "发布" in text(desk)
    assert "已确认 0 / 2" in text(desk)
    assert db.session.get_one(DutyAssignment, first.id).reminded_at == BEFORE
    phone.get("/linli/me")
    phone.post("/linli/duty/roster/confirm", {})
    with time_machine.travel(BEFORE + timedelta(hours=1), tick=False):
        made = scene.seat("medic", scene.gate, scene.night)
        made.assigned_at = BEFORE + timedelta(hours=1)
        db.session.commit()
        desk.get(ROSTER)
        assert "已确认 1 / 3" in text(desk)
        assert "之后改动 1 处" in text(desk)
        desk.post(PUBLISH, {})
        assert db.session.get_one(DutyAssignment, first.id).reminded_at == BEFORE
        assert db.session.get_one(DutyAssignment, made.id).reminded_at == BEFORE + timedelta(hours=1)


def test_nobody_to_tell_is_said(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.post(PUBLISH, {})
    desk.get(ROSTER)
    assert "尚未发布" not in text(desk)


def test_members_do_not_publish_and_nobody_publishes_for_others(scene: Scene, as_: As) -> None:
    scene.seat("member", scene.gate, scene.day)
    as_("member").post(PUBLISH, {}, expect=403)
    campaign = db.session.get_one(Campaign, scene.cast.campaign_id)
    with pytest.raises(NotFound), unit_of_work():
        verbs.publish(campaign, DAY, DAY, by=scene.cast.viewer("outsider"), at=BEFORE)
