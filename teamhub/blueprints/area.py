"""/area: the communities of a subdistrict side by side."""

from __future__ import annotations

from flask import Blueprint
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


@blueprint.get("/area")
@access(Permission.AREA_VIEW)
def index() -> ResponseReturnValue:
    """Those who need help first stand on top."""
    moment = now()
    rows = area.communities(current_user.account_id, moment)
    rows.sort(key=lambda row: urgency(row.standing, moment), reverse=True)
    return page(
        "area/index.html",
        {"area": "area/_area.html"},
        rows=rows,
        stale={row.slug for row in rows if is_stale(row.standing, moment)},
        moment=moment,
        percent_text=percent_text,
        language=language(),
    )
