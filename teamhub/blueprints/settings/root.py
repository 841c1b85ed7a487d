"""What the settings pages share."""

from __future__ import annotations

from flask import Blueprint

from teamhub.queries import terms
from teamhub.web.access import viewer
from teamhub.web.language import language

blueprint = Blueprint("settings", __name__)


def choices(vocabulary: str) -> list[tuple[str, str]]:
    return terms.choices(viewer().community_id, vocabulary, language())


def labels(vocabulary: str) -> dict[str, str]:
    return terms.labels(viewer().community_id, vocabulary, language())
