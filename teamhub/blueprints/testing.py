"""/<community>/testing: rounds, a round site by site, the console of a site."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.figures.rates import percent_text
from teamhub.domain.queues import judge_wait
from teamhub.forms.testing import CloseForm, CountForm, OnceForm, QueueForm, RoundForm
from teamhub.queries import tally, terms, testing
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.language import language
from teamhub.web.page import page, see_other

blueprint = Blueprint("testing", __name__)

QUICK = (1, 5, 10)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"percent_text": percent_text}


@blueprint.get("")
@access(Permission.TESTING_VIEW)
def index() -> Response:
    return _index(None)


def _index(form: RoundForm | None) -> Response:
    moment = now()
    day = tally.day_of(g.community.id, moment)
    figures = tally.day_figures(g.community.id, day, moment)
    asked = form
    if asked is None:
        asked = RoundForm(formdata=None, pool_size=terms.thresholds(g.community.id).pool_size)
        asked.starts_at.data = local(moment).replace(hour=8, minute=0, second=0, microsecond=0, tzinfo=None)
        asked.ends_at.data = local(moment).replace(hour=18, minute=0, second=0, microsecond=0, tzinfo=None)
    return page(
        "testing/index.html",
        rounds=list(reversed(figures.round_series)),
        form=asked,
        status=200 if form is None else 422,
    )


@blueprint.post("/rounds")
@access(Permission.TESTING_MANAGE)
def plan() -> ResponseReturnValue:
    form = RoundForm()
    if not form.validate_on_submit():
        return _index(form)
    zone = ZoneInfo(g.community.zone)
    starts, ends = form.starts_at.data, form.ends_at.data
    assert isinstance(starts, datetime)
    assert isinstance(ends, datetime)
    try:
        with unit_of_work():
            held = verbs.plan_round(
                starts.replace(tzinfo=zone),
                ends.replace(tzinfo=zone),
                pool_size=form.pool_size.data,
                by=viewer(),
                at=now(),
            )
            number = held.number
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _index(form)
    toasts.tell(gettext("Round %(n)s is planned", n=number))
    return see_other(url_for("testing.show", number=number))


@blueprint.get("/rounds/<int:number>")
@access(Permission.TESTING_VIEW)
def show(number: int) -> Response:
    """The round as it stands now, site by site."""
    held = testing.round_by_number(viewer(), number)
    moment = now()
    day = tally.day_of(g.community.id, held.starts_at)
    figures = tally.day_figures(g.community.id, day, moment)
    found = next((r for r in figures.testing.rounds if r.number == number), None)
    return page(
        "testing/show.html",
        {"round": "testing/_round.html"},
        number=number,
        starts_at=held.starts_at,
        found=found,
        guideline=figures.testing.guideline,
        target=figures.queue_target,
        sessions=testing.sessions_of(held.id),
        language=language(),
        moment=moment,
    )


@blueprint.get("/sessions/<int:session_id>")
@access(Permission.TESTING_RECORD)
def console(session_id: int) -> Response:
    return _console(session_id)


def _console(
    session_id: int,
    *,
    count: CountForm | None = None,
    queue: QueueForm | None = None,
    status: int = 200,
) -> Response:
    moment = now()
    found = testing.console(viewer(), session_id, moment)
    limits = terms.thresholds(g.community.id)
    standing = (
        judge_wait(
            found.wait_minutes, target=limits.queue_target_minutes, near=limits.queue_near_target_minutes
        )
        if found.wait_minutes is not None
        else None
    )
    count = count or CountForm(formdata=None)
    count.compound_id.choices = [(str(key), name) for key, name in found.compounds]
    return page(
        "testing/console.html",
        {"console": "testing/_console.html"},
        found=found,
        count=count.keyed(),
        queue=(
            queue or QueueForm(formdata=None, waiting_people=found.waiting, wait_minutes=found.wait_minutes)
        ).keyed(),
        closing=CloseForm(formdata=None).keyed(),
        quick=QUICK,
        standing=standing,
        announcement=terms.standard_text(g.community.id, "announcement", language()),
        moment=moment,
        status=status,
    )


@blueprint.post("/sessions/<int:session_id>/count")
@access(Permission.TESTING_RECORD)
def count(session_id: int) -> ResponseReturnValue:
    found, form, moment = testing.console(viewer(), session_id, now()), CountForm(), now()
    form.compound_id.choices = [(str(key), name) for key, name in found.compounds]
    quick = request.form.get("quick", type=int)
    if quick in QUICK:
        form.persons.data, form.tubes.data = quick, None
    if not form.validate_on_submit():
        return _console(session_id, count=form, status=422)
    try:
        with unit_of_work(once=_once("count", session_id, form, moment)) as work:
            if not work.replayed:
                entry = verbs.count_people(
                    session_id,
                    quick if quick in QUICK else form.persons.data or 0,
                    compound_id=form.compound_id.data,
                    tubes=form.tubes.data,
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
def queue(session_id: int) -> ResponseReturnValue:
    testing.session_for(viewer(), session_id)
    form, moment = QueueForm(), now()
    if not form.validate_on_submit():
        return _console(session_id, queue=form, status=422)
    with unit_of_work(once=_once("queue", session_id, form, moment)) as work:
        if not work.replayed:
            verbs.observe_queue(
                session_id, form.waiting_people.data or 0, form.wait_minutes.data or 0, by=viewer(), at=moment
            )
    toasts.tell(gettext("The queue is noted"))
    return see_other(url_for("testing.console", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/open")
@access(Permission.TESTING_RECORD)
def open_session(session_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.open_session(session_id, by=viewer(), at=now())
    return see_other(url_for("testing.console", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/close")
@access(Permission.TESTING_RECORD)
def close_session(session_id: int) -> ResponseReturnValue:
    form = CloseForm()
    tubes = form.tubes_in_system.data if form.validate_on_submit() else None
    with unit_of_work():
        verbs.close_session(session_id, tubes, by=viewer(), at=now())
    toasts.tell(gettext("The session is closed"))
    return see_other(url_for("testing.console", session_id=session_id))


def _once(what: str, session_id: int, form: OnceForm, at: datetime) -> Once | None:
    if not form.once.data:
        return None
    body = {k: v for k, v in request.form.items() if k not in {"csrf_token", "once"}}
    return Once.of(viewer().account_id, f"{what}:{session_id}:{form.once.data}", body, at)
