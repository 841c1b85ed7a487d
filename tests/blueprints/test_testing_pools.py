"""A positive pool: reported, followed step by step, over; counts and no names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from teamhub.actions import testing_rounds
from teamhub.actions.work import unit_of_work
from teamhub.domain.testing_plans import RoundPlan
from teamhub.models.base import db
from teamhub.models.testing import PoolAlert, SamplingSite, TestingRound
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]
PAGE = "/linli/testing/rounds/1/pools"


@pytest.fixture
def held(app: object, cast: Cast) -> TestingRound:
    site = SamplingSite(community_id=cast.community_id, campaign_id=cast.campaign_id, code="P1", name="北门")
    db.session.add(site)
    db.session.commit()
    plan = RoundPlan(now() - timedelta(hours=5), now(), "pooled", 20, (site.id,), {cast.compound_id: 28})
    with unit_of_work():
        testing_rounds.plan_round(plan, by=cast.viewer("leader"), at=now())
    return db.session.scalars(select(TestingRound)).one()


def report(
    leader: PageClient, tube: str = "A-017", persons: str = "20", expect: int = 303
) -> PoolAlert | None:
    leader.get(PAGE)
    leader.post(PAGE, {"tube": tube, "persons": persons, "once": tube + persons}, expect=expect)
    return db.session.scalars(select(PoolAlert).order_by(PoolAlert.id.desc())).first()


def counts(alert: PoolAlert, *told: int) -> dict[str, str]:
    names = ("notified", "retested", "cleared", "transferred")
    return {"version": str(alert.version)} | {n: str(v) for n, v in zip(names, told, strict=True)}


def test_reported_followed_and_over(held: TestingRound, as_: As) -> None:
    leader = as_("leader")
    leader.get(PAGE)
    assert "没有混管异常" in leader.text()
    alert = report(leader)
    assert alert is not None
    assert held.results == "alert"
    page = f"/linli/testing/pools/{alert.id}"
    leader.get(page)
    assert "待通知" in leader.text()
    leader.get("/linli/testing/rounds/1")
    assert "1个异常混管尚未结束" in leader.text()
    leader.post("/linli/testing/rounds/1/results", {"results": "all_negative"}, expect=422)
    assert "A-017管尚未结束" in leader.text()

    leader.post(page, counts(alert, 20, 0, 0, 0))
    leader.post(page, counts(alert, 20, 20, 0, 0))
    assert alert.notified_at is not None
    assert alert.retested_at is not None
    leader.post(page, counts(alert, 20, 20, 20, 0))
    assert alert.closed_at is not None
    leader.post("/linli/testing/rounds/1/results", {"results": "all_negative"})
    assert held.results == "all_negative"


def test_what_does_not_add_up_comes_back_with_what_was_typed(held: TestingRound, as_: As) -> None:
    leader = as_("leader")
    alert = report(leader)
    assert alert is not None
    page = f"/linli/testing/pools/{alert.id}"
    leader.post(page, counts(alert, 10, 12, 0, 0), expect=422)
    assert "此处最多10人" in leader.text()
    assert leader.soup.select_one("[name=retested]")["value"] == "12"  # type: ignore[index]
    first = counts(alert, 5, 0, 0, 0)
    leader.post(page, first)
    leader.post(page, first | {"notified": "7"}, expect=422)
    assert "刚被别人保存过" in leader.text()
    assert leader.soup.select_one("[name=notified]")["value"] == "7"  # type: ignore[index]
    leader.post(page, counts(alert, 7, 0, 0, 0))
    assert alert.notified == 7
    report(leader, "A-017", "10", expect=422)
    assert "A-017管已登记" in leader.text()
    report(leader, "A-018", "21", expect=422)
    assert "每管最多20人" in leader.text()
    leader.post(f"{page}/remove")
    assert db.session.scalars(select(PoolAlert)).all() == []


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_who_oversees_reads_and_only_the_leader_writes(held: TestingRound, as_: As, language: str) -> None:
    alert = report(as_("leader"))
    assert alert is not None
    group = as_("group_leader", language=language)
    group.get(PAGE)
    group.get(f"/linli/testing/pools/{alert.id}")
    assert group.soup.find("input", attrs={"name": "notified"}) is None
    group.post(f"/linli/testing/pools/{alert.id}", counts(alert, 1, 0, 0, 0), expect=403)
    as_("member").get(PAGE, expect=403)
    as_("outsider").get(f"/bieqv/testing/pools/{alert.id}", expect=404)
