"""The workbook as a file: every sheet with its headings, or an empty one that explains itself. Text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from teamhub.documents.workbook_guide import Guide, guide_of
from teamhub.domain.workbook import ColumnSpec, Kind, SheetSpec
from teamhub.domain.workbook.content import Cell as Value
from teamhub.domain.workbook.content import Row

LONGEST_CELL = 32_767
"""What a spreadsheet's cell holds."""

ENTERED_ROWS = 5_000
"""Rows of the template that offer a list of choices."""

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BOLD = Font(bold=True)
_NEEDED = Font(bold=True, color="B3261E")
_QUIET = Font(color="5A6069", italic=True)
_HEAD = PatternFill("solid", fgColor="E3E0D8")
_SAID = PatternFill("solid", fgColor="F7F6F2")
_WRAP = Alignment(wrap_text=True, vertical="top")
_DAY = "yyyy-mm-dd"

Sheet = Any
"""openpyxl gives its write-only sheet most of its members at run time."""

Choices = Mapping[str, Sequence[str]]
"""Vocabulary -> its words."""


def write_book(
    target: IO[bytes], sheets: Iterable[tuple[SheetSpec, Iterable[Row]]], language: str
) -> dict[str, int]:
    """All sheets with their rows; how many rows each has."""
    book = Workbook(write_only=True)
    counts = {}
    for spec, rows in sheets:
        sheet = _sheet(book, spec, language, frozen_rows=1)
        sheet.append([_headed(sheet, column, language) for column in spec.columns])
        fields = [column.field for column in spec.columns]
        count = 0
        for row in rows:
            sheet.append([_cell(sheet, row.get(name)) for name in fields])
            count += 1
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(spec.columns))}{count + 1}"
        counts[spec.key] = count
    book.save(target)
    return counts


def write_template(target: IO[bytes], specs: Sequence[SheetSpec], choices: Choices, language: str) -> None:
    """An empty workbook: a sheet that explains, then each sheet with headings, their meaning and an example row."""
    book, guide = Workbook(write_only=True), guide_of(language)
    _write_guide(book, specs, language, guide)
    lists = _write_choices(book, specs, choices, language)
    for spec in specs:
        sheet = _sheet(book, spec, language, frozen_rows=3)
        _offer_choices(sheet, spec, lists)
        sheet.append([_headed(sheet, column, language) for column in spec.columns])
        sheet.append(list(_explained(sheet, spec, language, guide)))
        sheet.append(list(_exemplary(sheet, spec, guide)))
    book.save(target)


def _sheet(book: Workbook, spec: SheetSpec, language: str, *, frozen_rows: int) -> Sheet:
    sheet: Sheet = book.create_sheet(spec.title(language))
    sheet.freeze_panes = f"A{frozen_rows + 1}"
    for number, column in enumerate(spec.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column, language)
    return sheet


def _width(column: ColumnSpec, language: str) -> int:
    """Characters of half width; a Chinese one takes two."""
    title = column.title(language)
    needed = sum(2 if ord(c) > 0x2E80 else 1 for c in title) + 4
    return max(needed, {Kind.MOMENT: 18, Kind.NAME: 16, Kind.REF: 16, Kind.DATE: 12}.get(column.kind, 10))


def _headed(sheet: Sheet, column: ColumnSpec, language: str) -> Cell:
    cell = _text(sheet, column.title(language) + ("*" if column.required else ""))
    cell.font = _NEEDED if column.required else _BOLD
    cell.fill = _HEAD
    return cell


def _explained(sheet: Sheet, spec: SheetSpec, language: str, guide: Guide) -> Iterator[Cell]:
    for number, column in enumerate(spec.columns):
        cell = _text(sheet, (guide.note if number == 0 else "") + column.meaning(language))
        cell.font, cell.fill, cell.alignment = _QUIET, _SAID, _WRAP
        yield cell


def _exemplary(sheet: Sheet, spec: SheetSpec, guide: Guide) -> Iterator[Cell]:
    for number, column in enumerate(spec.columns):
        cell = _text(sheet, (guide.example if number == 0 else "") + column.example)
        cell.font, cell.fill = _QUIET, _SAID
        yield cell


def _write_guide(book: Workbook, specs: Sequence[SheetSpec], language: str, guide: Guide) -> None:
    sheet: Sheet = book.create_sheet(guide.title)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 90
    for number, line in enumerate(guide.lines):
        cell = _text(sheet, line)
        cell.font = Font(bold=True, size=14) if number == 0 else Font()
        sheet.append([cell])
    sheet.append([])
    for spec in specs:
        name, meaning = _text(sheet, spec.title(language)), _text(sheet, spec.meaning(language))
        name.font = _BOLD
        sheet.append([name, meaning])


def _write_choices(
    book: Workbook, specs: Sequence[SheetSpec], choices: Choices, language: str
) -> dict[str, str]:
    """A hidden sheet with one column per list; list -> its range."""
    lists: dict[str, list[str]] = {"yes_no": ["是", "否"] if language.startswith("zh") else ["yes", "no"]}
    for spec in specs:
        for column in spec.columns:
            if column.vocabulary and column.kind is Kind.CODE:
                lists[column.vocabulary] = list(choices.get(column.vocabulary, ()))
            elif column.choices and column.kind is Kind.CHOICE:
                lists[_list_name(spec, column)] = [
                    c.zh if language.startswith("zh") else c.en for c in column.choices
                ]
    return _hidden_lists(
        book, {name: words for name, words in lists.items() if words}, guide_of(language).choices
    )


def _hidden_lists(book: Workbook, lists: Mapping[str, Sequence[str]], title: str) -> dict[str, str]:
    sheet: Sheet = book.create_sheet(title)
    sheet.sheet_state = "hidden"
    for number in range(max(len(words) for words in lists.values())):
        sheet.append(
            [_text(sheet, words[number]) if number < len(words) else None for words in lists.values()]
        )
    return {
        name: f"'{title}'!${get_column_letter(place)}$1:${get_column_letter(place)}${len(words)}"
        for place, (name, words) in enumerate(lists.items(), start=1)
    }


def _list_name(spec: SheetSpec, column: ColumnSpec) -> str:
    return f"{spec.key}.{column.field}"


def _offer_choices(sheet: Sheet, spec: SheetSpec, lists: Mapping[str, str]) -> None:
    """Drop-down lists; other words may be typed all the same, the import says what it cannot read."""
    for number, column in enumerate(spec.columns, start=1):
        name = "yes_no" if column.kind is Kind.BOOL else column.vocabulary or _list_name(spec, column)
        if name not in lists or column.kind not in (Kind.BOOL, Kind.CODE, Kind.CHOICE):
            continue
        letter = get_column_letter(number)
        offered = DataValidation(type="list", formula1=lists[name], allow_blank=True, showErrorMessage=False)
        offered.add(f"{letter}4:{letter}{ENTERED_ROWS}")
        sheet.data_validations.append(offered)


def _cell(sheet: Sheet, value: Value) -> object:
    """What is appended for a value. Only text that a spreadsheet would take for more than text needs a cell of its
    own; making one for each costs most of the time of an export."""
    if isinstance(value, str):
        if not value:
            return None
        plain = _ESCAPED.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", value))[:LONGEST_CELL]
        return _text(sheet, plain) if plain[:1] == "=" or plain in ERROR_CODES else plain
    if isinstance(value, date) and not isinstance(value, datetime):
        cell: Cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = _DAY
        return cell
    return value


def _text(sheet: Sheet, text: str) -> Cell:
    """A cell that is text, whatever it begins with."""
    cell: Cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    return cell
