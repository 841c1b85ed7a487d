"""A brief as a file: PDF for paper, Word for the office, its tables as a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, g, request

from teamhub.blueprints.briefs.prints import store_missing_print
from teamhub.blueprints.briefs.root import blueprint, read_day, readable
from teamhub.documents.brief import print_facts
from teamhub.documents.brief_tables import brief_tables
from teamhub.domain.access import Permission
from teamhub.domain.briefs import compose
from teamhub.domain.briefs.brief import Brief
from teamhub.domain.errors import NotFound
from teamhub.queries import briefs
from teamhub.queries.briefs_rows import BriefRow
from teamhub.web.access import access
from teamhub.web.clock import now
from teamhub.web.paper import printable

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Edition:
    """What was asked for: a stored brief, or the day as it stands now (`row` None)."""

    day: date
    row: BriefRow | None
    language: str

    @property
    def issued(self) -> bool:
        return self.row is not None and self.row.issued

    def composed(self) -> Brief:
        facts = briefs.facts_of(g.community.id, self.day, self.row, at=now())
        return compose(facts.figures, facts.texts, self.language)

    def answer(self, content: bytes, media_type: str, ending: str) -> Response:
        """A draft's print is looked at; an issue, and what is edited further, is kept."""
        response = Response(content, mimetype=media_type)
        parts = [g.community.slug, self.day.isoformat()]
        parts += [] if self.issued else ["draft"]
        parts += ["en"] if self.language == "en" else []
        shown = "attachment" if self.issued or ending != "pdf" else "inline"
        response.headers["Content-Disposition"] = f'{shown}; filename="{"-".join(parts)}.{ending}"'
        return response


def asked_edition(day: str) -> Edition:
    """`?number=` names an issue of the day, `?lang=en` asks for English. Raises NotFound."""
    on = read_day(day)
    row = readable(on)
    number = request.args.get("number", type=int)
    if number is not None:
        row = next((r for r in briefs.editions(g.community.id, on) if r.issued and r.number == number), None)
        if row is None:
            raise NotFound
    return Edition(on, row, "en" if request.args.get("lang") == "en" else "zh_Hans_CN")


@blueprint.get("/<day>.pdf")
@access(Permission.BRIEF_VIEW)
def pdf(day: str) -> Response:
    """The stored bytes of an issued brief; a watermarked print of a draft."""
    edition = asked_edition(day)
    if edition.row is not None and edition.issued:
        content = _stored(edition.row.id, edition.language)
    else:
        facts = briefs.facts_of(g.community.id, edition.day, edition.row, at=now())
        with printable():
            content = print_facts(facts, draft=True, language=edition.language)
    return edition.answer(content, "application/pdf", "pdf")


def _stored(brief_id: int, language: str) -> bytes:
    """The same bytes for everybody and for ever; the English print is made when it is first asked for."""
    content = briefs.stored_pdf(brief_id, language)
    if content is None:
        with printable():
            store_missing_print(brief_id, language)
        content = briefs.stored_pdf(brief_id, language)
    if content is None:
        raise NotFound
    return content


@blueprint.get("/<day>.docx")
@access(Permission.BRIEF_VIEW)
def word(day: str) -> Response:
    edition = asked_edition(day)
    from teamhub.documents.brief_word import brief_word

    return edition.answer(brief_word(edition.composed()), WORD, "docx")


@blueprint.get("/<day>.xlsx")
@access(Permission.BRIEF_VIEW)
def tables(day: str) -> Response:
    edition = asked_edition(day)
    return edition.answer(brief_tables(edition.composed()), SHEET, "xlsx")
