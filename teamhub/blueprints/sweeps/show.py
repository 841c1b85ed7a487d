"""One sweep: the table of compounds, the wall, the teams; what remains; one compound."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.actions import sweep_teams as team_verbs
from teamhub.actions import sweeps as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.sweeps.root import (
    REASONS,
    asked_filter,
    asked_sweep,
    blueprint,
    place_words,
    today,
    why,
)
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.sweeps import GiveForm
from teamhub.models.sweeps import Sweep
from teamhub.queries import places, sweep_remaining, sweep_teams, sweeps, viewers
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import conditional, page, see_other, wanted_fragment


@blueprint.get("/<int:number>")
@access(Permission.SWEEP_VIEW)
def show(number: int) -> ResponseReturnValue:
    """Refreshes itself; a poll is answered 304 while nothing changed."""
    sweep, moment = asked_sweep(number), now()
    head = viewers.journal_head(sweep.community_id)
    mark = f"sweep-{sweep.id}-{head}-{int(moment.timestamp()) // 300}-{language()}-{viewer().account_id}"
    if wanted_fragment() and request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    answer = page(
        "sweeps/show.html",
        {"sweep": "sweeps/_sweep.html"},
        sweep=sweep,
        o=sweeps.overview(viewer(), sweep, today(), moment),
        moment=moment,
        why=why,
    )
    return conditional(answer, version=mark) if wanted_fragment() else answer


@blueprint.get("/<int:number>/remaining")
@access(Permission.SWEEP_VIEW)
def remaining(number: int) -> Response:
    sweep, chosen = asked_sweep(number), asked_filter()
    first = max(0, request.args.get("from", 0, type=int))
    found = sweep_remaining.left(viewer(), sweep, chosen, language(), today(), now(), first=first)
    kept: dict[str, Any] = {
        k: v for k, v in request.args.items() if k in {"compound", "reason", "team"} and v
    }
    return page(
        "sweeps/remaining.html",
        {"remaining-list": "sweeps/_remaining_list.html"},
        sweep=sweep,
        found=found,
        chosen=chosen,
        compounds=sweeps.compound_choices(sweep),
        teams=sweep_teams.choices(sweep.id),
        reasons=REASONS,
        place=place_words,
        kept=kept,
        earlier=_from(number, kept, max(0, first - sweep_remaining.PAGE)) if first else "",
        later=_from(number, kept, first + sweep_remaining.PAGE)
        if first + sweep_remaining.PAGE < found.total
        else "",
    )


def _from(number: int, kept: dict[str, Any], first: int) -> str:
    return url_for("sweeps.remaining", **(kept | {"number": number, "from": first}))


@blueprint.get("/<int:number>/compounds/<int:compound_id>")
@access(Permission.SWEEP_VIEW)
def compound(number: int, compound_id: int) -> Response:
    return _compound_page(asked_sweep(number), compound_id, GiveForm(formdata=None))


def _compound_page(sweep: Sweep, compound_id: int, form: GiveForm, status: int = 200) -> Response:
    """Its buildings, each cleared or why not; and the doors given to teams."""
    found = places.compound(viewer(), compound_id)
    lines = sweeps.buildings(viewer(), sweep, compound_id, today(), now())
    shown = [(line.id, gettext("Building %(name)s", name=line.name)) for line in lines]
    form.prepare(shown, sweep_teams.choices(sweep.id), gettext("All of %(compound)s", compound=found.name))
    return page(
        "sweeps/compound.html",
        sweep=sweep,
        compound=found,
        buildings=lines,
        form=form,
        why=why,
        status=status,
    )


@blueprint.post("/<int:number>/compounds/<int:compound_id>/give")
@access(Permission.SWEEP_MANAGE)
def give(number: int, compound_id: int) -> ResponseReturnValue:
    sweep, form = asked_sweep(number), GiveForm()
    lines = sweeps.buildings(viewer(), sweep, compound_id, today(), now())
    form.prepare([(line.id, line.name) for line in lines], sweep_teams.choices(sweep.id), "")
    if not form.validate():
        return _compound_page(sweep, compound_id, form, 422)
    try:
        with unit_of_work():
            moved = team_verbs.give_doors(
                sweep.id,
                form.teams.data or [],
                compound_id=compound_id,
                building_id=form.building_id.data,
                only_open=bool(form.only_open.data),
                by=viewer(),
                at=now(),
            )
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _compound_page(asked_sweep(number), compound_id, form, 422)
    toasts.tell(ngettext("%(num)d door changed hands", "%(num)d doors changed hands", moved))
    return see_other(url_for("sweeps.compound", number=number, compound_id=compound_id))


@blueprint.post("/<int:number>/doors")
@access(Permission.SWEEP_MANAGE)
def add_doors(number: int) -> ResponseReturnValue:
    """Doors that came since the sweep was opened."""
    sweep = asked_sweep(number)
    with unit_of_work():
        added = verbs.add_new_doors(sweep.id, by=viewer(), at=now())
    toasts.tell(ngettext("%(num)d door added", "%(num)d doors added", added))
    return see_other(url_for("sweeps.show", number=number))
