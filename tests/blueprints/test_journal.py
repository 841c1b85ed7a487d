"""The journal read as a story, by those who may."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from teamhub.actions import journal
from teamhub.actions.work import unit_of_work
from teamhub.domain.seat_changes import ChangeState
from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.models.base import db
from teamhub.web.journal_words import OBJECTS, SENTENCES
from tests.cast import Cast
from tests.page_client import PageClient
from tests.statements import counted
from tests.sweep_scene import build_sweep

As = Callable[..., PageClient]
ACTIONS = Path(__file__).parents[2] / "teamhub" / "actions"
AT = datetime(2022, 4, 3, 1, 0, tzinfo=UTC)


def seen(client: PageClient, url: str, expect: int = 200) -> BeautifulSoup:
    client.get(url, expect=expect)
    return client.soup


NO_CODES = {"teamhub.sqlite", "manifest.json", "erasures.jsonl", "workbook.xlsx", "duty.change_"}


def written_codes() -> set[str]:
    """What the verbs call things in the journal: every constant of the form subject.deed, and those put together."""
    found = {f"leave.{step}" for step in ("asked", "approved", "refused", "withdrawn", "closed")}
    found |= {f"duty.change_{state.value}" for state in ChangeState} | {"resident.erased", "person.erased"}
    for file in ACTIONS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if re.fullmatch(r"[a-z_]+\.[a-z_]+", node.value):
                found.add(node.value)
    return found


def is_code(word: str) -> bool:
    return (
        not word.startswith("teamhub.")
        and word not in NO_CODES
        and not word.endswith((".heads", ".json", ".sqlite", ".key", ".py", ".xlsx", ".zip"))
    )


def test_every_code_of_the_journal_has_its_sentence() -> None:
    assert {code for code in written_codes() if is_code(code)} - set(SENTENCES) == set()


def test_every_kind_of_record_has_its_word() -> None:
    said = "".join(file.read_text("utf-8") for file in ACTIONS.rglob("*.py"))
    assert set(re.findall(r'object_type="([a-z_]+)"', said)) - set(OBJECTS) == set()


def test_each_step_of_a_request_reads_as_a_sentence(app: Flask, cast: Cast, as_: As) -> None:
    steps = next(v for v in VOCABULARIES if v.name == "request_step").terms
    with unit_of_work():
        for step in steps:
            journal.write(
                f"request.{step.code}", by=cast.viewer("leader"), at=AT, object_type="request", object_id=1
            )
    told = as_("leader", language="en").get("/linli/journal").text
    assert "did something" not in told


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_a_leader_reads_who_changed_this_door(app: Flask, cast: Cast, as_: As, language: str) -> None:
    scene = build_sweep(cast)
    member, door = as_("member"), scene.first_well[0]
    member.post(
        f"/linli/doors/{scene.sweep_id}/{cast.building_id}/{door}",
        {"outcome": "met_all_ok", "version": "0", "once": "a" * 20},
        expect=303,
    )
    leader = as_("leader", language=language)
    told = leader.get(f"/linli/journal/unit/{door}").text
    assert "李文涛" in told
    assert ("记录了一次敲门" if language != "en" else "recorded a visit at a door") in told
    assert seen(leader, f"/linli/places/doors/{door}").select(f"a[href='/linli/journal/unit/{door}']")


def test_the_journal_is_filtered_by_day_person_and_kind(app: Flask, cast: Cast, as_: As) -> None:
    with unit_of_work():
        journal.write("post.added", by=cast.viewer("leader"), at=AT, object_type="post", object_id=1)
        journal.write("deed.note", by=cast.viewer("member"), at=AT, object_type="deed", object_id=1)
    leader, english = as_("leader"), as_("secretary", language="en")
    on_that_day = "/linli/journal?day=2022-04-03"
    assert len(seen(leader, on_that_day).select("#story li")) == 2
    assert len(seen(leader, "/linli/journal?day=2022-04-02").select("#story li")) == 0
    assert len(seen(leader, f"{on_that_day}&who={cast.account('member')}").select("#story li")) == 1
    assert "recorded a deed" in english.get("/linli/journal?about=deed").text
    assert len(seen(leader, "/linli/journal?day=nonsense&who=x&about=nothing").select("#story li")) >= 2


def test_a_thousand_entries_cost_as_much_as_three(app: Flask, cast: Cast, as_: As) -> None:
    leader = as_("leader")
    with unit_of_work():
        for _ in range(3):
            journal.write("duty.logged", by=cast.viewer("member"), at=AT)
    leader.get("/linli/journal")
    with counted() as few:
        leader.get("/linli/journal")
    with unit_of_work():
        for _ in range(300):
            journal.write("duty.logged", by=cast.viewer("member"), at=AT)
    with counted() as many:
        page = seen(leader, "/linli/journal")
    assert len(many) == len(few)
    assert len(page.select("#story li")) == 50
    older = page.select_one("a[rel=next]")
    assert older is not None
    assert len(seen(leader, str(older["href"])).select("#story li")) == 50


def test_the_journal_is_not_for_members(app: Flask, cast: Cast, as_: As) -> None:
    as_("member").get("/linli/journal", expect=403)
    as_("outsider").get("/linli/journal", expect=404)
    as_("leader").get("/linli/journal/nonsense/1", expect=404)
    db.session.remove()
