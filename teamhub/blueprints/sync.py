"""/sync: a phone that kept entries without signal sends them, and is told what became of each. /sw.js: the script
that lets it open its doors without signal, where the site is served over HTTPS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from teamhub.domain.outbox import NotTaken
from teamhub.forms.outbox import Batch, read_batch, read_entry
from teamhub.web import outbox
from teamhub.web.access import public, signed_in
from teamhub.web.clock import now
from teamhub.web.errors import answer, sentence
from teamhub.web.outbox import Outcome

blueprint = Blueprint("sync", __name__)


@blueprint.get("/sync")
@signed_in
def greet() -> Response:
    """Who is signed in in this browser, and a CSRF token that is good now: the page may be of an earlier sign-in."""
    return jsonify(account=current_user.account_id, csrf=generate_csrf())


@blueprint.post("/sync")
@signed_in
def take() -> Response:
    """`{account, now, entries: [{key, path, at, offset, fields: [[name, value]]}]}`, times in milliseconds of the
    phone's clock -> `{answers: [{key, outcome, said, version, theirs}]}` in the same order. Each entry is a unit of
    work of its own: one that is refused holds up no other."""
    batch, received = read_batch(request.get_json(silent=True)), now()
    if batch is None:
        return answer(400)
    if batch.account_id != current_user.account_id:
        return answer(409)
    return jsonify(answers=[_answer(one, batch, received) for one in batch.entries])


def _answer(one: Mapping[str, Any], batch: Batch, received: datetime) -> dict[str, object]:
    try:
        became = outbox.send_again(read_entry(one, batch, received))
    except NotTaken as refused:
        became = outbox.Answer(Outcome.REFUSED, sentence(refused))
    return {
        "key": one["key"],
        "outcome": became.outcome.value,
        "said": became.said,
        "version": became.version,
        "theirs": became.theirs,
    }


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """At the root, so that it may answer for every page."""
    response = current_app.send_static_file("js/service-worker.js")
    response.headers["Cache-Control"] = "no-cache"
    return response
