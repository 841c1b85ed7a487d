"""/<community>/search: one field over everything that the reader may see. What is typed may be a name or the end of a
telephone number, so it travels in the body and never stands in an address."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_babel import lazy_gettext

from teamhub.actions.romanise import pinyin_of
from teamhub.domain.access import Permission
from teamhub.queries import search
from teamhub.queries.search import Kind
from teamhub.web.access import access, viewer
from teamhub.web.language import language
from teamhub.web.page import page

blueprint = Blueprint("search", __name__)

KINDS = {
    Kind.PEOPLE: lazy_gettext("People"),
    Kind.DOORS: lazy_gettext("Addresses"),
    Kind.POSTS: lazy_gettext("Posts"),
    Kind.REQUESTS: lazy_gettext("Requests"),
    Kind.DEEDS: lazy_gettext("Deeds"),
    Kind.NOTICES: lazy_gettext("Notices"),
}
LONGEST = 80


@blueprint.get("")
@access(Permission.NOTICE_VIEW)
def index() -> Response:
    return _page("")


@blueprint.post("")
@access(Permission.NOTICE_VIEW)
def results() -> Response:
    return _page(request.form.get("q", "").strip()[:LONGEST])


def _page(asked: str) -> Response:
    found = None
    if asked:
        found = search.find(viewer(), asked, language(), pinyin_of)
    return page(
        "search/index.html",
        {"found": "search/_found.html"},
        asked=asked,
        found=found,
        too_short=bool(asked) and found is None,
        kinds=KINDS,
        community=g.community,
    )
