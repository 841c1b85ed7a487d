"""The example on its way in: written as a workbook and read like one that somebody sent."""

from __future__ import annotations

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

from teamhub.documents.workbook import write_book
from teamhub.domain.workbook import SHEETS
from teamhub.domain.workbook.faults import FaultList
from teamhub.domain.workbook.parsed import ParsedBook
from teamhub.example.workbook import ZONE, build, start_for
from teamhub.forms.workbook.book import open_book
from teamhub.forms.workbook.reading import parse_book
from teamhub.queries.workbook.ground import ground_for


def example_book(start: date | None, at: datetime) -> bytes:
    """The file. `start`: the first day; None: the last day is today. What lies after `at` has not happened."""
    here = at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    content = build(start or start_for(here.date()), now=here)
    file = io.BytesIO()
    write_book(file, [(spec, content[spec.key]) for spec in SHEETS], "zh_Hans_CN")
    return file.getvalue()


def read_example(start: date | None, at: datetime) -> tuple[ParsedBook, FaultList]:
    """What an import asks for."""
    return parse_book(open_book(example_book(start, at), "balicha.xlsx"), ground_for())
