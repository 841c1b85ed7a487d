"""The rows of the example, made once, and how tests look into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from teamhub.example.workbook import STORY_START, build

Book = Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def book() -> Book:
    """On the story's own dates, to the end."""
    return made(STORY_START)


def made(start: date, now: datetime | None = None) -> Book:
    return {key: [dict(row) for row in rows] for key, rows in build(start, now=now).items()}


def moment(cell: object) -> datetime:
    return datetime.strptime(str(cell), "%Y-%m-%d %H:%M")  # noqa: DTZ007  # the community's wall clock


def on(rows: Iterable[Mapping[str, Any]], field: str, day: int) -> list[Mapping[str, Any]]:
    """Rows whose moment lies on that day of April."""
    return [row for row in rows if str(row.get(field, "")).startswith(f"2022-04-{day:02d}")]
