"""/requests/<id>: one request with its history, and who may see whom it is for."""

from __future__ import annotations

from datetime import datetime

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import requests as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.requests.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.deeds import RequestState
from teamhub.domain.errors import Conflict, RuleBroken
from teamhub.domain.masking import mask_name
from teamhub.domain.requests import may_take, next_for_helper, offered_steps
from teamhub.forms.people import RevealForm
from teamhub.forms.requests import (
    AT_ONCE,
    LIKENESS,
    NOTE_LABELS,
    STATES,
    VERBS,
    AssignForm,
    SortForm,
)
from teamhub.models.deeds import ResidentRequest
from teamhub.queries import request_helpers, request_page, terms
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other

FINISHED = frozenset({RequestState.CLOSED, RequestState.WITHDRAWN})
BESIDE = ("advanced", "repaid", "note", "reopened", "withdrawn")
"""Steps that do not lead on: offered small, below the others."""


@blueprint.get("/<int:request_id>")
@access(Permission.DEED_RECORD)
def show(request_id: int) -> Response:
    return request_answer(request_page.of_viewer(viewer(), request_id))


def request_answer(
    found: ResidentRequest,
    *,
    revealed: bool = False,
    reveal_form: RevealForm | None = None,
    fault: str = "",
    faulty_step: str = "",
    status: int = 200,
) -> Response:
    """The page of a request. `fault`: what was refused, said above the steps; `faulty_step`: its form stays open."""
    moment = now()
    one = request_page.shown(viewer(), found, language(), moment, revealed=revealed)
    offered = [
        step
        for step in offered_steps(one.state, one.taken, one.way)
        if step in VERBS and may_take(step, viewer(), one.helper_id)
    ]
    leads = viewer().may(Permission.REQUEST_ASSIGN)
    assign = "assigned" in offered
    return page(
        "requests/show.html",
        one=one,
        states=STATES,
        verbs=VERBS,
        at_once=AT_ONCE,
        note_labels=NOTE_LABELS,
        onward=[s for s in offered if s not in BESIDE and s != "assigned"],
        beside=[s for s in offered if s in BESIDE],
        large=next_for_helper(one.state, offered, one.way) if one.helper_id == viewer().person_id else "",
        asked={s: request_page.facts_asked(g.community.id, s, language()) for s in offered},
        movement_rule=terms.standard_text(g.community.id, "movement_rule", language())
        if one.way.stays_in_district
        else "",
        suggestions=request_helpers.suggestions(viewer(), found, moment) if assign else [],
        assign_form=_assign_form(one.version, moment) if assign else None,
        sort_form=_sort_form(one) if leads and one.state not in FINISHED else None,
        alike=request_helpers.alike_to(viewer(), found) if viewer().may(Permission.DEED_VIEW) else [],
        likeness=LIKENESS,
        reveal_form=reveal_form or RevealForm(formdata=None),
        fault=fault,
        faulty_step=faulty_step,
        status=status,
    )


def _assign_form(version: int, moment: datetime) -> AssignForm:
    people = [(key, mask_name(name)) for key, name in request_helpers.present(viewer(), moment)]
    form = AssignForm(formdata=None, version=version)
    return form.prepare(people)


def _sort_form(one: request_page.RequestPage) -> SortForm:
    form = SortForm(
        formdata=None,
        version=one.version,
        category=one.category_code,
        urgency=one.urgency_code,
        way=one.way.code,
    )
    return form.prepare(g.community.id, language())


@blueprint.post("/<int:request_id>/reveal")
@access(Permission.RESIDENT_REVEAL)
def reveal(request_id: int) -> ResponseReturnValue:
    """Whom it is for, once, with a reason that is kept. A POST answers the page itself: names stay out of addresses."""
    form = RevealForm()
    found = request_page.of_viewer(viewer(), request_id)
    if not form.validate():
        return request_answer(found, reveal_form=form, status=422)
    with unit_of_work():
        verbs.reveal_request(request_id, form.reason.data or "", by=viewer(), at=now())
    return request_answer(request_page.of_viewer(viewer(), request_id), revealed=True)


@blueprint.post("/<int:request_id>/sort")
@access(Permission.REQUEST_ASSIGN)
def sort(request_id: int) -> ResponseReturnValue:
    form = SortForm().prepare(g.community.id, language())
    found = request_page.of_viewer(viewer(), request_id)
    if not form.validate():
        return request_answer(found, fault=gettext("Please choose from the lists."), status=422)
    try:
        with unit_of_work():
            verbs.sort_request(
                request_id,
                category=form.category.data or "",
                urgency=form.urgency.data or "",
                way=form.way.data or "",
                version=form.version.data or 0,
                by=viewer(),
                at=now(),
            )
    except RuleBroken as refused:
        return refusal(request_id, refused)
    toasts.tell(gettext("Saved"))
    return see_other(url_for("requests.show", request_id=request_id))


def refusal(request_id: int, refused: RuleBroken, step: str = "") -> Response:
    """The fresh page with what stood against it."""
    return request_answer(
        request_page.of_viewer(viewer(), request_id),
        fault=errors.sentence(refused),
        faulty_step=step,
        status=409 if isinstance(refused, Conflict) else 422,
    )
