"""Wishes and pairs are noted on a person's page, and the proposed roster keeps to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.rota import RotaPair, RotaWish
from teamhub.queries import duty_rota, rota_wishes
from teamhub.queries.duty_rota_ground import Wish
from tests.cast import Cast
from tests.duty_scene import MORNING, Scene, build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Iterator[Scene]:
    with time_machine.travel(MORNING - timedelta(hours=6), tick=False):
        yield build_scene(cast)


def person(scene: Scene, name: str) -> str:
    return f"/linli/people/{scene.cast.person(name)}"


def test_a_wish_is_noted_changed_and_taken_back(scene: Scene, as_: As) -> None:
    leader, page = as_("leader"), person(scene, "member")
    leader.get(page)
    assert "自动排班" in leader.text()
    for likes, stored in (("nights", [True]), ("days", [False]), ("", [])):
        leader.post(f"{page}/wishes", {"likes": likes})
        db.session.expire_all()
        assert list(db.session.scalars(select(RotaWish.likes_nights))) == stored
    leader.post(f"{page}/wishes", {"likes": "noon"}, expect=422)


def test_pairs_are_seen_from_both_and_removed(scene: Scene, as_: As) -> None:
    leader, member, other = as_("leader"), scene.cast.person("member"), scene.cast.person("other_member")
    leader.post(f"/linli/people/{other}/pairs", {"other": str(member), "how": "apart"})
    for page in (member, other):
        leader.get(f"/linli/people/{page}")
        assert "不同时在岗" in leader.soup.select_one("#wishes ul").text  # type: ignore[union-attr]  # it is there
    pair = db.session.scalars(select(RotaPair)).one()
    assert (pair.one_id, pair.other_id) == tuple(sorted((member, other)))
    leader.post(f"/linli/people/{member}/pairs", {"other": str(other), "how": "together"}, expect=422)
    assert "已是一对" in leader.text()
    leader.post(f"/linli/people/{member}/pairs/{pair.id}/remove")
    assert db.session.scalars(select(RotaPair)).all() == []


@pytest.mark.parametrize("who", ["oneself", "nobody", "foreign", "words"])
def test_a_pair_needs_somebody_else_of_the_team(scene: Scene, as_: As, who: str) -> None:
    leader, member = as_("leader"), scene.cast.person("member")
    other = {"oneself": member, "nobody": 0, "foreign": scene.cast.person("outsider"), "words": "x"}[who]
    leader.post(f"/linli/people/{member}/pairs", {"other": str(other), "how": "apart"}, expect=422)
    assert db.session.scalars(select(RotaPair)).all() == []


def test_only_who_manages_people_notes_wishes_and_nobody_elsewhere(scene: Scene, as_: As) -> None:
    member, other = scene.cast.person("member"), scene.cast.person("other_member")
    as_("member").post(f"/linli/people/{member}/wishes", {"likes": "days"}, expect=403)
    as_("outsider").post(f"/bieqv/people/{member}/wishes", {"likes": "days"}, expect=404)
    as_("leader").post(f"/linli/people/{member}/pairs", {"other": str(other), "how": "apart"})
    pair = db.session.scalars(select(RotaPair.id)).one()
    foreign = scene.cast.person("outsider")
    as_("outsider").post(f"/bieqv/people/{foreign}/pairs/{pair}/remove", expect=404)


def test_the_question_to_the_planner_carries_them(scene: Scene, as_: As) -> None:
    leader, cast = as_("leader"), scene.cast
    member, other = cast.person("member"), cast.person("other_member")
    leader.post(f"/linli/people/{member}/wishes", {"likes": "nights"})
    leader.post(f"/linli/people/{member}/pairs", {"other": str(other), "how": "apart"})
    problem = duty_rota.question(
        cast.viewer("leader"),
        db.session.get_one(Campaign, cast.campaign_id),
        Wish(first=scene.day.duty_date, days=1, kinds=frozenset({"cadre"}), most_in_week=6),
        at=MORNING - timedelta(hours=6),
    )
    likes = {m.person_id: m.likes_nights for m in problem.members}
    assert likes[member] is True
    assert likes[other] is None
    assert [(p.one, p.other, p.together) for p in problem.pairs] == [(*sorted((member, other)), False)]
    assert rota_wishes.pairs(cast.viewer("leader"), [member]) == ()
