"""A browser without a window: follows redirects, carries CSRF tokens, and checks every page that it gets."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from teamhub.models.base import db
from teamhub.models.people import Account, UserSession
from teamhub.web.clock import now
from teamhub.web.session import digest

ENGLISH_SENTENCE = re.compile(r"\b[A-Za-z][a-z]+(?:\s+[a-z]+){2,}\b")
"""Three plain words in a row: on a Chinese page, text that nobody translated."""


class PageClient:
    """Wraps Flask's test client. `get` and `post` return the response; `soup` is the last page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()
        self.soup = BeautifulSoup("", "html.parser")
        self.language = "zh_Hans_CN"

    def sign_in(self, account_id: int, *, language: str = "") -> PageClient:
        """A stored session for this account, as signing in makes one."""
        token, moment = secrets.token_urlsafe(16), now()
        db.session.rollback()  # a request of this test left its reading transaction open
        db.session.add(
            UserSession(
                account_id=account_id,
                token_digest=digest(token),
                created_at=moment,
                last_seen_at=moment,
                expires_at=moment + timedelta(hours=12),
            )
        )
        if language:
            db.session.get_one(Account, account_id).language = language
            self.language = language
        db.session.commit()
        with self.http.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie["seen"] = int(moment.timestamp())
        return self

    def speak(self, language: str) -> PageClient:
        """The language of somebody who is not signed in."""
        self.language = language
        with self.http.session_transaction() as cookie:
            cookie["language"] = language
        return self

    def csrf(self) -> str:
        """A valid token of this browser session."""
        with self.http.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", secrets.token_hex(20))
        signer = URLSafeTimedSerializer(self.app.config["WTF_CSRF_SECRET_KEY"], salt="wtf-csrf-token")
        return str(signer.dumps(raw))

    def get(self, url: str, *, expect: int = 200, headers: dict[str, str] | None = None) -> TestResponse:
        response = self._ask(self.http.get, url, headers=headers)
        return self._seen(response, url, expect)

    def post(
        self,
        url: str,
        data: dict[str, Any] | None = None,
        *,
        expect: int = 303,
        headers: dict[str, str] | None = None,
        csrf: bool = True,
    ) -> TestResponse:
        form = dict(data or {})
        if csrf:
            form["csrf_token"] = self.csrf()
        response = self._ask(self.http.post, url, data=form, headers=headers)
        return self._seen(response, url, expect)

    def _ask(self, method: Callable[..., TestResponse], url: str, **values: Any) -> TestResponse:
        """Without the test's own application context, as in a server: each request gets a `g` of its own.
        The test's session then starts a new transaction, to see what the request stored."""
        response = Context().run(method, url, **values)
        db.session.rollback()
        return response

    def fragment(self, url: str, target: str, *, expect: int = 200) -> TestResponse:
        """What htmx gets when it asks for the element `target`."""
        return self.get(url, expect=expect, headers={"HX-Request": "true", "HX-Target": f"div#{target}"})

    def text(self) -> str:
        """The words of the last page, spaces folded."""
        return " ".join(self.soup.get_text(" ").split())

    def _seen(self, response: TestResponse, url: str, expect: int) -> TestResponse:
        assert response.status_code == expect, f"{url}: {response.status_code}, expected {expect}"
        if response.mimetype == "text/html" and response.data and not 300 <= response.status_code < 400:
            body = response.get_data(as_text=True)
            self.soup = BeautifulSoup(body, "lxml" if "<html" in body else "html.parser")
            if "<html" in body:
                check_page(body, self.soup, url, chinese=self.language != "en")
        return response


def check_page(body: str, soup: BeautifulSoup, url: str, *, chinese: bool) -> None:
    """Valid HTML, one h1, unique ids, every field labelled, language set, nothing untranslated."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(body)
    assert not parser.errors, f"{url}: HTML {parser.errors[:3]}"
    assert len(soup.find_all("h1")) == 1, f"{url}: {len(soup.find_all('h1'))} h1"
    html = soup.find("html")
    assert isinstance(html, Tag)
    assert html.get("lang") == ("zh-CN" if chinese else "en"), f"{url}: lang {html.get('lang')}"
    ids = [str(t["id"]) for t in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{url}: repeated ids {sorted({i for i in ids if ids.count(i) > 1})}"
    for field in soup.find_all(["input", "select", "textarea"]):
        if field.get("type") in {"hidden", "submit", "button"}:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or field.find_parent("label")
        named = named or (field.get("id") and soup.find("label", attrs={"for": field["id"]}))
        assert named, f"{url}: no label for {field.get('name') or field}"
    for styled in soup.find_all(style=True):
        raise AssertionError(f"{url}: inline style {styled}")
    if chinese:
        _no_english(soup, url)


def _no_english(soup: BeautifulSoup, url: str) -> None:
    for node in soup.find_all(string=True):
        parent = node.parent
        if parent is None or parent.name in {"script", "style", "template", "code", "kbd"}:
            continue
        if parent.find_parent(attrs={"lang": "en"}) or parent.get("lang") == "en":
            continue
        found = ENGLISH_SENTENCE.search(str(node))
        assert not found, f"{url}: not translated: {found.group(0)}"
