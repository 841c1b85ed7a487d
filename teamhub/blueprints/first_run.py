"""/first-run: an empty installation greets with three ways to begin."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from teamhub.queries import accounts
from teamhub.web.access import public
from teamhub.web.page import page

blueprint = Blueprint("first_run", __name__, url_prefix="/first-run")


@blueprint.before_request
def _only_when_empty() -> None:
    """Once somebody can sign in, these addresses do not exist."""
    if accounts.anybody_enrolled():
        abort(404)


@blueprint.get("/")
@public
def show() -> ResponseReturnValue:
    return page("first_run/show.html")
