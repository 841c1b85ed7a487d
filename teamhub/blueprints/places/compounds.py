"""/places: compounds with the check of declared households against doors on record."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import places as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.places.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.places import AT_FIELD, CompoundForm
from teamhub.queries import places
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/")
@access(Permission.SETTINGS_VIEW)
def index() -> ResponseReturnValue:
    q = request.args.get("q", "").strip()[:60]
    rows = places.compounds(viewer(), q)
    return page("places/index.html", {"compound-list": "places/_compound_list.html"}, rows=rows, q=q)


@blueprint.get("/compounds/new")
@access(Permission.SETTINGS_MANAGE)
def new_compound() -> ResponseReturnValue:
    return page("places/compound_form.html", form=CompoundForm(), compound=None)


@blueprint.post("/compounds/new")
@access(Permission.SETTINGS_MANAGE)
def add_compound() -> ResponseReturnValue:
    form = CompoundForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                compound_id = verbs.add_compound(form.facts(), by=viewer(), at=now()).id
            return see_other(url_for("places.compound", compound_id=compound_id))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
    return page("places/compound_form.html", form=form, compound=None, status=422)


@blueprint.get("/compounds/<int:compound_id>")
@access(Permission.SETTINGS_VIEW)
def compound(compound_id: int) -> ResponseReturnValue:
    found = places.compound(viewer(), compound_id)
    rows = places.buildings(viewer(), compound_id)
    return page("places/compound.html", compound=found, buildings=rows)


@blueprint.get("/compounds/<int:compound_id>/edit")
@access(Permission.SETTINGS_MANAGE)
def edit_compound(compound_id: int) -> ResponseReturnValue:
    found = places.compound(viewer(), compound_id)
    return page("places/compound_form.html", form=CompoundForm().show(found), compound=found)


@blueprint.post("/compounds/<int:compound_id>/edit")
@access(Permission.SETTINGS_MANAGE)
def change_compound(compound_id: int) -> ResponseReturnValue:
    found, form = places.compound(viewer(), compound_id), CompoundForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.change_compound(found, form.facts(), by=viewer(), at=now())
            return see_other(url_for("places.compound", compound_id=compound_id))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
            found = places.compound(viewer(), compound_id)
    return page("places/compound_form.html", form=form, compound=found, status=422)
