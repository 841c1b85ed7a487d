"""A file as sheets of raw cells, whatever it is: a workbook or a register as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook

from teamhub.domain.workbook.faults import BookRefused
from teamhub.forms.workbook.intake import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, inspect_archive, kind_of

Raw = object
"""str, float, bool, datetime, date, time or timedelta as the spreadsheet stores it; an empty text for an empty cell."""


@dataclass
class RawSheet:
    """`rows` from the first row of the sheet on; row 0 is the spreadsheet's row 1. `spoiled`: cells without a usable
    value (an error, a formula never computed) -> code."""

    name: str
    rows: list[list[Raw]]
    spoiled: dict[tuple[int, int], str] = field(default_factory=dict)


def open_book(
    data: bytes, file_name: str, progress: Callable[[int, int], None] = lambda done, of: None
) -> list[RawSheet]:
    """The sheets with anything on them. `file_name` only names the sheet of a text file. Raises BookRefused."""
    if kind_of(data) == "text":
        return [_text_sheet(data, file_name)]
    parts = inspect_archive(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for number, name in enumerate(book.sheet_names):
            progress(number, len(book.sheet_names))
            sheet = book.get_sheet_by_name(name)
            rows = cast("list[list[Raw]]", sheet.to_python(skip_empty_area=False))
            _fill_merged(rows, sheet.merged_cell_ranges or [])
            if any(_filled(row) for row in rows):
                sheets.append(RawSheet(name, rows, parts.spoiled.get(name, {})))
    except (CalamineError, OSError, ValueError, OverflowError, UnicodeError) as error:
        raise BookRefused("book_damaged") from error
    if not sheets:
        raise BookRefused("book_empty")
    return sheets


def _filled(row: list[Raw]) -> bool:
    return any(cell not in ("", None) for cell in row)


def _fill_merged(rows: list[list[Raw]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A value merged over several rows stands for each of them; merged over columns (a title) it stays one."""
    room = MOST_CELLS
    for (top, left), (bottom, right) in ranges:
        room -= (bottom - top + 1) * (right - left + 1)
        if room < 0 or left != right or top >= len(rows):
            continue
        value = rows[top][left] if left < len(rows[top]) else ""
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = value


def _text_sheet(data: bytes, file_name: str) -> RawSheet:
    text = _decode(data)
    lines = text.splitlines(keepends=True)
    if len(lines) > MOST_ROWS:
        raise BookRefused("book_too_many_rows", most=MOST_ROWS)
    try:
        rows: list[list[Raw]] = [
            list(row) for row in csv.reader(io.StringIO(text, newline=""), _dialect(lines))
        ]
    except csv.Error as error:
        raise BookRefused("book_damaged") from error
    if max((len(row) for row in rows), default=0) > MOST_COLUMNS:
        raise BookRefused("book_too_many_columns", most=MOST_COLUMNS)
    if len(rows) > MOST_ROWS or not rows:
        raise BookRefused("book_too_many_rows", most=MOST_ROWS)
    for row in rows:
        for place, cell in enumerate(row):
            row[place] = _unarmed(str(cell))
    return RawSheet(PurePath(file_name.replace("\\", "/")).stem[:60], rows)


def _unarmed(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running text as a formula: our own export writes it."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r\n" else cell


def _decode(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else GB18030, strictly. Raises BookRefused."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data:
        encodings = ()
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BookRefused("book_unreadable_text")


def _dialect(lines: list[str]) -> type[csv.Dialect]:
    """Comma, tab or semicolon: what the first lines have most of."""
    head = "".join(lines[:10])

    class Found(csv.excel):
        delimiter = max(",\t;", key=head.count)

    return Found
