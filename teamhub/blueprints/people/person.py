"""/people/<id>: one person."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import people as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.people.root import blueprint, organization_choices, type_choices, type_labels
from teamhub.blueprints.people.roster import enrolment_words
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.masking import mask_phone
from teamhub.forms.fields import note_fault
from teamhub.forms.people import PLACE_OF_FAULT, PersonForm, RevealForm
from teamhub.forms.rota_wishes import PairForm, WishForm
from teamhub.queries import people, rota_wishes
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/new")
@access(Permission.PEOPLE_MANAGE)
def new() -> ResponseReturnValue:
    return page("people/new.html", form=_form())


@blueprint.post("/new")
@access(Permission.PEOPLE_MANAGE)
def add() -> ResponseReturnValue:
    form = _form()
    if not form.validate_on_submit():
        return page("people/new.html", form=form, status=422)
    try:
        with unit_of_work():
            person = verbs.add_person(form.facts(existing=False), by=viewer(), at=now())
            person_id = person.id
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return page("people/new.html", form=form, status=422)
    return see_other(url_for("people.show", person_id=person_id))


@blueprint.get("/<int:person_id>")
@access(Permission.PEOPLE_VIEW)
def show(person_id: int) -> ResponseReturnValue:
    return person_page(person_id)


@blueprint.post("/<int:person_id>/phone")
@access(Permission.PEOPLE_MANAGE)
def reveal_phone(person_id: int) -> ResponseReturnValue:
    """The number in full, this once; who looked and why is recorded."""
    form = RevealForm()
    if not form.validate_on_submit():
        return person_page(person_id, form, status=422)
    with unit_of_work():
        person = people.record(viewer(), person_id)
        phone = verbs.reveal_phone(person, form.reason.data or "", by=viewer(), at=now())
    return person_page(person_id, form, phone=phone)


@blueprint.get("/<int:person_id>/edit")
@access(Permission.PEOPLE_MANAGE)
def edit(person_id: int) -> ResponseReturnValue:
    person = people.record(viewer(), person_id)
    return page(
        "people/edit.html", form=_form().show(person), person=person, masked_phone=mask_phone(person.phone)
    )


@blueprint.post("/<int:person_id>/edit")
@access(Permission.PEOPLE_MANAGE)
def change(person_id: int) -> ResponseReturnValue:
    person = people.record(viewer(), person_id)
    form, masked = _form(), mask_phone(person.phone)
    if not form.validate_on_submit():
        return page("people/edit.html", form=form, person=person, masked_phone=masked, status=422)
    try:
        with unit_of_work():
            person = people.record(viewer(), person_id)
            verbs.change_person(person, form.facts(existing=True), by=viewer(), at=now())
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return page(
            "people/edit.html",
            form=form,
            person=people.record(viewer(), person_id),
            masked_phone=masked,
            status=422,
        )
    return see_other(url_for("people.show", person_id=person_id))


@blueprint.post("/<int:person_id>/deactivate")
@access(Permission.PEOPLE_MANAGE)
def deactivate(person_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.deactivate_person(people.record(viewer(), person_id), by=viewer(), at=now())
    return see_other(url_for("people.show", person_id=person_id))


@blueprint.post("/<int:person_id>/activate")
@access(Permission.PEOPLE_MANAGE)
def activate(person_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.activate_person(people.record(viewer(), person_id), by=viewer(), at=now())
    return see_other(url_for("people.show", person_id=person_id))


def _form() -> PersonForm:
    return PersonForm().offer(type_choices(), organization_choices())


def person_page(
    person_id: int,
    form: RevealForm | None = None,
    *,
    phone: str = "",
    pair_form: PairForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    row = people.one(viewer(), person_id)
    pairing = pair_form or PairForm(formdata=None)
    pairing.other.choices = rota_wishes.others(viewer(), person_id)
    likes = {True: "nights", False: "days", None: ""}[
        rota_wishes.likes_nights(viewer(), [person_id]).get(person_id)
    ]
    return page(
        "people/show.html",
        person=row,
        labels=type_labels(),
        enrolment=enrolment_words()[row.enrolment],
        reveal_form=form or RevealForm(),
        phone=phone,
        wish_form=WishForm(formdata=None, likes=likes),
        pair_form=pairing,
        pairs=rota_wishes.pairs_of(viewer(), person_id),
        status=status,
    )
