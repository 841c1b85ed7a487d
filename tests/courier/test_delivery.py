"""Messages to group robots: delivered once, tried again, given up, never to another address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import bots as verbs
from teamhub.actions.work import unit_of_work
from teamhub.courier import rounds
from teamhub.courier.post import send
from teamhub.courier.rounds import deliver_due
from teamhub.domain.bots import MOST_TRIES, ON_ITS_WAY, BotKind
from teamhub.models.base import db
from teamhub.models.bots import BotMessage, GroupBot
from teamhub.queries import bots
from teamhub.web.clock import now
from tests.cast import Cast
from tests.listener import Listener, listening

BUSY = (200, {"errcode": 45009, "errmsg": "api freq out of limit"})


@pytest.fixture
def robot() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def bot(app: Flask, cast: Cast, robot: Listener) -> GroupBot:
    with unit_of_work():
        return verbs.add(
            BotKind.WECOM,
            name="工作群",
            address=robot.address,
            own_hosts={robot.host},
            by=cast.viewer("leader"),
            at=now(),
        )


def tell(cast: Cast, bot: GroupBot, text: str = "明早六点集合") -> int:
    with unit_of_work():
        return verbs.tell([bot.id], text, by=cast.viewer("leader"), at=now())[0].id


def stored(message_id: int) -> BotMessage:
    return db.session.get_one(BotMessage, message_id, populate_existing=True)


def test_what_waits_is_sent_once(cast: Cast, bot: GroupBot, robot: Listener) -> None:
    message = tell(cast, bot)
    assert robot.heard == []
    assert (deliver_due(), deliver_due()) == (1, 0)
    assert robot.heard == [
        (
            "/robot/send?key=secret-of-the-group",
            {"msgtype": "text", "text": {"content": "明早六点集合"}},
        )
    ]
    assert stored(message).delivered_at is not None


def test_a_robot_that_says_no_is_asked_again_later_and_given_up_in_the_end(
    cast: Cast, bot: GroupBot, robot: Listener
) -> None:
    robot.answers = [BUSY] * MOST_TRIES
    with time_machine.travel(now(), tick=False) as clock:
        message = tell(cast, bot)
        for tries in range(1, MOST_TRIES + 1):
            assert deliver_due() == 0
            assert len(robot.heard) == tries
            assert deliver_due() == 0, "not before its time"
            assert len(robot.heard) == tries
            clock.shift(timedelta(seconds=30 * 2 ** (tries - 1)))
        assert stored(message).try_at is None
        assert stored(message).fault == "45009 api freq out of limit"
        with unit_of_work():
            verbs.tell_again(message, by=cast.viewer("leader"), at=now())
        assert deliver_due() == 1


@pytest.mark.parametrize(
    "answer", [(302, {}), (500, {}), (200, b"<html>"), (200, b"x" * 100_000), (200, {"errcode": 1})], ids=str
)
def test_no_other_answer_is_a_yes_and_no_redirect_is_followed(
    cast: Cast, bot: GroupBot, robot: Listener, answer: tuple[int, object]
) -> None:
    robot.answers = [answer]
    message = tell(cast, bot)
    assert deliver_due() == 0
    assert len(robot.heard) == 1
    assert stored(message).fault
    assert stored(message).try_at is not None


def test_a_server_that_is_not_there_is_no_error_and_its_key_is_in_no_log(
    cast: Cast, bot: GroupBot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.address = "http://127.0.0.1:9/robot/send?key=secret-of-the-group"
    db.session.commit()
    message = tell(cast, bot)
    with caplog.at_level(logging.DEBUG):
        assert deliver_due() == 0
    assert stored(message).fault == "ConnectError"
    assert "secret-of-the-group" not in caplog.text


def test_a_proxy_of_the_environment_is_not_asked(
    cast: Cast, bot: GroupBot, robot: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    tell(cast, bot)
    assert deliver_due() == 1


def test_two_servers_that_look_at_once_send_it_once(
    app: Flask, cast: Cast, bot: GroupBot, robot: Listener
) -> None:
    for number in range(8):
        tell(cast, bot, str(number))

    def look(_: int) -> int:
        with app.app_context():
            found = deliver_due()
            db.session.remove()
            return found

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(look, range(4))) == 8
    assert sorted(body["text"]["content"] for _, body in robot.heard) == [str(n) for n in range(8)]


def test_without_taking_it_first_both_would_send(
    cast: Cast, bot: GroupBot, robot: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a message that is not taken is still due while it is on its way."""
    message = tell(cast, bot)
    seen: list[list[int]] = []

    def look_meanwhile(outgoing: verbs.Outgoing, **moment: object) -> str:
        seen.append(bots.due(now()))
        return send(outgoing, at=now())

    monkeypatch.setattr(rounds, "send", look_meanwhile)
    deliver_due()
    assert seen == [[]]
    monkeypatch.setattr("teamhub.actions.bots.ON_ITS_WAY", timedelta())
    with unit_of_work():
        stored(message).try_at = now()
    deliver_due()
    assert seen[1] == [message]


def test_a_server_that_stopped_in_the_middle_sends_it_after_two_minutes(
    cast: Cast, bot: GroupBot, robot: Listener
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        message = tell(cast, bot)
        with unit_of_work():
            assert verbs.take(message, at=now()) is not None
        assert deliver_due() == 0
        clock.shift(ON_ITS_WAY)
        assert deliver_due() == 1


def test_a_removed_robot_forgets_its_key_and_is_told_nothing_more(
    cast: Cast, bot: GroupBot, robot: Listener
) -> None:
    message = tell(cast, bot)
    with unit_of_work():
        verbs.remove(bot.id, by=cast.viewer("leader"), at=now())
    assert deliver_due() == 0
    assert robot.heard == []
    assert (bot.address, bot.secret) == ("", "")
    assert stored(message).try_at is None
    with unit_of_work():
        assert verbs.tell([bot.id], "词", by=cast.viewer("leader"), at=now()) == []


def test_nobody_tells_the_robots_of_another_community(cast: Cast, bot: GroupBot) -> None:
    with unit_of_work():
        assert verbs.tell([bot.id], "词", by=cast.viewer("outsider"), at=now()) == []
    assert db.session.scalar(select(func.count()).select_from(BotMessage)) == 0


def test_the_courier_of_the_server_looks_by_itself(
    app: Flask, cast: Cast, bot: GroupBot, robot: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "EVERY", 0.01)
    message = tell(cast, bot)
    ended = rounds.start(app)
    try:
        for _ in range(500):
            db.session.rollback()
            if stored(message).delivered_at is not None:
                break
            ended.wait(0.01)
    finally:
        ended.set()
    assert len(robot.heard) == 1
