"""Printing many sheets: asked for on a page, done by the command that the server starts, fetched afterwards."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pdfplumber
import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from teamhub.actions import print_jobs as verbs
from teamhub.actions.work import unit_of_work
from teamhub.cli.prints import print_job
from teamhub.domain.prints import PrintKind
from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.models.people import EnrolmentCode, Person
from teamhub.models.prints import PrintJob
from teamhub.web import background
from tests.cast import Cast
from tests.duty_scene import MORNING, Scene, build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]
PRINTS = "/linli/prints"


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Iterator[Scene]:
    with time_machine.travel(MORNING, tick=False):
        yield build_scene(cast)


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Prints for which a process would have been started."""
    found: list[int] = []
    monkeypatch.setattr(background, "launch", lambda _, number: found.append(number))
    return found


def ask(desk: PageClient, kind: str, expect: int = 303, **chosen: str) -> None:
    desk.get(PRINTS)
    form = desk.soup.select_one(f"form[action*='/new/{kind}']")
    assert form is not None
    fields = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
    for select_ in form.select("select"):
        option = select_.select_one("option[selected]") or select_.select_one("option")
        assert option is not None
        fields[str(select_["name"])] = str(option["value"])
    fields |= {f"{kind}-{name}": value for name, value in chosen.items()}
    desk.post(str(form["action"]).partition("#")[0], fields, expect=expect)


def run(number: int) -> None:
    assert CliRunner().invoke(print_job, [str(number)]).exception is None


def stored() -> PrintJob:
    db.session.rollback()
    found = db.session.scalars(select(PrintJob).order_by(PrintJob.id.desc())).first()
    assert found is not None
    return found


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as book:
        return "".join("".join((page.extract_text() or "").split()) for page in book.pages)


def test_posters_are_asked_for_printed_by_a_process_and_fetched(
    scene: Scene, as_: As, launched: list[int]
) -> None:
    desk = as_("leader")
    ask(desk, "posters", size="a3")
    job = stored()
    assert (launched, job.kind, job.state) == ([job.id], "posters", "running")
    desk.get(f"{PRINTS}/{job.id}")
    assert desk.soup.select_one("#print-job progress") is not None
    run(job.id)
    job = stored()
    posts = db.session.scalars(select(Post)).all()
    assert (job.state, job.done, job.total, job.pages) == ("done", len(posts), len(posts), len(posts))
    desk.get(f"{PRINTS}/{job.id}")
    assert "已完成" in desk.soup.get_text()
    answer = desk.get(f"{PRINTS}/{job.id}/file.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    said = text_of(answer.get_data())
    assert all("".join(post.name.split()) in said for post in posts)
    as_("outsider").get(f"{PRINTS}/{job.id}/file.pdf", expect=404)


def test_the_binder_of_a_day_has_every_chapter_in_both_languages(
    scene: Scene, as_: As, launched: list[int]
) -> None:
    scene.seat("member", scene.gate, scene.day)
    for language, words in (
        ("zh_Hans_CN", ("当日合订本", "值班表", "集结（当日无）")),
        ("en", ("Binderoftheday",)),
    ):
        ask(as_("leader", language=language), "binder", day=str(MORNING.date()))
        run(launched[-1])
        job = stored()
        assert job.state == "done", job.refused
        assert job.content is not None
        said = text_of(job.content)
        assert [word for word in words if word not in said] == [], said[:300]
        assert f"1/{job.pages}" in said


def test_one_print_at_a_time_and_a_silent_one_counts_as_broken_off(
    scene: Scene, as_: As, launched: list[int]
) -> None:
    desk = as_("leader")
    ask(desk, "posters")
    first = stored().id
    ask(desk, "binder", expect=409, day=str(MORNING.date()))
    assert "正在打印其他材料" in desk.soup.get_text()
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        desk.get(f"{PRINTS}/{first}")
        assert "请重新打印" in desk.soup.get_text()
        ask(desk, "binder", day=str(MORNING.date()))
    assert len(launched) == 2


def test_a_stopped_print_ends_after_its_portion_and_keeps_nothing(
    scene: Scene, as_: As, launched: list[int]
) -> None:
    desk = as_("leader")
    ask(desk, "posters")
    number = stored().id
    desk.post(f"{PRINTS}/{number}/stop", {}, expect=200)
    run(number)
    job = stored()
    assert (job.state, job.content) == ("cancelled", None)
    desk.get(f"{PRINTS}/{number}/file.pdf", expect=410)


def test_a_name_that_no_font_has_stops_the_print_and_is_said(
    scene: Scene, as_: As, launched: list[int]
) -> None:
    with unit_of_work():
        db.session.get_one(Post, scene.gate.id).name = "卡口\ue000"
    desk = as_("leader")
    ask(desk, "posters")
    run(launched[-1])
    assert stored().state == "refused"
    desk.get(f"{PRINTS}/{stored().id}")
    assert "卡口\ue000" in desk.soup.get_text() or "post_name" in desk.soup.get_text()


def test_a_file_is_kept_for_a_day(scene: Scene, as_: As, launched: list[int], cast: Cast) -> None:
    with unit_of_work():
        job = verbs.start(
            PrintKind.POSTERS,
            {"size": "a4"},
            language="en",
            site="http://x/",
            by=cast.viewer("leader"),
            at=MORNING,
        )
        verbs.end(job.id, b"%PDF", pages=1, file_name="x.pdf", by=cast.viewer("leader"), at=MORNING)
        number = job.id
    desk = as_("leader")
    desk.get(f"{PRINTS}/{number}/file.pdf")
    with time_machine.travel(MORNING + timedelta(hours=24), tick=False):
        as_("leader").get(f"{PRINTS}/{number}/file.pdf", expect=410)
        with unit_of_work():
            assert verbs.clear_away(cast.viewer("leader").community_id, at=MORNING + timedelta(hours=24)) == 1
    assert stored().content is None


def test_who_may_not_print_a_kind_is_not_offered_it(scene: Scene, as_: As) -> None:
    worker = as_("worker")
    worker.get(PRINTS)
    assert worker.soup.select_one("form[action*='/new/posters']") is None
    worker.post(f"{PRINTS}/new/posters", {}, expect=403)
    as_("member").get(PRINTS, expect=403)


def test_enrolment_cards_come_as_paper_and_a_name_without_a_glyph_voids_no_card(
    app: Flask, cast: Cast, as_: As
) -> None:
    desk = as_("leader")
    desk.get("/linli/accounts/cards")
    chosen = [str(cast.person(name)) for name in ("member", "sweeper")]
    asked = {"people": chosen, "validity": "card", "paper": "pdf"}
    answer = desk.post("/linli/accounts/cards", asked, expect=200)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "限用一次" in text_of(answer.get_data())
    codes = select(EnrolmentCode.id)
    before = db.session.scalars(codes).all()
    with unit_of_work():
        db.session.get_one(Person, int(chosen[0])).name = "王\ue000"
    desk.post("/linli/accounts/cards", asked, expect=422)
    db.session.rollback()
    assert db.session.scalars(codes).all() == before
