"""/requests: the list in triage order; /requests/new: taking one."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import requests as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.requests.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.requests import STATES, TakeForm
from teamhub.queries import deeds, public_requests, requests, terms
from teamhub.queries.requests import EVERY, RequestFilter
from teamhub.web import formats, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other

AT_FIELD = {
    "phone_unreadable": "phone",
    "phone_rounded": "phone",
    "amount_unreadable": "advanced",
    "wish_needed": "wish",
    "compound_unknown": "compound_id",
}


def asked_filter() -> RequestFilter:
    """From the address; what cannot be read filters nothing."""
    return RequestFilter(
        request.args.get("state", "")[:20],
        request.args.get("category", "")[:40],
        request.args.get("compound", None, type=int),
        request.args.get("overdue") == "1",
    )


@blueprint.get("")
@access(Permission.DEED_VIEW)
def index() -> Response:
    chosen, first = asked_filter(), max(0, request.args.get("from", 0, type=int))
    found = requests.triage(viewer(), chosen, language(), now(), first=first)
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if k != "from" and v}
    return page(
        "requests/index.html",
        {"request-list": "requests/_request_list.html"},
        found=found,
        chosen=chosen,
        public_page=viewer().may(Permission.REQUEST_ASSIGN) and public_requests.is_open(g.community.id),
        states=STATES,
        state_choices=[
            ("", gettext("not finished")),
            *((s.value, str(words)) for s, (words, _) in STATES.items()),
            (EVERY, gettext("all")),
        ],
        categories=terms.choices(g.community.id, "deed_category", language()),
        compounds=deeds.compounds(g.community.id),
        earlier=_from(kept, max(0, first - requests.PAGE)) if first else "",
        later=_from(kept, first + requests.PAGE) if first + requests.PAGE < found.total else "",
        kept=kept,
    )


def _from(kept: dict[str, Any], first: int) -> str:
    """The same list, beginning at another row."""
    return url_for("requests.index", **(kept | {"from": first}))


@blueprint.get("/new")
@access(Permission.DEED_RECORD)
def new() -> Response:
    habits = deeds.habits(viewer())
    return _new_page(TakeForm(formdata=None, compound_id=habits.compound_id))


def _new_page(form: TakeForm, status: int = 200) -> Response:
    return page(
        "requests/new.html",
        {"request-form": "requests/_request_form.html"},
        form=form.prepare(g.community.id, language()),
        mine=requests.taken_by(viewer(), language(), now()),
        states=STATES,
        status=status,
    )


@blueprint.post("/new")
@access(Permission.DEED_RECORD)
def take() -> ResponseReturnValue:
    form, moment = TakeForm(), now()
    form.prepare(g.community.id, language())
    if not form.validate():
        return _new_page(form, 422)
    typed = {k: v for k, v in form.data.items() if k not in {"csrf_token", "once"}}
    once = Once.of(viewer().account_id, f"request:{form.once.data}", typed, moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                taken = verbs.take_request(form.facts(), by=viewer(), at=moment)
                work.reply.update(id=taken.id, code=taken.code)
    except RuleBroken as refused:
        note_fault(form, refused, AT_FIELD)
        return _new_page(form, 422)
    toasts.tell(
        gettext("Request %(code)s taken at %(clock)s", code=work.reply["code"], clock=formats.clock(moment))
    )
    return see_other(url_for("requests.show", request_id=work.reply["id"]))
