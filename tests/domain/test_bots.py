"""What each kind of group robot is sent, how it signs, what counts as yes, and when it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from teamhub.domain.bots import MOST_TRIES, BotKind, BotRefused, check_address, letter, next_try, refusal

AT = datetime(2022, 4, 4, 1, 2, 3, 456000, tzinfo=UTC)


def test_each_kind_has_its_own_envelope() -> None:
    assert letter(BotKind.WECOM, "词", "", AT).body == {"msgtype": "text", "text": {"content": "词"}}
    assert letter(BotKind.DINGTALK, "词", "", AT).body == {"msgtype": "text", "text": {"content": "词"}}
    assert letter(BotKind.FEISHU, "词", "", AT).body == {"msg_type": "text", "content": {"text": "词"}}


def test_dingtalk_signs_in_the_address_by_milliseconds() -> None:
    """Counted with openssl: printf '%s\\nSECtest' 1649034123456 | openssl dgst -sha256 -hmac SECtest -binary | base64"""
    made = letter(BotKind.DINGTALK, "词", "SECtest", AT)
    assert made.parameters == {
        "timestamp": "1649034123456",
        "sign": "N7fhiDh2v5FWEVpWt/sMwVQH4C3R227vweS269KrniU=",
    }
    assert "sign" not in made.body


def test_feishu_signs_in_the_body_by_seconds_with_the_text_as_the_key() -> None:
    """Counted with openssl: printf '' | openssl dgst -sha256 -hmac $'1649034123\\nSECtest' -binary | base64"""
    made = letter(BotKind.FEISHU, "词", "SECtest", AT)
    assert made.parameters == {}
    assert (made.body["timestamp"], made.body["sign"]) == (
        "1649034123",
        "vmMgC53V+2lNeAraduDt7yFcBY5bZt61TuRU0ZNnzjA=",
    )


def test_wecom_has_no_signature() -> None:
    made = letter(BotKind.WECOM, "词", "SECtest", AT)
    assert made.parameters == {}
    assert set(made.body) == {"msgtype", "text"}


@pytest.mark.parametrize(
    ("kind", "status", "answer", "said"),
    [
        (BotKind.WECOM, 200, {"errcode": 0, "errmsg": "ok"}, ""),
        (
            BotKind.WECOM,
            200,
            {"errcode": 93000, "errmsg": "invalid webhook url"},
            "93000 invalid webhook url",
        ),
        (BotKind.DINGTALK, 200, {"errcode": 310000, "errmsg": "sign not match"}, "310000 sign not match"),
        (BotKind.FEISHU, 200, {"code": 0, "msg": "success"}, ""),
        (BotKind.FEISHU, 200, {"code": 19021, "msg": "sign match fail"}, "19021 sign match fail"),
        (BotKind.FEISHU, 200, {"errcode": 0}, "no answer that is understood"),
        (BotKind.WECOM, 200, None, "no answer that is understood"),
        (BotKind.WECOM, 200, [0], "no answer that is understood"),
        (BotKind.WECOM, 302, None, "HTTP 302"),
        (BotKind.WECOM, 502, {"errcode": 0}, "HTTP 502"),
    ],
)
def test_robots_say_no_with_a_status_of_200(kind: BotKind, status: int, answer: object, said: str) -> None:
    assert refusal(kind, status, answer) == said


def test_tried_six_times_within_a_quarter_of_an_hour_then_given_up() -> None:
    at, pauses = AT, []
    for tries in range(1, MOST_TRIES):
        after = next_try(tries, at)
        assert after is not None
        pauses.append(after - at)
        at = after
    assert next_try(MOST_TRIES, at) is None
    assert pauses == [timedelta(seconds=30 * 2**n) for n in range(5)]
    assert at - AT < timedelta(minutes=16)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://",
        "https://qyapi.weixin.qq.com/",
        "https://me@qyapi.weixin.qq.com/send",
        "https://[::1/send",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.evil.example/send",
        "https://qyapi.weixin.qq.com:8443/send",
        "https://oapi.dingtalk.com/robot/send",
        "http://127.0.0.1:8000/admin",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://qyapi.weixin.qq.com/send",
    ],
)
def test_only_the_vendors_own_server_over_https(address: str) -> None:
    with pytest.raises(BotRefused):
        check_address(BotKind.WECOM, address)


def test_addresses_of_the_vendors_and_of_an_own_gateway() -> None:
    check_address(BotKind.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1")
    check_address(BotKind.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=1")
    check_address(BotKind.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/1")
    check_address(BotKind.WECOM, "http://gateway.lan:8080/wecom", {"gateway.lan:8080"})
    with pytest.raises(BotRefused):
        check_address(BotKind.WECOM, "http://gateway.lan/wecom", {"gateway.lan:8080"})
