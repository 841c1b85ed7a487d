"""/care/<id>/need: a need becomes a request, in one tap from the note of a contact or by a short form."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import care_needs as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.care.root import blueprint, category_labels
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.care import PLACE_OF_FAULT, NeedForm
from teamhub.forms.fields import note_fault
from teamhub.queries import care_record
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other


@blueprint.get("/<int:entry_id>/need")
@access(Permission.MY_DAY)
def need(entry_id: int) -> ResponseReturnValue:
    return _page(entry_id, NeedForm(formdata=None, category=verbs.USUAL_CATEGORY, urgency="normal"))


@blueprint.post("/<int:entry_id>/need")
@access(Permission.MY_DAY)
def raise_need(entry_id: int) -> ResponseReturnValue:
    form, moment = NeedForm().prepare(viewer(), language()), now()
    if not form.validate_on_submit():
        return _page(entry_id, form, status=422)
    body = {name: value for name, value in form.data.items() if name not in {"csrf_token", "once"}}
    once = Once.of(viewer().account_id, f"need:{form.once.data}", body | {"entry": entry_id}, moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                made = verbs.raise_need(
                    entry_id,
                    form.category.data or "",
                    form.urgency.data or "",
                    form.wish.data or "",
                    by=viewer(),
                    at=moment,
                )
                work.reply.update(code=made.code)
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return _page(entry_id, form, status=422)
    return _made(entry_id, work.reply["code"])


@blueprint.post("/<int:entry_id>/contacts/<int:contact_id>/need")
@access(Permission.MY_DAY)
def need_of_contact(entry_id: int, contact_id: int) -> ResponseReturnValue:
    """One tap; a second one answers as the first did."""
    moment = now()
    once = Once.of(viewer().account_id, f"need-of-contact:{contact_id}", {"entry": entry_id}, moment)
    with unit_of_work(once=once) as work:
        if not work.replayed:
            made = verbs.need_of_contact(entry_id, contact_id, by=viewer(), at=moment)
            work.reply.update(code=made.code)
    return _made(entry_id, work.reply["code"])


def _made(entry_id: int, code: str) -> ResponseReturnValue:
    toasts.tell(gettext("Request %(code)s waits for a helper", code=code))
    return see_other(url_for("care.show", entry_id=entry_id) + "#requests")


def _page(entry_id: int, form: NeedForm, *, status: int = 200) -> ResponseReturnValue:
    record = care_record.record(viewer(), entry_id, now(), language())
    return page(
        "care/need.html",
        record=record,
        labels=category_labels(),
        form=form.prepare(viewer(), language()),
        status=status,
    )
