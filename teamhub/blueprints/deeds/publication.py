"""/deeds/publication: deeds as they may be published, masked by rule; /deeds/honours: who did how many."""

from __future__ import annotations

from flask import Response, abort, g, request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.blueprints.deeds.root import KINDS, asked_day, blueprint, file_answer
from teamhub.documents.tables import Column, to_csv, to_xlsx
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.queries import deed_publication, terms
from teamhub.queries.deeds import DeedFilter
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.language import language
from teamhub.web.page import page

HIDDEN: dict[str, LazyString] = {
    "name": lazy_gettext("name hidden"),
    "door": lazy_gettext("address hidden"),
    "number": lazy_gettext("number hidden"),
    "amount": lazy_gettext("amount hidden"),
    "illness": lazy_gettext("illness hidden"),
}


def _asked() -> DeedFilter:
    return DeedFilter(asked_day(), request.args.get("category", "")[:40])


@blueprint.get("/publication")
@access(Permission.BRIEF_WRITE)
def publication() -> Response:
    """What the publicity officer may take, to copy or as a table."""
    chosen = _asked()
    return page(
        "deeds/publication.html",
        {"publication-list": "deeds/_publication_list.html"},
        found=deed_publication.publishable(viewer(), chosen, language()),
        chosen=chosen,
        categories=terms.choices(g.community.id, "deed_category", language()),
        hidden_words=HIDDEN,
        kept={k: v for k, v in request.args.items() if v},
    )


@blueprint.get("/publication/export.<kind>")
@access(Permission.BRIEF_WRITE)
def publication_export(kind: str) -> Response:
    """The texts that the page shows, and nothing that it hides."""
    if kind not in KINDS:
        raise NotFound
    columns = (
        Column(gettext("When"), 18),
        Column(gettext("Kind"), 16),
        Column(gettext("As it may be published"), 60),
        Column(gettext("Thanks in the resident's words"), 40),
    )
    rows = [
        (
            formats.local(r.done_at).replace(tzinfo=None, microsecond=0),
            r.category,
            r.text.text,
            r.thanks.text,
        )
        for r in deed_publication.publishable(viewer(), _asked(), language())
    ]
    title = gettext("Deeds for publication")
    return file_answer(to_csv(columns, rows) if kind == "csv" else to_xlsx(title, columns, rows), title, kind)


@blueprint.get("/honours")
@access(Permission.DEED_VIEW)
def honours() -> Response:
    """Not there unless the community switched it on."""
    if not terms.thresholds(g.community.id).honour_roll:
        abort(404)
    day = asked_day()
    return page("deeds/honours.html", roll=deed_publication.honour_roll(viewer(), day), day=day)
