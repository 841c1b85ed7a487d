"""Enrolment cards on paper, ten a sheet, to be cut."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from flask import Response, g

from teamhub.blueprints.accounts.codes import IssuedCode
from teamhub.documents.cards import CardFacts, cards_sheet
from teamhub.documents.fonts import FontMissing
from teamhub.documents.press import PrintingFailed
from teamhub.web import formats
from teamhub.web.language import language
from teamhub.web.paper import pdf_answer, printable

log = logging.getLogger(__name__)


def check(homes: Mapping[str, str]) -> None:
    """Before any code is made: making one voids the card that somebody has in the hand, so a name that cannot be printed
    must stop the print first. Raises RuleBroken(glyph_missing)."""
    if homes:
        blank = [
            CardFacts(_community(), name, "https://x/", "", "", "", home) for name, home in homes.items()
        ]
        with printable():
            cards_sheet(blank, language=language())


def answer(made: Sequence[IssuedCode], homes: Mapping[str, str]) -> Response | None:
    """The PDF. None: the press failed; the codes are valid, so the page must show them."""
    cards = [
        CardFacts(
            _community(),
            one.name,
            one.url,
            one.address,
            one.code,
            formats.moment(one.until),
            homes.get(one.name, ""),
        )
        for one in made
    ]
    try:
        response = pdf_answer(lambda: cards_sheet(cards, language=language()).printed(), "enrolment-cards")
    except (PrintingFailed, FontMissing):
        log.exception("enrolment cards could not be printed")
        return None
    response.headers["Cache-Control"] = "no-store"
    return response


def _community() -> str:
    name: str = g.community.title(language())
    return name
