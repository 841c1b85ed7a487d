"""What phones kept without signal: stored once, at the time it happened, under the rights of today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from teamhub.actions import journal
from teamhub.models.base import db
from teamhub.models.campaigns import IdempotencyKey
from teamhub.models.deeds import Deed
from teamhub.models.people import Membership, UserSession
from teamhub.models.sweeps import DoorVisit, SweepTeamMember
from teamhub.web.clock import now
from tests.cast import Cast
from tests.outbox import Phone
from tests.page_client import PageClient
from tests.sweep_scene import SweepScene, build_sweep, door_at

SignIn = Callable[..., PageClient]
Visit = tuple[str, dict[str, object]]


@pytest.fixture
def scene(cast: Cast) -> SweepScene:
    return build_sweep(cast, shops=True)


@pytest.fixture
def phone(as_: SignIn, cast: Cast) -> Callable[..., Phone]:
    def of(name: str, **more: Any) -> Phone:
        return Phone(as_(name), cast.account(name), **more)

    return of


def visit(cast: Cast, unit_id: int, outcome: str = "met_all_ok", version: int = 0, **more: object) -> Visit:
    return f"/linli/doors/1/{cast.building_id}/{unit_id}", {"version": version, "outcome": outcome} | more


def ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_door_is_stored_at_the_time_it_was_visited(
    phone: Callable[..., Phone], cast: Cast, scene: SweepScene
) -> None:
    mine, knocked = phone("sweeper"), ago(90)
    answers = mine.send([mine.entry(*visit(cast, scene.first_well[0], note="家里有老人"), knocked)])
    assert answers[0]["outcome"] == "done"
    assert answers[0]["version"] == door_at(scene, scene.first_well[0]).version == 1
    row = db.session.scalars(select(DoorVisit)).one()
    assert abs((row.visited_at - knocked).total_seconds()) < 1
    assert (now() - row.recorded_at).total_seconds() < 60
    assert row.note == "家里有老人"


@pytest.mark.proves("T23")
def test_the_same_batch_three_times_is_one_row_a_key(
    phone: Callable[..., Phone], cast: Cast, scene: SweepScene
) -> None:
    mine = phone("sweeper")
    entries = [mine.entry(*visit(cast, unit), ago(9)) for unit in scene.first_well]
    assert mine.outcomes(entries) == ["done"] * len(entries)
    for _ in range(2):
        answers = mine.send(entries)
        assert {answer["outcome"] for answer in answers} == {"again"}
        assert {answer["version"] for answer in answers} == {1}
    assert count(DoorVisit) == len(entries)


@pytest.mark.proves("T23")
def test_without_the_key_each_sending_would_be_a_row(phone: Callable[..., Phone], cast: Cast) -> None:
    """The control: it is the key that keeps the rows single, not some other rule."""
    mine = phone("member")
    fields: dict[str, object] = {"category": "shopping", "summary": "买菜"}
    at = ago(9)
    for _ in range(3):
        assert mine.outcomes([mine.entry("/linli/deeds/new", fields, at)]) == ["done"]
    assert count(Deed) == 3


def test_what_fails_half_way_leaves_neither_row_nor_key(
    phone: Callable[..., Phone], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is stored in the transaction of what it stands for."""
    mine = phone("member")
    entry = mine.entry("/linli/deeds/new", {"category": "shopping", "summary": "买菜"}, ago(9))
    with monkeypatch.context() as broken:
        broken.setattr(journal, "write", _no_disk)
        assert mine.outcomes([entry]) == ["later"]
    assert (count(Deed), count(IdempotencyKey)) == (0, 0)
    assert mine.outcomes([entry]) == ["done"]
    assert (count(Deed), count(IdempotencyKey)) == (1, 1)


def _no_disk(*_: object, **__: object) -> None:
    raise OperationalError("INSERT", {}, Exception("disk full"))


