"""Group chats in the settings, and notices and call-outs that also go there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.courier.rounds import deliver_due
from teamhub.models.base import db
from teamhub.models.bots import BotMessage, GroupBot
from teamhub.models.campaigns import JournalEntry
from tests.cast import Cast
from tests.listener import Listener, listening
from tests.page_client import PageClient

As = Callable[..., PageClient]
GROUPS = "/linli/settings/groups"


@pytest.fixture
def robot(app: Flask) -> Iterator[Listener]:
    with listening() as listener:
        app.config["TEAMHUB_BOT_HOSTS"] = f"other.lan, {listener.host}"
        yield listener


def add(leader: PageClient, robot: Listener) -> None:
    leader.post(f"{GROUPS}/new", {"name": "工作群", "kind": "wecom", "address": robot.address})


def test_an_empty_list_says_what_to_do(cast: Cast, as_: As) -> None:
    leader = as_("leader")
    leader.get(GROUPS)
    assert "还没有群聊机器人" in leader.text()
    leader.get("/linli/notices/new")
    assert leader.soup.select("[name=bots]") == []


def test_a_group_is_tried_at_once_and_its_address_is_never_shown_again(
    cast: Cast, as_: As, robot: Listener
) -> None:
    leader = as_("leader")
    add(leader, robot)
    assert deliver_due() == 1
    assert robot.heard[0][1]["text"]["content"] == "【邻里社区】本群将接收 TeamHub 的通知。"
    leader.get(GROUPS)
    assert "已送达" in leader.text()
    assert "secret-of-the-group" not in str(leader.soup)
    told = [str(entry.details) for entry in db.session.scalars(select(JournalEntry))]
    assert not any("secret-of-the-group" in words for words in told)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "此项必填"),
        ("一个地址", "不是机器人地址"),
        ("http://127.0.0.1:1/robot", "https://qyapi.weixin.qq.com/"),
    ],
)
def test_a_wrong_address_is_said_at_its_field(cast: Cast, as_: As, address: str, said: str) -> None:
    leader = as_("leader")
    leader.post(f"{GROUPS}/new", {"name": "工作群", "kind": "wecom", "address": address}, expect=422)
    assert said in leader.text()
    assert leader.soup.select_one("[name=name]")["value"] == "工作群"  # type: ignore[index]  # it is there
    assert db.session.scalars(select(GroupBot)).all() == []


def test_the_same_name_twice_is_refused(cast: Cast, as_: As, robot: Listener) -> None:
    leader = as_("leader", language="en")
    add(leader, robot)
    leader.post(f"{GROUPS}/new", {"name": "工作群", "kind": "wecom", "address": robot.address}, expect=422)
    assert "There is a group of this name already." in leader.text()


def test_a_notice_tells_the_ticked_groups_its_title_and_nothing_of_its_text(
    cast: Cast, as_: As, robot: Listener
) -> None:
    leader = as_("leader")
    add(leader, robot)
    deliver_due()
    leader.get("/linli/notices/new")
    ticked = leader.soup.select("[name=bots][checked]")
    assert len(ticked) == 1
    form = {"title": "明早全员核酸", "issuer": "防控指挥部", "body": "22号楼王某某先测", "who": "everybody"}
    leader.post("/linli/notices/new", {**form, "bots": ticked[0]["value"], "once": "n1"})
    leader.post("/linli/notices/new", {**form, "bots": ticked[0]["value"], "once": "n1"})
    assert deliver_due() == 1
    said = robot.heard[-1][1]["text"]["content"]
    assert "新通知：明早全员核酸" in said
    assert "防控指挥部" in said
    assert "/linli/notices/" in said
    assert "王某某" not in said
    leader.post("/linli/notices/new", {**form, "once": "n2"})
    assert deliver_due() == 0


def test_a_call_out_at_night_reaches_the_group(cast: Cast, as_: As, robot: Listener) -> None:
    leader = as_("leader")
    add(leader, robot)
    deliver_due()
    leader.get("/linli/duty/musters/new")
    form = leader.soup.select_one("form#call-out")
    assert form is not None
    sent = {
        str(i["name"]): i.get("value", "")
        for i in form.select("input:not([type=radio]):not([type=checkbox])")
    }
    bot = db.session.scalars(select(GroupBot.id)).one()
    leader.post("/linli/duty/musters/new", {**sent, "who": "everybody", "bots": str(bot)})
    assert deliver_due() == 1
    assert "集结令" in robot.heard[-1][1]["text"]["content"]


def test_what_was_given_up_is_sent_again_by_a_button(cast: Cast, as_: As, robot: Listener) -> None:
    leader = as_("leader")
    add(leader, robot)
    message = db.session.scalars(select(BotMessage)).one()
    message.try_at, message.tries, message.fault = None, 6, "ConnectError"
    db.session.commit()
    leader.get(GROUPS)
    assert "已尝试6次：ConnectError" in leader.text()
    leader.post(f"{GROUPS}/messages/{message.id}/again")
    assert deliver_due() == 1
    leader.post(f"{GROUPS}/messages/{message.id}/again", expect=422)


def test_tested_and_removed(cast: Cast, as_: As, robot: Listener) -> None:
    leader = as_("leader")
    add(leader, robot)
    bot = db.session.scalars(select(GroupBot.id)).one()
    leader.post(f"{GROUPS}/{bot}/test")
    assert deliver_due() == 2
    as_("outsider").post(f"/bieqv/settings/groups/{bot}/test", expect=404)
    as_("outsider").post(f"/bieqv/settings/groups/{bot}/remove", expect=404)
    leader.post(f"{GROUPS}/{bot}/remove")
    leader.post(f"{GROUPS}/{bot}/test", expect=404)
    leader.get(GROUPS)
    assert "还没有群聊机器人" in leader.text()
