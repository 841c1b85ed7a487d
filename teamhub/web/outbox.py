"""What a phone kept without signal, sent later: each entry goes through the gates, the form and the verb of its own
address, as if the button were pressed now, with the time at which it was pressed. There is no second set of rules."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.models.base import db
from teamhub.models.engine import answered_before
from teamhub.web.page import refusal

HAPPENED_AT = "teamhub.happened_at"
"""In the environment of a request that the outbox makes; nobody outside can set it."""

View = TypeVar("View", bound=Callable[..., Any])


class Outcome(StrEnum):
    """What became of an entry. The phone keeps it unless it is DONE or AGAIN; LATER is tried again by itself."""

    DONE = "done"
    AGAIN = "again"
    CONFLICT = "conflict"
    REFUSED = "refused"
    SIGN_IN = "sign_in"
    LATER = "later"


@dataclass(frozen=True)
class Entry:
    """A form as it was filled in: where it goes, name and value of each field, when its button was pressed."""

    path: str
    fields: tuple[tuple[str, str], ...]
    happened_at: datetime


@dataclass(frozen=True)
class Answer:
    """`said`: why not, in the reader's language. `version`: of the record now. `theirs`: (label, value) of what
    somebody else saved."""

    outcome: Outcome
    said: str = ""
    version: int | None = None
    theirs: tuple[tuple[str, str], ...] = ()


def replayable(view: View) -> View:
    """What is posted to this view may be kept by a phone and sent later: it carries a key, and asks `happened_at`."""
    view.replayable = True  # type: ignore[attr-defined]  # a function carries its own declaration
    return view


def happened_at() -> datetime | None:
    """When the button was pressed on the phone; None: just now."""
    found: datetime | None = request.environ.get(HAPPENED_AT)
    return found


def sent_later() -> bool:
    return HAPPENED_AT in request.environ


def done(version: int | None) -> ResponseReturnValue:
    """The entry is stored; the record now has this version."""
    return jsonify(version=version)


def conflict(version: int, theirs: Sequence[tuple[str, str]]) -> ResponseReturnValue:
    """Somebody else saved the record since the phone saw it; nothing was overwritten."""
    return refusal(
        409,
        gettext("Somebody saved this before you. Nothing was overwritten: compare, then decide."),
        version=version,
        theirs=list(theirs),
    )


def send_again(entry: Entry) -> Answer:
    """Hands the entry to the view of its address and says what became of it."""
    db.session.remove()  # the entry works with a connection of its own; holding two could starve the pool
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    return Context().run(_dispatch, app, _environ(entry))


def _environ(entry: Entry) -> dict[str, Any]:
    """The request of this batch, turned into one for the entry: same browser, same sign-in, same CSRF token."""
    body = urlencode(entry.fields).encode()
    kept = {
        name: value
        for name, value in request.environ.items()
        if not name.startswith(("werkzeug.", "HTTP_HX_", "HTTP_ACCEPT_ENCODING"))
    }
    return kept | {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": entry.path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "REQUEST_URI": entry.path,
        "RAW_URI": entry.path,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ACCEPT": "application/json",
        "wsgi.input": io.BytesIO(body),
        HAPPENED_AT: entry.happened_at,
    }


def _dispatch(app: Flask, environ: dict[str, Any]) -> Answer:
    with app.request_context(environ):
        view = app.view_functions.get(request.endpoint or "")
        if not getattr(view, "replayable", False):
            return Answer(
                Outcome.REFUSED, gettext("This cannot be sent later. Open its page and enter it there.")
            )
        response = app.full_dispatch_request()
        said = response.get_json(silent=True) or {}
        outcome = _outcome(response.status_code)
        if outcome is Outcome.DONE and answered_before.get():
            outcome = Outcome.AGAIN
        theirs = tuple((str(label), str(value)) for label, value in said.get("theirs", ()))
        return Answer(outcome, str(said.get("detail", "")), said.get("version"), theirs)


def _outcome(status: int) -> Outcome:
    if status < 400:
        return Outcome.DONE
    if status >= 500 or status == 429:
        return Outcome.LATER
    return {401: Outcome.SIGN_IN, 409: Outcome.CONFLICT}.get(status, Outcome.REFUSED)
