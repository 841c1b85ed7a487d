"""/care/substitutes: who cares for how many, and who takes over when a carer cannot come."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.actions import care_substitutes as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.care.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.care import PLACE_OF_FAULT, SubstituteForm
from teamhub.forms.fields import given, note_fault
from teamhub.queries import care, care_substitutes
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/substitutes")
@access(Permission.CARE_MANAGE)
def substitutes() -> ResponseReturnValue:
    chosen = request.args.get("carer", None, type=int)
    return _page(SubstituteForm(formdata=None, carer_id=chosen), chosen)


@blueprint.post("/substitutes")
@access(Permission.CARE_MANAGE)
def stand_in() -> ResponseReturnValue:
    form = SubstituteForm()
    _prepare(form)
    if not form.validate_on_submit():
        return _page(form, form.carer_id.data, status=422)
    carer_id = given(form.carer_id.data)
    try:
        with unit_of_work():
            moved = verbs.stand_in(
                carer_id,
                given(form.starts_on.data),
                form.ends_on.data,
                form.to_id.data,
                by=viewer(),
                at=now(),
            )
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return _page(form, carer_id, status=422)
    toasts.tell(
        ngettext("%(num)d resident has somebody else now", "%(num)d residents have somebody else now", moved),
        undo_url=url_for("care.come_back", carer_id=carer_id),
    )
    return see_other(url_for("care.substitutes"))


@blueprint.post("/substitutes/<int:carer_id>/back")
@access(Permission.CARE_MANAGE)
def come_back(carer_id: int) -> ResponseReturnValue:
    with unit_of_work():
        moved = verbs.come_back(carer_id, by=viewer(), at=now())
    toasts.tell(
        ngettext(
            "%(num)d resident is back with the own carer",
            "%(num)d residents are back with their own carer",
            moved,
        )
    )
    return see_other(url_for("care.substitutes"))


def _prepare(form: SubstituteForm) -> list[care_substitutes.CarerRow]:
    rows = care_substitutes.carers(viewer(), now())
    day, _zone = care.today(viewer().community_id, now())
    form.prepare(viewer(), [(r.person_id, r.name) for r in rows if r.residents or r.stands_in], day)
    return rows


def _page(form: SubstituteForm, chosen: int | None, *, status: int = 200) -> ResponseReturnValue:
    rows = _prepare(form)
    day = form.starts_on.data or care.today(viewer().community_id, now())[0]
    takers = care_substitutes.takers(viewer(), chosen, day, form.ends_on.data) if chosen else []
    nobody = gettext("no deputy named")
    return page(
        "care/substitutes.html",
        rows=rows,
        form=form,
        chosen=next((r for r in rows if r.person_id == chosen), None),
        takers=[(taker.name or nobody, taker.residents) for taker in takers],
        status=status,
    )
