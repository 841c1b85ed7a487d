"""The phone at a site: counting, the queue, opening, breaks, closing."""

from __future__ import annotations

from datetime import datetime

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing as verbs
from teamhub.actions import testing_sessions
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.testing.root import blueprint, keyed
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.queues import WaitStanding, judge_wait
from teamhub.domain.testing_plans import SessionState
from teamhub.forms.testing.console import MOST, CloseForm, CountForm, OnceForm, QueueForm
from teamhub.queries import terms, testing, testing_console, testing_forecast
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.outbox import happened_at, replayable
from teamhub.web.page import page, see_other

QUICK = (1, 5, 10)


@blueprint.get("/sessions/<int:session_id>")
@access(Permission.TESTING_RECORD)
def console(session_id: int) -> Response:
    return _console(session_id)


def _console(
    session_id: int,
    *,
    count: CountForm | None = None,
    queue: QueueForm | None = None,
    closing: CloseForm | None = None,
    status: int = 200,
) -> Response:
    moment = now()
    session = testing.session_for(viewer(), session_id)
    found = testing_console.console(viewer(), session_id)
    outlook = testing_forecast.outlooks(session.round, [session], moment)[0]
    queue = queue or QueueForm(
        formdata=None, waiting_people=outlook.waiting, wait_minutes=outlook.wait_minutes
    )
    return page(
        "testing/console.html",
        {"console": "testing/_console.html", "console-head": "testing/_console_head.html"},
        found=found,
        state=outlook.session.state,
        SessionState=SessionState,
        count=(count or CountForm(formdata=None)).prepare(found).keyed(),
        queue=queue.keyed(),
        closing=(closing or CloseForm(formdata=None)).keyed(),
        quick=QUICK,
        most=MOST,
        outlook=outlook,
        standing=_standing(outlook.wait_minutes),
        ahead=_standing(outlook.wait),
        limits=terms.thresholds(g.community.id),
        announcement=terms.standard_text(g.community.id, "announcement", language()),
        moment=moment,
        status=status,
    )


def _standing(minutes: int | None) -> WaitStanding | None:
    if minutes is None:
        return None
    limits = terms.thresholds(g.community.id)
    return judge_wait(minutes, target=limits.queue_target_minutes, near=limits.queue_near_target_minutes)


@blueprint.post("/sessions/<int:session_id>/count")
@access(Permission.TESTING_RECORD)
@replayable
def count(session_id: int) -> ResponseReturnValue:
    moment = now()
    form = CountForm().prepare(testing_console.console(viewer(), session_id))
    if not form.validate():
        return _console(session_id, count=form, status=422)
    compound_id, building = form.home
    try:
        with unit_of_work(once=_once("count", session_id, form, moment)) as work:
            if not work.replayed:
                entry = verbs.count_people(
                    session_id,
                    form.people,
                    compound_id=compound_id,
                    building=building,
                    tubes=form.begun_tubes,
                    counted_at=happened_at(),
                    by=viewer(),
                    at=moment,
                )
                work.reply.update(id=entry.id, persons=entry.persons)
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _console(session_id, count=form, status=422)
    toasts.tell(
        gettext("+%(n)s noted", n=work.reply["persons"]),
        undo_url=url_for("testing.correct", count_id=work.reply["id"]),
    )
    return see_other(url_for("testing.console", session_id=session_id))


@blueprint.post("/counts/<int:count_id>/correct")
@access(Permission.TESTING_RECORD)
def correct(count_id: int) -> ResponseReturnValue:
    with unit_of_work():
        session_id = verbs.correct_count(count_id, by=viewer(), at=now()).session_id
    toasts.tell(gettext("The entry was taken back"))
    return see_other(url_for("testing.console", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/queue")
@access(Permission.TESTING_RECORD)
@replayable
def queue(session_id: int) -> ResponseReturnValue:
    testing.session_for(viewer(), session_id)
    form, moment = QueueForm(), now()
    if not form.validate():
        return _console(session_id, queue=form, status=422)
    with unit_of_work(once=_once("queue", session_id, form, moment)) as work:
        if not work.replayed:
            verbs.observe_queue(
                session_id,
                form.waiting_people.data or 0,
                form.wait_minutes.data or 0,
                observed_at=happened_at(),
                by=viewer(),
                at=moment,
            )
    toasts.tell(gettext("The queue is noted"))
    return see_other(url_for("testing.console", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/open")
@access(Permission.TESTING_RECORD)
def open_session(session_id: int) -> ResponseReturnValue:
    with unit_of_work():
        testing_sessions.open_session(session_id, by=viewer(), at=now())
    toasts.tell(gettext("The session is open"))
    return see_other(url_for("testing.console", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/break")
@access(Permission.TESTING_RECORD)
def pause_session(session_id: int) -> ResponseReturnValue:
    with unit_of_work():
        testing_sessions.pause_session(session_id, by=viewer(), at=now())
    toasts.tell(
        gettext("The session is on a break"), undo_url=url_for("testing.open_session", session_id=session_id)
    )
    return see_other(url_for("testing.console", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/close")
@access(Permission.TESTING_RECORD)
def close_session(session_id: int) -> ResponseReturnValue:
    testing.session_for(viewer(), session_id)
    form = CloseForm()
    if not form.validate():
        return _console(session_id, closing=form, status=422)
    with unit_of_work():
        testing_sessions.close_session(session_id, form.tubes_in_system.data, by=viewer(), at=now())
    toasts.tell(
        gettext("The session is closed"), undo_url=url_for("testing.open_session", session_id=session_id)
    )
    return see_other(url_for("testing.console", session_id=session_id))


def _once(what: str, session_id: int, form: OnceForm, at: datetime) -> Once | None:
    body = {name: value for name, value in form.data.items() if name not in {"csrf_token", "once"}}
    return keyed(f"{what}:{session_id}", form.once.data, body, at)
