"""/places/sites: sampling sites and the compounds that come there."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import posts as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.places.root import blueprint, campaign
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.places import AT_FIELD, SiteForm
from teamhub.queries import places
from teamhub.queries import posts as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/sites")
@access(Permission.SETTINGS_VIEW)
def sites() -> ResponseReturnValue:
    current = campaign().id
    return page(
        "places/sites.html",
        rows=asked.sites(viewer(), current),
        without=asked.compounds_without_site(viewer(), current),
    )


@blueprint.get("/sites/new")
@access(Permission.SETTINGS_MANAGE)
def new_site() -> ResponseReturnValue:
    return page("places/site_form.html", form=_form(), site=None)


@blueprint.post("/sites/new")
@access(Permission.SETTINGS_MANAGE)
def add_site() -> ResponseReturnValue:
    return _save(None)


@blueprint.get("/sites/<int:site_id>")
@access(Permission.SETTINGS_MANAGE)
def site(site_id: int) -> ResponseReturnValue:
    found, form = asked.site_record(viewer(), site_id), _form()
    form.name.data, form.code.data = found.name, found.code
    form.compounds.data = [c.id for c in found.compounds]
    return page("places/site_form.html", form=form, site=found)


@blueprint.post("/sites/<int:site_id>")
@access(Permission.SETTINGS_MANAGE)
def change_site(site_id: int) -> ResponseReturnValue:
    return _save(site_id)


def _save(site_id: int | None) -> ResponseReturnValue:
    found = asked.site_record(viewer(), site_id) if site_id else None
    form = _form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.save_site(
                    found,
                    campaign(),
                    name=form.name.data or "",
                    code=form.code.data or "",
                    compound_ids=form.compounds.data or [],
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("places.sites"))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
    found = asked.site_record(viewer(), site_id) if site_id else None
    return page("places/site_form.html", form=form, site=found, status=422)


def _form() -> SiteForm:
    form = SiteForm()
    form.compounds.choices = places.compound_choices(viewer())
    return form
