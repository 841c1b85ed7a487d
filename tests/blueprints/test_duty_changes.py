"""Leave, substitution and swap: both consent, the right leader decides, the roster keeps the original."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import TimeMachineFixture

from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, LeaveRequest, SeatChange
from tests.cast import Cast
from tests.duty_scene import MORNING, Scene, build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]
PAGE = "/linli/duty/changes"
EARLY = MORNING - timedelta(hours=20)


@pytest.fixture
def scene(app: Flask, cast: Cast, time_machine: TimeMachineFixture) -> Scene:
    """The day before: the member has the gate by day, the other member the checkpoint by night."""
    time_machine.move_to(EARLY, tick=False)
    made = build_scene(cast)
    made.seat("member", made.gate, made.day)
    made.seat("other_member", made.checkpoint, made.night)
    return made


def choices(client: PageClient, seat_id: int) -> list[str]:
    client.get(f"/linli/duty/seats/{seat_id}/change")
    return [str(one["value"]) for one in client.soup.find_all("input", attrs={"name": "colleague"})]


def ask(client: PageClient, seat_id: int, colleague: str, *, note: str = "", expect: int = 303) -> None:
    sent = {"colleague": colleague, "note": note, "once": f"{colleague}{note}"}
    client.post(f"/linli/duty/seats/{seat_id}/change", sent, expect=expect)


def change() -> SeatChange:
    db.session.expire_all()
    return db.session.scalars(select(SeatChange).order_by(SeatChange.id.desc())).first() or pytest.fail(
        "none"
    )


def say(client: PageClient, verb: str, yes: bool = True, *, reason: str = "", version: int | None = None, expect: int = 303) -> None:  # fmt: skip
    asked = change()
    sent = {
        "answer": "yes" if yes else "no",
        "version": str(asked.version if version is None else version),
        "reason": reason,
    }
    client.post(f"{PAGE}/{asked.id}/{verb}", sent, expect=expect)


def holders(scene: Scene) -> dict[tuple[int, int], str]:
    """(post, shift) -> code of who stands there."""
    db.session.expire_all()
    rows = db.session.scalars(
        select(DutyAssignment).where(
            DutyAssignment.replaced_at.is_(None), DutyAssignment.cancelled_at.is_(None)
        )
    )
    return {(seat.post_id, seat.shift_id): seat.person.code for seat in rows}


def test_a_swap_needs_the_colleague_and_a_leader_and_keeps_both_originals(scene: Scene, as_: As) -> None:
    mine, theirs = scene.seats["member"].id, scene.seats["other_member"].id
    gate, checkpoint = (scene.gate.id, scene.day.id), (scene.checkpoint.id, scene.night.id)
    member, other, leader = as_("member"), as_("other_member"), as_("group_leader")
    assert f"swap:{theirs}" in choices(member, mine)
    ask(member, mine, f"swap:{theirs}", note="孩子明天有事")
    leader.get(PAGE)
    assert "孩子明天有事" not in leader.text(), "not before the colleague agrees"
    other.get("/linli/me")
    assert "想和你换班" in other.text()
    say(other, "answer")
    assert holders(scene)[gate] == "member"
    say(leader, "decide")
    assert holders(scene) == {gate: "other_member", checkpoint: "member"}
    originals = db.session.scalars(
        select(DutyAssignment).where(DutyAssignment.replaced_at.is_not(None))
    ).all()
    assert {seat.id for seat in originals} == {mine, theirs}
    made = db.session.scalars(select(DutyAssignment).where(DutyAssignment.replaced_at.is_(None))).all()
    assert {seat.substitutes_id for seat in made} == {mine, theirs}
    assert all(seat.confirmed_at is not None for seat in made)
    as_("leader").get(f"/linli/duty/roster?day={scene.day.duty_date}")


def test_a_substitute_takes_the_shift_and_the_first_name_stays_on_the_roster(scene: Scene, as_: As) -> None:
    mine = scene.seats["member"].id
    member = as_("member")
    worker = scene.cast.person("worker")
    assert f"take:{worker}" in choices(member, mine)
    ask(member, mine, f"take:{worker}")
    say(as_("worker"), "answer")
    say(as_("leader"), "decide")
    assert holders(scene)[scene.gate.id, scene.day.id] == "worker"
    leader = as_("leader")
    leader.get(f"/linli/duty/roster?day={scene.day.duty_date}")
    assert leader.soup.find("s") is not None, "the original is struck through"


def test_who_cannot_is_not_offered_and_is_refused_with_the_reason(scene: Scene, as_: As) -> None:
    scene.seat("worker", scene.gate, scene.night)
    mine, worker = scene.seats["member"].id, scene.cast.person("worker")
    member = as_("member")
    assert f"take:{worker}" not in choices(member, mine)
    ask(member, mine, f"take:{worker}", expect=422)
    assert "紧接" in member.text() or "前后" in member.text(), member.text()
    ask(member, mine, "", expect=422)
    assert "请选择一位同事" in member.text()
    assert db.session.scalars(select(SeatChange)).all() == []


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_too_late_means_calling_the_leader(
    scene: Scene, as_: As, time_machine: TimeMachineFixture, language: str
) -> None:
    time_machine.move_to(MORNING - timedelta(minutes=29), tick=False)
    member = as_("member", language=language)
    ask(member, scene.seats["member"].id, f"take:{scene.cast.person('worker')}", expect=422)
    assert ("打电话" if language != "en" else "Call your leader") in member.text()


def test_a_colleague_says_no_and_nothing_changes(scene: Scene, as_: As) -> None:
    before = holders(scene)
    ask(as_("member"), scene.seats["member"].id, f"swap:{scene.seats['other_member'].id}")
    say(as_("other_member"), "answer", yes=False)
    assert change().state == "declined"
    say(as_("leader"), "decide", expect=422)
    assert holders(scene) == before


def test_a_leader_says_no_with_a_reason_that_both_read(scene: Scene, as_: As) -> None:
    ask(as_("member"), scene.seats["member"].id, f"swap:{scene.seats['other_member'].id}")
    say(as_("other_member"), "answer")
    leader = as_("leader")
    say(leader, "decide", yes=False, expect=422)
    assert "写明不批准的原因" in leader.text()
    say(leader, "decide", yes=False, reason="当天人手不够")
    for who in ("member", "other_member"):
        client = as_(who)
        client.get(PAGE)
        assert "当天人手不够" in client.text()


def test_nobody_answers_or_decides_for_others(scene: Scene, as_: As) -> None:
    scene.seat("leader", scene.gate, scene.day)
    ask(as_("member"), scene.seats["member"].id, f"swap:{scene.seats['other_member'].id}")
    say(as_("worker"), "answer", expect=404)
    say(as_("worker"), "withdraw", expect=404)
    say(as_("member"), "decide", expect=403)
    asked = change().id
    as_("outsider").post(f"/bieqv/duty/changes/{asked}/decide", {"answer": "yes", "version": "1"}, expect=404)
    as_("member").get(f"/linli/duty/seats/{scene.seats['other_member'].id}/change", expect=404)


def test_a_leader_does_not_approve_the_own_swap(scene: Scene, as_: As) -> None:
    scene.seat("leader", scene.gate, scene.day)
    leader = as_("leader")
    ask(leader, scene.seats["leader"].id, f"swap:{scene.seats['other_member'].id}")
    say(as_("other_member"), "answer")
    say(leader, "decide", expect=422)
    assert "其他负责人" in leader.text()
    say(as_("group_leader"), "decide")


def test_one_shift_is_asked_about_once_and_withdrawn_before_another_is_asked(scene: Scene, as_: As) -> None:
    member, mine = as_("member"), scene.seats["member"].id
    ask(member, mine, f"swap:{scene.seats['other_member'].id}")
    ask(member, mine, f"take:{scene.cast.person('worker')}", expect=422)
    say(member, "withdraw")
    ask(member, mine, f"take:{scene.cast.person('worker')}")


def test_a_second_look_is_asked_for_when_it_changed_meanwhile(scene: Scene, as_: As) -> None:
    ask(as_("member"), scene.seats["member"].id, f"swap:{scene.seats['other_member'].id}")
    say(as_("other_member"), "answer")
    say(as_("leader"), "decide", version=1, expect=409)
    assert change().state == "agreed"


def test_a_roster_that_changed_meanwhile_stops_the_approval(scene: Scene, as_: As) -> None:
    ask(as_("member"), scene.seats["member"].id, f"take:{scene.cast.person('worker')}")
    say(as_("worker"), "answer")
    scene.seat("worker", scene.checkpoint, scene.day)
    leader = as_("leader")
    say(leader, "decide", expect=422)
    assert holders(scene)[scene.gate.id, scene.day.id] == "member"
    assert change().state == "agreed"


def test_it_is_void_when_the_shift_begins(scene: Scene, as_: As, time_machine: TimeMachineFixture) -> None:
    ask(as_("member"), scene.seats["member"].id, f"swap:{scene.seats['other_member'].id}")
    say(as_("other_member"), "answer")
    time_machine.move_to(MORNING, tick=False)
    say(as_("leader"), "decide", expect=422)
    member = as_("member")
    member.get(PAGE)
    assert "班次已开始，未作变动" in member.text()


def leave(client: PageClient, begins: str, ends: str, *, expect: int = 303) -> None:
    sent = {"starts": begins, "ends": ends, "reason": "family", "note": "老人急诊", "once": begins + ends}
    client.post("/linli/duty/leave/new", sent, expect=expect)


def asked_leave() -> LeaveRequest:
    db.session.expire_all()
    return db.session.scalars(select(LeaveRequest)).one()


def test_leave_of_one_shift_is_decided_by_a_group_leader_and_coming_back_ends_it(
    scene: Scene, as_: As, time_machine: TimeMachineFixture
) -> None:
    member, leader = as_("member"), as_("group_leader")
    leave(member, "2022-04-04T08:00", "2022-04-05T08:00")
    leader.get(PAGE)
    assert "老人急诊" in leader.text()
    leader.post(f"/linli/duty/leave/{asked_leave().id}/decide", {"answer": "yes", "version": "0"})
    assert asked_leave().approved is True
    assert f"take:{scene.cast.person('member')}" not in choices(
        as_("other_member"), scene.seats["other_member"].id
    )
    time_machine.move_to(MORNING + timedelta(hours=2), tick=False)
    as_("member").post(f"/linli/duty/leave/{asked_leave().id}/back", {"version": "0"})
    assert asked_leave().closed_at == MORNING + timedelta(hours=2)


def test_leave_given_up_before_it_begins_stands_in_nobodys_way(scene: Scene, as_: As) -> None:
    scene.seats["member"].cancelled_at = EARLY
    db.session.commit()
    mine = scene.cast.person("member")
    client, member = as_("other_member"), as_("member")
    leave(member, "2022-04-04T22:00", "2022-04-05T06:00")
    as_("leader").post(f"/linli/duty/leave/{asked_leave().id}/decide", {"answer": "yes", "version": "0"})
    assert f"take:{mine}" not in choices(client, scene.seats["other_member"].id)
    member.post(f"/linli/duty/leave/{asked_leave().id}/back", {"version": "0"})
    assert f"take:{mine}" in choices(client, scene.seats["other_member"].id)


def test_leave_of_two_shifts_needs_the_team_leader(scene: Scene, as_: As) -> None:
    scene.seat("member", scene.checkpoint, scene.night)
    leave(as_("member"), "2022-04-04T08:00", "2022-04-05T08:00")
    where = f"/linli/duty/leave/{asked_leave().id}/decide"
    as_("group_leader").post(where, {"answer": "yes", "version": "0"}, expect=403)
    as_("leader").post(where, {"answer": "yes", "version": "0"})
    as_("leader").post(where, {"answer": "no", "version": "0"}, expect=422)


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("2022-04-05T08:00", "2022-04-04T08:00", "结束早于开始"),
        ("2022-04-01T08:00", "2022-04-02T08:00", "这段时间已经过去"),
        ("2022-04-04T08:00", "2022-07-04T08:00", "最长60天"),
        ("", "2022-04-04T08:00", "此项必填"),
    ],
)
def test_leave_that_cannot_be_asked_says_why_and_keeps_what_was_typed(
    scene: Scene, as_: As, begins: str, ends: str, said: str
) -> None:
    member = as_("member")
    leave(member, begins, ends, expect=422)
    assert said in member.text()
    field = member.soup.find("input", attrs={"name": "note"})
    assert field is not None
    assert field["value"] == "老人急诊"
    assert db.session.scalars(select(LeaveRequest)).all() == []


def test_leave_is_withdrawn_by_who_asked(scene: Scene, as_: As) -> None:
    member = as_("member")
    leave(member, "2022-04-04T08:00", "2022-04-05T08:00")
    as_("other_member").post(f"/linli/duty/leave/{asked_leave().id}/withdraw", {"version": "0"}, expect=404)
    member.post(f"/linli/duty/leave/{asked_leave().id}/withdraw", {"version": "0"})
    as_("leader").post(
        f"/linli/duty/leave/{asked_leave().id}/decide", {"answer": "yes", "version": "0"}, expect=422
    )


def test_the_pages_read_well_in_both_languages(scene: Scene, as_: As) -> None:
    ask(as_("member"), scene.seats["member"].id, f"swap:{scene.seats['other_member'].id}")
    leave(as_("member"), "2022-04-08T08:00", "2022-04-09T08:00")
    for language in ("zh_Hans_CN", "en"):
        for who in ("member", "other_member", "leader", "worker"):
            client = as_(who, language=language)
            for path in (PAGE, "/linli/duty/leave/new", "/linli/me"):
                client.get(path)
        as_("other_member", language=language).get(
            f"/linli/duty/seats/{scene.seats['other_member'].id}/change"
        )
