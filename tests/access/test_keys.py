"""Signed cookies: forged ones open nothing, a renewed key signs nobody out, a known key starts no server."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.globals import request_ctx

from teamhub import config, create_app
from teamhub.models.base import db
from teamhub.web.session import DEVICE_COOKIE, remember_device
from tests.cast import Cast
from tests.conftest import CHEAP, copy_instance
from tests.page_client import PageClient

As = Callable[..., PageClient]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def mutated(token: str, chance: random.Random) -> str:
    """One to three letters changed, taken out, put in or swapped, or the end cut off."""
    letters = list(token)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(letters))
        kind = chance.randrange(5)
        if kind == 0:
            letters[place] = chance.choice(ALPHABET)
        elif kind == 1 and len(letters) > 2:
            del letters[place]
        elif kind == 2:
            letters.insert(place, chance.choice(ALPHABET))
        elif kind == 3:
            other = chance.randrange(len(letters))
            letters[place], letters[other] = letters[other], letters[place]
        elif len(letters) > 10:
            del letters[-chance.randint(1, 9) :]
    return "".join(letters)


@pytest.mark.proves("T52")
def test_a_thousand_changed_cookies_open_nothing(app: Flask, as_: As) -> None:
    """The interface that reads the cookie is asked itself: what it gives for a changed one is an empty session."""
    client = as_("leader")
    cookie = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    chance, seen = random.Random(52), {cookie.value}
    whole = cookie.value
    while len(seen) <= 1000:
        seen.add(mutated(whole, chance))
    opened = 0
    for token in seen:
        request = app.request_class({"HTTP_COOKIE": f"{cookie.key}={token}", "REQUEST_METHOD": "GET"})
        read = app.session_interface.open_session(app, request)
        opened += bool(read and "_user_id" in read)
    assert opened == 1, "the unchanged one and no other"


def started(folder: Path, **more: object) -> Flask:
    settings = {key: value for key, value in CHEAP.items() if key != "SECRET_KEY"}
    return create_app({**settings, **more}, instance_path=str(folder))


@pytest.mark.proves("T52")
def test_a_renewed_key_signs_nobody_out_for_seven_days(
    peopled_instance: tuple[Path, Cast], tmp_path: Path
) -> None:
    folder = copy_instance(peopled_instance[0], tmp_path / "i")
    first = started(folder)
    name = first.config["SESSION_COOKIE_NAME"]
    with first.app_context():
        client = PageClient(first).sign_in(peopled_instance[1].account("leader"))
        form = client.csrf()
        held = client.http.get_cookie(name)
        db.engine.dispose()
    assert held is not None

    def opens(app: Flask) -> bool:
        with app.app_context():
            later = PageClient(app)
            later.http.set_cookie(name, held.value)
            status = later.http.get("/account").status_code
            posted = later.http.post("/large-text", data={"csrf_token": form, "large_text": "1"}).status_code
            db.engine.dispose()
        assert (status, posted) in {(200, 303), (303, 400)}
        return status == 200

    config.renew_secret_key(folder)
    assert started(folder).config["SECRET_KEY"] != first.config["SECRET_KEY"]
    assert opens(started(folder))
    old = folder / config.RETIRED
    os.utime(old, (old.stat().st_mtime - 8 * 24 * 3600,) * 2)
    assert not opens(started(folder))


@pytest.mark.proves("T52")
@pytest.mark.parametrize(
    "key",
    [
        "dev",
        "a" * 64,
        "0123456789abcdef",
        "changeme-changeme-changeme-changeme",
        "This Is Not A Secret 1234567890abc",
    ],
)
def test_the_server_does_not_start_with_a_key_that_is_short_or_known(tmp_path: Path, key: str) -> None:
    with pytest.raises(config.WeakKey):
        started(tmp_path / "i", SECRET_KEY=key)


@pytest.mark.proves("T51")
def test_over_https_both_cookies_belong_to_this_host_alone(
    peopled_instance: tuple[Path, Cast], tmp_path: Path
) -> None:
    app = started(copy_instance(peopled_instance[0], tmp_path / "https"), HTTPS=True)
    with app.app_context(), app.test_request_context("/", base_url="https://localhost"):
        response = app.make_response("")
        remember_device(response, "token")
        request_ctx.session["language"] = "en"
        app.session_interface.save_session(app, request_ctx.session, response)
        db.engine.dispose()
    cookies = response.headers.getlist("Set-Cookie")
    assert {c.partition("=")[0] for c in cookies} == {"__Host-teamhub", f"__Host-{DEVICE_COOKIE}"}
    for cookie in cookies:
        parts = {part.strip() for part in cookie.split(";")}
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
        assert not any(part.startswith("Domain") for part in parts)
