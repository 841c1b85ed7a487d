"""Importing and exporting, as the command line does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import apply
from teamhub.actions.workbook.target import Target
from teamhub.domain.access import Viewer
from teamhub.domain.workbook.faults import Fault, Weight
from teamhub.forms.workbook import open_book, parse_book
from teamhub.queries.viewers import community_by_slug, current_campaign
from teamhub.queries.workbook.gather import gather
from teamhub.queries.workbook.ground import ground_for
from tests.workbook.sample import book_of

AT = datetime(2022, 4, 10, 1, 0, tzinfo=UTC)
SYSTEM = Viewer.system(0)


def read(
    data: bytes, slug: str = "", name: str = "工作簿.xlsx", *, create: bool = True
) -> tuple[Target, Any]:
    book, faults = parse_book(open_book(data, name), ground_for(slug))
    return Target(book, slug, create), faults


def move_in(
    sheets: Mapping[str, Sequence[Mapping[str, Any]]] | bytes,
    slug: str = "",
    *,
    by: Viewer = SYSTEM,
    name: str = "工作簿.xlsx",
) -> apply.Outcome:
    """Raises BookFaulty."""
    target, faults = read(sheets if isinstance(sheets, bytes) else book_of(sheets), slug, name)
    with unit_of_work():
        return apply.perform(target, faults, by=by, at=AT)


def look(
    sheets: Mapping[str, Sequence[Mapping[str, Any]]] | bytes,
    slug: str = "",
    *,
    by: Viewer = SYSTEM,
    name: str = "工作簿.xlsx",
) -> apply.Outcome:
    target, faults = read(sheets if isinstance(sheets, bytes) else book_of(sheets), slug, name)
    return apply.rehearse(target, faults, by=by, at=AT)


def faults_of(
    sheets: Mapping[str, Sequence[Mapping[str, Any]]] | bytes, slug: str = "", **more: Any
) -> list[Fault]:
    return look(sheets, slug, **more).faults.of(Weight.FAULT)


def move_out(slug: str, language: str = "zh_Hans_CN") -> dict[str, list[dict[str, Any]]]:
    """Sheet -> rows without their empty cells."""
    community = community_by_slug(slug)
    campaign = current_campaign(community.id, AT.date())
    return {
        spec.key: [{k: v for k, v in row.items() if v is not None} for row in rows]
        for spec, rows in gather(community.id, campaign.id, language)
    }
