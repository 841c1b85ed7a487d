"""Answers are packed where the browser takes it, and say the same; a phone's first page stays light."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.cast import Cast
from tests.page_client import PageClient
from tests.sweep_scene import build_sweep

SignIn = Callable[..., PageClient]
GZIP = {"Accept-Encoding": "gzip, br"}
STATIC = re.compile(r'(?:href|src)="(/static/[^"#]+)')
KB = 1024


@pytest.mark.parametrize(
    "path", ["/sign-in", "/static/css/theme.css", "/static/js/app.js", "/static/img/icons.svg", "/sw.js"]
)
def test_the_packed_answer_says_the_same(app: Flask, path: str) -> None:
    client = app.test_client()
    plain, packed = client.get(path), client.get(path, headers=GZIP)
    words = packed.get_data()
    if packed.headers.get("Content-Encoding") == "gzip":
        words = gzip.decompress(words)
    csrf = re.compile(rb"[\w.-]{40,}")
    assert csrf.sub(b"", words) == csrf.sub(b"", plain.get_data())
    assert "Accept-Encoding" in packed.vary
    assert "Accept-Encoding" in plain.vary
    assert "Content-Encoding" not in plain.headers
    assert int(packed.headers["Content-Length"]) == len(packed.get_data())


def test_what_has_not_changed_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    mark = client.get("/static/css/theme.css", headers=GZIP).headers["ETag"]
    assert mark.startswith("W/")
    again = client.get("/static/css/theme.css", headers=GZIP | {"If-None-Match": mark})
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize("refused", ["identity", "br", "gzip;q=0"])
def test_who_does_not_take_it_gets_it_plain(app: Flask, refused: str) -> None:
    answer = app.test_client().get("/static/css/theme.css", headers={"Accept-Encoding": refused})
    assert "Content-Encoding" not in answer.headers
    assert answer.get_data() == Path(app.static_folder or "", "css/theme.css").read_bytes()


def test_parts_of_a_file_are_never_packed(app: Flask) -> None:
    answer = app.test_client().get("/static/css/theme.css", headers=GZIP | {"Range": "bytes=0-99"})
    assert (answer.status_code, len(answer.get_data())) == (206, 100)
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("where", ["me", "doors", "doors/1/1"])
def test_the_first_page_of_a_phone_is_light(as_: SignIn, cast: Cast, where: str) -> None:
    """Bodies only; what travels around them, and a whole building, is measured by benchmarks/weight.py."""
    build_sweep(cast)
    http = as_("sweeper").http
    page = http.get(f"/linli/{where}", headers=GZIP)
    html = gzip.decompress(page.get_data()).decode()
    parts = {part: len(http.get(part, headers=GZIP).get_data()) for part in set(STATIC.findall(html))}
    assert len(parts) > 10
    assert len(page.get_data()) <= 15 * KB
    assert len(page.get_data()) + sum(parts.values()) <= 140 * KB
