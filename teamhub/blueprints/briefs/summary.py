"""A week or the whole campaign on the page and on paper."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, g, request, url_for
from markupsafe import Markup

from teamhub.blueprints.briefs.root import blueprint
from teamhub.documents.brief import brief_html, print_brief
from teamhub.domain.access import Permission
from teamhub.domain.briefs.summary import compose_summary
from teamhub.domain.briefs.summary_facts import SummaryFacts
from teamhub.queries import briefs, tally
from teamhub.queries.briefs_summary import LONGEST, summary_facts
from teamhub.queries.tally.rows import SUBJECTS
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page
from teamhub.web.paper import pdf_answer


def campaign_days() -> tuple[date, date]:
    return briefs.days_of_campaign(g.community.id, tally.day_of(g.community.id, now()))


def asked_period(start: date, end: date) -> tuple[date, date]:
    """`?from=&to=`; without them the last seven days of the campaign, which goes from `start` to `end`. Kept within the
    campaign, today and 92 days."""
    last = min(max(_day("to") or end, start), end)
    first = min(max(_day("from") or last - timedelta(days=6), start), last)
    return max(first, last - timedelta(days=LONGEST - 1)), last


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def facts_asked(start: date, end: date) -> SummaryFacts:
    """Of the period that is asked for, within the campaign's days."""
    first, last = asked_period(start, end)
    return summary_facts(g.community.id, first, last, compiled_by=viewer().display_name, at=now())


@blueprint.get("/summary")
@access(Permission.BRIEF_VIEW)
def summary() -> Response:
    start, end = campaign_days()
    facts = facts_asked(start, end)
    composed = compose_summary(facts, language())
    return page(
        "briefs/summary.html",
        title=composed.title,
        paper=Markup(brief_html(composed, _address)),  # noqa: S704  # rendered by our own autoescaping template
        first=facts.first,
        last=facts.last,
        start=start,
        end=end,
        weeks=_weeks(start, end),
        issued=sum(d.number is not None for d in facts.days),
        days=len(facts.days),
    )


def _weeks(start: date, end: date) -> list[tuple[date, date]]:
    """The campaign's weeks, the latest first, at most eight: seven days each from its first."""
    firsts = [start + timedelta(days=7 * n) for n in range((end - start).days // 7 + 1)]
    return [(first, min(first + timedelta(days=6), end)) for first in reversed(firsts)][:8]


def _address(key: str) -> str | None:
    """`duty.expected@2022-04-03` leads to the rows of that day; a sum over days has none."""
    source, _, day = key.partition("@")
    if not day or not viewer().may(Permission.DEED_VIEW) or source.partition(".")[0] not in SUBJECTS:
        return None
    return url_for("tally.rows", community=g.community.slug, key=source, date=day)


@blueprint.get("/summary.pdf")
@access(Permission.BRIEF_VIEW)
def summary_pdf() -> Response:
    facts = facts_asked(*campaign_days())
    spoken = "en" if request.args.get("lang") == "en" else "zh_Hans_CN"
    name = f"summary-{facts.first}-{facts.last}"
    return pdf_answer(lambda: print_brief(compose_summary(facts, spoken), draft=False, language=spoken), name)
