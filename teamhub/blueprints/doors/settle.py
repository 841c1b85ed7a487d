"""Untested people settled, and the letter by itself."""

from __future__ import annotations

from datetime import datetime

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import doors as verbs
from teamhub.actions import letters
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.doors.root import asked_door, blueprint, building_page
from teamhub.blueprints.doors.visit import VISIT, stay
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.doors import LetterForm, SettleForm
from teamhub.models.sweeps import Sweep
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.frame import Tone
from teamhub.web.language import language


@blueprint.post(VISIT + "/settle")
@access(Permission.SWEEP_VISIT)
def settle(number: int, building_id: int, unit_id: int) -> ResponseReturnValue:
    """Make-up sample, home sample, or a reason that the leader accepts."""
    sweep, sheet = asked_door(number, building_id, unit_id)
    form = SettleForm().prepare(g.community.id, language())
    if not form.validate():
        return building_page(sweep, building_id, sheet, settle=form, status=422)
    try:
        with unit_of_work():
            verbs.resolve_untested(
                sweep.id, unit_id, form.settlement(g.community.zone), by=viewer(), at=now()
            )
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        sweep, sheet = asked_door(number, building_id, unit_id)
        return building_page(sweep, building_id, sheet, settle=form, status=422)
    toasts.tell(gettext("Saved"))
    return stay(number, building_id, unit_id)


@blueprint.post(VISIT + "/letter")
@access(Permission.SWEEP_VISIT)
def letter(number: int, building_id: int, unit_id: int) -> ResponseReturnValue:
    """Signed, refused or taken back, without a visit."""
    sweep, sheet = asked_door(number, building_id, unit_id)
    form = LetterForm()
    if not form.validate():
        return building_page(sweep, building_id, sheet, status=422)
    try:
        with unit_of_work():
            _letter(sweep, unit_id, form, now())
    except RuleBroken as refused:
        toasts.tell(errors.sentence(refused), tone=Tone.GAP)
        return stay(number, building_id, unit_id)
    toasts.tell(gettext("Saved"))
    return stay(number, building_id, unit_id)


def _letter(sweep: Sweep, unit_id: int, form: LetterForm, moment: datetime) -> None:
    if form.verb.data == "sign":
        letters.sign_letter(sweep, unit_id, by=viewer(), at=moment)
    elif form.verb.data == "refuse":
        letters.refuse_letter(sweep, unit_id, form.note.data or "", by=viewer(), at=moment)
    elif form.verb.data == "withdraw":
        letters.withdraw_letter(sweep, unit_id, by=viewer(), at=moment)
    else:
        raise RuleBroken("letter_verb_unknown")
