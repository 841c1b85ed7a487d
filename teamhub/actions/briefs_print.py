"""The print of an issued brief, made from its frozen facts. Printing takes a second and must hold no lock: it happens
outside the transaction, and what a dying process did not store is made up at the next start."""

from __future__ import annotations

from dataclasses import dataclass

from teamhub.documents.brief import print_facts
from teamhub.documents.pages import count_pages
from teamhub.domain.briefs import compose, text_of
from teamhub.queries import briefs


@dataclass(frozen=True)
class Made:
    """`words`: everything the brief says, in both languages."""

    content: bytes
    pages: int
    words: str


def make_missing_print(brief_id: int, language: str) -> Made | None:
    """None where the brief is not issued or its print is stored already. Raises GlyphMissing, PrintingFailed."""
    facts = briefs.frozen_of(brief_id)
    if facts is None or briefs.stored_pdf(brief_id, language) is not None:
        return None
    content = print_facts(facts, draft=False, language=language)
    words = "\n".join(text_of(compose(facts.figures, facts.texts, spoken)) for spoken in ("zh_Hans_CN", "en"))
    return Made(content, count_pages(content), words)
