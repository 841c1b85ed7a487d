"""/duty/roster/search: a search for a better roster, which runs while the leader does something else."""

from __future__ import annotations

from flask import g, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import rota_searches as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import blueprint, campaign, submission
from teamhub.blueprints.duty.rota import answered, proposal_page, wish_form, wish_of
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.duty import OnceForm
from teamhub.forms.duty_refusals import why_not
from teamhub.queries import rota_searches, terms
from teamhub.web import background
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other, wanted_fragment


@blueprint.post("/roster/search")
@access(Permission.DUTY_MANAGE)
def start_search() -> ResponseReturnValue:
    """The address carries the wishes, as the proposal's does."""
    form, moment = OnceForm(), now()
    wishes, asked = wish_form()
    if not form.validate_on_submit() or (asked and not wishes.validate()):
        return proposal_page(status=422)
    wish, started = wish_of(wishes), None
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                minutes = terms.thresholds(g.community.id).rota_search_minutes
                search = verbs.start(campaign(wish.first), wish, minutes=minutes, by=viewer(), at=moment)
                started = work.reply["search"] = search.id
    except RuleBroken as error:
        return proposal_page(said=why_not(error), status=422)
    if started is not None:
        background.launch("rota-search", started)
    return see_other(url_for("duty.proposal", **answered(wish, work.reply["search"])))


@blueprint.get("/roster/search/<int:search_id>")
@access(Permission.DUTY_MANAGE)
def search(search_id: int) -> ResponseReturnValue:
    """How far it is: the part of the proposal's page that asks again by itself."""
    wish = rota_searches.wish_of(viewer(), search_id)
    if wanted_fragment() is None:
        return see_other(url_for("duty.proposal", **answered(wish, search_id)))
    return page(
        "duty/_search.html",
        {"search": "duty/_search.html"},
        search=rota_searches.row(viewer(), search_id, at=now()),
        result=url_for("duty.proposal", **answered(wish, search_id)),
        asked_again=True,
    )


@blueprint.post("/roster/search/<int:search_id>/stop")
@access(Permission.DUTY_MANAGE)
def stop_search(search_id: int) -> ResponseReturnValue:
    """The best so far becomes the answer. One that has ended meanwhile needs no stopping."""
    try:
        with unit_of_work():
            verbs.stop(search_id, by=viewer(), at=now())
    except verbs.SearchRefused:
        pass
    return search(search_id)
