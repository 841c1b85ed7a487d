"""/<community>/tally: the running tally, the rows behind each figure, the big screen, the figures as JSON."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g, jsonify, request, url_for

from teamhub.blueprints.tally.root import (
    asked_moment,
    blueprint,
    figures_of,
    parts_of,
    screen_answer,
    source_url,
    version,
)
from teamhub.blueprints.tally.words import COLUMNS, STANDINGS, TITLES
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.domain.figures.frozen import freeze_value
from teamhub.queries.tally import entries
from teamhub.queries.tally import rows as tally_rows
from teamhub.web.access import access
from teamhub.web.language import language
from teamhub.web.page import conditional, page

PAGE_ROWS = 200


@blueprint.get("/<community>/tally")
@access(Permission.TALLY_VIEW)
def index() -> Response:
    asked = asked_moment()
    mark = version(asked)
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    parts = parts_of(asked)
    answer = page(
        "tally/show.html",
        {"tally": "tally/_tally.html"},
        figures=parts.day_figures(),
        asked=asked,
        poll_url=url_for("tally.index", community=g.community.slug),
        last=entries.last_entry(g.community.id),
        late=parts.late_entries,
        earlier=url_for("tally.index", community=g.community.slug, date=asked.day - timedelta(days=1)),
        later=url_for("tally.index", community=g.community.slug, date=asked.day + timedelta(days=1)),
        source_url=source_url(asked),
        language=language(),
    )
    return conditional(answer, version=mark)


@blueprint.get("/<community>/tally/rows/<key>")
@access(Permission.DEED_VIEW)
def rows(key: str) -> Response:
    """Exactly the rows that a figure counts, with the filter written out."""
    asked = asked_moment()
    found = tally_rows.rows_behind(g.community.id, key, asked.day, asked.as_of)
    first = max(0, request.args.get("from", 0, type=int))
    if first >= max(1, len(found.rows)):
        raise NotFound
    return page(
        "tally/rows.html",
        {"rows": "tally/_rows.html"},
        found=found,
        key=key,
        asked=asked,
        title=TITLES[found.subject],
        columns=[(c, COLUMNS[c]) for c in found.columns],
        standings=STANDINGS,
        shown=found.rows[first : first + PAGE_ROWS],
        first=first,
        page_rows=PAGE_ROWS,
        language=language(),
    )


@blueprint.get("/<community>/tally/screen")
@access(Permission.TALLY_VIEW)
def screen() -> Response:
    return screen_answer(url_for("tally.screen", community=g.community.slug))


@blueprint.get("/<community>/tally.json")
@access(Permission.TALLY_VIEW)
def figures() -> Response:
    """The headline figures at the top level, everything else under `figures`."""
    asked = asked_moment()
    mark = f"json-{version(asked, by_minute=False)}"
    if request.args.get("detail"):
        mark += "-detail"
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    found = figures_of(asked)
    answer = jsonify(
        found.totals.as_json() | {"date": asked.day.isoformat(), "as_of": found.as_of.isoformat()}
    )
    if request.args.get("detail"):
        answer = Response(freeze_value(found), mimetype="application/json")
    return conditional(answer, version=mark)
