"""/<community>/workbook: the whole campaign as a file, and the empty template."""

from __future__ import annotations

import io

from flask import Response, g
from flask_babel import gettext

from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import staging
from teamhub.blueprints.workbook.root import FIRST, HERE, blueprint
from teamhub.blueprints.workbook.showing import file_response
from teamhub.documents.workbook import write_book, write_template
from teamhub.domain.access import Permission
from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.domain.workbook import SHEETS
from teamhub.queries import tally, terms, viewers
from teamhub.queries.workbook.gather import gather
from teamhub.web.access import access, public, viewer
from teamhub.web.clock import now
from teamhub.web.language import language


@blueprint.post(f"{HERE}/export")
@access(Permission.WORKBOOK_EXPORT)
def export() -> Response:
    """Everything recorded, residents included: that it was taken out is journalled, so this is no GET."""
    by, at = viewer(), now()
    campaign = viewers.current_campaign(by.community_id, tally.day_of(by.community_id, at))
    stream = io.BytesIO()
    rows = write_book(stream, gather(by.community_id, campaign.id, language()), language())
    with unit_of_work():
        staging.note_export({key: count for key, count in rows.items() if count}, by=by, at=at)
    day = tally.day_of(by.community_id, at)
    return file_response(stream.getvalue(), f"{g.community.title(language())}-{day.isoformat()}")


@blueprint.get(f"{HERE}/template.xlsx")
@access(Permission.WORKBOOK_IMPORT)
def template() -> Response:
    """Every sheet, explained, with this community's own words to choose from."""
    names = [v.name for v in VOCABULARIES]
    known = terms.many(viewer().community_id, names)
    return _template({n: [t.label(language()) for t in known[n].values() if t.active] for n in names})


@blueprint.get(f"{FIRST}/template.xlsx")
@public
def first_template() -> Response:
    """The same for an empty installation."""
    english = language() == "en"
    return _template({v.name: [t.en if english else t.zh for t in v.terms] for v in VOCABULARIES})


def _template(words: dict[str, list[str]]) -> Response:
    stream = io.BytesIO()
    write_template(stream, SHEETS, words, language())
    return file_response(stream.getvalue(), gettext("Community workbook"))
