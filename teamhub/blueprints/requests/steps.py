"""/requests/<id>/assign and /requests/<id>/steps: moving a request on."""

from __future__ import annotations

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import requests as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.requests.one import refusal
from teamhub.blueprints.requests.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.requests import VERBS
from teamhub.queries import request_page, terms
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import see_other

NOTE_LENGTH = 600
FACT_LENGTH = 120


@blueprint.post("/<int:request_id>/assign")
@access(Permission.REQUEST_ASSIGN)
def assign(request_id: int) -> ResponseReturnValue:
    person_id = request.form.get("person_id", 0, type=int)
    try:
        with unit_of_work():
            verbs.assign_request(request_id, person_id, version=_version(), by=viewer(), at=now())
    except RuleBroken as refused:
        return refusal(request_id, refused, "assigned")
    found = request_page.shown(viewer(), request_page.of_viewer(viewer(), request_id), language(), now())
    toasts.tell(gettext("Assigned to %(name)s", name=found.helper))
    return see_other(url_for("requests.show", request_id=request_id))


@blueprint.post("/<int:request_id>/steps")
@access(Permission.DEED_RECORD)
def step(request_id: int) -> ResponseReturnValue:
    """One step: which one, a note, and what the step records."""
    kind = request.form.get("step", "")[:40]
    asked = request_page.facts_asked(g.community.id, kind, language())
    facts = {code: request.form.get(f"fact_{code}", "").strip()[:FACT_LENGTH] for code, _ in asked}
    try:
        with unit_of_work():
            verbs.advance_request(
                request_id,
                kind,
                by=viewer(),
                at=now(),
                note=request.form.get("note", "").strip()[:NOTE_LENGTH],
                facts=facts,
                version=_version(),
            )
    except RuleBroken as refused:
        return refusal(request_id, refused, kind)
    label = terms.label(g.community.id, "request_step", kind, language())
    toasts.tell(gettext("On record: %(step)s", step=label if kind in VERBS else kind))
    return see_other(url_for("requests.show", request_id=request_id))


def _version() -> int:
    return request.form.get("version", -1, type=int)
