"""How long the ways between compounds are, for the walk to those sampled at home."""

from __future__ import annotations

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing_ways as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import blueprint
from teamhub.domain.access import Permission
from teamhub.forms.testing.ways import WaysForm, ways_form
from teamhub.queries import testing_ways
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/ways")
@access(Permission.TESTING_MANAGE)
def all_ways() -> ResponseReturnValue:
    """The first compound's; without compounds an empty page."""
    places = testing_ways.compounds(viewer())
    if places:
        return redirect(url_for("testing.ways", compound_id=places[0][0]))
    return page("testing/ways.html", form=None, places=places, compound_id=0)


@blueprint.get("/ways/<int:compound_id>")
@access(Permission.TESTING_MANAGE)
def ways(compound_id: int) -> Response:
    known = testing_ways.ways_from(viewer(), compound_id)
    return _page(compound_id, _form(compound_id, formdata=False).fill(known))


@blueprint.post("/ways/<int:compound_id>")
@access(Permission.TESTING_MANAGE)
def set_ways(compound_id: int) -> ResponseReturnValue:
    testing_ways.ways_from(viewer(), compound_id)
    form = _form(compound_id)
    if not form.validate():
        return _page(compound_id, form, 422)
    with unit_of_work():
        verbs.set_ways(compound_id, form.minutes(), by=viewer(), at=now())
    toasts.tell(gettext("The ways are saved"))
    return see_other(url_for("testing.ways", compound_id=compound_id))


def _form(compound_id: int, *, formdata: bool = True) -> WaysForm:
    made = ways_form([place for place in testing_ways.compounds(viewer()) if place[0] != compound_id])
    return made() if formdata else made(formdata=None)


def _page(compound_id: int, form: WaysForm, status: int = 200) -> Response:
    places = testing_ways.compounds(viewer())
    return page("testing/ways.html", form=form, places=places, compound_id=compound_id, status=status)
