"""A sampling team: who takes which seat of the template, and who helps beyond it."""

from __future__ import annotations

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing_teams as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import asked_round, blueprint, labels
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.testing.sessions import CrewForm, crew_form
from teamhub.models.testing import SamplingTeam, TestingRound
from teamhub.queries import testing, testing_teams
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.page import page, see_other


@blueprint.get("/rounds/<int:number>/teams/new")
@access(Permission.TESTING_MANAGE)
def new_team(number: int) -> Response:
    held = asked_round(number)
    taken = [code for _, code in testing_teams.team_choices(held.id)]
    form = _form(held, [], formdata=False).fill(_next_name(taken), [])
    return _form_page(held, form, None)


@blueprint.post("/rounds/<int:number>/teams")
@access(Permission.TESTING_MANAGE)
def add_team(number: int) -> ResponseReturnValue:
    return _save(asked_round(number), None)


@blueprint.get("/teams/<int:team_id>")
@access(Permission.TESTING_MANAGE)
def team(team_id: int) -> Response:
    found = testing_teams.team(viewer(), team_id)
    held = testing.round_for(viewer(), found.round_id)
    members = [(m.person_id, m.task) for m in found.members]
    form = _form(held, members, formdata=False).fill(found.code, members)
    return _form_page(held, form, found)


@blueprint.post("/teams/<int:team_id>")
@access(Permission.TESTING_MANAGE)
def change_team(team_id: int) -> ResponseReturnValue:
    found = testing_teams.team(viewer(), team_id)
    return _save(testing.round_for(viewer(), found.round_id), found)


@blueprint.post("/teams/<int:team_id>/remove")
@access(Permission.TESTING_MANAGE)
def remove_team(team_id: int) -> ResponseReturnValue:
    found = testing_teams.team(viewer(), team_id)
    number = testing.round_for(viewer(), found.round_id).number
    with unit_of_work():
        verbs.remove_team(team_id, by=viewer(), at=now())
    toasts.tell(gettext("The team is taken out of the plan"))
    return see_other(url_for("testing.plan", number=number))


def _save(held: TestingRound, found: SamplingTeam | None) -> ResponseReturnValue:
    number, team_id = held.number, found.id if found else None
    form = _form(held, [(m.person_id, m.task) for m in found.members] if found else [])
    if not form.validate():
        return _form_page(held, form, found, 422)
    try:
        with unit_of_work():
            verbs.save_team(held.id, team_id, form.code.data or "", form.members(), by=viewer(), at=now())
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        again = testing_teams.team(viewer(), team_id) if team_id else None
        return _form_page(asked_round(number), form, again, 422)
    toasts.tell(gettext("The team is saved"))
    return see_other(url_for("testing.plan", number=number))


def _form(held: TestingRound, members: list[tuple[int, str]], *, formdata: bool = True) -> CrewForm:
    seats = [(s.member_type, s.task) for s in testing_teams.seats(held.template_id) for _ in range(s.count)]
    people = testing_teams.people_for(viewer(), local(held.starts_at).date(), [p for p, _ in members])
    made = crew_form(seats, people, labels("task"), labels("member_type"), max(0, len(members) - len(seats)))
    return made() if formdata else made(formdata=None)


def _form_page(held: TestingRound, form: CrewForm, found: SamplingTeam | None, status: int = 200) -> Response:
    return page(
        "testing/team_form.html",
        form=form,
        number=held.number,
        team=found,
        community=g.community,
        status=status,
    )


def _next_name(taken: list[str]) -> str:
    """T4 where T1 to T3 are there."""
    return next(name for n in range(1, len(taken) + 2) if (name := f"T{n}") not in taken)
