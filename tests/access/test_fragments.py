"""A fragment is never taken for a page, nor the other way round."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.page_client import PageClient

As = Callable[..., PageClient]
ASKS = {"HX-Request": "true", "HX-Target": "board"}


@pytest.mark.proves("T65")
def test_what_a_cache_may_give_to_whom_depends_on_who_asked_for_what(as_: As) -> None:
    http = as_("leader").http
    part = http.get("/linli/duty", headers=ASKS)
    whole = http.get("/linli/duty")
    assert b"<html" not in part.data
    assert b"<html" in whole.data
    for answer in (part, whole):
        assert {"hx-request", "hx-target", "cookie"} <= {name.lower() for name in answer.vary}
        assert answer.headers["Cache-Control"].startswith(("private", "no-store"))
    assert part.headers["ETag"] != whole.headers["ETag"]


@pytest.mark.proves("T65")
def test_a_page_that_the_browser_restores_is_whole_again(as_: As) -> None:
    restored = as_("leader").http.get("/linli/duty", headers={**ASKS, "HX-History-Restore-Request": "true"})
    assert b"<html" in restored.data


@pytest.mark.proves("T65")
def test_a_sign_in_page_is_never_put_into_a_fragment(app: Flask) -> None:
    answer = app.test_client().get("/linli/duty", headers=ASKS)
    assert (answer.status_code, answer.data) == (401, b"")
    assert answer.headers["HX-Redirect"].endswith("/sign-in")
