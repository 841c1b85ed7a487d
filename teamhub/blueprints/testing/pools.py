"""Positive pools of a round."""

from __future__ import annotations

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import pool_alerts as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import asked_round, blueprint, keyed
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.pool_alerts import PoolState
from teamhub.forms.testing.pools import FollowForm, PoolForm
from teamhub.models.testing import TestingRound
from teamhub.queries import pool_alerts
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/rounds/<int:number>/pools")
@access(Permission.TESTING_VIEW)
def pools(number: int) -> Response:
    return _pools(asked_round(number))


@blueprint.post("/rounds/<int:number>/pools")
@access(Permission.TESTING_MANAGE)
def report_pool(number: int) -> ResponseReturnValue:
    held, moment = asked_round(number), now()
    form = PoolForm().prepare(pool_alerts.sessions(held))
    if not form.validate():
        return _pools(held, form, 422)
    body = {name: str(value) for name, value in form.data.items() if name not in {"csrf_token", "once"}}
    try:
        with unit_of_work(once=keyed("pool", form.once.data, body, moment)) as work:
            if not work.replayed:
                made = verbs.report(
                    held.id,
                    (form.tube.data or "").strip(),
                    form.persons.data or 0,
                    session_id=form.session_id.data,
                    reported_at=form.moment(g.community.zone, moment),
                    by=viewer(),
                    at=moment,
                )
                work.reply.update(id=made.id)
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _pools(asked_round(number), form, 422)
    toasts.tell(gettext("The pool is on record: tell everybody in it at once"))
    return see_other(url_for("testing.pool", alert_id=work.reply["id"]))


@blueprint.get("/pools/<int:alert_id>")
@access(Permission.TESTING_VIEW)
def pool(alert_id: int) -> Response:
    return _pool(alert_id)


@blueprint.post("/pools/<int:alert_id>")
@access(Permission.TESTING_MANAGE)
def follow_pool(alert_id: int) -> ResponseReturnValue:
    held, row = pool_alerts.row(viewer(), alert_id)
    number, form = held.number, FollowForm()
    if not form.validate():
        return _pool(alert_id, form, 422)
    try:
        with unit_of_work():
            verbs.follow(
                alert_id, form.counts(row.counts.persons), version=form.seen_version, by=viewer(), at=now()
            )
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        form.version.data = str(pool_alerts.row(viewer(), alert_id)[1].version)
        return _pool(alert_id, form, 422)
    toasts.tell(gettext("The pool is saved"))
    return see_other(url_for("testing.pools", number=number))


@blueprint.post("/pools/<int:alert_id>/remove")
@access(Permission.TESTING_MANAGE)
def remove_pool(alert_id: int) -> ResponseReturnValue:
    number = pool_alerts.row(viewer(), alert_id)[0].number
    with unit_of_work():
        verbs.remove(alert_id, by=viewer(), at=now())
    toasts.tell(gettext("The report is taken back"))
    return see_other(url_for("testing.pools", number=number))


def pool_words(state: PoolState) -> tuple[str, str]:
    return {
        PoolState.REPORTED: (gettext("to be told"), "gap"),
        PoolState.NOTIFIED: (gettext("told, to be sampled again"), "soon"),
        PoolState.RETESTED: (gettext("sampled again, waiting for results"), "going"),
        PoolState.CLEARED: (gettext("cleared"), "done"),
        PoolState.TRANSFERRED: (gettext("over, somebody was taken over"), "done"),
    }[state]


def _pools(held: TestingRound, form: PoolForm | None = None, status: int = 200) -> Response:
    return page(
        "testing/pools.html",
        number=held.number,
        rows=pool_alerts.alerts(held),
        form=form or PoolForm(formdata=None).prepare(pool_alerts.sessions(held)),
        pool_words=pool_words,
        leads=viewer().may(Permission.TESTING_MANAGE),
        status=status,
    )


def _pool(alert_id: int, form: FollowForm | None = None, status: int = 200) -> Response:
    held, row = pool_alerts.row(viewer(), alert_id)
    counts = row.counts
    return page(
        "testing/pool.html",
        number=held.number,
        row=row,
        form=form
        or FollowForm(
            formdata=None,
            version=row.version,
            notified=counts.notified,
            retested=counts.retested,
            cleared=counts.cleared,
            transferred=counts.transferred,
        ),
        pool_words=pool_words,
        leads=viewer().may(Permission.TESTING_MANAGE),
        status=status,
    )
