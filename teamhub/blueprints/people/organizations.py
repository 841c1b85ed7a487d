"""/people/organizations: who sends people."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import organizations as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.people.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.organizations import OrganizationForm
from teamhub.queries import organizations as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.page import page, see_other


@blueprint.get("/organizations")
@access(Permission.PEOPLE_VIEW)
def organizations() -> ResponseReturnValue:
    return page("people/organizations.html", rows=asked.listing(viewer()), form=OrganizationForm())


@blueprint.post("/organizations")
@access(Permission.PEOPLE_MANAGE)
def add_organization() -> ResponseReturnValue:
    form = OrganizationForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.add_organization(
                    form.name.data or "",
                    name_en=form.name_en.data or "",
                    sends_cadres=bool(form.sends_cadres.data),
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("people.organizations"))
        except RuleBroken as error:
            form.name.errors = [sentence(error)]
    return page("people/organizations.html", rows=asked.listing(viewer()), form=form, status=422)


@blueprint.get("/organizations/<int:organization_id>")
@access(Permission.PEOPLE_MANAGE)
def organization(organization_id: int) -> ResponseReturnValue:
    found = asked.record(viewer(), organization_id)
    return page("people/organization.html", organization=found, form=OrganizationForm(obj=found))


@blueprint.post("/organizations/<int:organization_id>")
@access(Permission.PEOPLE_MANAGE)
def change_organization(organization_id: int) -> ResponseReturnValue:
    found, form = asked.record(viewer(), organization_id), OrganizationForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.change_organization(
                    asked.record(viewer(), organization_id),
                    form.name.data or "",
                    name_en=form.name_en.data or "",
                    sends_cadres=bool(form.sends_cadres.data),
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("people.organizations"))
        except RuleBroken as error:
            form.name.errors = [sentence(error)]
            found = asked.record(viewer(), organization_id)
    return page("people/organization.html", organization=found, form=form, status=422)
