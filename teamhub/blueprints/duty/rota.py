"""/duty/roster/proposal: who could take the empty seats, looked over by the leader and taken over row by row."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from teamhub.actions import duty_roster as verbs
from teamhub.blueprints.duty.bulk import done_once, refused_in, said_of
from teamhub.blueprints.duty.root import (
    asked_day,
    blueprint,
    campaign,
    fresh_once,
    shift_labels,
)
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.rota_plan import Weights
from teamhub.forms.duty import OnceForm
from teamhub.forms.duty_refusals import why_not
from teamhub.forms.duty_rota import WishForm, places, why_empty
from teamhub.forms.fields import given
from teamhub.queries import duty_roster, duty_rota, duty_rota_ground, people, rota_searches, terms
from teamhub.queries.duty_rota import Proposal
from teamhub.queries.duty_rota_ground import Wish
from teamhub.solver.planner import available
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other

DAYS = 7
WEIGHTS = ("totals", "nights", "same_post", "rotate", "mixed")


@blueprint.get("/roster/proposal")
@access(Permission.DUTY_MANAGE)
def proposal() -> ResponseReturnValue:
    """`?day=2022-04-04`, and the wishes once they were sent."""
    return proposal_page()


@blueprint.post("/roster/proposal")
@access(Permission.DUTY_MANAGE)
def take_proposal() -> ResponseReturnValue:
    """The ticked rows; whoever cannot any more is named with the reason. The address carries the wishes."""
    form, moment = OnceForm(), now()
    chosen = places(request.form.getlist("place"))
    if not form.validate_on_submit() or not chosen:
        return proposal_page(said=gettext("Tick at least one seat."), status=422)
    try:
        outcome = done_once(form, moment, lambda: verbs.fill(chosen, by=viewer(), at=moment))
    except RuleBroken as error:
        return proposal_page(said=why_not(error), status=422)
    if not outcome.refused:
        return see_other(url_for("duty.roster", day=asked_day(), days=min(3, _asked_days())))
    return proposal_page(
        said=said_of(outcome),
        refused=_refused(outcome),
        status=422,
    )


def _refused(outcome: verbs.BulkOutcome) -> list[tuple[str, str]]:
    """(name, why) of whom the rules refused."""
    found = people.listing(viewer(), people.PeopleFilter(), page=None)
    names = {row.id: row.name for row in found.rows}
    return [(names.get(person, ""), why) for person, why in refused_in(outcome)]


def _asked_days() -> int:
    return max(1, request.args.get("days", DAYS, type=int))


def proposal_page(
    *, said: str = "", refused: list[tuple[str, str]] | None = None, status: int = 200
) -> ResponseReturnValue:
    form, asked = wish_form()
    number = request.args.get("search", type=int)
    search = rota_searches.row(viewer(), number, at=now()) if number else None
    found = None
    if not asked or form.validate():
        wish = wish_of(form)
        answer = search.answer if search else None
        found = duty_rota.proposal(viewer(), campaign(wish.first), wish, at=now(), answer=answer)
    return page(
        "duty/proposal.html",
        form=form,
        found=found,
        search=search,
        may_search=available(),
        search_url=f"{url_for('duty.start_search')}?{request.query_string.decode()}",
        result=request.full_path,
        by_shift=_by_shift(found),
        why_empty=why_empty,
        labels=shift_labels(),
        day=asked_day(),
        said=said,
        refused=refused or [],
        again=request.full_path,
        once=fresh_once(),
        status=status if found else 422,
    )


def wish_of(form: WishForm) -> Wish:
    return Wish(
        given(form.day.data),
        given(form.days.data),
        frozenset(given(form.kind.data)),
        given(form.most.data),
        Weights(**{name: given(form[name].data) for name in WEIGHTS}),
    )


def answered(wish: Wish, search_id: int) -> dict[str, Any]:
    """The address of the proposal that a search found."""
    weights = {name: getattr(wish.weights, name) for name in WEIGHTS}
    kinds = sorted(wish.kinds)
    return {
        "day": wish.first,
        "days": wish.days,
        "most": wish.most_in_week,
        "kind": kinds,
        **weights,
        "search": search_id,
    }


def wish_form() -> tuple[WishForm, bool]:
    """The wishes as asked (True), or those to begin with."""
    asked = "kind" in request.args or "most" in request.args
    day = asked_day()
    if asked:
        form = WishForm(formdata=MultiDict(request.args.items(multi=True)))
    else:
        days = min(DAYS, max(1, _asked_days()))
        form = WishForm(
            formdata=None, day=day, days=days, most=6, **{n: getattr(Weights(), n) for n in WEIGHTS}
        )
        grid = duty_roster.grid(viewer(), campaign(day), day, days, at=now())
        form.kind.data = sorted(duty_rota_ground.kinds_on_duty(viewer(), grid))
    form.kind.choices = terms.choices(g.community.id, "member_type", language())
    return form, asked


def _by_shift(found: Proposal | None) -> list[tuple[object, list[object], list[object]]]:
    """(shift, who is proposed, what stays empty) of each shift that wants somebody."""
    if found is None:
        return []
    proposed = {k: list(rows) for k, rows in groupby(found.proposed, key=lambda row: row.shift)}
    empty = {k: list(rows) for k, rows in groupby(found.empty, key=lambda row: row.shift)}
    return [
        (shift, list(proposed.get(shift, [])), list(empty.get(shift, [])))
        for shift in found.grid.shifts
        if shift in proposed or shift in empty
    ]
