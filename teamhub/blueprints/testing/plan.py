"""The plan of a round: sites, teams, sessions, and whether they suffice."""

from __future__ import annotations

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing_sessions as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import asked_round, blueprint, campaign_id, labels
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.testing.sessions import SessionForm
from teamhub.models.testing import SiteSession, TestingRound
from teamhub.queries import testing, testing_plans, testing_teams
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.page import page, see_other


@blueprint.get("/rounds/<int:number>/plan")
@access(Permission.TESTING_VIEW)
def plan(number: int) -> Response:
    held = asked_round(number)
    return page(
        "testing/plan.html",
        held=held,
        number=number,
        found=testing_plans.round_plan(held),
        member_types=labels("member_type"),
        tasks=labels("task"),
    )


@blueprint.get("/rounds/<int:number>/sessions/new")
@access(Permission.TESTING_MANAGE)
def new_session(number: int) -> Response:
    held = asked_round(number)
    form = SessionForm(formdata=None)
    form.opens_at.data = local(held.starts_at).replace(tzinfo=None)
    form.closes_at.data = local(held.ends_at or held.starts_at).replace(tzinfo=None)
    return _form_page(held, form, None)


@blueprint.post("/rounds/<int:number>/sessions")
@access(Permission.TESTING_MANAGE)
def add_session(number: int) -> ResponseReturnValue:
    held, form = asked_round(number), SessionForm()
    if not _prepared(held, form).validate():
        return _form_page(held, form, None, 422)
    try:
        with unit_of_work():
            verbs.add_session(held.id, form.plan(g.community.zone), by=viewer(), at=now())
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _form_page(asked_round(number), form, None, 422)
    toasts.tell(gettext("The session is planned"))
    return see_other(url_for("testing.plan", number=number))


@blueprint.get("/sessions/<int:session_id>/plan")
@access(Permission.TESTING_MANAGE)
def edit_session(session_id: int) -> Response:
    session = testing.session_for(viewer(), session_id)
    form = SessionForm(
        formdata=None,
        site_id=session.site_id,
        team_id=session.team_id,
        opens_at=local(session.opens_at).replace(tzinfo=None),
        closes_at=local(session.closes_at).replace(tzinfo=None),
        is_makeup=session.is_makeup,
    )
    return _form_page(session.round, form, session)


@blueprint.post("/sessions/<int:session_id>/plan")
@access(Permission.TESTING_MANAGE)
def change_session(session_id: int) -> ResponseReturnValue:
    session, form = testing.session_for(viewer(), session_id), SessionForm()
    number = session.round.number
    if not _prepared(session.round, form).validate():
        return _form_page(session.round, form, session, 422)
    try:
        with unit_of_work():
            verbs.change_session(session_id, form.plan(g.community.zone), by=viewer(), at=now())
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        session = testing.session_for(viewer(), session_id)
        return _form_page(session.round, form, session, 422)
    toasts.tell(gettext("The session is saved"))
    return see_other(url_for("testing.plan", number=number))


@blueprint.post("/sessions/<int:session_id>/remove")
@access(Permission.TESTING_MANAGE)
def remove_session(session_id: int) -> ResponseReturnValue:
    with unit_of_work():
        number = verbs.remove_session(session_id, by=viewer(), at=now())
    toasts.tell(gettext("The session is taken out of the plan"))
    return see_other(url_for("testing.plan", number=number))


def _prepared(held: TestingRound, form: SessionForm) -> SessionForm:
    sites = [(s.id, f"{s.code} {s.name}") for s in testing.plan_sites(viewer(), campaign_id()) if s.id]
    return form.prepare(sites, testing_teams.team_choices(held.id))


def _form_page(
    held: TestingRound, form: SessionForm, session: SiteSession | None, status: int = 200
) -> Response:
    return page(
        "testing/session_form.html",
        form=_prepared(held, form),
        number=held.number,
        session=session,
        removable=session is not None and not verbs.has_records(session.id),
        status=status,
    )
