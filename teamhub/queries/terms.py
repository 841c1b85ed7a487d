"""The vocabularies of a community, its settings and texts: data that leaders edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from teamhub.domain.settings import Thresholds
from teamhub.domain.vocabularies import BY_NAME
from teamhub.models.base import db
from teamhub.models.campaigns import Setting, StandardText, Term


@dataclass(frozen=True)
class TermRow:
    code: str
    zh: str
    en: str
    flags: dict[str, Any]
    active: bool

    def label(self, language: str) -> str:
        return (self.en if language == "en" else self.zh) or self.zh or self.code


def terms(community_id: int, vocabulary: str) -> dict[str, TermRow]:
    """Code -> term in the leader's order, flags completed with the vocabulary's defaults; inactive ones too."""
    defaults = dict(BY_NAME[vocabulary].flags) if vocabulary in BY_NAME else {}
    rows = db.session.scalars(
        select(Term)
        .where(Term.community_id == community_id, Term.vocabulary == vocabulary)
        .order_by(Term.position, Term.id)
    )
    return {
        r.code: TermRow(r.code, r.label_zh, r.label_en, {**defaults, **(r.flags or {})}, r.active) for r in rows
    }


def labels(community_id: int, vocabulary: str, language: str) -> dict[str, str]:
    """Code -> label in the language."""
    return {code: term.label(language) for code, term in terms(community_id, vocabulary).items()}


def label(community_id: int, vocabulary: str, code: str, language: str) -> str:
    """The label of one term; the code itself when nobody named it."""
    return labels(community_id, vocabulary, language).get(code, code)


def choices(community_id: int, vocabulary: str, language: str) -> list[tuple[str, str]]:
    """(code, label) of the active terms, for a form."""
    return [(c, t.label(language)) for c, t in terms(community_id, vocabulary).items() if t.active]


def thresholds(community_id: int) -> Thresholds:
    """Every setting of the community, defaults filled in."""
    stored = db.session.execute(
        select(Setting.name, Setting.value).where(Setting.community_id == community_id)
    )
    return Thresholds.from_stored({name: value for name, value in stored})


def standard_text(community_id: int, name: str, language: str) -> str:
    """An editable text in the language; empty when there is none."""
    row = db.session.scalar(
        select(StandardText).where(StandardText.community_id == community_id, StandardText.name == name)
    )
    if row is None:
        return ""
    return (row.body_en if language == "en" else row.body_zh) or row.body_zh
