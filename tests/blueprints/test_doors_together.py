"""Many thumbs on one door at the same moment (T28, T40): nothing lost, nothing doubled, nothing overwritten."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from teamhub.models.base import db
from teamhub.models.sweeps import DoorVisit
from tests.cast import Cast
from tests.page_client import PageClient
from tests.sweep_scene import build_sweep, door_at

SignIn = Callable[..., PageClient]
EDITORS = 8


def at_once(posts: list[tuple[PageClient, str, dict[str, str]]]) -> list[TestResponse]:
    """All posts start together, each in a thread and a context of its own."""
    start = Barrier(len(posts))

    def one(post: tuple[PageClient, str, dict[str, str]]) -> TestResponse:
        client, url, form = post
        start.wait()
        return Context().run(client.http.post, url, data=form)

    with ThreadPoolExecutor(len(posts)) as pool:
        answers = list(pool.map(one, posts))
    db.session.rollback()
    return answers


def visits() -> int:
    return db.session.scalar(select(func.count()).select_from(DoorVisit)) or 0


@pytest.mark.proves("T40")
def test_one_of_many_saves_is_accepted_and_every_other_text_goes_back_to_its_author(
    as_: SignIn, cast: Cast
) -> None:
    scene = build_sweep(cast)
    unit_id = scene.first_well[0]
    url = f"/linli/doors/1/{cast.building_id}/{unit_id}"
    posts = []
    for n in range(EDITORS):
        client = as_("sweeper")
        form = {
            "outcome": "no_answer",
            "version": "0",
            "untested": "0",
            "once": f"k{n}",
            "note": f"第{n}张纸条",
        }
        posts.append((client, url, form | {"csrf_token": client.csrf()}))
    answers = at_once(posts)
    assert sorted(a.status_code for a in answers) == [303] + [409] * (EDITORS - 1)
    for (_, _, form), answer in zip(posts, answers, strict=True):
        if answer.status_code == 409:
            assert form["note"] in answer.get_data(as_text=True)
    assert (visits(), door_at(scene, unit_id).version) == (1, 1)


@pytest.mark.proves("T28")
def test_one_submission_sent_many_times_is_one_visit(as_: SignIn, cast: Cast) -> None:
    scene = build_sweep(cast)
    unit_id = scene.first_well[0]
    url = f"/linli/doors/1/{cast.building_id}/{unit_id}"
    client = as_("sweeper")
    form = {
        "outcome": "met_all_ok",
        "version": "0",
        "untested": "0",
        "once": "same",
        "csrf_token": client.csrf(),
    }
    twins = [client, *(as_("sweeper") for _ in range(EDITORS - 1))]
    posts = [(twin, url, form | {"csrf_token": twin.csrf()}) for twin in twins]
    assert {a.status_code for a in at_once(posts)} == {303}
    assert (visits(), door_at(scene, unit_id).version) == (1, 1)


@pytest.mark.proves("T28")
def test_the_same_submission_without_its_key_would_be_refused(as_: SignIn, cast: Cast) -> None:
    """The control: what makes the repeated save harmless is its key."""
    scene = build_sweep(cast)
    url = f"/linli/doors/1/{cast.building_id}/{scene.first_well[0]}"
    posts = []
    for n in range(2):
        client = as_("sweeper")
        form = {"outcome": "met_all_ok", "version": "0", "untested": "0", "once": f"other{n}"}
        posts.append((client, url, form | {"csrf_token": client.csrf()}))
    assert sorted(a.status_code for a in at_once(posts)) == [303, 409]
