"""/places/.../merge: one place that was entered twice."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import place_merge as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.places.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import given, note_fault
from teamhub.forms.places import AT_FIELD, MergeForm
from teamhub.queries import place_doubles, places
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/compounds/<int:compound_id>/merge")
@access(Permission.SETTINGS_MANAGE)
def double_compound(compound_id: int) -> ResponseReturnValue:
    return _compound_page(compound_id, MergeForm(formdata=None))


@blueprint.post("/compounds/<int:compound_id>/merge")
@access(Permission.SETTINGS_MANAGE)
def merge_compounds(compound_id: int) -> ResponseReturnValue:
    """Shows first what would happen; `sure` does it."""
    form = MergeForm().prepare(place_doubles.others(viewer(), compound_id))
    if not form.validate_on_submit():
        return _compound_page(compound_id, form, status=422)
    double_id = given(form.other_id.data)
    if "sure" not in request.form:
        return _compound_page(compound_id, form, double_id)
    try:
        with unit_of_work():
            verbs.merge_compounds(compound_id, double_id, by=viewer(), at=now())
    except RuleBroken as error:
        note_fault(form, error, AT_FIELD)
        return _compound_page(compound_id, form, status=422)
    toasts.tell(gettext("Both are one compound now"))
    return see_other(url_for("places.compound", compound_id=compound_id))


@blueprint.get("/doors/<int:unit_id>/merge")
@access(Permission.SETTINGS_MANAGE)
def double_unit(unit_id: int) -> ResponseReturnValue:
    return _unit_page(unit_id, MergeForm(formdata=None))


@blueprint.post("/doors/<int:unit_id>/merge")
@access(Permission.SETTINGS_MANAGE)
def merge_units(unit_id: int) -> ResponseReturnValue:
    unit = places.unit(viewer(), unit_id)
    building_id = unit.building_id
    form = MergeForm().prepare(place_doubles.doors_beside(viewer(), unit))
    if not form.validate_on_submit():
        return _unit_page(unit_id, form, status=422)
    try:
        with unit_of_work():
            verbs.merge_units(unit_id, given(form.other_id.data), by=viewer(), at=now())
    except RuleBroken as error:
        note_fault(form, error, AT_FIELD)
        return _unit_page(unit_id, form, status=422)
    toasts.tell(gettext("Both are one door now"))
    return see_other(url_for("places.building", building_id=building_id))


def _compound_page(
    compound_id: int, form: MergeForm, double_id: int | None = None, *, status: int = 200
) -> ResponseReturnValue:
    found = places.compound(viewer(), compound_id)
    return page(
        "places/merge.html",
        form=form.prepare(place_doubles.others(viewer(), compound_id)),
        name=found.name,
        action=url_for("places.merge_compounds", compound_id=compound_id),
        back=url_for("places.compound", compound_id=compound_id),
        found=place_doubles.compounds(viewer(), compound_id, double_id) if double_id else None,
        sure=double_id is not None,
        status=status,
    )


def _unit_page(unit_id: int, form: MergeForm, *, status: int = 200) -> ResponseReturnValue:
    unit = places.unit(viewer(), unit_id)
    return page(
        "places/merge.html",
        form=form.prepare(place_doubles.doors_beside(viewer(), unit)),
        name=f"{unit.stairwell}-{unit.label}" if unit.stairwell else unit.label,
        action=url_for("places.merge_units", unit_id=unit_id),
        back=url_for("places.unit", unit_id=unit_id),
        found=None,
        sure=True,
        status=status,
    )
