"""/care/<id>: one resident; opening the record with a reason."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import care as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.care.root import blueprint, resident_page
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.care import PLACE_OF_FAULT
from teamhub.forms.fields import note_fault
from teamhub.forms.people import RevealForm
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import see_other


@blueprint.get("/<int:entry_id>")
@access(Permission.MY_DAY)
def show(entry_id: int) -> ResponseReturnValue:
    return resident_page(entry_id)


@blueprint.post("/<int:entry_id>/open")
@access(Permission.MY_DAY)
def open_record(entry_id: int) -> ResponseReturnValue:
    """Everything in sight for a quarter of an hour; who looked and why is recorded."""
    form = RevealForm()
    if not form.validate_on_submit():
        return resident_page(entry_id, reveal=form)
    try:
        with unit_of_work():
            verbs.open_record(entry_id, form.reason.data or "", by=viewer(), at=now())
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return resident_page(entry_id, reveal=form)
    return see_other(url_for("care.show", entry_id=entry_id))
