"""/duty/roster/publish: the roster made known; everybody on it confirms."""

from __future__ import annotations

from datetime import timedelta

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from teamhub.actions import duty_publication as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import asked_day, blueprint, campaign
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.duty_refusals import why_not
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.frame import Tone
from teamhub.web.page import see_other

MOST_DAYS = 14


@blueprint.post("/roster/publish")
@access(Permission.DUTY_MANAGE)
def publish() -> ResponseReturnValue:
    """`?day=2022-04-04&days=3`: the days that the roster shows."""
    day, days = asked_day(), min(MOST_DAYS, max(1, request.args.get("days", 1, type=int)))
    try:
        with unit_of_work():
            made = verbs.publish(campaign(day), day, day + timedelta(days=days - 1), by=viewer(), at=now())
            seats = made.seats
        toasts.tell(
            ngettext(
                "Published: one seat. Who has it is asked to confirm.",
                "Published: %(num)s seats. Everybody on it is asked to confirm.",
                seats,
            )
        )
    except RuleBroken as error:
        toasts.tell(why_not(error), tone=Tone.GAP)
    return see_other(url_for("duty.roster", day=day, days=days))


@blueprint.post("/roster/confirm")
@access(Permission.MY_DAY)
def confirm_all() -> ResponseReturnValue:
    """All own shifts that the leader asked about."""
    with unit_of_work():
        verbs.confirm_all(by=viewer(), at=now())
    return see_other(url_for("me.show"))
