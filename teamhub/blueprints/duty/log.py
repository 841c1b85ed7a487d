"""/duty/posts/N/log: what happened at a post, and its traffic; on the phone of who stands there."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import duty_log as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import blueprint, fresh_once, shift_labels, submission
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.duty_log import LogForm, TrafficForm
from teamhub.forms.duty_refusals import why_not
from teamhub.queries import duty_log
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.outbox import happened_at, replayable
from teamhub.web.page import page, see_other


@blueprint.get("/posts/<int:post_id>/log")
@access(Permission.DUTY_CHECK_IN)
def log(post_id: int) -> ResponseReturnValue:
    return _log(post_id)


@blueprint.post("/posts/<int:post_id>/log")
@access(Permission.DUTY_CHECK_IN)
@replayable
def write_log(post_id: int) -> ResponseReturnValue:
    form, moment = LogForm(), now()
    if not form.validate():
        return _log(post_id, entry=form, status=422)
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                verbs.write(post_id, form.text.data or "", by=viewer(), at=moment, happened_at=happened_at())
    except NotFound:
        raise
    except RuleBroken as error:
        form.text.errors = [why_not(error)]
        return _log(post_id, entry=form, status=422)
    toasts.tell(gettext("Noted in the log"))
    return see_other(url_for("duty.log", post_id=post_id))


@blueprint.post("/posts/<int:post_id>/traffic")
@access(Permission.DUTY_CHECK_IN)
@replayable
def count_traffic(post_id: int) -> ResponseReturnValue:
    form, moment = TrafficForm(), now()
    if not form.validate():
        return _log(post_id, traffic=form, status=422)
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                made = verbs.count(post_id, form.traffic, by=viewer(), at=moment, happened_at=happened_at())
                work.reply["id"] = made.id
    except NotFound:
        raise
    except RuleBroken as error:
        form.form_errors.append(why_not(error))
        return _log(post_id, traffic=form, status=422)
    toasts.tell(
        gettext("Traffic noted"), undo_url=url_for("duty.take_back_traffic", count_id=work.reply["id"])
    )
    return see_other(url_for("duty.log", post_id=post_id))


@blueprint.post("/traffic/<int:count_id>/take-back")
@access(Permission.DUTY_CHECK_IN)
def take_back_traffic(count_id: int) -> ResponseReturnValue:
    with unit_of_work():
        post_id = verbs.take_back(count_id, by=viewer(), at=now()).post_id
    toasts.tell(gettext("The count was taken back"))
    return see_other(url_for("duty.log", post_id=post_id))


def _log(
    post_id: int, *, entry: LogForm | None = None, traffic: TrafficForm | None = None, status: int = 200
) -> ResponseReturnValue:
    post, moment = duty_log.post_to_log(viewer(), post_id, now()), now()
    return page(
        "duty/log.html",
        {"post-log": "duty/_log.html"},
        log=duty_log.log_of(viewer(), post, moment),
        entry=entry or LogForm(formdata=None, once=fresh_once()),
        traffic=traffic or TrafficForm(formdata=None, once=fresh_once()),
        labels=shift_labels(),
        status=status,
    )
