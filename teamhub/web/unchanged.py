"""A page that looks for news every few seconds is answered "nothing new" before the application is asked, as long as
nobody wrote to the database since the same browser was answered the same question.

What makes that safe: any write counts, whoever made it, so a session that was revoked or a role that ended is noticed
with the next question; the question is the whole request, cookie included; and an answer serves to the end of its
minute at most, because time itself changes pages. SQLite tells that something was written in some millionths of a
second; on PostgreSQL, which does not, every question takes the whole way."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import Engine

from teamhub.models.base import db
from teamhub.web import clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT = 4096
"""Questions remembered, some 600 bytes each."""
ASKED = (
    "HTTP_HOST",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_COOKIE",
    "HTTP_HX_REQUEST",
    "HTTP_HX_TARGET",
    "HTTP_HX_HISTORY_RESTORE_REQUEST",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "wsgi.url_scheme",
)
"""What an answer may depend on."""
OF_THE_BODY = {"content-type", "content-length", "content-encoding"}


@dataclass(frozen=True)
class Answer:
    """`etag` as it was sent; `written`: the database's count of changes before the answer was made; `minute`: on the
    clock then."""

    etag: str
    headers: tuple[tuple[str, str], ...]
    written: int
    minute: int


class Changes:
    """How often a SQLite database was written to, as seen from one connection of its own."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._turn = Lock()

    def count(self) -> int:
        with self._turn:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        with self._turn:
            self._connection.close()


class Unchanged:
    """Stands before the application."""

    def __init__(self, application: WSGIApplication, engine: Callable[[], Engine]) -> None:
        self._application, self._engine = application, engine
        self._changes: Changes | None = None
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._turn = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" not in environ:
            return self._application(environ, start_response)
        changes = self._changes or self._find_changes()
        if changes is None:
            return self._application(environ, start_response)
        question, written, minute = _question(environ), changes.count(), _minute()
        known = self._answers.get(question)
        same = known is not None and (known.written, known.minute) == (written, minute)
        if known is not None and same and environ.get("HTTP_IF_NONE_MATCH") == known.etag:
            start_response("304 NOT MODIFIED", list(known.headers))
            return []
        return self._application(environ, self._listening(start_response, question, written, minute))

    def close(self) -> None:
        """Lets go of the database; the next question opens it again."""
        with self._turn:
            if self._changes is not None:
                self._changes.close()
            self._changes = None
            self._answers.clear()

    def _find_changes(self) -> Changes | None:
        """Looked for with the first question: before that a new installation has no database yet."""
        engine = self._engine()
        if engine.dialect.name == "sqlite" and engine.url.database:
            with self._turn:
                self._changes = self._changes or Changes(engine.url.database)
        return self._changes

    def _listening(
        self, start_response: StartResponse, question: bytes, written: int, minute: int
    ) -> StartResponse:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            told = {name.lower(): value for name, value in headers}
            asks_again = "etag" in told and told.get("cache-control") == "private, no-cache"
            if asks_again and "set-cookie" not in told and status[:3] in {"200", "304"}:
                kept = tuple((n, v) for n, v in headers if n.lower() not in OF_THE_BODY)
                self._remember(question, Answer(told["etag"], kept, written, minute))
            return start_response(status, headers, *rest)

        return start

    def _remember(self, question: bytes, answer: Answer) -> None:
        with self._turn:
            self._answers[question] = answer
            self._answers.move_to_end(question)
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)


def _question(environ: WSGIEnvironment) -> bytes:
    """Of fixed size, and no cookie is kept."""
    said = "\0".join(str(environ.get(name, "")) for name in ASKED)
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).digest()


def _minute() -> int:
    return int(clock.now().timestamp()) // 60


def init_app(app: Flask) -> None:
    def engine() -> Engine:
        with app.app_context():
            return db.engine

    app.wsgi_app = Unchanged(app.wsgi_app, engine)  # type: ignore[method-assign]
