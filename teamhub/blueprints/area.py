"""/area: the communities of a subdistrict side by side."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from teamhub.domain.access import Permission
from teamhub.domain.areas import is_stale, urgency
from teamhub.domain.figures.rates import percent_text
from teamhub.queries import area
from teamhub.web.access import access
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page

blueprint = Blueprint("area", __name__)
WHOLE = 100
"""Communities that stand on one page, with sums of everything."""
AT_ONCE = 50
"""Rows of a page where there are more: where to look. The sums above it are over all, but for what only details tell; a
sweep that is not cleared ranks a community, and how many doors it has left only those of its page."""


@blueprint.get("/area")
@access(Permission.AREA_VIEW)
def index() -> ResponseReturnValue:
    """Those who need help first stand on top, so the first page is where to look."""
    moment = now()
    rows = area.communities(current_user.account_id, moment)
    whole = len(rows) <= WHOLE
    details = area.details(rows, moment) if whole else {}
    rows.sort(key=lambda row: urgency(row.standing(details.get(row.id)), moment), reverse=True)
    q = request.args.get("q", "").strip()
    found = [row for row in rows if row.is_called(q)] if q else rows
    size = WHOLE if whole else AT_ONCE
    last = max(1, -(-len(found) // size))
    number = min(max(1, request.args.get("page", 1, type=int)), last)
    shown = found[(number - 1) * size : number * size]
    if not whole:
        details = area.details(shown, moment)
        shown.sort(key=lambda row: urgency(row.standing(details[row.id]), moment), reverse=True)
    return page(
        "area/index.html",
        {"area": "area/_area.html"},
        sums=area.sums(rows, details),
        q=q,
        found=len(found),
        shown=shown,
        details=details,
        number=number,
        last=last,
        first=(number - 1) * size + 1,
        stale={row.slug for row in shown if is_stale(row.standing(), moment)},
        moment=moment,
        percent_text=percent_text,
        language=language(),
    )
