"""A search for the best roster: started on the page, done by the command that the server starts, looked at afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from teamhub.actions import rota_searches as verbs
from teamhub.actions.work import unit_of_work
from teamhub.cli.rota import rota_search
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.rota import RotaSearch
from teamhub.queries import duty_rota, rota_searches
from teamhub.web import background
from tests.cast import Cast
from tests.duty_scene import DAY, MORNING, Scene, build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]
BEFORE = MORNING - timedelta(hours=10)
ADDRESS = f"/linli/duty/roster/proposal?day={DAY}&days=1"


@pytest.fixture
def scene(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The evening before; too large a question for a page, so that a search is worth its name."""
    monkeypatch.setattr(duty_rota, "AT_ONCE", 0)
    with time_machine.travel(BEFORE, tick=False):
        yield build_scene(cast)


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Searches for which a process would have been started."""
    found: list[int] = []
    monkeypatch.setattr(background, "launch", lambda _, number: found.append(number))
    return found


def start(desk: PageClient) -> None:
    desk.get(ADDRESS)
    form = desk.soup.select_one("form[action*='/roster/search']")
    assert form is not None
    once = form.select_one("[name=once]")
    assert once is not None
    desk.post(str(form["action"]), {"once": str(once["value"])})


def run(number: int) -> int:
    """The command that the server starts, in this process; its exit status."""
    return CliRunner().invoke(rota_search, [str(number)]).exit_code


def stored() -> RotaSearch:
    db.session.rollback()
    return db.session.scalars(select(RotaSearch).order_by(RotaSearch.id.desc())).first()  # type: ignore[return-value]  # there is one


def words(desk: PageClient) -> str:
    found = desk.soup.select_one("#search")
    assert found is not None
    return " ".join(found.get_text(" ").split())


def test_a_search_is_started_done_and_its_proof_shown(scene: Scene, as_: As, launched: list[int]) -> None:
    desk = as_("leader")
    start(desk)
    number = stored().id
    assert launched == [number]
    result = f"{ADDRESS}&most=6&kind=cadre&totals=3&nights=3&same_post=2&rotate=0&mixed=1&search={number}"
    desk.get(result)
    assert "正在搜索" in words(desk)
    assert "未作证明" in desk.soup.get_text()
    assert run(number) == 0
    search = stored()
    assert search.state == "done"
    assert search.progress.keys() == {"step", "value", "bound"}
    desk.get(
        f"/linli/duty/roster/search/{number}", headers={"HX-Request": "true", "HX-Target": "section#search"}
    )
    assert desk.soup.select_one("#search a.do--main") is not None
    desk.get(result)
    assert "已完成" in words(desk)
    assert "没有哪种排班更公平" in desk.soup.get_text()
    assert len(desk.soup.select("input[name=place]")) == 6


def test_what_no_longer_fits_is_planned_anew_and_said(scene: Scene, as_: As, launched: list[int]) -> None:
    desk = as_("leader")
    start(desk)
    number = stored().id
    run(number)
    scene.seat("member", scene.gate, scene.day)
    desk.get(f"{ADDRESS}&most=6&kind=cadre&totals=3&nights=3&same_post=2&rotate=0&mixed=1&search={number}")
    text = desk.soup.get_text()
    assert "搜索之后排班有变动" in text
    assert "没有哪种排班更公平" not in text
    assert len(desk.soup.select("input[name=place]")) == 5


def test_one_search_at_a_time_and_a_silent_one_counts_as_broken_off(
    scene: Scene, as_: As, launched: list[int]
) -> None:
    desk = as_("leader")
    start(desk)
    first = stored().id
    desk.get(ADDRESS)
    form = desk.soup.select_one("form[action*='/roster/search']")
    assert form is not None
    desk.post(str(form["action"]), {"once": "another"}, expect=422)
    assert "已有一次搜索在进行" in desk.soup.get_text()
    with time_machine.travel(BEFORE + timedelta(seconds=40), tick=False):
        desk.get(f"{ADDRESS}&search={first}")
        assert "中断" in words(desk)
        start(desk)
    assert len(launched) == 2


def test_a_stopped_search_keeps_the_best_so_far(scene: Scene, as_: As, launched: list[int]) -> None:
    desk = as_("leader")
    start(desk)
    number = stored().id
    for _ in range(2):
        desk.post(f"/linli/duty/roster/search/{number}/stop", {})
    assert stored().state == "stopping"
    run(number)
    search = stored()
    assert search.state == "cancelled"
    answer = rota_searches.row(scene.cast.viewer("leader"), number, at=BEFORE).answer
    assert answer is not None
    assert len(answer.turns) == 6


def test_a_fault_ends_the_search_as_failed(
    scene: Scene, as_: As, launched: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = as_("leader")
    start(desk)

    def broken(*_: object, **__: object) -> None:
        raise NotFound

    monkeypatch.setattr(duty_rota, "question", broken)
    assert run(stored().id) == 1
    assert stored().state == "failed"


def test_others_neither_start_nor_see_a_search(scene: Scene, as_: As, launched: list[int]) -> None:
    start(as_("leader"))
    number = stored().id
    as_("member").post("/linli/duty/roster/search", {"once": "x"}, expect=403)
    as_("member").get(f"/linli/duty/roster/search/{number}", expect=403)
    with pytest.raises(NotFound), unit_of_work():
        verbs.stop(number, by=scene.cast.viewer("outsider"), at=BEFORE)
