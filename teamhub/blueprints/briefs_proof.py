"""/v: what a reader of a printed brief opens, by its picture or by typing its code. No account, no community, no script;
nothing of the content is told."""

from __future__ import annotations

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from teamhub.actions import throttle
from teamhub.actions.throttle import HOUR_OF_LOOKS, MINUTE_OF_LOOKS, TooManyTries
from teamhub.actions.work import unit_of_work
from teamhub.domain.briefs.verification import MistypedCode, read_code, shown_code
from teamhub.queries import briefs_proof
from teamhub.web import errors
from teamhub.web.access import public
from teamhub.web.clock import now
from teamhub.web.page import page, see_other

blueprint = Blueprint("proof", __name__)

errors.explain(
    {
        "code_mistyped": lazy_gettext(
            "This is not a code as it is printed: ten letters and digits, never 0, 1, I, L or O. Please compare it with "
            "the paper."
        )
    }
)


@blueprint.get("/v")
@public
def entry() -> ResponseReturnValue:
    """The field for the code; a code that fits leads to its page."""
    typed = request.args.get("code", "")[:40]
    if not typed.strip():
        return page("briefs/proof.html", code="", fault="", found=None)
    try:
        code = read_code(typed)
    except MistypedCode as fault:
        return page("briefs/proof.html", code=typed, fault=errors.sentence(fault), found=None, status=422)
    return see_other(url_for("proof.show", code=code))


@blueprint.get("/v/<code>")
@blueprint.get("/V/<code>", endpoint="scanned")
@public
def show(code: str) -> Response:
    """404 for a code that no brief has. Only such tries count: a real paper may be looked up as often as one likes."""
    guesses = throttle.subject("proof", request.remote_addr or "")
    moment = now()
    try:
        for limit in (MINUTE_OF_LOOKS, HOUR_OF_LOOKS):
            throttle.refuse_when_full(guesses, limit, moment)
    except TooManyTries as fault:
        return page("briefs/proof.html", code="", fault=errors.sentence(fault), found=None, status=429)
    try:
        found = briefs_proof.issued_under(read_code(code))
    except MistypedCode as fault:
        return page("briefs/proof.html", code=code[:40], fault=errors.sentence(fault), found=None, status=422)
    if found is None:
        with unit_of_work():
            for limit in (MINUTE_OF_LOOKS, HOUR_OF_LOOKS):
                throttle.count(guesses, limit, moment)
        return page("briefs/proof.html", code=shown_code(read_code(code)), fault="", found=None, status=404)
    g.community = found.community
    return page("briefs/proof.html", code=shown_code(found.code), fault="", found=found)
