"""Robots of group chats: what each kind wants to be sent, how it signs, how it says yes, when to try again.

Sources: the vendors' developer pages on custom robots of WeCom (qyapi.weixin.qq.com), DingTalk (oapi.dingtalk.com) and
Feishu (open.feishu.cn)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from teamhub.domain.errors import RuleBroken

MOST_TRIES = 6
FIRST_PAUSE = timedelta(seconds=30)
ON_ITS_WAY = timedelta(minutes=2)
"""How long a message that one sender took is left alone by others; longer than a sending may last."""


class BotRefused(RuleBroken):
    """bot_address_malformed | bot_host_unknown (hosts) | bot_name_taken"""


class BotKind(StrEnum):
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"

    @property
    def host(self) -> str:
        return {
            BotKind.WECOM: "qyapi.weixin.qq.com",
            BotKind.DINGTALK: "oapi.dingtalk.com",
            BotKind.FEISHU: "open.feishu.cn",
        }[self]


@dataclass(frozen=True)
class Letter:
    """One POST: further parameters of the address, and the JSON body."""

    parameters: dict[str, str]
    body: dict[str, Any]


def check_address(kind: BotKind, address: str, own_hosts: Collection[str] = ()) -> None:
    """Only the vendor's own server over HTTPS, so that nobody makes this server knock at doors inside the network;
    `own_hosts`: servers that the installation allows besides, also without HTTPS. Raises BotRefused."""
    try:
        parts = urlsplit(address)
        host, named = parts.hostname or "", parts.netloc
    except ValueError:
        raise BotRefused("bot_address_malformed") from None
    if not host or "@" in named or not parts.path.strip("/"):
        raise BotRefused("bot_address_malformed")
    if named in own_hosts and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https" or named != kind.host:
        raise BotRefused("bot_host_unknown", hosts=kind.host)


def letter(kind: BotKind, text: str, secret: str, at: datetime) -> Letter:
    """The text as this kind of robot takes it; signed where the robot has a secret."""
    if kind is BotKind.FEISHU:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            stamp = str(int(at.timestamp()))
            body |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{secret}", "")}
        return Letter({}, body)
    body = {"msgtype": "text", "text": {"content": text}}
    if kind is BotKind.DINGTALK and secret:
        stamp = str(int(at.timestamp() * 1000))
        return Letter({"timestamp": stamp, "sign": _signed(secret, f"{stamp}\n{secret}")}, body)
    return Letter({}, body)


def refusal(kind: BotKind, status: int, answer: Any) -> str:
    """Empty when the robot took it; else what it said. Robots answer 200 to everything and say no inside."""
    if status != 200:
        return f"HTTP {status}"
    told = answer if isinstance(answer, dict) else {}
    code = told.get("code" if kind is BotKind.FEISHU else "errcode")
    if code == 0:
        return ""
    words = told.get("msg" if kind is BotKind.FEISHU else "errmsg")
    return f"{code} {words}"[:200] if code is not None else "no answer that is understood"


def next_try(tries: int, at: datetime) -> datetime | None:
    """After this many failures: 30 s, 1, 2, 4, 8 minutes later; None: given up."""
    return None if tries >= MOST_TRIES else at + FIRST_PAUSE * 2 ** (tries - 1)


def _signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode("ascii")
