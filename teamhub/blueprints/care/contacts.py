"""/care/<id>/contacts, /medicines: what the carer notes on the phone."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import care_contacts as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.care.root import blueprint, resident_page
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.care import PLACE_OF_FAULT, ContactForm, MedicineForm
from teamhub.forms.fields import note_fault
from teamhub.web import formats, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import see_other


@blueprint.post("/<int:entry_id>/contacts")
@access(Permission.MY_DAY)
def note_contact(entry_id: int) -> ResponseReturnValue:
    """One tap on how it went."""
    form, moment = ContactForm().prepare(viewer(), language()), now()
    if not form.validate_on_submit():
        return resident_page(entry_id, contact=form)
    body = {name: value for name, value in form.data.items() if name not in {"csrf_token", "once"}}
    once = Once.of(viewer().account_id, f"care-contact:{form.once.data}", body | {"entry": entry_id}, moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                contact = verbs.note_contact(
                    entry_id,
                    form.outcome.data or "",
                    form.channel.data or "",
                    form.note.data or "",
                    by=viewer(),
                    at=moment,
                )
                work.reply.update(id=contact.id)
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return resident_page(entry_id, contact=form.prepare(viewer(), language()))
    toasts.tell(
        gettext("Contact noted %(clock)s", clock=formats.clock(moment)),
        undo_url=url_for("care.undo_contact", entry_id=entry_id, contact_id=work.reply["id"]),
    )
    return see_other(url_for("care.show", entry_id=entry_id))


@blueprint.post("/<int:entry_id>/contacts/<int:contact_id>/undo")
@access(Permission.MY_DAY)
def undo_contact(entry_id: int, contact_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.undo_contact(entry_id, contact_id, by=viewer(), at=now())
    toasts.tell(gettext("The contact was taken back"))
    return see_other(url_for("care.show", entry_id=entry_id))


@blueprint.post("/<int:entry_id>/medicines")
@access(Permission.MY_DAY)
def count_medicine(entry_id: int) -> ResponseReturnValue:
    form = MedicineForm()
    if not form.validate_on_submit():
        return resident_page(entry_id, medicine=form)
    with unit_of_work():
        verbs.count_medicine(entry_id, form.name.data or "", form.days.data or 0, by=viewer(), at=now())
    toasts.tell(gettext("Medicine counted"))
    return see_other(url_for("care.show", entry_id=entry_id))


@blueprint.post("/<int:entry_id>/medicines/<int:medicine_id>/remove")
@access(Permission.MY_DAY)
def remove_medicine(entry_id: int, medicine_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.remove_medicine(entry_id, medicine_id, by=viewer(), at=now())
    toasts.tell(gettext("The medicine is no longer watched"))
    return see_other(url_for("care.show", entry_id=entry_id))
