"""Tables for spreadsheets: exactly the rows that a page shows. Text stays text: nothing that somebody typed is
ever run as a formula by the program that opens the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | Decimal | bool | date | datetime | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters with which a spreadsheet takes text for a formula."""


@dataclass(frozen=True)
class Column:
    """`width`: characters of half width. `number_format`: as spreadsheets write it, 0.00% for rates."""

    title: str
    width: int = 14
    number_format: str = ""


@dataclass(frozen=True)
class Sheet:
    """`title`: shortened and cleaned where spreadsheets forbid it; two sheets of one title get a number."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def to_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet named `title` with a frozen head and a filter. Moments come as the reader's local time: pass them
    without a time zone."""
    return to_book([Sheet(title, columns, rows)])


def to_book(sheets: Sequence[Sheet]) -> bytes:
    """Several such sheets in one file."""
    book = Workbook(write_only=True)
    for given in sheets:
        # openpyxl numbers a title that it has had already
        sheet = book.create_sheet(_sheet_name(given.title))
        sheet.freeze_panes = "A2"
        for number, column in enumerate(given.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.append([_cell(sheet, column.title, bold=True) for column in given.columns])
        count = 1
        for row in given.rows:
            cells = [_cell(sheet, value) for value in row]
            for cell, column in zip(cells, given.columns, strict=False):
                if column.number_format and isinstance(cell.value, (int, float)):
                    cell.number_format = column.number_format
            sheet.append(cells)
            count += 1
        sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(given.columns)))}{count}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def to_csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Chinese right. Text that looks like a formula gets
    an apostrophe in front."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_safe(column.title) for column in columns])
    for row in rows:
        writer.writerow([_safe(value) for value in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _cell(sheet: WriteOnlyWorksheet, value: Value, bold: bool = False) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _safe(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(DANGEROUS) else text


def _sheet_name(title: str) -> str:
    """At most 31 characters and none of those that spreadsheets forbid."""
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "1"