@pytest.mark.proves("T27")
def test_what_was_stored_at_once_but_not_answered_is_not_stored_again(
    phone: Callable[..., Phone], cast: Cast, scene: SweepScene
) -> None:
    mine = phone("sweeper")
    path, fields = visit(cast, scene.first_well[0])
    mine.client.post(path, {"once": "lost-answer"} | fields)
    assert mine.outcomes([mine.entry(path, fields, ago(1), key="lost-answer")]) == ["again"]
    assert count(DoorVisit) == 1


@pytest.mark.proves("T33")
def test_a_wrong_clock_is_put_right(phone: Callable[..., Phone], cast: Cast, scene: SweepScene) -> None:
    """The rules stand in tests/domain/test_outbox.py."""
    mine = phone("sweeper", clock_behind=-48 * 3600, offset=None)
    knocked = ago(200)
    assert mine.outcomes([mine.entry(*visit(cast, scene.first_well[0]), knocked)]) == ["done"]
    row = db.session.scalars(select(DoorVisit)).one()
    assert abs((row.visited_at - knocked).total_seconds()) < 2


@pytest.mark.proves("T33")
def test_the_future_is_now_and_what_is_too_old_is_for_a_leader(
    phone: Callable[..., Phone], cast: Cast, scene: SweepScene
) -> None:
    mine = phone("sweeper")
    ahead = mine.entry(*visit(cast, scene.first_well[0]), ago(-600))
    old = mine.entry(*visit(cast, scene.first_well[1]), ago(15 * 24 * 60))
    first, second = mine.send([ahead, old])
    assert first["outcome"] == "done"
    assert db.session.scalars(select(DoorVisit)).one().visited_at <= now()
    assert second["outcome"] == "refused"
    assert "14" in second["said"]


@pytest.mark.proves("T29")
@pytest.mark.parametrize("place", [0, 24, 49])
def test_one_bad_entry_among_fifty_holds_up_no_other(
    phone: Callable[..., Phone], cast: Cast, place: int
) -> None:
    mine = phone("member")
    entries = [
        mine.entry("/linli/deeds/new", {"category": "shopping", "summary": f"第{n}件"}, ago(60 - n))
        for n in range(50)
    ]
    entries[place]["fields"][1][1] = "no-such-kind"
    answers = mine.send(entries)
    assert [answer["outcome"] for answer in answers].count("done") == 49
    assert answers[place]["outcome"] == "refused"
    assert answers[place]["said"]
    assert count(Deed) == 49


@pytest.mark.proves("T24", "T40")
def test_two_phones_at_one_door_and_nothing_is_overwritten(
    phone: Callable[..., Phone], cast: Cast, scene: SweepScene
) -> None:
    first, second, door = phone("sweeper"), phone("member"), scene.first_well[0]
    assert first.outcomes([first.entry(*visit(cast, door, "no_answer"), ago(20))]) == ["done"]
    mine = second.entry(*visit(cast, door, note="全家在"), ago(15))
    answer = second.send([mine])[0]
    assert answer["outcome"] == "conflict"
    assert "无人应答" in dict(answer["theirs"]).values()
    assert count(DoorVisit) == 1
    mine["fields"] = [
        [name, str(answer["version"]) if name == "version" else value] for name, value in mine["fields"]
    ]
    assert second.outcomes([mine]) == ["done"]
    assert count(DoorVisit) == 2


@pytest.mark.proves("T25")
def test_the_same_key_with_other_words_is_refused_and_the_first_stands(
    phone: Callable[..., Phone], cast: Cast
) -> None:
    mine = phone("member")
    deed = mine.entry("/linli/deeds/new", {"category": "shopping", "summary": "第一句"}, ago(5))
    assert mine.outcomes([deed]) == ["done"]
    deed["fields"][2][1] = "另一句"
    answer = mine.send([deed])[0]
    assert answer["outcome"] == "refused"
    assert db.session.scalars(select(Deed)).one().summary == "第一句"


