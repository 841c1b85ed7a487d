"""What a reader is told when the database cannot do its part: what happened, what to do now, whom to call."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, jsonify, make_response, session
from flask_babel import force_locale, gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from sqlalchemy.exc import SQLAlchemyError

from teamhub.models.base import db
from teamhub.models.faults import Fault
from teamhub.web.page import page, wants_json


@dataclass(frozen=True)
class Telling:
    """`retry`: seconds after which asking again makes sense. `call`: somebody has to do something at the server."""

    status: int
    retry: int
    title: LazyString
    advice: LazyString
    call: bool = True


TELLINGS = {
    Fault.BUSY: Telling(
        503,
        5,
        lazy_gettext("The records cannot be written at the moment"),
        lazy_gettext("Nothing was lost: keep the page open and try again in a minute."),
        call=False,
    ),
    Fault.FULL: Telling(
        507,
        60,
        lazy_gettext("The server's disk is full"),
        lazy_gettext(
            "Nothing of this entry was stored; what was stored before is safe and can be read. Keep the page open, "
            "note new things on paper, and try again when space was made on the server."
        ),
    ),
    Fault.READ_ONLY: Telling(
        503,
        60,
        lazy_gettext("The records can be read, but not written"),
        lazy_gettext(
            "Nothing of this entry was stored; what was stored before is safe. Keep the page open, note new things "
            "on paper, and try again when the server may write again."
        ),
    ),
    Fault.DAMAGED: Telling(
        503,
        300,
        lazy_gettext("The records on the server are damaged"),
        lazy_gettext(
            "Nothing of this entry was stored. Go on with paper: the server has to be stopped and its last good "
            "backup put back."
        ),
    ),
    Fault.FAILING: Telling(
        503,
        60,
        lazy_gettext("The server's disk reports errors"),
        lazy_gettext(
            "Nothing of this entry was stored; what was stored before is safe. Try again in a minute; if it stays "
            "so, go on with paper."
        ),
    ),
    Fault.AWAY: Telling(
        503,
        30,
        lazy_gettext("The records cannot be reached at the moment"),
        lazy_gettext("Nothing was lost: keep the page open and try again in a minute."),
    ),
}


def whom_to_call() -> str:
    contact = str(current_app.config["TEAMHUB_CONTACT"])
    if contact:
        return gettext("Call whoever looks after the server: %(contact)s.", contact=contact)
    return gettext("Tell your team leader, who calls whoever looks after the server.")


def tell(fault: Fault) -> Response:
    """The page of a fault, in the reader's language. When even the frame around it cannot be read, without one."""
    telling = TELLINGS[fault]
    try:
        response = _page(telling)
    except SQLAlchemyError:
        response = bare(telling.status, telling.title, telling.advice, call=telling.call)
    response.headers["Retry-After"] = str(telling.retry)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(telling: Telling) -> Response:
    call = whom_to_call() if telling.call else ""
    if wants_json():
        response = jsonify(error=str(telling.title), detail=f"{telling.advice} {call}".strip())
        response.status_code = telling.status
        return response
    return page(
        "layout/error.html",
        status=telling.status,
        code=telling.status,
        title=telling.title,
        detail=call,
        advice=telling.advice,
    )


def bare(status: int, title: LazyString, advice: LazyString, *, call: bool = True) -> Response:
    """An answer that asks the database nothing: not who reads it, not what waits for them."""
    db.session.rollback()
    spoken = session.get("language") or current_app.config["TEAMHUB_LANGUAGE"]
    with force_locale(spoken):
        words = {"title": str(title), "advice": str(advice), "call": whom_to_call() if call else ""}
        if wants_json():
            response = jsonify(error=words["title"], detail=f"{words['advice']} {words['call']}".strip())
        else:
            template = current_app.jinja_env.get_template("layout/fault.html")
            response = make_response(template.render(code=status, english=spoken == "en", **words))
    response.status_code = status
    return response
