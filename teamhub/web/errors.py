"""One handler turns each error into its page; one table turns each broken rule into its sentence."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolEmpty
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from teamhub.documents.press import PrintingFailed
from teamhub.domain.errors import NotAllowed, NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.faults import Fault, fault_of
from teamhub.web import storage_faults
from teamhub.web.page import page, wants_json

log = logging.getLogger("teamhub")

SENTENCES: dict[str, LazyString] = {
    "key_reused": lazy_gettext("This entry was sent before with other content. The first one stands."),
    "setting_unknown": lazy_gettext("There is no such setting."),
    "setting_out_of_range": lazy_gettext("Please give a value from %(least)s to %(most)s."),
    "stale": lazy_gettext(
        "Somebody else changed this in the meantime. Look at the new state, then try again."
    ),
    "taken": lazy_gettext("This exists already."),
}
"""Broken rule -> sentence. Subjects add theirs with `explain`."""

TITLES = {
    400: lazy_gettext("This request could not be read"),
    401: lazy_gettext("Please sign in"),
    403: lazy_gettext("You may not open this"),
    404: lazy_gettext("There is nothing here"),
    405: lazy_gettext("This address takes no such request"),
    409: lazy_gettext("Somebody was faster"),
    413: lazy_gettext("This file is too large"),
    422: lazy_gettext("This cannot be done"),
    429: lazy_gettext("Too many tries"),
    500: lazy_gettext("Something went wrong on our side"),
    503: lazy_gettext("The records cannot be written at the moment"),
}
ADVICE = {
    400: lazy_gettext("Nothing was changed. Go back, reload the page and try again."),
    401: lazy_gettext("Nothing was changed. Sign in, then try again."),
    403: lazy_gettext("Your role does not include this. Ask your team leader if you need it."),
    404: lazy_gettext("The address may be old, or the record belongs to somebody else."),
    405: lazy_gettext("Nothing was changed. Go back and use the buttons of the page."),
    409: lazy_gettext("Nothing was overwritten. Look at the new state, then try again."),
    413: lazy_gettext("Nothing was changed. Choose a smaller file."),
    422: lazy_gettext("Nothing was changed."),
    429: lazy_gettext("Please wait a minute, then try again."),
    500: lazy_gettext("What was saved before is safe. Try again; if it stays so, tell your team leader."),
    503: lazy_gettext("Nothing was lost: keep the page open and try again in a minute."),
}

CONSTRAINTS: dict[str, str] = {}
"""Name of a database constraint -> code of the rule it guards."""


def explain(sentences: dict[str, LazyString], constraints: dict[str, str] | None = None) -> None:
    """Adds a subject's sentences (and the constraints that stand for them) to the tables."""
    SENTENCES.update(sentences)
    CONSTRAINTS.update(constraints or {})


def sentence(error: RuleBroken) -> str:
    """What the rule says, in the reader's language."""
    template = SENTENCES.get(error.code)
    if template is None:
        log.error("no sentence for rule %s", error.code)
        return gettext("This is against a rule (%(code)s).", code=error.code)
    return str(template) % {k: str(v) for k, v in error.values.items()}


def broken_rule(error: IntegrityError) -> RuleBroken:
    """The rule that the broken database constraint stands for."""
    text = str(error.orig)
    for name, code in CONSTRAINTS.items():
        if name in text:
            return RuleBroken(code)
    return RuleBroken("taken")


UNPRINTED: dict[str, tuple[int, LazyString, LazyString]] = {
    "busy": (
        503,
        lazy_gettext("Others are printing"),
        lazy_gettext("Many sheets are being printed at this moment. Please try again in half a minute."),
    ),
    "too_long": (
        422,
        lazy_gettext("This cannot be printed"),
        lazy_gettext("The sheet is too large and was stopped. Please print fewer pages at once."),
    ),
}
"""Code of the press -> status, title, what to do. Any other is a fault of ours."""


def answer(status: int, detail: str = "", title: LazyString | None = None) -> Response:
    """The error page (or JSON, where that was asked for) with title, what was kept, what to do."""
    known = status if status in TITLES else (500 if status >= 500 else 400)
    try:
        return _answer(status, title or TITLES[known], detail, ADVICE[known])
    except SQLAlchemyError:
        return storage_faults.bare(status, title or TITLES[known], ADVICE[known])


def _answer(status: int, title: LazyString, detail: str, advice: LazyString) -> Response:
    if wants_json():
        response = jsonify(error=str(title), detail=detail or str(advice))
        response.status_code = status
        return response
    return page(
        "layout/error.html",
        status=status,
        code=status,
        title=title,
        detail=detail,
        advice=advice,
    )


def unprinted(error: PrintingFailed) -> Response:
    status, title, advice = UNPRINTED.get(error.code, (500, None, ""))
    response = answer(status, str(advice), title)
    if error.code == "busy":
        response.headers["Retry-After"] = "30"
    return response


def init_app(app: Flask) -> None:
    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        db.session.rollback()
        log.error("unexpected %s at %s", type(error).__name__, request.endpoint, exc_info=error)
        if app.testing:
            raise error
        return answer(500)

    @app.errorhandler(DatabaseError)
    @app.errorhandler(PoolEmpty)
    def database_unavailable(error: SQLAlchemyError) -> Response:
        db.session.rollback()
        fault = fault_of(error)
        if fault is Fault.AWAY and not isinstance(error, OperationalError):
            return unexpected(error)  # a statement that is wrong is our own mistake
        cause = error.orig if isinstance(error, DBAPIError) else error
        log.error("database: %s (%s)", fault.value, getattr(cause, "sqlite_errorname", type(cause).__name__))
        return storage_faults.tell(fault)

    _refusals(app)


def _refusals(app: Flask) -> None:
    app.register_error_handler(PrintingFailed, unprinted)

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> Response:
        return answer(404)

    @app.errorhandler(NotAllowed)
    def not_allowed(error: NotAllowed) -> Response:
        return answer(403)

    @app.errorhandler(RuleBroken)
    def rule_broken(error: RuleBroken) -> Response:
        return answer(422, sentence(error))

    @app.errorhandler(StaleDataError)
    def stale(error: StaleDataError) -> Response:
        return answer(409, str(SENTENCES["stale"]))

    @app.errorhandler(IntegrityError)
    def integrity(error: IntegrityError) -> Response:
        db.session.rollback()
        return answer(422, sentence(broken_rule(error)))

    @app.errorhandler(CSRFError)
    def csrf(error: CSRFError) -> Response:
        return answer(400, gettext("The page was open for too long or comes from another sign-in."))

    @app.errorhandler(SecurityError)
    def foreign_host(error: SecurityError) -> Response:
        """A name that this installation does not answer to (TEAMHUB_HOSTS): no page, its links would be foreign."""
        return Response("400", 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        return answer(error.code or 500)
