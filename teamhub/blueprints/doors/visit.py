"""A knock recorded, and taken back."""

from __future__ import annotations

from flask import g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import doors as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.doors.root import asked_door, blueprint, building_page, theirs
from teamhub.domain.access import Permission
from teamhub.domain.errors import Conflict, RuleBroken
from teamhub.forms.doors import VisitForm, sent_answers
from teamhub.queries import doors
from teamhub.web import errors, formats, outbox, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.frame import Tone
from teamhub.web.language import language
from teamhub.web.outbox import replayable
from teamhub.web.page import see_other, wanted_fragment

VISIT = "/<int:number>/<int:building_id>/<int:unit_id>"


@blueprint.post(VISIT)
@access(Permission.SWEEP_VISIT)
@replayable
def save(number: int, building_id: int, unit_id: int) -> ResponseReturnValue:
    """409 with both versions when somebody was at the door since the sheet was opened."""
    sweep, sheet = asked_door(number, building_id, unit_id)
    form, moment = VisitForm(), now()
    form.asked = sent_answers()
    form.prepare(g.community.id, language(), sheet)
    if not form.validate():
        return building_page(sweep, building_id, sheet, form, status=422)
    once = Once.of(viewer().account_id, f"visit:{form.once.data}", [unit_id, form.body()], moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                facts = form.facts(sheet, outbox.happened_at())
                visit = verbs.record_visit(
                    sweep.id, unit_id, facts, version=form.version.data, by=viewer(), at=moment
                )
                work.reply.update(id=visit.id, version=doors.door_for(viewer(), sweep.id, unit_id).version)
    except Conflict:
        sweep, sheet = asked_door(number, building_id, unit_id)
        if outbox.sent_later():
            return outbox.conflict(sheet.version, theirs(sheet))
        return building_page(sweep, building_id, sheet, form.renew(sheet), conflict=True, status=409)
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        sweep, sheet = asked_door(number, building_id, unit_id)
        return building_page(sweep, building_id, sheet, form, status=422)
    if outbox.sent_later():
        return outbox.done(work.reply.get("version"))
    undo = url_for(
        "doors.void", number=number, building_id=building_id, unit_id=unit_id, visit_id=work.reply["id"]
    )
    toasts.tell(
        gettext("%(door)s saved at %(clock)s", door=sheet.label, clock=formats.clock(moment)), undo_url=undo
    )
    return stay(number, building_id, unit_id)


def stay(number: int, building_id: int, unit_id: int) -> ResponseReturnValue:
    """The door as it is now: at once for htmx, else by going there."""
    if wanted_fragment() == "door-sheet":
        sweep, sheet = asked_door(number, building_id, unit_id)
        return building_page(sweep, building_id, sheet)
    address = url_for("doors.door", number=number, building_id=building_id, unit_id=unit_id)
    return see_other(f"{address}#door-sheet")


@blueprint.post(VISIT + "/visits/<int:visit_id>/void")
@access(Permission.SWEEP_VISIT)
def void(number: int, building_id: int, unit_id: int, visit_id: int) -> ResponseReturnValue:
    """Takes back what was just recorded, or an earlier visit when the leader says so."""
    _, sheet = asked_door(number, building_id, unit_id)
    try:
        with unit_of_work():
            verbs.void_visit(visit_id, "undo", by=viewer(), at=now())
    except RuleBroken as refused:
        toasts.tell(errors.sentence(refused), tone=Tone.GAP)
        return stay(number, building_id, unit_id)
    toasts.tell(gettext("The visit at %(door)s was taken back", door=sheet.label))
    return stay(number, building_id, unit_id)
