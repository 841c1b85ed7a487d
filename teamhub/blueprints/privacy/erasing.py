"""Erasing a resident or somebody who left, and withdrawing consent: final, so it is asked for on a page of its own."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import erasures as verbs
from teamhub.actions import privacy as consents
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.privacy.residents import resident_page
from teamhub.blueprints.privacy.root import blueprint
from teamhub.domain.access import Permission
from teamhub.forms.privacy import EraseForm
from teamhub.queries import people
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.post("/residents/<int:resident_id>/withdraw")
@access(Permission.PRIVACY_MANAGE)
def withdraw_consent(resident_id: int) -> ResponseReturnValue:
    with unit_of_work():
        consents.withdraw_consent(resident_id, by=viewer(), at=now())
    toasts.tell(gettext("Consent is withdrawn, the data is erased"))
    return see_other(url_for("privacy.resident", resident_id=resident_id))


@blueprint.post("/residents/<int:resident_id>/erase")
@access(Permission.PRIVACY_MANAGE)
def erase_resident(resident_id: int) -> ResponseReturnValue:
    form = EraseForm()
    if not form.validate_on_submit():
        return resident_page(resident_id, erase=form, status=422)
    with unit_of_work():
        verbs.erase_resident(resident_id, form.reason.data, by=viewer(), at=now())
    toasts.tell(gettext("The data of this resident is erased"))
    return see_other(url_for("privacy.resident", resident_id=resident_id))


@blueprint.get("/people/<int:person_id>")
@access(Permission.PRIVACY_MANAGE)
def person(person_id: int) -> ResponseReturnValue:
    return _person_page(person_id, EraseForm(formdata=None))


@blueprint.post("/people/<int:person_id>/erase")
@access(Permission.PRIVACY_MANAGE)
def erase_person(person_id: int) -> ResponseReturnValue:
    form = EraseForm()
    people.record(viewer(), person_id)
    if not form.validate_on_submit():
        return _person_page(person_id, form, 422)
    with unit_of_work():
        verbs.erase_person(person_id, form.reason.data, by=viewer(), at=now())
    toasts.tell(gettext("The data of this person is erased; the history shows the number"))
    return see_other(url_for("people.show", person_id=person_id))


def _person_page(person_id: int, form: EraseForm, status: int = 200) -> ResponseReturnValue:
    return page("privacy/person.html", person=people.one(viewer(), person_id), form=form, status=status)
