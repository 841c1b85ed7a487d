"""/<community>/deeds: the log, noting a deed in two taps, changing and taking back, export."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import deeds as deed_actions
from teamhub.actions.deeds import DeedFacts
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.deeds.root import KINDS, asked_day, blueprint, file_answer
from teamhub.documents.tables import Column, to_csv, to_xlsx
from teamhub.domain.access import Permission
from teamhub.domain.errors import Conflict, NotFound, RuleBroken
from teamhub.forms.deeds import DeedForm, VoidForm
from teamhub.models.deeds import Deed
from teamhub.queries import deeds, terms
from teamhub.queries.deeds import DeedFilter
from teamhub.web import errors, formats, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.outbox import happened_at, replayable
from teamhub.web.page import page, see_other


def asked_filter() -> DeedFilter:
    """From the address; what cannot be read filters nothing."""
    return DeedFilter(
        asked_day(),
        request.args.get("category", ""),
        request.args.get("compound", None, type=int),
        request.args.get("words", "").strip()[:60],
        request.args.get("voided") == "1",
    )


@blueprint.get("")
@access(Permission.DEED_VIEW)
def index() -> Response:
    chosen, first = asked_filter(), max(0, request.args.get("from", 0, type=int))
    found = deeds.log(viewer(), chosen, language(), first=first)
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if k != "from"}
    return page(
        "deeds/index.html",
        {"deed-list": "deeds/_deed_list.html"},
        found=found,
        chosen=chosen,
        honours=terms.thresholds(g.community.id).honour_roll,
        categories=terms.choices(g.community.id, "deed_category", language()),
        compounds=deeds.compounds(g.community.id),
        earlier=_from(kept, max(0, first - deeds.PAGE)) if first else "",
        later=_from(kept, first + deeds.PAGE) if first + deeds.PAGE < found.total else "",
        kept=kept,
    )


def _from(kept: dict[str, Any], first: int) -> str:
    """The same list, beginning at another row."""
    return url_for("deeds.index", **(kept | {"from": first}))


@blueprint.get("/export.<kind>")
@access(Permission.DEED_VIEW)
def export(kind: str) -> Response:
    """Exactly the rows of the filter, as xlsx or csv."""
    if kind not in KINDS:
        raise NotFound
    columns = (
        Column(gettext("No."), 10),
        Column(gettext("When"), 18),
        Column(gettext("Kind"), 16),
        Column(gettext("Compound"), 18),
        Column(gettext("In a few words"), 48),
        Column(gettext("Helpers"), 20),
    )
    rows = [
        (
            r.code,
            formats.local(r.done_at).replace(tzinfo=None, microsecond=0),
            r.category,
            r.compound,
            r.summary,
            "、".join(r.helpers),
        )
        for r in deeds.log(viewer(), asked_filter(), language(), most=None).rows
    ]
    content = to_csv(columns, rows) if kind == "csv" else to_xlsx(gettext("Deeds"), columns, rows)
    return file_answer(content, gettext("Deeds"), kind)


@blueprint.get("/new")
@access(Permission.DEED_RECORD)
def new() -> Response:
    return _new_page(None)


def _new_page(form: DeedForm | None) -> Response:
    habits = deeds.habits(viewer())
    status = 200
    if form is None:
        form = DeedForm(formdata=None, category=habits.category or None, compound_id=habits.compound_id)
    else:
        status = 422
    return page(
        "deeds/new.html",
        {"deed-form": "deeds/_deed_form.html"},
        form=form.prepare(g.community.id, language(), habits.category),
        mine=deeds.noted_by(viewer(), language()),
        action=url_for("deeds.note"),
        status=status,
    )


@blueprint.post("/new")
@access(Permission.DEED_RECORD)
@replayable
def note() -> ResponseReturnValue:
    form, moment = DeedForm(), now()
    form.prepare(g.community.id, language(), "")
    if not form.validate():
        return _new_page(form)
    facts = _facts(form, form.moment(g.community.zone, happened_at() or moment))
    once = Once.of(viewer().account_id, f"deed:{form.once.data}", _body(form), moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                deed = deed_actions.note_deed(facts, by=viewer(), at=moment)
                work.reply.update(id=deed.id, code=deed.code)
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _new_page(form)
    toasts.tell(
        gettext("Deed %(code)s noted at %(clock)s", code=work.reply["code"], clock=formats.clock(moment)),
        undo_url=url_for("deeds.undo", deed_id=work.reply["id"]),
    )
    return see_other(url_for("deeds.new"))


def _body(form: DeedForm) -> dict[str, Any]:
    return {k: v for k, v in form.data.items() if k not in {"csrf_token", "once"}}


def _facts(form: DeedForm, done_at: Any) -> DeedFacts:
    return DeedFacts(
        category=form.category.data or "",
        done_at=done_at,
        compound_id=form.compound_id.data,
        summary=form.summary.data or "",
        beneficiary=form.beneficiary.data or "",
        minutes=form.minutes.data,
        thanks=form.thanks.data or "",
        quote_consent=bool(form.quote_consent.data),
        story=form.story.data or "",
    )


@blueprint.post("/<int:deed_id>/undo")
@access(Permission.DEED_RECORD)
def undo(deed_id: int) -> ResponseReturnValue:
    """Takes back what was just noted."""
    with unit_of_work():
        deed = deed_actions.void_deed(deed_id, "undo", by=viewer(), at=now())
        code = deed.code
    toasts.tell(gettext("Deed %(code)s was taken back", code=code))
    return see_other(url_for("deeds.new"))


@blueprint.get("/<int:deed_id>")
@access(Permission.DEED_RECORD)
def show(deed_id: int) -> Response:
    return _edit_page(deeds.for_viewer(viewer(), deed_id), None)


def _edit_page(deed: Deed, form: DeedForm | None, conflict: str = "") -> Response:
    shown = form or DeedForm(
        formdata=None,
        obj=deed,
        done_at=formats.local(deed.done_at).replace(tzinfo=None),
    )
    if form is None:
        shown.done_at.data = formats.local(deed.done_at).replace(tzinfo=None, second=0, microsecond=0)
    return page(
        "deeds/show.html",
        {"deed-form": "deeds/_deed_form.html"},
        deed=deed,
        form=shown.prepare(g.community.id, language(), deed.category),
        void=VoidForm(formdata=None),
        conflict=conflict,
        action=url_for("deeds.change", deed_id=deed.id),
        status=409 if conflict else (422 if form is not None else 200),
    )


@blueprint.post("/<int:deed_id>")
@access(Permission.DEED_RECORD)
def change(deed_id: int) -> ResponseReturnValue:
    deed, form, moment = deeds.for_viewer(viewer(), deed_id), DeedForm(), now()
    form.prepare(g.community.id, language(), deed.category)
    if not form.validate():
        return _edit_page(deed, form)
    facts = _facts(form, form.moment(g.community.zone, deed.done_at))
    try:
        with unit_of_work():
            deed_actions.change_deed(deed_id, facts, version=form.version.data or 0, by=viewer(), at=moment)
    except Conflict as refused:
        fresh = deeds.for_viewer(viewer(), deed_id)
        form.version.data = fresh.version
        form.version.raw_data = None  # else the field shows what was sent
        return _edit_page(fresh, form, conflict=errors.sentence(refused))
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _edit_page(deeds.for_viewer(viewer(), deed_id), form)
    toasts.tell(gettext("Saved"))
    return see_other(url_for("deeds.show", deed_id=deed_id))


@blueprint.post("/<int:deed_id>/void")
@access(Permission.DEED_RECORD)
def void(deed_id: int) -> ResponseReturnValue:
    deed, form = deeds.for_viewer(viewer(), deed_id), VoidForm()
    if not form.validate():
        return _edit_page(deed, None)
    with unit_of_work():
        deed_actions.void_deed(deed_id, form.reason.data or "", by=viewer(), at=now())
    toasts.tell(gettext("The deed was taken back"))
    return see_other(url_for("deeds.index" if viewer().may(Permission.DEED_VIEW) else "deeds.new"))
