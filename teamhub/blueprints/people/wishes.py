"""/people/N/wishes and /pairs: what planners of the roster are to follow."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import rota_wishes as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.people.person import person_page
from teamhub.blueprints.people.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.rota_wishes import PairForm, WishForm
from teamhub.queries import people
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import see_other


@blueprint.post("/<int:person_id>/wishes")
@access(Permission.PEOPLE_MANAGE)
def note_wish(person_id: int) -> ResponseReturnValue:
    form = WishForm()
    if not form.validate_on_submit():
        return person_page(person_id, status=422)
    with unit_of_work():
        verbs.wish(people.record(viewer(), person_id), form.likes_nights, by=viewer(), at=now())
    return _back(person_id)


@blueprint.post("/<int:person_id>/pairs")
@access(Permission.PEOPLE_MANAGE)
def add_pair(person_id: int) -> ResponseReturnValue:
    form, person = PairForm(), people.record(viewer(), person_id)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.pair(
                    person,
                    form.other.data or 0,
                    together=form.how.data == "together",
                    by=viewer(),
                    at=now(),
                )
            return _back(person_id)
        except NotFound:
            raise
        except RuleBroken as error:
            note_fault(
                form, error, dict.fromkeys(("pair_with_oneself", "pair_known", "pair_nobody"), "other")
            )
    return person_page(person_id, pair_form=form, status=422)


@blueprint.post("/<int:person_id>/pairs/<int:pair_id>/remove")
@access(Permission.PEOPLE_MANAGE)
def remove_pair(person_id: int, pair_id: int) -> ResponseReturnValue:
    person = people.record(viewer(), person_id)
    with unit_of_work():
        verbs.unpair(pair_id, of=person.id, by=viewer(), at=now())
    return _back(person_id)


def _back(person_id: int) -> ResponseReturnValue:
    return see_other(url_for("people.show", person_id=person_id, _anchor="wishes"))
