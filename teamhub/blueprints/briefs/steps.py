"""From draft to issue: review, sign off and issue, correct."""

from __future__ import annotations

from contextlib import suppress
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import briefs as brief_actions
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.briefs.composer import composer
from teamhub.blueprints.briefs.drafting import doubts_of, drift_of
from teamhub.blueprints.briefs.prints import store_missing_print
from teamhub.blueprints.briefs.root import blueprint, issued_page, read_day
from teamhub.documents.brief import check_facts
from teamhub.documents.press import PrintingFailed
from teamhub.domain.access import Permission
from teamhub.domain.errors import Conflict, NotFound
from teamhub.forms.briefs import CorrectionForm, StepForm
from teamhub.queries import briefs, tally
from teamhub.web import errors
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other
from teamhub.web.paper import printable


@blueprint.post("/<day>/review")
@access(Permission.BRIEF_WRITE)
def review(day: str) -> ResponseReturnValue:
    on, step = read_day(day), StepForm()
    row = briefs.latest_of_day(g.community.id, on)
    seen = briefs.facts_of(g.community.id, on, row, at=now()).figures
    try:
        with unit_of_work():
            brief_actions.review(on, version=step.version.data or 0, by=viewer(), at=now(), seen=seen)
    except Conflict as refused:
        return composer(on, briefs.latest_of_day(g.community.id, on), conflict=errors.sentence(refused))
    return see_other(url_for("briefs.show", community=g.community.slug, day=day))


@blueprint.get("/<day>/issue")
@access(Permission.BRIEF_ISSUE)
def confirm_issue(day: str) -> ResponseReturnValue:
    """The last look: number, receivers, open doubts, what moved since the review, what cannot be undone."""
    on = read_day(day)
    row = briefs.latest_of_day(g.community.id, on)
    if row is not None and row.issued:
        return see_other(url_for("briefs.show", community=g.community.slug, day=day))
    facts = briefs.facts_of(g.community.id, on, row, at=now())
    return page(
        "briefs/issue.html",
        day=on,
        row=row,
        step=StepForm(version=row.version if row else 0),
        doubts=doubts_of(facts),
        drift=drift_of(facts, row),
        texts=facts.texts,
        early=facts.figures.as_of > now().astimezone(ZoneInfo(g.community.zone)),
        as_of=facts.figures.as_of,
        number=briefs.next_number(g.community.id, tally.day_of(g.community.id, now()).year),
    )


@blueprint.post("/<day>/issue")
@access(Permission.BRIEF_ISSUE)
def issue(day: str) -> ResponseReturnValue:
    on, step, moment = read_day(day), StepForm(), now()
    row = briefs.latest_of_day(g.community.id, on)
    facts = briefs.facts_of(g.community.id, on, row, at=now())
    with printable():
        check_facts(facts, language="zh_Hans_CN")
    try:
        with unit_of_work():
            brief = brief_actions.issue(
                on,
                version=step.version.data or 0,
                by=viewer(),
                at=moment,
                verify_base=url_for("proof.entry", _external=True) + "/",
            )
    except Conflict as refused:
        return composer(on, briefs.latest_of_day(g.community.id, on), conflict=errors.sentence(refused))
    # A print that fails does not undo the issue: the press wrote down why, and it is made up when asked for.
    with suppress(PrintingFailed):
        store_missing_print(brief.id, "zh_Hans_CN")
    return see_other(url_for("briefs.show", community=g.community.slug, day=day))


@blueprint.post("/<day>/correct")
@access(Permission.BRIEF_ISSUE)
def correct(day: str) -> ResponseReturnValue:
    on, form = read_day(day), CorrectionForm()
    row = briefs.latest_of_day(g.community.id, on)
    if row is None or not row.issued:
        raise NotFound
    if not form.validate_on_submit():
        return issued_page(row, form)
    with unit_of_work():
        brief_actions.begin_correction(on, form.note.data or "", by=viewer(), at=now())
    return see_other(url_for("briefs.show", community=g.community.slug, day=day))