@pytest.mark.proves("T26")
def test_keys_belong_to_a_person(phone: Callable[..., Phone], cast: Cast) -> None:
    for name in ("member", "other_member"):
        mine = phone(name)
        entry = mine.entry("/linli/deeds/new", {"category": "shopping", "summary": name}, ago(5), key="same")
        assert mine.outcomes([entry]) == ["done"]
    assert count(Deed) == 2


@pytest.mark.proves("T31")
def test_rights_are_those_of_now(phone: Callable[..., Phone], cast: Cast, scene: SweepScene) -> None:
    mine = phone("sweeper")
    entry = mine.entry(*visit(cast, scene.first_well[0]), ago(5))
    foreign = mine.entry(*visit(cast, scene.second_well[0]), ago(5))
    elsewhere = mine.entry("/bieqv/deeds/new", {"category": "shopping"}, ago(5))
    db.session.execute(
        update(SweepTeamMember)
        .where(SweepTeamMember.person_id == cast.person("sweeper"))
        .values(team_id=scene.second_team)
    )
    db.session.commit()
    assert mine.outcomes([entry, foreign, elsewhere]) == ["refused", "done", "refused"]
    db.session.execute(
        update(Membership).where(Membership.account_id == cast.account("sweeper")).values(ended_at=now())
    )
    db.session.commit()
    assert mine.outcomes([entry]) == ["refused"]
    assert count(DoorVisit) == 1


@pytest.mark.proves("T30")
def test_an_expired_sign_in_is_told_and_afterwards_everything_arrives(
    phone: Callable[..., Phone], cast: Cast, scene: SweepScene
) -> None:
    mine = phone("sweeper")
    entry = mine.entry(*visit(cast, scene.first_well[0]), ago(5))
    db.session.execute(update(UserSession).values(revoked_at=now()))
    db.session.commit()
    mine.send([entry], expect=401)
    assert mine.client.http.get("/sync", headers={"Accept": "application/json"}).status_code == 401
    mine.client.sign_in(cast.account("sweeper"))
    assert mine.outcomes([entry]) == ["done"]


def test_nobody_sends_for_somebody_else(phone: Callable[..., Phone], cast: Cast, scene: SweepScene) -> None:
    mine = phone("sweeper")
    mine.account_id = cast.account("member")
    mine.send([mine.entry(*visit(cast, scene.first_well[0]), ago(5))], expect=409)
    assert count(DoorVisit) == 0


@pytest.mark.parametrize(
    "path", ["/sync", "/sign-out", "/linli/settings", "/nowhere", "/linli/doors/1/1/1/letter", "//x/y"]
)
def test_only_what_may_wait_is_taken(phone: Callable[..., Phone], cast: Cast, path: str) -> None:
    mine = phone("leader")
    assert mine.outcomes([mine.entry(path, {}, ago(5))]) == ["refused"]


@pytest.mark.parametrize("body", [None, [], {}, {"account": 1, "now": "x", "entries": []}])
def test_what_is_no_batch_is_refused(as_: SignIn, body: object) -> None:
    client = as_("member")
    answer = client.http.post("/sync", json=body, headers={"X-CSRFToken": client.csrf()})
    assert answer.status_code == 400


def test_an_entry_without_its_key_or_time_is_refused_alone(phone: Callable[..., Phone], cast: Cast) -> None:
    mine = phone("member")
    good = mine.entry("/linli/deeds/new", {"category": "shopping"}, ago(5))
    keyless = mine.entry("/linli/deeds/new", {"category": "shopping"}, ago(5))
    keyless["fields"] = keyless["fields"][1:]
    timeless = mine.entry("/linli/deeds/new", {"category": "shopping"}, ago(5)) | {"at": None}
    assert mine.outcomes([keyless, good, timeless]) == ["refused", "done", "refused"]
