"""Who was not tested in a round and why: all compounds on one page, one of them open to be edited."""

from __future__ import annotations

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing_untested as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import asked_round, blueprint, labels
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.testing.rounds import UntestedForm, untested_form
from teamhub.models.testing import TestingRound
from teamhub.queries import tally, terms, testing_untested
from teamhub.queries.testing_untested import CompoundLine, RoundCover
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/rounds/<int:number>/untested")
@access(Permission.TESTING_VIEW)
def untested(number: int) -> Response:
    """`compound` in the address: whose reasons are open to be edited."""
    held = asked_round(number)
    cover = _cover(held)
    asked = request.args.get("compound", None, type=int)
    chosen = next((line for line in cover.lines if line.compound_id == asked), None)
    if chosen is None or not viewer().may(Permission.TESTING_RECORD):
        return _page(held, cover, None, None)
    return _page(held, cover, chosen, _form(chosen, formdata=False).fill(chosen.partition, chosen.makeup))


@blueprint.post("/rounds/<int:number>/untested/<int:compound_id>")
@access(Permission.TESTING_RECORD)
def explain(number: int, compound_id: int) -> ResponseReturnValue:
    held = asked_round(number)
    cover = _cover(held)
    chosen = cover.line(compound_id)
    form = _form(chosen)
    if not form.validate():
        return _page(held, cover, chosen, form, 422)
    try:
        with unit_of_work():
            verbs.explain_untested(
                held.id,
                compound_id,
                form.reasons(),
                untested=chosen.partition.untested,
                by=viewer(),
                at=now(),
            )
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _page(asked_round(number), cover, chosen, form, 422)
    toasts.tell(gettext("The reasons of %(compound)s are saved", compound=chosen.name))
    following = next((line for line in _cover(asked_round(number)).lines if line.partition.unexplained), None)
    address = url_for(
        "testing.untested", number=number, compound=following.compound_id if following else None
    )
    return see_other(address)


def _cover(held: TestingRound) -> RoundCover:
    moment = now()
    day = max(tally.day_of(g.community.id, moment), tally.day_of(g.community.id, held.starts_at))
    return testing_untested.round_cover(held, tally.parts(g.community.id, day, moment))


def _form(line: CompoundLine, *, formdata: bool = True) -> UntestedForm:
    """The reasons in use, and those that were retired but have people here."""
    known = dict(line.partition.by_reason)
    words = labels("untested_reason")
    active = terms.terms(g.community.id, "untested_reason")
    made = untested_form({code: words[code] for code, term in active.items() if term.active or code in known})
    return made() if formdata else made(formdata=None)


def _page(
    held: TestingRound,
    cover: RoundCover,
    chosen: CompoundLine | None,
    form: UntestedForm | None,
    status: int = 200,
) -> Response:
    return page(
        "testing/untested.html",
        {"reasons": "testing/_reasons.html"},
        number=held.number,
        starts_at=held.starts_at,
        cover=cover,
        chosen=chosen,
        houses=testing_untested.houses(held, chosen.compound_id) if chosen else [],
        form=form,
        labels=labels("untested_reason"),
        status=status,
    )
