"""Teams of a sweep: their names and people."""

from __future__ import annotations

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import sweep_teams as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.sweeps.links import shown_link
from teamhub.blueprints.sweeps.root import asked_sweep, asked_team, blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.sweeps import TeamForm
from teamhub.models.sweeps import Sweep, SweepTeam
from teamhub.queries import sweep_teams
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/<int:number>/teams/new")
@access(Permission.SWEEP_MANAGE)
def new_team(number: int) -> Response:
    return _team_page(asked_sweep(number), None, TeamForm(formdata=None))


@blueprint.get("/<int:number>/teams/<int:team_id>")
@access(Permission.SWEEP_MANAGE)
def team(number: int, team_id: int) -> Response:
    sweep, found = asked_team(number, team_id)
    people = [member.person_id for member in found.members]
    return _team_page(sweep, found, TeamForm(formdata=None, name=found.name, people=people))


def _team_page(sweep: Sweep, found: SweepTeam | None, form: TeamForm, status: int = 200) -> Response:
    form.prepare(sweep_teams.people_choices(viewer(), sweep.id, found.id if found else None))
    return page("sweeps/team.html", sweep=sweep, team=found, form=form, link=shown_link(found), status=status)


@blueprint.post("/<int:number>/teams/new")
@access(Permission.SWEEP_MANAGE)
def add_team(number: int) -> ResponseReturnValue:
    sweep, form = asked_sweep(number), TeamForm()
    form.prepare(sweep_teams.people_choices(viewer(), sweep.id, None))
    if not form.validate():
        return _team_page(sweep, None, form, 422)
    try:
        with unit_of_work():
            verbs.add_team(sweep.id, form.name.data or "", form.people.data or [], by=viewer(), at=now())
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _team_page(asked_sweep(number), None, form, 422)
    toasts.tell(gettext("%(name)s added", name=form.name.data))
    return see_other(url_for("sweeps.show", number=number, _anchor="teams"))


@blueprint.post("/<int:number>/teams/<int:team_id>")
@access(Permission.SWEEP_MANAGE)
def change_team(number: int, team_id: int) -> ResponseReturnValue:
    (sweep, found), form = asked_team(number, team_id), TeamForm()
    form.prepare(sweep_teams.people_choices(viewer(), sweep.id, found.id))
    if not form.validate():
        return _team_page(sweep, found, form, 422)
    try:
        with unit_of_work():
            verbs.change_team(team_id, form.name.data or "", form.people.data or [], by=viewer(), at=now())
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _team_page(*asked_team(number, team_id), form, 422)
    toasts.tell(gettext("Saved"))
    return see_other(url_for("sweeps.show", number=number, _anchor="teams"))


@blueprint.post("/<int:number>/teams/<int:team_id>/remove")
@access(Permission.SWEEP_MANAGE)
def remove_team(number: int, team_id: int) -> ResponseReturnValue:
    asked_team(number, team_id)
    with unit_of_work():
        verbs.remove_team(team_id, by=viewer(), at=now())
    toasts.tell(gettext("The team was removed"))
    return see_other(url_for("sweeps.show", number=number, _anchor="teams"))
