"""/places/.../buildings: buildings and their doors."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import places as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.places.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.buildings import DoorPlan, doors_of
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.places import AT_FIELD, UNIT_KINDS, BuildingForm, UnitForm
from teamhub.queries import places
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/compounds/<int:compound_id>/buildings/new")
@access(Permission.SETTINGS_MANAGE)
def new_building(compound_id: int) -> ResponseReturnValue:
    found = places.compound(viewer(), compound_id)
    return page("places/building_form.html", compound=found, form=BuildingForm(), doors=None)


@blueprint.post("/compounds/<int:compound_id>/buildings/new")
@access(Permission.SETTINGS_MANAGE)
def add_building(compound_id: int) -> ResponseReturnValue:
    """Shows the doors that the shape makes (`look`), or stores them."""
    found, form = places.compound(viewer(), compound_id), BuildingForm()
    doors: list[DoorPlan] | None = None
    if form.validate_on_submit():
        try:
            doors = doors_of(form.shape())
            if "look" not in request.form:
                with unit_of_work():
                    building = verbs.add_building(found, form.name.data or "", doors, by=viewer(), at=now())
                    building_id = building.id
                return see_other(url_for("places.building", building_id=building_id))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
    found = places.compound(viewer(), compound_id)
    status = 422 if form.errors else 200
    return page("places/building_form.html", compound=found, form=form, doors=doors, status=status)


@blueprint.get("/buildings/<int:building_id>")
@access(Permission.SETTINGS_VIEW)
def building(building_id: int) -> ResponseReturnValue:
    found = places.building(viewer(), building_id)
    return page(
        "places/building.html",
        building=found,
        stairwells=places.stairwells(viewer(), building_id),
        kinds=dict(UNIT_KINDS),
    )


@blueprint.get("/buildings/<int:building_id>/doors/new")
@access(Permission.SETTINGS_MANAGE)
def new_unit(building_id: int) -> ResponseReturnValue:
    found = places.building(viewer(), building_id)
    return page("places/unit_form.html", building=found, form=UnitForm(), unit=None)


@blueprint.post("/buildings/<int:building_id>/doors/new")
@access(Permission.SETTINGS_MANAGE)
def add_unit(building_id: int) -> ResponseReturnValue:
    found, form = places.building(viewer(), building_id), UnitForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.add_unit(found, form.facts(), by=viewer(), at=now())
            return see_other(url_for("places.building", building_id=building_id))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
            found = places.building(viewer(), building_id)
    return page("places/unit_form.html", building=found, form=form, unit=None, status=422)


@blueprint.get("/doors/<int:unit_id>")
@access(Permission.SETTINGS_MANAGE)
def unit(unit_id: int) -> ResponseReturnValue:
    found = places.unit(viewer(), unit_id)
    return page("places/unit_form.html", building=found.building, form=UnitForm().show(found), unit=found)


@blueprint.post("/doors/<int:unit_id>")
@access(Permission.SETTINGS_MANAGE)
def change_unit(unit_id: int) -> ResponseReturnValue:
    found, form = places.unit(viewer(), unit_id), UnitForm()
    building_id = found.building_id
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.change_unit(found, form.facts(), by=viewer(), at=now())
            return see_other(url_for("places.building", building_id=building_id))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
            found = places.unit(viewer(), unit_id)
    return page("places/unit_form.html", building=found.building, form=form, unit=found, status=422)


@blueprint.post("/doors/<int:unit_id>/remove")
@access(Permission.SETTINGS_MANAGE)
def remove_unit(unit_id: int) -> ResponseReturnValue:
    found = places.unit(viewer(), unit_id)
    building_id = found.building_id
    with unit_of_work():
        verbs.remove_unit(found, by=viewer(), at=now())
    return see_other(url_for("places.building", building_id=building_id))
