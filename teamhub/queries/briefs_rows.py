"""A brief as the pages and the questions see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class BriefRow:
    """One brief without its facts. `corrected_by`: the number of the issue that corrects it."""

    id: int
    day: date
    edition: int
    state: str
    year: int | None
    number: int | None
    issued_at: datetime | None
    reviewed_by: str
    reviewed_at: datetime | None
    approved_by: str
    corrects_id: int | None
    corrects_number: int | None
    correction_note: str
    texts: dict[str, Any]
    updated_at: datetime | None
    version: int
    saved_by: str
    code: str | None
    corrected_by: int | None

    @property
    def issued(self) -> bool:
        return self.state == "issued"
