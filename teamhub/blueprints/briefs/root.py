"""The briefs: an issued brief as a page, what its files and its composer share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask import Blueprint, Response, g, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from teamhub.documents.brief import brief_html
from teamhub.domain.access import Permission
from teamhub.domain.briefs import compose
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.domain.briefs.moves import Move, moves
from teamhub.domain.errors import NotFound
from teamhub.forms.briefs import CorrectionForm
from teamhub.queries import briefs, briefs_proof, tally
from teamhub.queries.briefs_rows import BriefRow
from teamhub.queries.tally.rows import SUBJECTS
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page

blueprint = Blueprint("briefs", __name__)

STATES: dict[str, tuple[LazyString, str]] = {
    "draft": (lazy_gettext("draft"), "soon"),
    "reviewed": (lazy_gettext("reviewed"), "going"),
    "issued": (lazy_gettext("issued"), "done"),
}


def read_day(text: str) -> date:
    """2022-04-04 -> the day. Raises NotFound."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None


def readable(day: date) -> BriefRow | None:
    """The brief that this viewer may read: writers see drafts, readers the latest issued edition."""
    if viewer().may(Permission.BRIEF_WRITE):
        return briefs.latest_of_day(g.community.id, day)
    issued = next((r for r in briefs.editions(g.community.id, day) if r.issued), None)
    if issued is None:
        raise NotFound
    return issued


def issued_page(row: BriefRow, form: CorrectionForm | None = None) -> Response:
    facts = briefs.facts_of(g.community.id, row.day, row, at=now())
    others = [r for r in briefs.editions(g.community.id, row.day) if r.id != row.id and r.issued]
    return page(
        "briefs/issued.html",
        row=row,
        texts=facts.texts,
        paper=paper_of(facts, ""),
        prints=briefs_proof.prints_of(row.id),
        corrected_by=briefs_proof.latest_correction(row.id),
        moved=moved_since(facts) if viewer().may(Permission.BRIEF_WRITE) else (),
        others=others,
        earlier=next((r for r in others if r.id == row.corrects_id), None) or briefs.issued_before(row),
        form=form or CorrectionForm(),
        status=200 if form is None else 422,
    )


def moved_since(frozen: FrozenFacts) -> tuple[Move, ...]:
    """Figures of an issued brief that the records of that day would give otherwise today: late entries, corrections."""
    day = frozen.figures.day
    figures = tally.day_figures(g.community.id, day, tally.brief_moment(g.community.id, day))
    then, today = (compose(f, frozen.texts, language()) for f in (frozen.figures, figures))
    return moves(then, today)


def paper_of(facts: FrozenFacts, at: str, moved: Collection[str] = ()) -> Markup:
    """The brief on screen, every figure a link to its rows for those who may open them; those whose key is in `moved`
    are marked."""
    allowed = viewer().may(Permission.DEED_VIEW)
    day = facts.figures.day

    def address(key: str) -> str | None:
        if not allowed or key.partition(".")[0] not in SUBJECTS:
            return None
        return url_for("tally.rows", community=g.community.slug, key=key, date=day, at=at or None)

    brief = compose(facts.figures, facts.texts, language())
    return Markup(brief_html(brief, address, moved))  # noqa: S704  # rendered by our own autoescaping template


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"state_words": STATES}
