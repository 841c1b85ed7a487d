"""What the reading of a workbook hands on: typed rows, not yet compared with anything stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from teamhub.domain.workbook.spec import SheetSpec


@dataclass
class ParsedRow:
    """`number`: as the spreadsheet counts. `cells`: field -> value; empty and faulty cells are missing. `broken`:
    fields whose cell could not be read."""

    number: int
    cells: dict[str, Any]
    broken: frozenset[str] = frozenset()


@dataclass
class ParsedSheet:
    """`name`: the sheet's name in the file; `headings`: field -> heading in the file, of the columns that are there."""

    spec: SheetSpec
    name: str
    headings: dict[str, str]
    rows: list[ParsedRow] = field(default_factory=list)


@dataclass
class ParsedBook:
    """Sheets by key."""

    sheets: dict[str, ParsedSheet] = field(default_factory=dict)

    def single(self, key: str) -> dict[str, Any] | None:
        """The one row of a sheet that has one; None without it."""
        sheet = self.sheets.get(key)
        return sheet.rows[0].cells if sheet is not None and sheet.rows else None

    @property
    def row_count(self) -> int:
        return sum(len(sheet.rows) for sheet in self.sheets.values())


@dataclass(frozen=True)
class Ground:
    """What reading needs to know of the community: its clock, and vocabulary -> code -> (Chinese, English)."""

    zone: ZoneInfo
    terms: Mapping[str, Mapping[str, tuple[str, str]]]
