"""Language and size of text: of the account, or of this browser before sign-in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from teamhub.actions import own_account
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts.root import blueprint, myself
from teamhub.web.access import public, signed_in
from teamhub.web.clock import now
from teamhub.web.language import LANGUAGES
from teamhub.web.page import safe_path, see_other


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            with unit_of_work():
                own_account.choose_language(chosen, by=myself(), at=now())
    return see_other(_back())


@blueprint.post("/large-text")
@signed_in
def choose_large_text() -> ResponseReturnValue:
    with unit_of_work():
        own_account.choose_large_text(request.form.get("large_text") == "1", by=myself(), at=now())
    return see_other(_back())


def _back() -> str:
    """The page the switch was on, when it is one of ours."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return "/"
    return safe_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""), "/")
