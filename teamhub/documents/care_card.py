"""The card of a resident under care (包保联系卡): who calls, by name and telephone, in print to be read without glasses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment


@dataclass(frozen=True)
class CareCardFacts:
    """`resident`: surname and form of address only, and nothing of illness or needs: the card hangs on a wall.
    `carer` and `deputy`: name and telephone, as the people themselves gave it. `how_often` is a sentence."""

    community: str
    title: str
    resident: str
    carer: tuple[str, str]
    deputy: tuple[str, str]
    how_often: str
    hotline: str = ""
    example_note: str = ""
    printed: str = ""


@dataclass(frozen=True)
class CareCardWords:
    carer: str
    deputy: str
    hotline: str


WORDS = {
    "zh": CareCardWords("您的包保人", "替补人", "社区电话"),
    "en": CareCardWords("Your carer", "Deputy", "Community telephone"),
}


def print_care_card(facts: CareCardFacts, *, language: str) -> bytes:
    """The PDF, one A5 sheet. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return care_card_sheet(facts, language=language).printed()


def care_card_sheet(facts: CareCardFacts, *, language: str) -> Sheet:
    """Raises GlyphMissing, FontMissing."""
    chinese = language.startswith("zh")
    words = WORDS["zh" if chinese else "en"]
    check_glyphs(_pieces(facts, words))
    template = environment().get_template("documents/care_card.html")
    html = template.render(card=facts, words=words, is_chinese=chinese)
    return Sheet(html, ("page.css", "care_card.css"), f"{facts.title} {facts.resident}")


def _pieces(facts: CareCardFacts, words: CareCardWords) -> Iterator[tuple[Role, str, str]]:
    people = "".join((*facts.carer, *facts.deputy))
    yield Role.HEADING, facts.title + facts.resident + people + facts.hotline, "people"
    told = (
        facts.community,
        facts.how_often,
        facts.example_note,
        facts.printed,
        words.carer,
        words.deputy,
        words.hotline,
    )
    yield Role.SMALL, "".join(told), "card"
