"""Further questions at the door: data of the community, answers in the note."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.campaigns import StandardText
from teamhub.models.sweeps import DoorVisit
from teamhub.web.clock import now
from tests.cast import Cast
from tests.outbox import Phone
from tests.page_client import PageClient
from tests.sweep_scene import SweepScene, build_sweep, door_at

As = Callable[..., PageClient]


@pytest.fixture
def scene(app: Flask, cast: Cast) -> SweepScene:
    made = build_sweep(cast)
    db.session.add(
        StandardText(
            community_id=cast.community_id,
            name="door_questions",
            body_zh="是否有人外出返回？\n\n家里有几位老人？",
            body_en="Did anybody return from a journey?\n\nHow many elders live here?",
        )
    )
    db.session.commit()
    return made


def door(cast: Cast, scene: SweepScene, place: int = 0) -> str:
    return f"/linli/doors/1/{cast.building_id}/{scene.first_well[place]}"


def asked(client: PageClient) -> list[str]:
    return [str(one["value"]) for one in client.soup.select("#door-sheet input[name=question]")]


def sent(client: PageClient, outcome: str, answers: list[str]) -> dict[str, object]:
    fields = {str(f["name"]): str(f.get("value", "")) for f in client.soup.select("#door-sheet form input[name=once], #door-sheet form input[name=version]")}  # fmt: skip
    return {**fields, "outcome": outcome, "untested": "0", "question": asked(client), "answer": answers}


def last_note() -> str:
    db.session.expire_all()
    visit = db.session.scalars(select(DoorVisit).order_by(DoorVisit.id.desc())).first()
    assert visit is not None
    return visit.note


def test_they_are_asked_in_the_readers_language_and_answers_stand_in_the_note(
    scene: SweepScene, cast: Cast, as_: As
) -> None:
    client = as_("sweeper", language="en")
    client.get(door(cast, scene))
    assert asked(client) == ["Did anybody return from a journey?", "How many elders live here?"]
    client = as_("sweeper", language="zh_Hans_CN")
    client.get(door(cast, scene))
    body = sent(client, "met_all_ok", ["", "两位"]) | {"note": "门铃坏了"}
    client.post(door(cast, scene), body)
    assert last_note() == "门铃坏了\n家里有几位老人？：两位"


def test_a_refused_form_keeps_the_answers_and_the_next_sheet_begins_empty(
    scene: SweepScene, cast: Cast, as_: As
) -> None:
    client = as_("sweeper")
    client.get(door(cast, scene))
    client.post(door(cast, scene), sent(client, "met_untested", ["有，昨天", ""]), expect=422)
    kept = [str(one.get("value", "")) for one in client.soup.select("#door-sheet input[name=answer]")]
    assert kept == ["有，昨天", ""]
    client.post(door(cast, scene), sent(client, "met_all_ok", ["有，昨天", ""]))
    client.get(door(cast, scene, 1))
    kept = [str(one.get("value", "")) for one in client.soup.select("#door-sheet input[name=answer]")]
    assert kept == ["", ""]


def test_too_long_an_answer_is_not_cut_in_silence(scene: SweepScene, cast: Cast, as_: As) -> None:
    client = as_("sweeper")
    client.get(door(cast, scene))
    client.post(door(cast, scene), sent(client, "met_all_ok", ["长" * 121, ""]), expect=422)
    assert "回答太长" in client.text()
    assert door_at(scene, scene.first_well[0]).state == "untouched"


def test_an_entry_kept_without_signal_brings_the_questions_of_then(
    scene: SweepScene, cast: Cast, as_: As
) -> None:
    phone = Phone(as_("sweeper"), cast.account("sweeper"))
    entry = phone.entry(door(cast, scene), {"version": 0, "outcome": "met_all_ok", "untested": 0}, now())
    entry["fields"] += [["question", "有没有发热？"], ["answer", "没有"]]
    assert phone.outcomes([entry]) == ["done"]
    assert last_note() == "有没有发热？：没有"


def test_without_questions_the_sheet_is_as_short_as_ever(scene: SweepScene, cast: Cast, as_: As) -> None:
    text = db.session.scalars(select(StandardText).where(StandardText.name == "door_questions")).one()
    text.body_zh = text.body_en = ""
    db.session.commit()
    client = as_("sweeper")
    client.get(door(cast, scene))
    assert asked(client) == []
