"""/care/new, /care/<id>/edit: putting residents on the register, changing, ending."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import care as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.care.root import blueprint, resident_page
from teamhub.domain.access import Permission
from teamhub.domain.errors import Conflict, RuleBroken
from teamhub.forms.care import PLACE_OF_FAULT, CareForm, EndForm
from teamhub.forms.fields import note_fault
from teamhub.queries import care, care_record
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.privacy import check_health_data_open


@blueprint.get("/new")
@access(Permission.CARE_MANAGE)
def new() -> ResponseReturnValue:
    check_health_data_open(viewer())
    form = CareForm(formdata=None, registered_on=care.today(viewer().community_id, now())[0])
    return page("care/new.html", form=form.prepare(viewer(), language()))


@blueprint.post("/new")
@access(Permission.CARE_MANAGE)
def add() -> ResponseReturnValue:
    form, moment = CareForm().prepare(viewer(), language()), now()
    if not form.validate_on_submit():
        return page("care/new.html", form=form, status=422)
    body = {name: value for name, value in form.data.items() if name not in {"csrf_token", "once"}}
    once = Once.of(viewer().account_id, f"care:{form.once.data}", body, moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                work.reply.update(id=verbs.register(form.facts(), by=viewer(), at=moment).id)
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return page("care/new.html", form=form.prepare(viewer(), language()), status=422)
    toasts.tell(
        gettext("The resident is on the register"),
        undo_url=url_for("care.undo_new", entry_id=work.reply["id"]),
    )
    return see_other(url_for("care.show", entry_id=work.reply["id"]))


@blueprint.post("/<int:entry_id>/undo")
@access(Permission.CARE_MANAGE)
def undo_new(entry_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.end(entry_id, gettext("Entered by mistake"), by=viewer(), at=now())
    toasts.tell(gettext("Taken off the register again"))
    return see_other(url_for("care.index"))


@blueprint.get("/<int:entry_id>/edit")
@access(Permission.CARE_MANAGE)
def edit(entry_id: int) -> ResponseReturnValue:
    """Shows everything, so the record has to be open."""
    entry = care_record.entry_of(viewer(), entry_id, now())
    if not care_record.sight_of(viewer(), entry, now()).opened:
        toasts.tell(gettext("Open the record first, then change it."))
        return see_other(url_for("care.show", entry_id=entry_id))
    carer_id, deputy_id = care_record.lasting_carer(entry, care.today(viewer().community_id, now())[0])
    form = CareForm(formdata=None).prepare(viewer(), language()).show(entry, carer_id, deputy_id)
    return page("care/edit.html", form=form, entry_id=entry_id)


@blueprint.post("/<int:entry_id>/edit")
@access(Permission.CARE_MANAGE)
def change(entry_id: int) -> ResponseReturnValue:
    form, conflict = CareForm().prepare(viewer(), language()), ""
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.change(entry_id, form.facts(), version=form.version.data or 0, by=viewer(), at=now())
            toasts.tell(gettext("Saved"))
            return see_other(url_for("care.show", entry_id=entry_id))
        except Conflict as error:
            conflict = sentence(error)
            form.version.data = care_record.entry_of(viewer(), entry_id, now()).version
            form.version.raw_data = None  # else the field shows what was sent
        except RuleBroken as error:
            note_fault(form, error, PLACE_OF_FAULT)
    form.prepare(viewer(), language())
    return page(
        "care/edit.html", form=form, entry_id=entry_id, conflict=conflict, status=409 if conflict else 422
    )


@blueprint.post("/<int:entry_id>/end")
@access(Permission.CARE_MANAGE)
def end(entry_id: int) -> ResponseReturnValue:
    form = EndForm()
    if not form.validate_on_submit():
        return resident_page(entry_id, end=form)
    with unit_of_work():
        verbs.end(entry_id, form.reason.data or "", by=viewer(), at=now())
    toasts.tell(gettext("Care has ended"), undo_url=url_for("care.resume", entry_id=entry_id))
    return see_other(url_for("care.show", entry_id=entry_id))


@blueprint.post("/<int:entry_id>/resume")
@access(Permission.CARE_MANAGE)
def resume(entry_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.resume(entry_id, by=viewer(), at=now())
    toasts.tell(gettext("Back on the register"))
    return see_other(url_for("care.show", entry_id=entry_id))
