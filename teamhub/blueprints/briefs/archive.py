"""The archive: by year, found by day, number or words, two briefs side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, g, request

from teamhub.blueprints.briefs.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.briefs import compose
from teamhub.domain.briefs.brief import Brief, Item, Paragraph
from teamhub.domain.briefs.deeds import typical_case
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.domain.briefs.moves import Move, between_days, moves
from teamhub.domain.briefs.runs import plain
from teamhub.domain.briefs.searching import read_question
from teamhub.domain.errors import NotFound
from teamhub.queries import briefs, briefs_archive, tally
from teamhub.queries.briefs_rows import BriefRow
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page

LONGEST = 80


@blueprint.get("")
@access(Permission.BRIEF_VIEW)
def index() -> Response:
    """`?year=`: the briefs of days of that year; without it the last year that has an issued one."""
    moment = now()
    first, last = briefs.days_of_campaign(g.community.id, tally.day_of(g.community.id, moment))
    years = briefs_archive.years(g.community.id)
    year = request.args.get("year", type=int) or (years[0][0] if years else last.year)
    writes = viewer().may(Permission.BRIEF_WRITE)
    rows = briefs.archive(g.community.id, min(max(year, 1), 9999))
    written = {r.day for r in briefs.archive(g.community.id)} if writes else set()
    days = [last - timedelta(days=n) for n in range(min((last - first).days + 1, 31))]
    return page(
        "briefs/index.html",
        {"brief-list": "briefs/_brief_list.html"},
        rows=rows if writes else [r for r in rows if r.issued],
        unwritten=[d for d in days if d not in written]
        if writes and year == (years[0][0] if years else year)
        else [],
        years=years,
        year=year,
        today=last,
    )


@blueprint.post("/find")
@access(Permission.BRIEF_VIEW)
def find() -> Response:
    """What is typed may be a name: it travels in the body and never stands in an address."""
    typed = request.form.get("q", "").strip()[:LONGEST]
    return page(
        "briefs/found.html",
        asked=typed,
        found=briefs_archive.find(g.community.id, read_question(typed)) if typed else [],
    )


@dataclass(frozen=True)
class Words:
    """A part of the text that is written, not counted: of one brief and of the other, one item a line."""

    title: str
    one: tuple[str, ...]
    other: tuple[str, ...]


@blueprint.get("/compare")
@access(Permission.BRIEF_VIEW)
def compare() -> Response:
    """`?one=2022-04-03&other=2022-04-04`; `2022-04-04.2` names an edition. Without: the last two issued."""
    issued = [r for r in briefs.archive(g.community.id) if r.issued]
    if len(issued) < 2:
        return page("briefs/compare.html", choices=issued, one=None, other=None, moved=(), texts=())
    one = _chosen(issued, request.args.get("one", "")) or issued[1]
    other = _chosen(issued, request.args.get("other", "")) or issued[0]
    left, right = (briefs.facts_of(g.community.id, r.day, r) for r in (one, other))
    composed = tuple(compose(f.figures, f.texts, language()) for f in (left, right))
    return page(
        "briefs/compare.html",
        choices=issued,
        one=one,
        other=other,
        moved=_moved(one, other, *composed),
        texts=_texts(composed, (left, right)),
    )


def _chosen(issued: list[BriefRow], asked: str) -> BriefRow | None:
    """Raises NotFound for a day without an issued brief."""
    if not asked:
        return None
    found = [r for r in issued if asked in (f"{r.day}.{r.edition}", str(r.day))]
    if not found:
        raise NotFound
    return found[0]


def _moved(one: BriefRow, other: BriefRow, left: Brief, right: Brief) -> tuple[Move, ...]:
    """Of one day every figure that differs, of two days every figure of the running text."""
    return moves(left, right) if one.day == other.day else between_days(left, right)


def _texts(composed: tuple[Brief, ...], facts: tuple[FrozenFacts, ...]) -> list[Words]:
    written = []
    for key in ("problems", "plan"):
        sections = [next((s for s in brief.sections if s.key == key), None) for brief in composed]
        shown = next((s for s in sections if s is not None), None)
        if shown is not None:
            said = [
                tuple(plain(b.runs) for b in s.blocks if isinstance(b, Item | Paragraph)) if s else ()
                for s in sections
            ]
            written.append(Words(shown.title, said[0], said[1]))
    cases = [typical_case(f.figures.deeds, f.texts) for f in facts]
    if any(cases):
        written.append(Words("", *((case,) if case else () for case in cases)))
    return written
