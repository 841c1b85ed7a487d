"""Whatever a request does outside a unit of work only reads (models/postgres.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from teamhub.models.modes import only_reading

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class OnlyReading:
    """Stands before the application. An answer that is still being written afterwards goes on in the transaction that
    it began."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        token = only_reading.set(True)
        try:
            return self._application(environ, start_response)
        finally:
            only_reading.reset(token)


def init_app(app: Flask) -> None:
    app.wsgi_app = OnlyReading(app.wsgi_app)  # type: ignore[method-assign]
