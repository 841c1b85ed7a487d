"""The call-out of the first night, and its roll."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions import duty_musters
from teamhub.actions.duty_musters import CallOut, MusterRefused
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import NotAllowed, NotFound
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import MusterCall
from teamhub.models.people import Organization, Person
from teamhub.queries import duty_musters as queries
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")


def night(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2022, 4, 1, int(hour), int(minute), tzinfo=SHANGHAI)


@pytest.fixture
def cadres(app: Flask, cast: Cast) -> list[int]:
    """21 people of three organisations: 9, 5 and 7."""
    ids = []
    for name, count in (("组织部", 9), ("编办", 5), ("党校", 7)):
        office = Organization(community_id=cast.community_id, name=name, sends_cadres=True, position=count)
        db.session.add(office)
        db.session.flush()
        for n in range(count):
            person = Person(
                community_id=cast.community_id,
                code=f"{name}{n}",
                name=f"干部{n}",
                member_type="cadre",
                organization_id=office.id,
            )
            db.session.add(person)
            db.session.flush()
            ids.append(person.id)
    db.session.commit()
    return ids


def call(cast: Cast, people: list[int], due: str = "02:50") -> int:
    with unit_of_work():
        muster = duty_musters.call_out(
            db.session.get_one(Campaign, cast.campaign_id),
            CallOut("八里岔社区", night("01:20"), night(due), issuer="市委组织部"),
            people,
            by=cast.viewer("leader"),
            at=night("01:21"),
        )
        return muster.id


def test_fact_13_twenty_one_of_twenty_one_first_0231_last_0249_in_89_minutes(
    cast: Cast, cadres: list[int]
) -> None:
    muster_id = call(cast, cadres)
    leader = cast.viewer("leader")
    calls = db.session.scalars(select(MusterCall).order_by(MusterCall.id)).all()
    moments = [night("02:31") + timedelta(minutes=min(n, 18)) for n in range(21)]
    for row, moment in zip([c.id for c in calls], moments, strict=True):
        with unit_of_work():
            duty_musters.mark_arrived(row, by=leader, at=moment)
    shown = queries.one(leader, muster_id)
    roll = shown.muster.roll
    assert (roll.expected, roll.present, roll.in_time, roll.late) == (21, 21, 21, 0)
    assert (roll.first_at, roll.last_at, roll.response_minutes) == (night("02:31"), night("02:49"), 89)
    assert sorted(o.roll.expected for o in shown.organizations) == [5, 7, 9]
    assert all(o.roll.complete for o in shown.organizations)
    assert [row.roll for row in queries.listing(leader)] == [roll]


def test_the_first_arrival_counts_and_a_slip_is_taken_back(cast: Cast, cadres: list[int]) -> None:
    call(cast, cadres[:1])
    leader = cast.viewer("leader")
    call_id = db.session.scalars(select(MusterCall.id)).one()
    for clock in ("02:40", "02:45"):
        with unit_of_work():
            duty_musters.mark_arrived(call_id, by=leader, at=night(clock))
    kept = db.session.get_one(MusterCall, call_id)
    assert (kept.arrived_at, kept.evidence) == (night("02:40"), "roll_call")
    with unit_of_work():
        duty_musters.take_back_arrival(call_id, by=leader, at=night("02:46"))
    assert db.session.get_one(MusterCall, call_id).arrived_at is None


def test_a_member_answers_and_arrives_only_for_the_own_name(cast: Cast, cadres: list[int]) -> None:
    call(cast, [cast.person("member"), cadres[0]])
    member = cast.viewer("member")
    mine, other = db.session.scalars(select(MusterCall.id).order_by(MusterCall.person_id)).all()
    with unit_of_work():
        duty_musters.answer(mine, "coming", "20", by=member, at=night("01:30"))
    with unit_of_work():
        duty_musters.mark_arrived(mine, by=member, at=night("02:33"))
    kept = db.session.get_one(MusterCall, mine)
    assert (kept.answer, kept.answer_note, kept.evidence) == ("coming", "20", "tap")
    with pytest.raises(NotAllowed), unit_of_work():
        duty_musters.mark_arrived(other, by=member, at=night("02:33"))
    with pytest.raises(NotFound), unit_of_work():
        duty_musters.mark_arrived(mine, by=cast.viewer("outsider"), at=night("02:33"))


def test_a_closed_muster_takes_no_more_entries(cast: Cast, cadres: list[int]) -> None:
    muster_id = call(cast, cadres[:1])
    leader = cast.viewer("leader")
    with unit_of_work():
        duty_musters.close(muster_id, by=leader, at=night("03:00"))
    call_id = db.session.scalars(select(MusterCall.id)).one()
    with pytest.raises(MusterRefused, match="muster_closed"), unit_of_work():
        duty_musters.mark_arrived(call_id, by=leader, at=night("03:01"))


def test_nobody_called_or_due_before_the_order_is_refused(cast: Cast, cadres: list[int]) -> None:
    with pytest.raises(MusterRefused, match="muster_nobody"):
        call(cast, [])
    with pytest.raises(MusterRefused, match="muster_due_early"):
        call(cast, cadres, due="01:00")
    with pytest.raises(NotFound):
        call(cast, [*cadres, cast.person("outsider")])
