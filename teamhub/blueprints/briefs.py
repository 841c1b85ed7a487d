"""/<community>/briefs: archive, composer, review, issue, correction, PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from teamhub.actions import briefs as brief_actions
from teamhub.actions.work import unit_of_work
from teamhub.documents.brief import brief_html, check_facts, print_facts
from teamhub.documents.glyphs import GlyphMissing
from teamhub.domain.access import Permission
from teamhub.domain.briefs import (
    Doubt,
    Voice,
    check_texts,
    compose,
    plain,
    suggest_plan,
    suggest_problems,
)
from teamhub.domain.briefs.deeds import typical_case
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.domain.errors import Conflict, NotFound, RuleBroken
from teamhub.forms.briefs import CorrectionForm, StepForm, TextsForm
from teamhub.queries import briefs, tally
from teamhub.queries.briefs import BriefRow
from teamhub.queries.tally.rows import SUBJECTS
from teamhub.web import errors
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other

blueprint = Blueprint("briefs", __name__)

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


def read_day(text: str) -> date:
    """2022-04-04 -> the day. Raises NotFound."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None


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


@blueprint.get("")
@access(Permission.BRIEF_VIEW)
def index() -> Response:
    moment = now()
    first, last = briefs.days_of_campaign(g.community.id, tally.day_of(g.community.id, moment))
    rows = briefs.archive(g.community.id)
    written = {r.day for r in rows}
    days = [last - timedelta(days=n) for n in range(min((last - first).days + 1, 31))]
    return page(
        "briefs/index.html",
        {"brief-list": "briefs/_brief_list.html"},
        rows=rows if viewer().may(Permission.BRIEF_WRITE) else [r for r in rows if r.issued],
        unwritten=[d for d in days if d not in written] if viewer().may(Permission.BRIEF_WRITE) else [],
        today=last,
    )


@blueprint.get("/<day>")
@access(Permission.BRIEF_VIEW)
def show(day: str) -> Response:
    """An issued brief as it was printed; to its writers the composer while it is a draft."""
    row = _readable(read_day(day))
    if row is not None and row.issued:
        return _issued_page(row)
    return _composer(read_day(day), row)


def _readable(day: date) -> BriefRow | None:
    """The brief that this viewer may read: writers see drafts, readers the latest issued edition."""
    if viewer().may(Permission.BRIEF_WRITE):
        return briefs.latest_of_day(g.community.id, day)
    issued = next((r for r in briefs.editions(g.community.id, day) if r.issued), None)
    if issued is None:
        raise NotFound
    return issued


def _issued_page(row: BriefRow, form: CorrectionForm | None = None) -> Response:
    facts = briefs.facts_of(g.community.id, row.day, row, at=now())
    return page(
        "briefs/issued.html",
        row=row,
        paper=_paper(facts, ""),
        others=[r for r in briefs.editions(g.community.id, row.day) if r.id != row.id and r.issued],
        form=form or CorrectionForm(),
        status=200 if form is None else 422,
    )


def _paper(facts: FrozenFacts, at: str) -> Markup:
    """The brief on screen, every figure a link to its rows for those who may open them."""
    allowed = viewer().may(Permission.DEED_VIEW)
    day = facts.figures.day

    def address(key: str) -> str | None:
        if not allowed or key.partition(".")[0] not in SUBJECTS:
            return None
        return url_for("tally.rows", community=g.community.slug, key=key, date=day, at=at or None)

    brief = compose(facts.figures, facts.texts, language())
    return Markup(brief_html(brief, address))  # noqa: S704  # rendered by our own autoescaping template


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
        paper=_paper(facts, at),
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
    try:
        check_facts(facts, language="zh_Hans_CN")
        with unit_of_work():
            brief = brief_actions.issue(on, version=step.version.data or 0, by=viewer(), at=moment)
    except GlyphMissing as missing:
        raise RuleBroken("glyph_missing", character=missing.character, where=missing.where) from missing
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
    content = print_facts(facts, draft=False, language="zh_Hans_CN")
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
        return _issued_page(row, form)
    with unit_of_work():
        brief_actions.begin_correction(on, form.note.data or "", by=viewer(), at=now())
    return see_other(url_for("briefs.show", community=g.community.slug, day=day))


@blueprint.get("/<day>.pdf")
@access(Permission.BRIEF_VIEW)
def pdf(day: str) -> Response:
    """The stored bytes of an issued brief; a watermarked print of a draft. `?lang=en`: in English."""
    on = read_day(day)
    row = _readable(on)
    number = request.args.get("number", type=int)
    if number is not None:
        row = next((r for r in briefs.editions(g.community.id, on) if r.issued and r.number == number), None)
        if row is None:
            raise NotFound
    tongue = "en" if request.args.get("lang") == "en" else "zh_Hans_CN"
    issued = row is not None and row.issued
    content = briefs.stored_pdf(row.id, tongue) if row is not None and issued else None
    if content is None:
        try:
            facts = briefs.facts_of(g.community.id, on, row, at=now())
            content = print_facts(facts, draft=not issued, language=tongue)
        except GlyphMissing as missing:
            raise RuleBroken("glyph_missing", character=missing.character, where=missing.where) from missing
    response = Response(content, mimetype="application/pdf")
    name = f"{g.community.slug}-{on.isoformat()}{'' if issued else '-draft'}{'-en' if tongue == 'en' else ''}.pdf"
    shown = "attachment" if issued else "inline"  # a draft is looked at, an issue is kept
    response.headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    return response


errors.explain(
    {
        "glyph_missing": lazy_gettext(
            "The character “%(character)s” (%(where)s) is in none of the fonts. Please use another character for it."
        )
    }
)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"state_words": STATES}


STATES: dict[str, tuple[LazyString, str]] = {
    "draft": (lazy_gettext("draft"), "soon"),
    "reviewed": (lazy_gettext("reviewed"), "going"),
    "issued": (lazy_gettext("issued"), "done"),
}
