"""What a leader may edit, as the settings pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from teamhub.domain import settings, standard_texts
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.vocabularies import VOCABULARIES, VocabularySpec
from teamhub.models.base import Base, db
from teamhub.models.campaigns import (
    Campaign,
    RuleSet,
    Setting,
    ShiftPattern,
    StaffingTemplate,
    StandardText,
    Term,
)

Owned = TypeVar("Owned", bound=Base)


@dataclass(frozen=True)
class ThresholdRow:
    spec: settings.SettingSpec
    value: Any

    @property
    def is_default(self) -> bool:
        return bool(self.value == self.spec.default)


@dataclass(frozen=True)
class VocabularyRow:
    spec: VocabularySpec
    active: int
    total: int


@dataclass(frozen=True)
class TextRow:
    spec: standard_texts.TextSpec
    zh: str
    en: str


@dataclass(frozen=True)
class CampaignRow:
    id: int
    code: str
    kind: str
    name: str
    name_en: str
    starts_on: date
    ends_on: date | None


def thresholds(viewer: Viewer) -> list[ThresholdRow]:
    """In the order of the specification, stored values in place of defaults."""
    mine = select(Setting.name, Setting.value).where(Setting.community_id == viewer.community_id)
    stored: dict[str, Any] = dict(db.session.execute(mine).all())
    return [ThresholdRow(spec, stored.get(spec.name, spec.default)) for spec in settings.SPECS]


def vocabularies(viewer: Viewer) -> list[VocabularyRow]:
    counts = {
        name: (total, active or 0)
        for name, total, active in db.session.execute(
            select(
                Term.vocabulary,
                func.count(),
                func.count().filter(Term.active.is_(True)),
            )
            .where(Term.community_id == viewer.community_id)
            .group_by(Term.vocabulary)
        )
    }
    return [
        VocabularyRow(spec, counts.get(spec.name, (0, 0))[1], counts.get(spec.name, (0, 0))[0])
        for spec in VOCABULARIES
    ]


def texts(viewer: Viewer) -> list[TextRow]:
    stored = {
        row.name: row
        for row in db.session.scalars(
            select(StandardText).where(StandardText.community_id == viewer.community_id)
        )
    }
    return [
        TextRow(spec, stored[spec.name].body_zh, stored[spec.name].body_en)
        if spec.name in stored
        else TextRow(spec, "", "")
        for spec in standard_texts.SPECS
    ]


def text(viewer: Viewer, name: str) -> TextRow:
    """Raises NotFound for a text nobody uses."""
    for row in texts(viewer):
        if row.spec.name == name:
            return row
    raise NotFound


def term_record(viewer: Viewer, vocabulary: str, code: str) -> Term:
    """Raises NotFound."""
    term = db.session.scalar(
        select(Term).where(
            Term.community_id == viewer.community_id, Term.vocabulary == vocabulary, Term.code == code
        )
    )
    if term is None:
        raise NotFound
    return term


def campaigns(viewer: Viewer) -> list[CampaignRow]:
    """The latest first."""
    rows = db.session.scalars(
        select(Campaign)
        .where(Campaign.community_id == viewer.community_id)
        .order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    )
    return [CampaignRow(c.id, c.code, c.kind, c.name, c.name_en, c.starts_on, c.ends_on) for c in rows]


def patterns(viewer: Viewer) -> list[ShiftPattern]:
    return list(
        db.session.scalars(
            select(ShiftPattern)
            .where(ShiftPattern.community_id == viewer.community_id)
            .options(selectinload(ShiftPattern.parts))
            .order_by(ShiftPattern.starts_on.desc(), ShiftPattern.id)
        )
    )


def templates(viewer: Viewer) -> list[StaffingTemplate]:
    return list(
        db.session.scalars(
            select(StaffingTemplate)
            .where(StaffingTemplate.community_id == viewer.community_id)
            .options(selectinload(StaffingTemplate.seats))
            .order_by(StaffingTemplate.name)
        )
    )


def rule_sets(viewer: Viewer) -> list[RuleSet]:
    return list(
        db.session.scalars(
            select(RuleSet).where(RuleSet.community_id == viewer.community_id).order_by(RuleSet.name)
        )
    )


def record(viewer: Viewer, kind: type[Owned], record_id: int) -> Owned:
    """A stored row of the viewer's community. Raises NotFound."""
    found = db.session.get(kind, record_id)
    if found is None or getattr(found, "community_id", None) != viewer.community_id:
        raise NotFound
    return found
