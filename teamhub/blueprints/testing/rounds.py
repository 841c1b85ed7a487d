"""The list of rounds; a new one, a changed one; a round as it stands; its results."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing_rounds as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import asked_round, blueprint, campaign_id, keyed
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.testing_plans import RoundState
from teamhub.forms.fields import given
from teamhub.forms.testing.rounds import RESULTS, ResultsForm, RoundForm, round_form
from teamhub.models.testing import TestingRound
from teamhub.queries import pool_alerts, tally, terms, testing, testing_teams
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.language import language
from teamhub.web.page import page, see_other

WINDOW = (8, 18)
"""Hours of the first round's proposal; later ones take the hours of the round before."""


@blueprint.get("")
@access(Permission.TESTING_VIEW)
def index() -> Response:
    moment = now()
    figures = tally.parts(g.community.id, tally.day_of(g.community.id, moment), moment)
    return page(
        "testing/index.html",
        rounds=testing.rounds(viewer(), campaign_id(), moment),
        points={point.number: point for point in figures.round_series},
        RoundState=RoundState,
        results=dict(RESULTS),
        target=figures.queue_target,
    )


@blueprint.get("/rounds/new")
@access(Permission.TESTING_MANAGE)
def new() -> Response:
    """With everything proposed as in the round before, on the next day."""
    form = _form(formdata=False)
    before = testing.last_round(viewer(), campaign_id())
    day = local(now()).replace(minute=0, second=0, microsecond=0)
    starts, ends = day.replace(hour=WINDOW[0]), day.replace(hour=WINDOW[1])
    if before is not None and before.ends_at is not None:
        days = max(timedelta(days=1), timedelta(days=(day.date() - local(before.starts_at).date()).days))
        starts, ends = local(before.starts_at) + days, local(before.ends_at) + days
    form.propose(
        starts,
        ends,
        mode=before.mode if before else "pooled",
        pool_size=before.pool_size if before else terms.thresholds(g.community.id).pool_size,
        template_id=before.template_id if before else testing.first_template(viewer()),
        sites=testing.site_ids_of(before.id) if before else [site.id for site in form.planned if site.id],
        eligible={},
    )
    return _form_page(form, None)


@blueprint.post("/rounds")
@access(Permission.TESTING_MANAGE)
def add() -> ResponseReturnValue:
    form, moment = _form(), now()
    if not form.validate():
        return _form_page(form, None, 422)
    try:
        with unit_of_work(once=keyed("round", form.once.data, form.body(), moment)) as work:
            if not work.replayed:
                held = verbs.plan_round(form.plan(g.community.zone), by=viewer(), at=moment)
                work.reply.update(number=held.number)
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _form_page(form, None, 422)
    toasts.tell(gettext("Round %(n)s is planned", n=work.reply["number"]))
    return see_other(url_for("testing.plan", number=work.reply["number"]))


@blueprint.get("/rounds/<int:number>/edit")
@access(Permission.TESTING_MANAGE)
def edit(number: int) -> Response:
    held, form = asked_round(number), _form(formdata=False)
    form.propose(
        local(held.starts_at),
        local(held.ends_at or held.starts_at),
        mode=held.mode,
        pool_size=held.pool_size,
        template_id=held.template_id,
        sites=testing.site_ids_of(held.id),
        eligible=testing.eligible_of(held.id),
        as_places=False,
    )
    return _form_page(form, held)


@blueprint.post("/rounds/<int:number>/edit")
@access(Permission.TESTING_MANAGE)
def change(number: int) -> ResponseReturnValue:
    held, form = asked_round(number), _form()
    if not form.validate():
        return _form_page(form, held, 422)
    try:
        with unit_of_work():
            verbs.change_round(held.id, form.plan(g.community.zone), by=viewer(), at=now())
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _form_page(form, asked_round(number), 422)
    toasts.tell(gettext("The plan is saved"))
    return see_other(url_for("testing.plan", number=number))


@blueprint.get("/rounds/<int:number>")
@access(Permission.TESTING_VIEW)
def show(number: int) -> Response:
    """The round as it stands now, site by site."""
    held = asked_round(number)
    return _show(held, _results_form(held))


@blueprint.post("/rounds/<int:number>/results")
@access(Permission.TESTING_MANAGE)
def results(number: int) -> ResponseReturnValue:
    held, form = asked_round(number), ResultsForm()
    if not form.validate():
        return _show(held, form, 422)
    try:
        with unit_of_work():
            verbs.note_results(
                held.id, form.results.data or "", form.moment(g.community.zone), by=viewer(), at=now()
            )
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _show(asked_round(number), form, 422)
    toasts.tell(gettext("The results are noted"))
    return see_other(url_for("testing.show", number=number))


def _show(held: TestingRound, form: ResultsForm, status: int = 200) -> Response:
    moment = now()
    day = tally.day_of(g.community.id, held.starts_at)
    figures = tally.parts(g.community.id, day, moment)
    return page(
        "testing/show.html",
        {"round": "testing/_round.html"},
        held=held,
        number=held.number,
        found=next((r for r in figures.testing.rounds if r.number == held.number), None),
        guideline=figures.testing.guideline,
        target=figures.queue_target,
        sessions=testing.sessions_of(held.id),
        results=dict(RESULTS),
        tubes=pool_alerts.open_tubes(held.id),
        form=form,
        language=language(),
        moment=moment,
        status=status,
    )


def _results_form(held: TestingRound) -> ResultsForm:
    said: datetime | None = local(held.results_at).replace(tzinfo=None) if held.results_at else None
    return ResultsForm(formdata=None, results=held.results, results_at=said)


def _form(*, formdata: bool = True) -> RoundForm:
    made = round_form(testing.plan_sites(viewer(), campaign_id()))
    form = made() if formdata else made(formdata=None)
    return form.prepare(testing_teams.templates(viewer()))


def _form_page(form: RoundForm, held: TestingRound | None, status: int = 200) -> Response:
    before = testing.last_round(viewer(), campaign_id()) if held is None else None
    return page(
        "testing/round_form.html",
        form=form,
        held=held,
        number=given(held.number) if held else (before.number if before else 0) + 1,
        before=before,
        chosen=set(form.sites.data or ()),
        status=status,
    )
