"""One message over the wire."""

from __future__ import annotations

import json
from datetime import datetime

import httpx

from teamhub.actions.bots import Outgoing
from teamhub.domain.bots import letter, refusal

PATIENCE = httpx.Timeout(10)
MOST_READ = 64 * 1024
"""Bytes of an answer: a robot says two words."""


def send(message: Outgoing, *, at: datetime) -> str:
    """What went wrong, empty when the robot took it. Follows no redirects and uses no proxy of the environment: the
    address was checked, another one was not."""
    made = letter(message.kind, message.text, message.secret, at)
    try:
        with (
            httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST", httpx.URL(message.address).copy_merge_params(made.parameters), json=made.body
            ) as answer,
        ):
            read = b""
            for piece in answer.iter_bytes():
                read += piece
                if len(read) > MOST_READ:
                    return "answer too long"
            status = answer.status_code
        return refusal(message.kind, status, _json(read))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return type(error).__name__  # not its words: they may hold the address, and with it the robot's key


def _json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        return None
