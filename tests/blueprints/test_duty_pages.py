"""The leader's side of duty: board, roster, musters, posts, spot checks; and notices."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pdfplumber
import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.duty import CheckIn, DutyAssignment, Muster, MusterCall, Post, Shift, SpotCheck
from teamhub.models.notices import Directive
from tests.cast import Cast
from tests.duty_scene import DAY, MORNING, Scene, build_scene, minutes
from tests.page_client import PageClient

As = Callable[..., PageClient]
Traveller = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MORNING + minutes(20), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock: Traveller, app: Flask, cast: Cast) -> Scene:
    """20 minutes into the day shift: one of two at the gate, nobody at the checkpoint."""
    made = build_scene(cast)
    made.arrive(made.seat("member", made.gate, made.day), MORNING - minutes(8))
    made.seat("other_member", made.gate, made.day)
    made.seat("worker", made.gate, made.night)
    return made


def standing() -> set[tuple[int, int, int]]:
    rows = db.session.scalars(
        select(DutyAssignment).where(
            DutyAssignment.cancelled_at.is_(None), DutyAssignment.replaced_at.is_(None)
        )
    )
    return {(s.shift_id, s.post_id, s.person_id) for s in rows}


def gaps(client: PageClient) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in client.soup.select("#gaps .work__row")]


# ---------------------------------------------------------------- the board


def test_the_board_lists_gaps_by_urgency_with_the_best_person_in_one_tap(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get("/linli/duty")
    first, second, *_ = gaps(desk)
    assert first.startswith("明珠华府")
    assert "无人在岗" in first
    assert second.startswith("汉孟路南端")
    assert "未到岗" in second
    assert "张*琳" in second
    assert "1 / 3" in " ".join(desk.soup.select_one("#figure-duty").get_text(" ").split())  # type: ignore[union-attr]  # it is there

    row = desk.soup.select_one("#gaps .work__row form")
    assert row is not None
    url, person = str(row["action"]), str(row.find("input", {"name": "person"})["value"])  # type: ignore[index]  # it is there
    answer = desk.post(
        url, {"person": person, "once": "b1"}, headers={"HX-Request": "true", "HX-Target": "div#board"}
    )
    assert answer.location == "/linli/duty"
    assert (scene.day.id, scene.checkpoint.id, int(person)) in standing()


def test_a_gap_made_by_hand_closes_from_the_board_by_a_substitute(scene: Scene, as_: As) -> None:
    desk, seat = as_("leader"), scene.seats["other_member"]
    free = scene.cast.person("group_leader")
    desk.post(
        f"/linli/duty/seats/{seat.id}/substitute", {"person": free, "version": seat.version, "once": "s"}
    )
    desk.get("/linli/duty")
    card = desk.soup.select_one(f"#post-{scene.gate.id}")
    assert card is not None
    assert card.find("s").get_text() == "张*琳"  # type: ignore[union-attr]  # the one who is replaced stays, struck
    assert "吴*长 替" in card.get_text(" ")
    desk.post(
        f"/linli/duty/seats/{db.session.scalars(select(DutyAssignment.id).where(DutyAssignment.substitutes_id == seat.id)).one()}/roll-call",
        {"once": "r"},
    )
    desk.get("/linli/duty")
    assert not any(row.startswith("汉孟路南端 未到岗") for row in gaps(desk))


def test_the_board_answers_304_until_something_or_the_minute_changes(
    scene: Scene, as_: As, clock: Traveller
) -> None:
    desk = as_("leader")
    first = desk.fragment("/linli/duty", "board")
    headers = {"HX-Request": "true", "HX-Target": "div#board", "If-None-Match": first.headers["ETag"]}
    assert desk.get("/linli/duty", headers=headers, expect=304).data == b""
    desk.post(f"/linli/duty/seats/{scene.seats['other_member'].id}/roll-call", {"once": "x"})
    desk.get("/linli/duty", headers=headers, expect=200)
    clock.shift(60)
    desk.get("/linli/duty", headers=headers, expect=200)


def test_a_refused_tap_on_the_board_says_why_and_shows_the_board(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    seat = scene.seats["other_member"]
    answer = desk.post(
        f"/linli/duty/seats/{seat.id}/substitute",
        {"person": scene.cast.person("member"), "version": seat.version, "once": "x"},
        headers={"HX-Request": "true", "HX-Target": "div#board"},
        expect=200,
    )
    body = answer.get_data(as_text=True)
    assert 'id="board"' in body
    assert "同一时间已有班" in body
    assert db.session.get_one(DutyAssignment, seat.id).replaced_at is None


def test_names_on_the_board_are_masked_and_readers_get_no_buttons(scene: Scene, as_: As) -> None:
    for name, buttons in (("leader", True), ("inspector", False)):
        client = as_(name)
        client.get("/linli/duty")
        main = client.soup.find("main")
        assert main is not None
        assert "李文涛" not in main.get_text()
        assert bool(client.soup.select("#gaps form")) is buttons


def test_the_board_asks_as_often_with_three_times_the_people(scene: Scene, as_: As) -> None:
    desk, counted = as_("leader"), []

    def ask() -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 - removed again below
        event.listen(db.engine, "before_cursor_execute", listener)
        desk.get("/linli/duty")
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    counted.append(ask())
    for number in range(3):
        post = Post(
            community_id=scene.cast.community_id,
            campaign_id=scene.cast.campaign_id,
            code=f"X{number}",
            name=f"岗位{number}",
            kind="road",
            seats=1,
            opened_on=DAY,
            key="k",
        )
        db.session.add(post)
    db.session.commit()
    counted.append(ask())
    assert counted[0] == counted[1]


def test_a_community_without_shifts_or_posts_says_what_belongs_here(app: Flask, cast: Cast, as_: As) -> None:
    desk = as_("leader")
    desk.get("/linli/duty")
    assert "现在没有班次" in desk.text()
    assert "还没有岗位" in desk.text()
    desk.get("/linli/duty/roster")
    assert "还没有班次" in desk.text()


# ---------------------------------------------------------------- the roster


def test_the_roster_shows_people_by_post_and_shift_with_gaps(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get("/linli/duty/roster?day=2022-04-04")
    rows = {r.find("th").get_text(" ").split()[0]: r for r in desk.soup.select(".roster tbody tr")}  # type: ignore[union-attr]  # each has one
    assert "李文涛" in rows["汉孟路南端"].get_text()
    assert "缺1人" in rows["汉孟路南端"].get_text()
    assert len(rows["明珠华府"].select(".chip--gap")) == 2


def test_somebody_is_assigned_by_plain_pages_and_refused_with_the_reason(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    url = f"/linli/duty/shifts/{scene.night.id}/posts/{scene.checkpoint.id}/people"
    desk.get(url)
    listed = [" ".join(row.get_text(" ").split()) for row in desk.soup.select("#candidates .work__row")]
    free = next(row for row in listed if row.startswith("周队长"))
    tired = next(row for row in listed if row.startswith("李文涛"))
    busy = next(row for row in listed if row.startswith("何社工"))
    assert "可派" in free
    assert "需说明理由" in tired
    assert "前后紧邻的班次已有班" in tired
    assert "不可派" in busy
    assert "同一时间已有班" in busy
    desk.post(url, {"person": scene.cast.person("member"), "once": "a"}, expect=422)
    assert "前后紧邻的班次已有班" in desk.text()
    desk.post(url, {"person": scene.cast.person("member"), "override_reason": "人手不足", "once": "b"})
    assert (scene.night.id, scene.checkpoint.id, scene.cast.person("member")) in standing()


def test_people_are_found_by_part_of_a_name(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.fragment(f"/linli/duty/shifts/{scene.night.id}/posts/{scene.gate.id}/people?q=孙", "candidates")
    assert [r.get_text() for r in desk.soup.select(".work__where")] == ["孙督查"]
    desk.fragment(f"/linli/duty/shifts/{scene.night.id}/posts/{scene.gate.id}/people?q=%25", "candidates")
    assert desk.soup.select(".work__where") == []


def test_a_stale_page_is_told_so(scene: Scene, as_: As) -> None:
    desk, seat = as_("leader"), scene.seats["other_member"]
    desk.post(f"/linli/duty/seats/{seat.id}/remove", {"version": seat.version + 1, "once": "x"}, expect=409)
    assert db.session.get_one(DutyAssignment, seat.id).cancelled_at is None
    desk.post(f"/linli/duty/seats/{seat.id}/remove", {"version": seat.version, "reason": "调休", "once": "y"})
    desk.get("/linli/duty/roster?day=2022-04-04")
    assert "调休" in desk.text()


def test_many_people_at_once_and_who_could_not_is_named(scene: Scene, as_: As, app: Flask) -> None:
    desk = as_("leader")
    desk.get("/linli/duty/roster/assign?day=2022-04-04")
    body = {
        "person": [scene.cast.person(n) for n in ("group_leader", "member")],
        "post": [scene.checkpoint.id],
        "shift": [scene.day.id],
        "once": "m1",
    }
    desk.post("/linli/duty/roster/assign?day=2022-04-04", body, expect=422)
    assert "已排1个班位" in desk.text()
    assert "李文涛：同一时间已有班" in desk.text()
    assert (scene.day.id, scene.checkpoint.id, scene.cast.person("group_leader")) in standing()


def test_shifts_are_made_for_a_stretch_of_days_and_one_more_for_a_surge(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get("/linli/duty/roster/shifts?day=2022-04-05")
    desk.post("/linli/duty/roster/shifts", {"first": "2022-04-05", "last": "2022-04-06"})
    assert db.session.scalar(select(func.count()).select_from(Shift).where(Shift.duty_date > DAY)) == 4
    surge = {"kind": "surge", "starts": "2022-04-07T03:00", "ends": "2022-04-07T08:00"}
    desk.post("/linli/duty/roster/surge", surge)
    desk.post("/linli/duty/roster/surge", surge, expect=422)
    assert "已有这个班次" in desk.text()
    desk.post("/linli/duty/roster/surge", {**surge, "ends": "2022-04-07T02:00"}, expect=422)
    assert "结束早于开始" in desk.text()


def test_a_seat_can_be_moved_typed_in_from_paper_and_let_go(scene: Scene, as_: As) -> None:
    desk, seat = as_("leader"), scene.seats["other_member"]
    desk.get(f"/linli/duty/seats/{seat.id}")
    assert "138****1234" in desk.text()
    desk.post(f"/linli/duty/seats/{seat.id}/paper", {"arrived": "08:09", "once": "p"})
    kept = db.session.scalars(select(CheckIn).where(CheckIn.assignment_id == seat.id)).one()
    assert (kept.arrived_at, kept.minutes_late, kept.entered_later) == (MORNING + minutes(9), 9, True)
    desk.get(f"/linli/duty/seats/{seat.id}")
    assert "纸质补录" in desk.text()
    desk.post(f"/linli/duty/seats/{seat.id}/let-go", {"reason": "送医", "once": "l"})
    assert db.session.get_one(CheckIn, kept.id).check_out_reason == "送医"
    night = scene.seats["worker"]
    desk.post(
        f"/linli/duty/seats/{night.id}/move",
        {"post": scene.checkpoint.id, "version": night.version, "once": "v"},
    )
    assert (scene.night.id, scene.checkpoint.id, scene.cast.person("worker")) in standing()


def test_the_unconfirmed_relief_is_reminded_and_reads_it_on_the_own_day(
    scene: Scene, as_: As, clock: Traveller
) -> None:
    clock.move_to(MORNING + timedelta(hours=9, minutes=55))
    phone = as_("worker")
    phone.get("/linli/me")
    assert "18:00起可签到" in phone.text()
    as_("leader").post(f"/linli/duty/shifts/{scene.night.id}/remind")
    phone.get("/linli/me")
    assert "队长请您确认" in phone.text()


# ---------------------------------------------------------------- musters


def test_a_muster_is_called_out_in_one_page_and_the_roll_is_called_by_taps(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get("/linli/duty/musters/new")
    form = desk.soup.find("form", id="call-out")
    assert form is not None
    hidden = form.select("input[type=hidden], input[type=datetime-local]")
    body: dict[str, Any] = {str(i["name"]): i.get("value", "") for i in hidden if i["name"] != "csrf_token"}
    body |= {"place": "社区广场", "who": "deployed"}
    answer = desk.post("/linli/duty/musters/new", body)
    assert desk.post("/linli/duty/musters/new", body).location == answer.location
    muster = db.session.scalars(select(Muster)).one()
    desk.get(answer.location)
    assert f"/ {len(db.session.scalars(select(MusterCall)).all())}" in desk.text()
    call = db.session.scalars(
        select(MusterCall).where(MusterCall.person_id == scene.cast.person("member"))
    ).one()
    roll = desk.post(
        f"/linli/duty/musters/calls/{call.id}/arrival",
        headers={"HX-Request": "true", "HX-Target": "div#roll"},
    )
    desk.fragment(roll.location, "roll")
    assert "08:20" in desk.text()
    desk.post(f"/linli/duty/musters/calls/{call.id}/arrival", {"there": "0"})

    phone = as_("member")
    phone.get("/linli/me")
    assert "请立即前往" in phone.text()
    phone.get(f"/linli/duty/musters/{muster.id}")
    assert phone.soup.find(id="roll") is None
    phone.post(f"/linli/duty/musters/calls/{call.id}/answer", {"answer": "coming", "note": "10"})
    phone.post(f"/linli/duty/musters/calls/{call.id}/arrival")
    assert db.session.get_one(MusterCall, call.id).evidence == "tap"
    other = db.session.scalars(
        select(MusterCall).where(MusterCall.person_id == scene.cast.person("leader"))
    ).one()
    phone.post(f"/linli/duty/musters/calls/{other.id}/arrival", expect=404)
    as_("worker").get(f"/linli/duty/musters/{muster.id}", expect=404)
    desk.post(f"/linli/duty/musters/{muster.id}/close")
    desk.get("/linli/duty/musters")
    assert "已结束" in desk.text()


def test_a_muster_of_chosen_organisations_without_any_is_refused(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    body = {"place": "广场", "who": "organizations", "ordered": "2022-04-04T08:00", "due": "2022-04-04T09:00"}
    desk.post("/linli/duty/musters/new", body, expect=422)
    assert "请至少选一人" in desk.text()


# ---------------------------------------------------------------- posts and spot checks


def test_a_new_key_makes_old_posters_worthless(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get(f"/linli/duty/posts/{scene.gate.id}/poster")
    before = desk.soup.select_one(".post-poster__typed b")
    desk.post(f"/linli/duty/posts/{scene.gate.id}/key")
    desk.get(f"/linli/duty/posts/{scene.gate.id}/poster")
    after = desk.soup.select_one(".post-poster__typed b")
    assert before is not None
    assert after is not None
    assert before.get_text() != after.get_text()


def test_a_post_shows_its_people_handovers_and_checks(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get(f"/linli/duty/posts/{scene.gate.id}")
    assert "李文涛 07:52" in desk.text()
    assert "对外开放时段" in desk.text()
    as_("outsider").get(f"/linli/duty/posts/{scene.gate.id}", expect=404)


def test_poster_and_roster_are_printed_for_the_wall(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    for path, words in (
        (f"posts/{scene.gate.id}/poster.pdf", "汉孟路南端"),
        ("posts/posters.pdf", "明珠华府"),
        ("roster.pdf?day=2022-04-04", "李文涛"),
    ):
        answer = desk.get(f"/linli/duty/{path}")
        assert answer.mimetype == "application/pdf"
        with pdfplumber.open(io.BytesIO(answer.data)) as pdf:
            assert words in "".join(one.extract_text() for one in pdf.pages).replace(" ", "")
    as_("member").get(f"/linli/duty/posts/{scene.gate.id}/poster.pdf", expect=403)


def test_an_inspector_notes_a_spot_check_that_counts(scene: Scene, as_: As) -> None:
    desk = as_("inspector")
    desk.get("/linli/duty/spot-checks")
    body = {"post": scene.gate.id, "expected": "2", "present": "0", "gear": "y", "log": "y", "once": "s"}
    desk.post("/linli/duty/spot-checks", body)
    check = db.session.scalars(select(SpotCheck)).one()
    assert (check.found_empty, check.inspector_id) == (True, scene.cast.person("inspector"))
    desk.get("/linli/duty/spot-checks")
    assert "空岗1处" in desk.text()
    desk.post(f"/linli/duty/spot-checks/{check.id}/rectified")
    assert db.session.get_one(SpotCheck, check.id).rectified_at is not None
    desk.post("/linli/duty/spot-checks", {**body, "present": "3", "once": "t"}, expect=422)
    as_("member").get("/linli/duty/spot-checks", expect=403)


# ---------------------------------------------------------------- notices


def test_a_directive_from_issue_to_receipt(scene: Scene, as_: As) -> None:
    desk = as_("leader")
    desk.get("/linli/notices/new")
    body = {
        "title": "紧急提示",
        "issuer": "市委组织部",
        "body": "全力配合。",
        "who": "everybody",
        "due": "2022-04-04T18:00",
        "once": "n1",
    }
    answer = desk.post("/linli/notices/new", body)
    notice = db.session.scalars(select(Directive)).one()
    phone = as_("member")
    phone.get("/linli/me")
    assert "请确认收到：紧急提示" in phone.text()
    phone.get(f"/linli/notices/{notice.id}")
    assert "全力配合。" in phone.text()
    assert phone.soup.select(".roll__line") == []
    phone.get(phone.post(f"/linli/notices/{notice.id}/receipt", {"once": "r"}).location)
    assert "已确认收到" in phone.text()
    desk.get(answer.location)
    assert "已收到1人" in desk.text()
    desk.post(f"/linli/notices/{notice.id}/withdraw")
    desk.get("/linli/notices")
    assert "已撤回" in desk.text()
    phone.get("/linli/notices/new", expect=403)


def test_every_page_of_duty_speaks_english_too(scene: Scene, as_: As) -> None:
    desk = as_("leader", language="en")
    for path in (
        "duty",
        "duty/roster",
        "duty/roster/assign",
        "duty/roster/shifts",
        "duty/musters",
        "duty/musters/new",
        "duty/posts",
        f"duty/posts/{scene.gate.id}",
        f"duty/posts/{scene.gate.id}/poster",
        f"duty/seats/{scene.seats['member'].id}",
        "duty/spot-checks",
        "notices",
        "notices/new",
        "me",
    ):
        desk.get(f"/linli/{path}")


def test_no_page_of_duty_changes_anything_by_being_read(scene: Scene, as_: As) -> None:
    before = db.session.scalar(select(func.count()).select_from(JournalEntry))
    desk = as_("leader")
    for path in ("duty", "duty/roster", "duty/roster/assign", "duty/musters/new", "duty/posts", "notices"):
        desk.get(f"/linli/{path}")
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == before


# ---------------------------------------------------------------- who leads


def test_who_leads_a_shift_is_named_and_taken_back(scene: Scene, as_: As, cast: Cast) -> None:
    client = as_("leader")
    client.get(f"/linli/duty/roster/officers?day={DAY}")
    boxes = [str(box["name"]) for box in client.soup.select("main select")]
    assert len(boxes) == 2
    leader = str(cast.person("leader"))
    sent = {boxes[0]: leader, boxes[1]: ""}
    client.post(f"/linli/duty/roster/officers?day={DAY}", sent)
    assert {s.id: s.duty_officer_id for s in db.session.scalars(select(Shift))} == {
        scene.day.id: cast.person("leader"),
        scene.night.id: None,
    }
    client.get(f"/linli/duty/roster?day={DAY}")
    assert "带班 周队长" in client.text()

    client.post(f"/linli/duty/roster/officers?day={DAY}", {boxes[0]: "", boxes[1]: ""})
    assert set(db.session.scalars(select(Shift.duty_officer_id))) == {None}
    named = select(func.count()).where(JournalEntry.action == "duty.officer_named")
    assert db.session.scalar(named) == 2


def test_nobody_of_another_community_leads_a_shift(scene: Scene, as_: As, cast: Cast) -> None:
    client = as_("leader")
    client.get(f"/linli/duty/roster/officers?day={DAY}")
    box = str(client.soup.select("main select")[0]["name"])
    client.post(f"/linli/duty/roster/officers?day={DAY}", {box: str(cast.person("outsider"))}, expect=422)
    assert set(db.session.scalars(select(Shift.duty_officer_id))) == {None}
    as_("member").get(f"/linli/duty/roster/officers?day={DAY}", expect=403)
