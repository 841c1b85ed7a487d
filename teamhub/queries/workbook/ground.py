"""What the reading of a workbook needs to know of the community that it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.domain.workbook.parsed import Ground
from teamhub.models.base import db
from teamhub.models.places import Community
from teamhub.queries import terms


def ground_for(slug: str = "") -> Callable[[dict[str, Any]], Ground]:
    """The ground of the community `slug`, else of the one that the sheet names; for one that does not exist yet what
    a new community starts with."""

    def ground(said: dict[str, Any]) -> Ground:
        word = (slug or str(said.get("slug", ""))).strip().lower()
        community = db.session.scalar(select(Community).where(Community.slug == word))
        if community is None:
            return Ground(_zone(str(said.get("zone", ""))), _starting_terms())
        known = terms.many(community.id, [v.name for v in VOCABULARIES])
        words = {v: {code: (t.zh, t.en) for code, t in found.items()} for v, found in known.items()}
        return Ground(ZoneInfo(community.zone), words)

    return ground


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "Asia/Shanghai")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Asia/Shanghai")


def _starting_terms() -> dict[str, dict[str, tuple[str, str]]]:
    return {v.name: {t.code: (t.zh, t.en) for t in v.terms} for v in VOCABULARIES}
