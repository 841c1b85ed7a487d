"""The draft: its page, saving its words, and two people at it at once."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import briefs as brief_actions
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.briefs.drafting import (
    Difference,
    differences,
    doubts_of,
    drift_of,
    filled,
    proposal_of,
)
from teamhub.blueprints.briefs.root import blueprint, issued_page, paper_of, read_day, readable
from teamhub.domain.access import Permission
from teamhub.domain.errors import Conflict
from teamhub.forms.briefs import StepForm, TextsForm
from teamhub.queries import briefs, tally
from teamhub.queries.briefs_rows import BriefRow
from teamhub.web import errors
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other

INSERTS = ("problems", "plan", "typical_case")


@blueprint.get("/<day>")
@access(Permission.BRIEF_VIEW)
def show(day: str) -> Response:
    """An issued brief as it was printed; to its writers the composer while it is a draft."""
    row = readable(read_day(day))
    if row is not None and row.issued:
        return issued_page(row)
    return composer(read_day(day), row)


def composer(
    day: date,
    row: BriefRow | None,
    form: TextsForm | None = None,
    *,
    conflict: str = "",
    versions: list[Difference] | None = None,
) -> Response:
    """`form`: what was typed, where it is not what is stored; `versions`: the fields that another wrote differently."""
    facts = briefs.facts_of(g.community.id, day, row, at=now())
    proposal = proposal_of(facts)
    form = form or filled(facts, row, proposal)
    drift = drift_of(facts, row)
    return page(
        "briefs/compose.html",
        {"composer": "briefs/_composer.html"},
        day=day,
        row=row,
        form=form,
        step=StepForm(formdata=None, version=row.version if row else 0),
        facts=facts,
        paper=paper_of(
            facts,
            facts.figures.as_of.strftime("%H:%M"),
            moved={m.key for m in drift.moves} if drift else set(),
        ),
        proposal=proposal,
        doubts=doubts_of(facts),
        drift=drift,
        conflict=conflict,
        versions=versions or [],
        early=facts.figures.as_of > now().astimezone(ZoneInfo(g.community.zone)),
        next_number=briefs.next_number(g.community.id, tally.day_of(g.community.id, now()).year),
        status=409 if conflict else (422 if form.errors else 200),
    )


@blueprint.post("/<day>/texts")
@access(Permission.BRIEF_WRITE)
def save(day: str) -> ResponseReturnValue:
    on = read_day(day)
    form = TextsForm()
    row = briefs.latest_of_day(g.community.id, on)
    if not form.validate_on_submit():
        return composer(on, row, form)
    if "insert" in request.form:
        return composer(on, row, _inserted(form, request.form["insert"]))
    facts = briefs.facts_of(g.community.id, on, row, at=now())
    texts = form.typed(proposal_of(facts))
    try:
        with unit_of_work():
            brief_actions.save_texts(
                on, texts, version=form.version.data or 0, by=viewer(), at=now(), seen=facts.figures
            )
    except Conflict as refused:
        return _both_versions(on, form, refused)
    return see_other(url_for("briefs.show", community=g.community.slug, day=day))


def _both_versions(on: date, form: TextsForm, refused: Conflict) -> Response:
    """Nothing is overwritten: both texts side by side, and a person decides."""
    latest = briefs.latest_of_day(g.community.id, on)
    facts = briefs.facts_of(g.community.id, on, latest, at=now())
    versions = differences(filled(facts, latest, proposal_of(facts)), form)
    form.version.data = latest.version if latest else 0
    form.version.raw_data = None  # else the field shows what was sent
    return composer(on, latest, form, conflict=errors.sentence(refused), versions=versions)


def _inserted(form: TextsForm, chosen: str) -> TextsForm:
    """`problems|words`: the words as a further line of that field; a story takes the place of the one before."""
    name, _, words = chosen.partition("|")
    if name in INSERTS and words:
        field = form[name]
        kept = "" if name == "typical_case" else (field.data or "").rstrip()
        field.data = f"{kept}\n{words}" if kept else words
    return form
