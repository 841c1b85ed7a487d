"""The vocabularies of a community, its settings and texts: data that leaders edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from teamhub.domain.settings import Thresholds
from teamhub.domain.vocabularies import BY_NAME
from teamhub.models.base import db
from teamhub.models.campaigns import Setting, StandardText, Term
from teamhub.queries.snapshot import once


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
    return many(community_id, (vocabulary,))[vocabulary]


def many(community_id: int, vocabularies: Sequence[str]) -> dict[str, dict[str, TermRow]]:
    """Several vocabularies in one query: vocabulary -> code -> term."""
    found: dict[str, dict[str, TermRow]] = {name: {} for name in vocabularies}
    rows = db.session.execute(
        select(Term.vocabulary, Term.code, Term.label_zh, Term.label_en, Term.flags, Term.active)
        .where(Term.community_id == community_id, Term.vocabulary.in_(vocabularies))
        .order_by(Term.position, Term.id)
    )
    for vocabulary, code, zh, en, flags, active in rows:
        defaults = BY_NAME[vocabulary].flags if vocabulary in BY_NAME else {}
        found[vocabulary][code] = TermRow(code, zh, en, {**defaults, **(flags or {})}, active)
    return found


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
    return once(("terms.thresholds", community_id), lambda: _thresholds(community_id))


def _thresholds(community_id: int) -> Thresholds:
    stored = db.session.execute(
        select(Setting.name, Setting.value).where(Setting.community_id == community_id)
    )
    return Thresholds.from_stored(dict(stored.all()))


def standard_text(community_id: int, name: str, language: str) -> str:
    """An editable text in the language; empty when there is none."""
    row = db.session.scalar(
        select(StandardText).where(StandardText.community_id == community_id, StandardText.name == name)
    )
    if row is None:
        return ""
    return (row.body_en if language == "en" else row.body_zh) or row.body_zh
