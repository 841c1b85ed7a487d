"""Enrolment cards: ten on an A4 sheet, to be cut. Each carries a one-time code and its QR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment
from teamhub.documents.qr import qr_asset

PER_SHEET = 10


@dataclass(frozen=True)
class CardFacts:
    """`enrol_url` is what the QR opens and `address` what to type by hand; `code` is valid once, until
    `valid_until` (already in words)."""

    community: str
    name: str
    enrol_url: str
    address: str
    code: str
    valid_until: str
    organization: str = ""


@dataclass(frozen=True)
class CardWords:
    scan: str
    code: str
    until: str
    once: str


WORDS = {
    "zh": CardWords("相机扫码，或打开网址输入登记码", "登记码", "有效至", "限用一次"),
    "en": CardWords("Scan with the phone's camera, or open the address and type the code", "Code", "Valid until",
                    "For you alone, valid once"),
}  # fmt: skip


def print_cards(cards: list[CardFacts], *, language: str) -> bytes:
    """The PDF. Raises as cards_sheet does, and PrintingFailed."""
    return cards_sheet(cards, language=language).printed()


def cards_sheet(cards: Sequence[CardFacts], *, language: str) -> Sheet:
    """Ten cards a sheet of paper in the order given. Raises GlyphMissing, FontMissing, ValueError without a card."""
    if not cards:
        raise ValueError("no cards to print")
    words = WORDS["zh" if language.startswith("zh") else "en"]
    check_glyphs(piece for card in cards for piece in pieces(card, words))
    sheets = [cards[start : start + PER_SHEET] for start in range(0, len(cards), PER_SHEET)]
    html = (
        environment()
        .get_template("documents/cards.html")
        .render(sheets=sheets, per_sheet=PER_SHEET, words=words, is_chinese=language.startswith("zh"))
    )
    assets = {f"qr{place}": qr_asset(card.enrol_url) for place, card in enumerate(cards)}
    return Sheet(html, ("page.css", "cards.css"), words.code, assets=assets)


def pieces(card: CardFacts, words: CardWords) -> Iterator[tuple[Role, str, str]]:
    yield Role.HEADING, card.name + card.code, card.name
    yield Role.SMALL, card.community + card.organization + card.address + card.valid_until, card.name
    yield Role.SMALL, words.scan + words.code + words.until + words.once, "card"
