"""From draft to issue: composer, review, issue, correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.actions import briefs as brief_actions
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.briefs.root import blueprint, issued_page, paper_of, read_day, readable
from teamhub.documents.brief import check_facts, print_facts
from teamhub.documents.press import PrintingFailed
from teamhub.domain.access import Permission
from teamhub.domain.briefs import (
    Doubt,
    Voice,
    check_texts,
    plain,
    suggest_plan,
    suggest_problems,
)
from teamhub.domain.briefs.deeds import typical_case
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.domain.errors import Conflict, NotFound
from teamhub.forms.briefs import CorrectionForm, StepForm, TextsForm
from teamhub.queries import briefs, tally
from teamhub.queries.briefs import BriefRow
from teamhub.web import errors
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other
from teamhub.web.paper import printable

DOUBTS: dict[str, LazyString] = {
    "figure_differs": lazy_gettext("“%(found)s” differs from the records, which say %(expected)s"),
    "claim_not_carried": lazy_gettext("“%(found)s” is not carried by today's records"),
    "personal_data": lazy_gettext("“%(found)s” looks like personal data"),
}
FIELDS: dict[str, LazyString] = {
    "opening": lazy_gettext("Opening sentence"),
    "problems": lazy_gettext("Open problems"),
    "plan": lazy_gettext("Plan for tomorrow"),
    "typical_case": lazy_gettext("Typical case"),
}


@dataclass(frozen=True)
class Suggested:
    """What the figures themselves propose for the free texts, one item a line."""

    problems: tuple[str, ...]
    plan: tuple[str, ...]
    case: str
    cases: tuple[str, ...]
    offered: tuple[str, ...]


def suggested(facts: FrozenFacts) -> Suggested:
    """In the language of the brief that is written, which is the first of the two: Chinese."""
    voice = Voice("zh_Hans_CN")
    problems = suggest_problems(facts.figures, facts.texts, voice)
    plan = suggest_plan(facts.figures, facts.texts, voice)
    return Suggested(
        tuple(plain(s.runs) for s in problems if s.standing),
        tuple(plain(s.runs) for s in plan if s.standing),
        typical_case(facts.figures.deeds, briefs.without_typed(facts.texts)),
        tuple(c.story for c in facts.figures.deeds.cases),
        tuple(plain(s.runs) for s in (*problems, *plan) if not s.standing),
    )


@blueprint.get("/<day>")
@access(Permission.BRIEF_VIEW)
def show(day: str) -> Response:
    """An issued brief as it was printed; to its writers the composer while it is a draft."""
    row = readable(read_day(day))
    if row is not None and row.issued:
        return issued_page(row)
    return _composer(read_day(day), row)


def _composer(day: date, row: BriefRow | None, form: TextsForm | None = None, conflict: str = "") -> Response:
    facts = briefs.facts_of(g.community.id, day, row, at=now())
    proposal = suggested(facts)
    form = form or _filled(facts, row, proposal)
    at = facts.figures.as_of.strftime("%H:%M")
    return page(
        "briefs/compose.html",
        {"composer": "briefs/_composer.html"},
        day=day,
        row=row,
        form=form,
        step=StepForm(version=row.version if row else 0),
        facts=facts,
        paper=paper_of(facts, at),
        proposal=proposal,
        doubts=[_doubt(d) for d in check_texts(facts.figures, facts.texts)],
        late=briefs.changes_since(g.community.id, row.updated_at) if row and row.updated_at else None,
        conflict=conflict,
        early=facts.figures.as_of > now().astimezone(ZoneInfo(g.community.zone)),
        next_number=briefs.next_number(g.community.id, tally.day_of(g.community.id, now()).year),
        status=409 if conflict else (422 if form.errors else 200),
    )


def _filled(facts: FrozenFacts, row: BriefRow | None, proposal: Suggested) -> TextsForm:
    texts = facts.texts
    return TextsForm(
        formdata=None,
        version=row.version if row else 0,
        opening=texts.opening,
        problems="\n".join(proposal.problems if texts.problems is None else texts.problems),
        plan="\n".join(proposal.plan if texts.plan is None else texts.plan),
        typical_case=proposal.case if texts.typical_case is None else texts.typical_case,
    )


def _doubt(d: Doubt) -> tuple[str, str]:
    """(field, sentence)."""
    return str(FIELDS[d.where]), str(DOUBTS[d.code]) % {"found": d.found, "expected": d.expected}


@blueprint.post("/<day>/texts")
@access(Permission.BRIEF_WRITE)
def save(day: str) -> ResponseReturnValue:
    on = read_day(day)
    form = TextsForm()
    row = briefs.latest_of_day(g.community.id, on)
    if not form.validate_on_submit():
        return _composer(on, row, form)
    proposal = suggested(briefs.facts_of(g.community.id, on, row, at=now()))
    texts = form.typed("\n".join(proposal.problems), "\n".join(proposal.plan), proposal.case)
    try:
        with unit_of_work():
            brief_actions.save_texts(on, texts, version=form.version.data or 0, by=viewer(), at=now())
    except Conflict as refused:
        latest = briefs.latest_of_day(g.community.id, on)
        form.version.data = latest.version if latest else 0
        form.version.raw_data = None  # else the field shows what was sent
        return _composer(on, latest, form, conflict=errors.sentence(refused))
    return see_other(url_for("briefs.show", community=g.community.slug, day=day))


@blueprint.post("/<day>/review")
@access(Permission.BRIEF_WRITE)
def review(day: str) -> ResponseReturnValue:
    on, step = read_day(day), StepForm()
    try:
        with unit_of_work():
            brief_actions.review(on, version=step.version.data or 0, by=viewer(), at=now())
    except Conflict as refused:
        return _composer(on, briefs.latest_of_day(g.community.id, on), conflict=errors.sentence(refused))
    return see_other(url_for("briefs.show", community=g.community.slug, day=day))


@blueprint.get("/<day>/issue")
@access(Permission.BRIEF_ISSUE)
def confirm_issue(day: str) -> ResponseReturnValue:
    """The last look: number, open doubts, what cannot be undone."""
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
        doubts=[_doubt(d) for d in check_texts(facts.figures, facts.texts)],
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
            brief = brief_actions.issue(on, version=step.version.data or 0, by=viewer(), at=moment)
    except Conflict as refused:
        return _composer(on, briefs.latest_of_day(g.community.id, on), conflict=errors.sentence(refused))
    store_missing_print(brief.id)
    return see_other(url_for("briefs.show", community=g.community.slug, day=day))


def store_missing_print(brief_id: int) -> None:
    """Prints an issued brief from its frozen facts and keeps the bytes; outside the issuing transaction, so that
    a slow print holds no lock and a lost one is made up at the next start."""
    facts = briefs.frozen_of(brief_id)
    if facts is None or briefs.stored_pdf(brief_id, "zh_Hans_CN") is not None:
        return
    try:
        content = print_facts(facts, draft=False, language="zh_Hans_CN")
    except PrintingFailed:  # it is issued all the same: the press wrote down why, the print is made up later
        return
    with unit_of_work():
        brief_actions.store_print(brief_id, "zh_Hans_CN", content, at=now())


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
