"""Directives and their receipts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from teamhub.actions import notices
from teamhub.actions.notices import NoticeFacts, NoticeRefused
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.queries import audiences
from teamhub.queries import notices as queries
from tests.cast import Cast

AT = datetime(2022, 4, 1, 1, 10, tzinfo=UTC)


def issue(cast: Cast, names: list[str], due: datetime | None = None) -> int:
    with unit_of_work():
        directive = notices.issue(
            db.session.get_one(Campaign, cast.campaign_id),
            NoticeFacts("紧急提示", "市委组织部", "请全力配合社区。", due),
            [cast.person(n) for n in names],
            by=cast.viewer("leader"),
            at=AT,
        )
        return directive.id


def test_fact_16_each_person_acknowledges_once_and_the_issuer_sees_who_has_not(
    app: Flask, cast: Cast
) -> None:
    notice_id = issue(cast, ["member", "other_member"], AT + timedelta(hours=8))
    member = cast.viewer("member")
    assert [n.title for n in queries.waiting_for(member)] == ["紧急提示"]
    for hours in (1, 2):
        with unit_of_work():
            receipt = notices.acknowledge(notice_id, by=member, at=AT + timedelta(hours=hours))
            assert receipt.acknowledged_at == AT + timedelta(hours=1)
    assert queries.waiting_for(member) == []
    row = queries.listing(cast.viewer("leader"))[0]
    assert (row.addressed, row.received) == (2, 1)
    shown = queries.one(cast.viewer("leader"), notice_id)
    assert [r.person_id for r in shown.receipts] == [cast.person("other_member"), cast.person("member")]


def test_a_notice_for_others_does_not_exist_for_a_member(app: Flask, cast: Cast) -> None:
    notice_id = issue(cast, ["member"])
    other = cast.viewer("other_member")
    assert queries.listing(other) == []
    with pytest.raises(NotFound):
        queries.one(other, notice_id)
    with pytest.raises(NotFound), unit_of_work():
        notices.acknowledge(notice_id, by=other, at=AT)
    with pytest.raises(NotFound):
        queries.one(cast.viewer("outsider"), notice_id)


def test_a_member_sees_no_list_of_receipts(app: Flask, cast: Cast) -> None:
    notice_id = issue(cast, ["member", "other_member"])
    shown = queries.one(cast.viewer("member"), notice_id)
    assert (shown.receipts, shown.notice.addressed) == ((), 0)


def test_a_withdrawn_notice_asks_nobody(app: Flask, cast: Cast) -> None:
    notice_id = issue(cast, ["member"])
    with unit_of_work():
        notices.withdraw(notice_id, by=cast.viewer("leader"), at=AT)
    assert queries.waiting_for(cast.viewer("member")) == []
    with pytest.raises(NoticeRefused, match="notice_withdrawn"), unit_of_work():
        notices.acknowledge(notice_id, by=cast.viewer("member"), at=AT)


def test_a_notice_to_nobody_or_due_in_the_past_is_refused(app: Flask, cast: Cast) -> None:
    with pytest.raises(NoticeRefused, match="notice_nobody"):
        issue(cast, ["outsider"])
    with pytest.raises(NoticeRefused, match="notice_due_early"):
        issue(cast, ["member"], AT)


def test_audiences_are_deployed_people_everybody_or_organisations(app: Flask, cast: Cast) -> None:
    found = audiences.reachable(cast.viewer("leader"), AT.date())
    assert cast.person("worker") not in found.chosen(audiences.DEPLOYED)
    assert cast.person("worker") in found.chosen(audiences.EVERYBODY)
    assert found.chosen(audiences.ORGANIZATIONS, [found.organizations[0].id]) == found.chosen(
        audiences.EVERYBODY
    )
    assert found.chosen("nonsense") == []
    assert cast.person("outsider") not in found.chosen(audiences.EVERYBODY)
