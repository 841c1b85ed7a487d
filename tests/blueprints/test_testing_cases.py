"""A case with a schedule is released when every condition holds, and not before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.testing import HomeSample, TimedCase
from tests.case_scene import build_case
from tests.cast import Cast
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]
FIRST, SECOND, THIRD = (datetime(2022, 4, n, 2, 0, tzinfo=UTC) for n in (1, 3, 5))


@pytest.fixture
def case_id(app: Flask, cast: Cast) -> int:
    """Five days at home and three tests a day apart, begun on 1 April; two tests taken, one planned."""
    samples = [(FIRST, FIRST), (SECOND, SECOND), (THIRD, None)]
    return build_case(cast, date(2022, 4, 1), ("五天三检", 5, 3), samples)


def obstacles(client: PageClient) -> list[str]:
    return [one.get_text() for one in client.soup.select(".faults li")]


def test_release_names_every_obstacle_until_none_is_left(as_: SignIn, case_id: int) -> None:
    worker, here = as_("worker"), f"/linli/testing/cases/{case_id}"
    worker.post(f"{here}/release", expect=422)
    assert obstacles(worker) == ["检测次数不够。", "结果未出齐。", "还没有人见到绿码。"]
    samples = db.session.scalars(select(HomeSample.id).order_by(HomeSample.id)).all()
    for sample_id in samples[:2]:
        worker.post(f"{here}/tests/{sample_id}", {"result": "negative"})
    worker.post(f"{here}/release", expect=422)
    assert obstacles(worker) == ["检测次数不够。", "还没有人见到绿码。"]
    worker.post(f"/linli/testing/home/{samples[2]}/taken", {"sampled_at": "2022-04-05T10:00"})
    worker.post(f"{here}/tests/{samples[2]}", {"result": "negative"})
    worker.post(f"{here}/isolated")
    worker.post(f"{here}/release", expect=422)
    assert obstacles(worker) == ["还没有人见到绿码。"]
    assert db.session.get_one(TimedCase, case_id).released_at is None
    worker.post(f"{here}/green")
    worker.post(f"{here}/release")
    assert db.session.get_one(TimedCase, case_id).released_at is not None
    worker.post(f"{here}/escalate", expect=422)


def test_a_positive_result_keeps_the_case(as_: SignIn, case_id: int) -> None:
    worker, here = as_("worker"), f"/linli/testing/cases/{case_id}"
    sample_id = db.session.scalars(select(HomeSample.id).order_by(HomeSample.id)).first()
    worker.post(f"{here}/tests/{sample_id}", {"result": "positive"})
    worker.post(f"{here}/release", expect=422)
    assert "有阳性结果。" in obstacles(worker)
    worker.get("/linli/testing/cases")
    assert "已上报" in worker.text()


def test_a_test_too_soon_is_flagged_and_not_counted(as_: SignIn, case_id: int) -> None:
    second = db.session.scalars(select(HomeSample).order_by(HomeSample.id)).all()[1]
    second.sampled_at = datetime(2022, 4, 1, 9, 0, tzinfo=UTC)
    db.session.commit()
    worker = as_("worker")
    worker.get(f"/linli/testing/cases/{case_id}")
    assert "间隔太短" in worker.text()
    worker.get("/linli/testing/cases")
    assert "1/3" in worker.text()


def test_only_who_cares_for_residents_sees_cases(as_: SignIn, cast: Cast, case_id: int) -> None:
    for name in ("member", "medic", "reader", "group_leader"):
        as_(name).get("/linli/testing/cases", expect=403)
        as_(name).post(f"/linli/testing/cases/{case_id}/release", expect=403)
    as_("outsider").get(f"/bieqv/testing/cases/{case_id}", expect=404)
    as_("outsider").post(f"/bieqv/testing/cases/{case_id}/release", expect=404)
    for language in ("zh_Hans_CN", "en"):
        leader = as_("leader", language=language)
        leader.get("/linli/testing/cases")
        leader.get(f"/linli/testing/cases/{case_id}")
