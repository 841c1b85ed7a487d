"""The tables of a brief as a spreadsheet: a sheet for each, figures as numbers."""

from __future__ import annotations

import re

from teamhub.documents.tables import Column, Sheet, Value, to_book
from teamhub.domain.briefs.brief import Align, Brief, Table
from teamhub.domain.briefs.runs import plain

WHOLE = re.compile(r"-?\d{1,3}(?:,\d{3})+|-?\d+")
RATE = re.compile(r"(-?\d+(?:\.\d+)?)%")


def brief_tables(brief: Brief) -> bytes:
    """xlsx. A brief without any table has one sheet that says so by its title alone."""
    sheets = [_sheet(block) for s in brief.sections for block in s.blocks if isinstance(block, Table)]
    return to_book(sheets or [Sheet(brief.title, (Column(brief.title, 60),), ())])


def _sheet(table: Table) -> Sheet:
    columns = [
        Column(column.title, max(12, column.share), "0.00%" if _is_rate(table, place) else "")
        for place, column in enumerate(table.columns)
    ]
    rows = [
        [value_of(plain(cell), column.align) for cell, column in zip(row.cells, table.columns, strict=True)]
        for row in table.rows
    ]
    return Sheet(table.caption or table.key, columns, rows)


def _is_rate(table: Table, place: int) -> bool:
    return any(RATE.fullmatch(plain(row.cells[place])) for row in table.rows)


def value_of(text: str, align: Align) -> Value:
    """5186 and 5,186 -> 5186; 98.26% -> 0.9826; words stay words, a figure among words too."""
    if align is Align.TEXT:
        return text
    if WHOLE.fullmatch(text):
        return int(text.replace(",", ""))
    rate = RATE.fullmatch(text)
    return round(float(rate[1]) / 100, 6) if rate else text
