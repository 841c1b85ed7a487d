"""A phone's outbox without the phone: entries kept at some time, sent in batches, answers read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from teamhub.models.base import db
from teamhub.web.clock import now
from tests.page_client import PageClient

_numbers = itertools.count()


@dataclass
class Phone:
    """`offset`: seconds that the server's clock is ahead of this phone's, as the phone measured it; None: never."""

    client: PageClient
    account_id: int
    clock_behind: float = 0
    offset: float | None = 0

    def entry(self, path: str, fields: dict[str, object], at: datetime, key: str = "") -> dict[str, Any]:
        """A form filled in at the true time `at`."""
        key = key or f"key-{next(_numbers)}"
        return {
            "key": key,
            "path": path,
            "at": (at.timestamp() - self.clock_behind) * 1000,
            "offset": None if self.offset is None else self.offset * 1000,
            "fields": [["once", key], *([name, str(value)] for name, value in fields.items())],
        }

    def send(self, entries: Iterable[dict[str, Any]], *, expect: int = 200) -> list[dict[str, Any]]:
        body = {
            "account": self.account_id,
            "now": (now().timestamp() - self.clock_behind) * 1000,
            "entries": list(entries),
        }
        response = Context().run(
            self.client.http.post,
            "/sync",
            json=body,
            headers={"X-CSRFToken": self.client.csrf(), "Accept": "application/json"},
        )
        db.session.rollback()
        assert response.status_code == expect, response.get_data(as_text=True)
        answers: list[dict[str, Any]] = (response.get_json() or {}).get("answers", [])
        return answers

    def outcomes(self, entries: Iterable[dict[str, Any]]) -> list[str]:
        return [answer["outcome"] for answer in self.send(entries)]
