"""What a reader is told when a sheet cannot be printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from teamhub.documents import press
from teamhub.documents.press import PrintingFailed
from tests.page_client import PageClient

POSTER = "/linli/duty/roster.pdf"


def refuse(code: str) -> Any:
    def refused(*_: object, **__: object) -> None:
        raise PrintingFailed(code, "for the log")

    return refused


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("busy", 503, "Many sheets are being printed at this moment. Please try again in half a minute."),
        ("too_long", 422, "The sheet is too large and was stopped. Please print fewer pages at once."),
        ("broken", 500, "Something went wrong on our side"),
    ],
)
def test_a_failed_print_says_what_to_do(
    as_: Callable[..., PageClient], monkeypatch: pytest.MonkeyPatch, code: str, status: int, says: str
) -> None:
    monkeypatch.setattr(press, "_printed", refuse(code))
    answer = as_("leader", language="en").get(POSTER, expect=status)
    assert says in answer.text
    assert answer.headers.get("Retry-After") == ("30" if code == "busy" else None)
